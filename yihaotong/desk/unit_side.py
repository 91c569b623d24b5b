"""What a unit finds on a case's page besides the moves: how to reach the requester, and templates for its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yihaotong.cases import access, actions, city
from yihaotong.cases.identities import words_for
from yihaotong.cases.models import Case
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, Secrecy, Stage
from yihaotong.cases.rules.identity import UNIT, CallPurpose
from yihaotong.clock.moments import missed
from yihaotong.clock.wording import to_the_minute
from yihaotong.desk.found import case_or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.dispatch.access import category_names, place_name
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.access import templates_for
from yihaotong.knowledge.rules.codes import Purpose
from yihaotong.knowledge.rules.placeholders import filled

#: Into which field of which move a template goes.
_FOR: Mapping[str, tuple[Purpose, str]] = {
    "contact": (Purpose.CONTACT, "note"),
    "propose": (Purpose.REPLY, "text"),
    "reply": (Purpose.REPLY, "text"),
    "send_back": (Purpose.SEND_BACK, "note"),
}
#: So many have a key of their own.
_KEYS = 9


class Offered(Protocol):
    """A move on the page."""

    @property
    def move(self) -> moves.Move: ...


@dataclass(frozen=True)
class Chosen:
    """One template with its placeholders filled; `field` is the id of the box it goes into."""

    title: str
    text: str
    field: str
    key: str


@dataclass(frozen=True)
class Calling:
    """How the unit may reach the requester. `why_not` "" when it may ask to be put through."""

    exchange: bool
    why_not: str
    purposes: list[tuple[str, str]]
    number: str


def around(case: Case, visit: Visit, offers: Sequence[Offered]) -> dict[str, Any]:
    """For the page of a case: `calling` for its unit's people, `templates` by the names of moves that take words."""
    return {"calling": _calling(case, visit), "templates": _templates(case, visit, offers)}


def _calling(case: Case, visit: Visit) -> Calling | None:
    roles = visit.actor.roles
    working = Stage(case.stage) is Stage.IN_HAND and access.reaches(moves.MOVES["contact"], case, visit.actor)
    if not roles & UNIT or not working or case.requester.anonymous:
        return None
    try:
        actions.check_may_call(case, visit.actor)
        why_not = ""
    except Refused as refusal:
        why_not = refusal.message
    exchange = city.telephony()
    return Calling(exchange, why_not, CallPurpose.choices(), str(settings.CITY.get("calls", {}).get("number", "")))


def _templates(case: Case, visit: Visit, offers: Sequence[Offered]) -> dict[str, list[Chosen]]:
    wanted = [offer.move.name for offer in offers if offer.move.name in _FOR]
    if not wanted:
        return {}
    known = templates_for(visit.actor, category=case.category)
    facts = _facts(case, visit) if known else {}
    words = words_for(case, visit.actor)
    made = {}
    for name in wanted:
        purpose, field = _FOR[name]
        texts = [each for each in known if each.purpose == purpose.value]
        made[name] = [
            Chosen(
                each.title, words(filled(each.text, facts)), f"{name}-{field}", str(number) if number <= _KEYS else ""
            )
            for number, each in enumerate(texts, start=1)
        ]
    return made


def _facts(case: Case, visit: Visit) -> dict[str, str]:
    """What the placeholders of knowledge.rules.placeholders stand for. Nothing of them is the requester's."""
    today = localdate(visit.at)
    return {
        "工单编号": case.order_no,
        "标题": case.title,
        "诉求类型": RequestType(case.request_type).label,
        "问题类别": category_names([case.category]).get(case.category, ""),
        "地点": f"{place_name(case.place) if case.place else ''}{case.address}",
        "受理时间": f"{localtime(case.filed_at):%Y年%-m月%-d日}",
        "到期时间": _until(_handled_by(case, visit.at)),
        "承办单位": case.lead_unit.name_on(today) if case.lead_unit else "",
        "中心名称": str(settings.CITY["centre"]["name"]),
        "今天": f"{today:%Y年%-m月%-d日}",
    }


def _handled_by(case: Case, at: datetime) -> datetime | None:
    """By when the unit that has the case is to have handled it; None once that is past: nobody promises a day gone by,
    so the placeholder stays for the writer to fill in."""
    running = case.clocks.filter(kind=ClockKind.HANDLE.value, met_at=None, dropped_at=None)
    due = running.order_by("-pk").values_list("due_at", flat=True).first()
    return due if due and not missed(due, at) else None


def _until(due: datetime | None) -> str:
    return f"{localtime(due):%Y年%-m月%-d日} {to_the_minute(localtime(due))}" if due else ""


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Ask to be put through to the requester, and be told plainly what happens now."""
    case = case_or_404(visit, order_no)
    if request.method != "POST":
        return redirect("desk:case", order_no)
    purpose = {each.value: each for each in CallPurpose}.get(request.POST.get("purpose", ""))
    try:
        if purpose is None:
            raise Refused("missing", _("请先选择为什么联系"), "purpose")
        exchange = actions.ask_for_call(case, actor=visit.actor, at=visit.at, purpose=purpose)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("desk:case", order_no)
    if exchange:
        said = _("已转总机：总机先拨您的办公电话，接起后再接通诉求人，双方只看到热线号码。通话后请写联系记录。")
        messages.success(request, said)
    else:
        messages.warning(request, _("已记下，但本市还没有接通电话总机，没有拨出任何电话。请用“请中心代为联系”。"))
    return redirect("desk:case", order_no)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def ask_centre(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Ask the centre to speak with the requester instead."""
    case = case_or_404(visit, order_no)
    if request.method != "POST":
        return redirect("desk:case", order_no)
    try:
        actions.ask_centre(case, actor=visit.actor, at=visit.at, words=request.POST.get("words", ""))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        said = _("已请中心的回访员和班长代为联系；他们联系后会补充到工单里。首次联系时限照走。")
        messages.success(request, said, extra_tags=request.path)
    return redirect("desk:case", order_no)


def secret(case: Case) -> bool:
    """Whether nothing of the requester may leave the centre, not even masked."""
    return case.secrecy != Secrecy.NORMAL.value
