"""An officer registers what came by counter, post, fax or word of mouth; the receipt is handed out with its code."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Role
from yihaotong.applications import access, actions
from yihaotong.applications.forecast import overdue_at_once
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.applications.rules.moves import REGISTER_FIELDS
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.desk.applications.application import found
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

#: How it came; what the applicant sends himself comes by the portal, what the platform sends by its own page.
CHANNEL = Field("channel", "怎样收到的", Kind.CHOICE, required=True, choices=Channel)
_FIELDS = (CHANNEL, *REGISTER_FIELDS)
_SHOWN_ONCE = "application_code"


@only(Role.DISCLOSURE_OFFICER)
def register(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return _page(request, visit, Form({"channel": Channel.COUNTER.value}), uuid4())
    values = forms.typed(_FIELDS, request.POST)
    submission = _uuid(request.POST.get("submission", ""))
    if wrong := forms.checked(_FIELDS, values):
        return _page(request, visit, wrong, submission, status=422)
    data = forms.given(REGISTER_FIELDS, {each.name: values[each.name] for each in REGISTER_FIELDS})
    channel = Channel(values["channel"])
    if doubt := _overdue(channel, data.get("received_on"), visit, request.POST.get("seen", "")):
        form = Form(values, heading=doubt)
        return _page(request, visit, form, submission, seen=values["received_on"])
    try:
        made = actions.register(
            data, actor=visit.actor, at=visit.at, channel=channel, submission=submission, via="desk"
        )
    except Refused as refusal:
        return _page(request, visit, forms.refused(values, refusal), submission, status=422)
    number = made.application.number
    actions.draw_missing(
        made.application, actor=visit.actor, at=visit.at
    )  # what it could not, the page of the request says
    if made.defects:
        may = _may_ask(made.application, visit)
        said = _("还缺：%(what)s。%(may)s") % {"what": "；".join(made.defects), "may": may}
        messages.warning(request, said)
    request.session[_SHOWN_ONCE] = number
    return redirect("desk:applications:receipt", number)


@only(Role.DISCLOSURE_OFFICER)
def receipt(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """接收回执: number and code for the applicant, once after registering; later the code is not shown again."""
    application = found(visit, number)
    if request.session.pop(_SHOWN_ONCE, "") != number:
        return redirect("desk:applications:one", number)
    context = {"application": application, "query_code": actions.query_code(number)}
    return show(request, visit, "desk/applications/receipt.html", context)


def _may_ask(application: Application, visit: Visit) -> str:
    """Whether what lacks can be asked for now, and why not."""
    if "ask_correction" in {row.name for row in access.moves_open(application, visit.actor, visit.at)}:
        return _("可以“告知补正”，一次写全。")
    if Stage(application.stage) is Stage.UNCONFIRMED:
        return _("先与申请人“确认收到”，再“告知补正”，一次写全。")
    return _("已超过 7 个工作日的补正告知期限（条例第三十条），不能再“告知补正”：直接联系申请人，或者按现有内容办理。")


def _overdue(channel: Channel, received_on: object, visit: Visit, seen: str) -> str:
    """Asked once: with this day of receipt a limit has ended already. "" where none has, or he has seen it."""
    day = parse_date(str(received_on)) if received_on else None
    late = overdue_at_once(channel, day, visit.at)
    if day is None or not late or seen == day.isoformat():
        return ""
    limits = "；".join(f"{kind.label} {localdate(due):%m-%d} 已过" for kind, due in late)
    told = {"day": day.isoformat(), "limits": limits}
    return (
        _("还没有登记：收到日期 %(day)s，一登记就超期（%(limits)s）。请核对日期；没有写错的，再点一次“登记”。") % told
    )


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return uuid4()


def _page(
    request: HttpRequest, visit: Visit, form: Form, submission: UUID, *, status: int = 200, seen: str = ""
) -> HttpResponse:
    context = {"form": form, "fields": _FIELDS, "submission": submission, "seen": seen}
    return show(request, visit, "desk/applications/register.html", context, status=status)
