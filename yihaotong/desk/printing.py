"""The work order on paper (打印工单): asked for with its purpose, written down, then one A4 page or more."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yihaotong.accounts.access import name_of, names_of, unit_names, unit_names_then
from yihaotong.cases import access, actions, attachments
from yihaotong.cases.actions.clocks import derive
from yihaotong.cases.identities import words_for
from yihaotong.cases.models import Case, Reply
from yihaotong.cases.rules.codes import ContactMeans, Outcome, Stage
from yihaotong.cases.rules.identity import PrintPurpose
from yihaotong.cases.standing import Standing, standings
from yihaotong.clock import Step
from yihaotong.desk import pages
from yihaotong.desk.facts import facts_of, said
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.unit_side import secret

Words = Callable[[str], str]


@dataclass(frozen=True)
class Sent:
    """One dispatch: to whom, by whom, when signed for."""

    unit: str
    at: datetime
    by: str
    signed_at: datetime | None
    signed_by: str
    note: str


@dataclass(frozen=True)
class Limit:
    """One limit; one that still runs with how its date came about, like days together: 11/10–11/13 计第1–4日."""

    label: str
    limit: str
    started_at: datetime
    due_at: datetime | None
    state: str
    basis: str
    running: bool
    steps: Sequence[str]


@dataclass(frozen=True)
class Spoken:
    at: datetime
    who: str
    how: str
    note: str


@dataclass(frozen=True)
class Answer:
    """What the unit answered, or proposes to; `changed`: the leader signed other words than were proposed."""

    outcome: str
    text: str
    who: str
    at: datetime
    proposed: bool
    changed: bool


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def print_case(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """What it is printed for; sent, the page itself. To load that page again is another print."""
    try:
        case = access.case_for(visit.actor, order_no)
    except Case.DoesNotExist:
        raise Http404 from None
    purpose = {each.value: each for each in PrintPurpose}.get(request.POST.get("purpose", ""))
    if request.method != "POST" or purpose is None:
        status = 422 if request.method == "POST" else 200
        context = {"case": case, "purposes": PrintPurpose.choices(), "refused": status != 200}
        return pages.show(request, visit, "desk/print_ask.html", context, status=status)
    actions.note_print(case, actor=visit.actor, at=visit.at, purpose=purpose)
    return render(request, "desk/print.html", _sheet(case, visit, purpose))


def _sheet(case: Case, visit: Visit, purpose: PrintPurpose) -> dict[str, object]:
    today = localdate(visit.at)
    units = sorted(held.unit_id for held in visit.actor.posts if held.unit_id)
    words = words_for(case, visit.actor)
    answer = _answer(case, words)
    return {
        "case": case,
        "said": said(case, words),
        "facts": facts_of(case),
        "stage": Stage(case.stage).label,
        "secret": secret(case),
        "identity": None if secret(case) else actions.masked(case),
        "handler": _handler(case),
        "lead_unit": case.lead_unit.name_on(today) if case.lead_unit else _("中心"),
        "sent": _sent(case, words),
        "limits": _limits(case, visit.at),
        "spoken": _spoken(case, words),
        "answer": answer,
        "files": [each.file.name for each in attachments.shown(case, visit.actor, visit.at)],
        "purpose": purpose.label,
        "actor": visit.actor,
        "unit": "、".join(unit_names(units, today).values()),
        "now": visit.at,
        "watermark": f"{case.order_no} {'、'.join(unit_names(units[:1], today).values())}",
        "simulated": case.simulated,
        "small": _long(case, answer),
    }


def _handler(case: Case) -> str:
    """To whom it was allotted, else who signed for it last; "" for nobody yet."""
    if case.handler_id:
        return name_of(f"person:{case.handler_id}")
    signed = case.legs.exclude(signed_by="").order_by("-pk").values_list("signed_by", flat=True).first()
    return name_of(signed) if signed else ""


def _long(case: Case, answer: Answer | None) -> bool:
    """Whether the words are many: then they stand smaller, and go on over the next pages; nothing is ever cut."""
    return len(case.body) + len(answer.text if answer else "") > 1200


def _sent(case: Case, words: Words) -> list[Sent]:
    legs = list(case.legs.order_by("pk"))
    names = names_of({key for leg in legs for key in (leg.dispatched_by, leg.signed_by) if key})
    units = unit_names_then((leg.unit_id, localdate(leg.dispatched_at)) for leg in legs)
    return [
        Sent(
            units[leg.unit_id, localdate(leg.dispatched_at)],
            leg.dispatched_at,
            names[leg.dispatched_by],
            leg.signed_at,
            names.get(leg.signed_by, ""),
            words(leg.note),
        )
        for leg in legs
    ]


def _limits(case: Case, at: datetime) -> list[Limit]:
    return [
        Limit(
            standing.kind.label,
            standing.limit.chinese,
            standing.clock.started_at,
            standing.clock.due_at,
            _left(standing),
            standing.clock.basis,
            standing.clock.running,
            _together(derive(standing.clock).derivation) if standing.clock.running else (),
        )
        for standing in standings(case.clocks.select_related("unit").order_by("pk"), at)
    ]


def _left(standing: Standing) -> str:
    """What is left without the date, which stands before it: 还剩 2 个工作日."""
    left, _dot, until = standing.text.partition(" · ")
    if until or not standing.clock.running or not left.endswith(" 前"):
        return left
    return _("今天到期")


_COUNTED = re.compile(r"计第(\d+)日")
_REST = {"星期六", "星期日"}


def _together(steps: Iterable[Step]) -> list[str]:
    """The steps with their dates, days in a row that are counted, or are a weekend, as one."""
    told: list[str] = []
    for alike, group in groupby(steps, _alike):
        run = list(group)
        first, last = _day(run[0]), _day(run[-1])
        if not alike or len(run) == 1:
            told += [f"{_short(_day(each))} {_undated(each)}" for each in run]
        elif alike == "rest":
            told.append(f"{_short(first)}–{_short(last)} 周末")
        else:
            begins, ends = (_COUNTED.sub(r"\1", each.why) for each in (run[0], run[-1]))
            told.append(f"{_short(first)}–{_short(last)} 计第{begins}–{ends}日")
    return told


def _alike(step: Step) -> str:
    return "rest" if step.why in _REST else "counted" if _COUNTED.fullmatch(step.why) else ""


def _day(step: Step) -> date:
    return localtime(step.at).date() if isinstance(step.at, datetime) else step.at


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


def _undated(step: Step) -> str:
    """The words of a step; where they begin with its date they lose it."""
    day = _day(step)
    return step.why.removeprefix(f"{day:%Y-%m-%d} ").removeprefix(f"{day.month}-{day.day} ")


def _spoken(case: Case, words: Words) -> list[Spoken]:
    contacts = list(case.contacts.order_by("pk"))
    names = names_of({each.by for each in contacts})
    return [
        Spoken(
            each.at,
            names[each.by],
            f"{ContactMeans(each.means).label}，{_('已联系上') if each.reached else _('未联系上')}",
            words(each.note),
        )
        for each in contacts
    ]


def _answer(case: Case, words: Words) -> Answer | None:
    replies: list[Reply] = list(case.replies.order_by("pk"))
    if not replies:
        return None
    newest = replies[-1]
    before = replies[-2] if len(replies) > 1 else None
    changed = bool(before and before.proposed and not newest.proposed and before.text != newest.text)
    outcome = Outcome(newest.outcome).label if newest.outcome else ""
    return Answer(outcome, words(newest.text), name_of(newest.by), newest.at, newest.proposed, changed)
