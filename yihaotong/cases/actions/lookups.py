"""Whether a code that somebody gave exists, with the words when it does not."""

from datetime import datetime

from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.cases.models import Case
from yihaotong.dispatch import access as dispatch
from yihaotong.journal.refusal import Refused


def check_category(code: str, at: datetime) -> None:
    """Silence for a leaf category valid on that day, and for none at all."""
    if code and not dispatch.category_valid(code, localtime(at).date()):
        raise Refused("no-such-category", f"没有“{code}”这个问题类别，或已停用", "category")


def check_place(code: str) -> None:
    if code and not dispatch.place_exists(code):
        raise Refused("no-such-place", f"没有代码为“{code}”的地点", "place")


def case_by_number(order_no: str, field: str) -> Case:
    """Any case with this order number. Raises Refused("no-such-case") naming the field it was typed in."""
    try:
        return Case.objects.select_related("lead_unit", "requester").get(order_no=order_no)
    except Case.DoesNotExist:
        raise Refused("no-such-case", f"没有编号为“{order_no}”的工单，请核对", field) from None


def unit_by_code(code: str, field: str = "unit") -> Unit:
    """The unit with this code that exists today. Raises Refused("no-such-unit")."""
    try:
        return Unit.objects.get(code=code, dissolved_on=None)
    except Unit.DoesNotExist:
        raise Refused("no-such-unit", f"没有代码为“{code}”的单位，或已撤销", field) from None
