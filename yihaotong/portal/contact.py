"""What the portal asks of the way to reach somebody: all that is wrong is said at once, and a number can be rung back.

The desk is more tolerant: there the number comes from the exchange, and whoever it is has been spoken with.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from yihaotong.accounts.rules import can_be_rung_back, lacks_plus, number_of
from yihaotong.cases import forms
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.rules.fields import Field


def checked(fields: tuple[Field, ...], values: Mapping[str, str]) -> Form | None:
    """`forms.checked` of these fields, with what is wrong between telephone and 匿名 where both are among them."""
    form = forms.checked(fields, values)
    errors = {**(form.errors if form else {})}
    if {"phone", "anonymous"} <= {each.name for each in fields} and (more := _unreachable(values, errors)):
        errors["phone"] = more
        lines = tuple(Fault(errors[each.name], each.name) for each in fields if each.name in errors)
        heading = form.heading if form else _("还没有提交，请先改正下面几处，已填的内容都在")
        return Form(values, errors, heading, lines)
    return form


def _unreachable(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """Why nobody could ring him back, "" where somebody can or nobody will."""
    if "phone" in errors or "anonymous" in errors:
        return ""
    written = values["phone"].strip()
    if not written:
        return "" if values["anonymous"] else _("请留联系电话，或选择匿名")
    if can_be_rung_back(number_of(written)) and not lacks_plus(written):
        return ""
    return _(
        "“联系电话”要能打回来：请填 11 位手机号，或带区号的座机（分机写作“转801”）；"
        "境外号码前面加国家或地区代码，如 +852"
    )
