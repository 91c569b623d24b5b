"""Who is told of what happened to a case, and of limits that run out. Reads the journal and the running clocks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Post
from yihaotong.accounts.rules import Role
from yihaotong.cases import city
from yihaotong.cases.late_evaluations import LateEvaluation, late_evaluations
from yihaotong.cases.models import Case, Clock, Contact, Leg
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Secrecy, Stage
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.rules.reminding import TELLS, WATCHED, Tell, Whom, lead
from yihaotong.clock import Limit
from yihaotong.clock.wording import to_the_minute
from yihaotong.dispatch.access import category_names
from yihaotong.journal.models import Line
from yihaotong.reminders import access as reminders
from yihaotong.reminders.actions import Note, remind_all, settle, watch
from yihaotong.reminders.rules import Kind

#: What happened longer ago stands in the lists by now: a city that is filled with the past reminds nobody of it.
_FRESH_FOR = timedelta(days=2)
#: Looked at twice, for what was committed late; nobody is told twice.
_OVERLAP = timedelta(minutes=10)
#: What a watch that never looked before looks back.
_FIRST_LOOK = timedelta(hours=1)
_WATCH = "cases.limits"
#: Limits in days end together at midnight; so many of them in one statement.
_AT_ONCE = 5000
#: At these a unit speaks with the requester.
_WITH_THE_UNIT = (Stage.DISPATCHED.value, Stage.IN_HAND.value)


@dataclass(frozen=True)
class Hands:
    """The people whom some cases concern: by unit, by role, who signed which case, and whom a late evaluation."""

    handlers: Mapping[int, Sequence[int]]
    leaders: Mapping[int, Sequence[int]]
    arbiters: Sequence[int]
    signed: Mapping[int, int]
    reopeners: Mapping[int, Sequence[int]]

    def of(self, whom: Whom, case: Case, person: int | None = None) -> Sequence[int]:
        """The ids of those to tell."""
        unit = case.lead_unit_id or 0
        if whom is Whom.ARBITERS:
            return self.arbiters
        if whom is Whom.REOPENERS:
            return self.reopeners.get(case.pk, ())
        if whom is Whom.LEADERS:
            return self.leaders.get(unit, ())
        if whom is Whom.PERSON:
            return [person] if person else []
        if whom is Whom.HOLDER and case.handler_id:
            return [case.handler_id]
        handlers = self.handlers.get(unit, ())
        signer = self.signed.get(case.pk)
        return [signer] if whom is Whom.HOLDER and signer is not None and signer in handlers else handlers


def follow(lines: Sequence[Line], at: datetime) -> None:
    """Tell those concerned of new moves. What was told about a case before it moved on no longer matters."""
    fresh = [line for line in lines if line.kind.startswith("case.") and line.at > at - _FRESH_FOR and not line.erased]
    moved = {line.subject: line.at for line in fresh if "stage" in line.facts.get("after", {})}
    if moved:
        # Nobody takes the citizen's own word back by moving on.
        settle(moved, at=at, spare=(Kind.WITHDRAWN, Kind.HANDED_OVER, Kind.EMERGENCY))
    if reached := _reached(fresh):
        settle(reached, at=at, spare=frozenset(Kind) - {Kind.NO_CONTACT})
    telling = [line for line in fresh if line.kind.removeprefix("case.") in TELLS]
    cases = _cases(telling)
    if cases:
        remind_all(_notes(telling, cases, _hands(cases.values(), at)))


def _reached(lines: Iterable[Line]) -> dict[str, datetime]:
    """The cases whose requester was reached by these lines: by key, when."""
    calls = (line for line in lines if line.kind == "case.contact")
    return {line.subject: line.at for line in calls if line.facts.get("after", {}).get("reached")}


def _cases(lines: Iterable[Line]) -> dict[str, Case]:
    """The living cases that these lines are about, by key."""
    numbers = [int(number) for line in lines if (number := line.subject.removeprefix("case:")).isdigit()]
    return {case.key: case for case in Case.objects.filter(pk__in=numbers, historical=False)}


def _notes(lines: Iterable[Line], cases: Mapping[str, Case], hands: Hands) -> list[Note]:
    names = category_names({case.category for case in cases.values()})
    notes: dict[tuple[int, str], list[Note]] = {}
    for line in lines:
        case = cases.get(line.subject)
        tell = TELLS[line.kind.removeprefix("case.")]
        if case is None or not _still_so(line, tell, case):
            continue
        people = hands.of(tell.whom, case, line.facts.get("after", {}).get("person"))
        told = [
            Note(person, tell.kind, case.key, _words(tell.words, case, names), line.at)
            for person in people
            if line.actor != f"person:{person}"
        ]
        notes[line.pk, line.subject] = told
    return [note for told in notes.values() for note in told]


def _still_so(line: Line, tell: Tell, case: Case) -> bool:
    """Whether the case still stands where the move brought it: what was overtaken concerns nobody."""
    facts = line.facts
    here = facts.get("after", {}).get("stage", case.stage)
    found = facts.get("before", {}).get("stage", case.stage)
    if tell.whom is Whom.HANDLERS and here != "dispatched":
        return False
    return case.stage == here and (not tell.only_from or found in tell.only_from)


def _words(words: str, case: Case, names: Mapping[str, str]) -> str:
    about = names.get(case.category, "")
    return f"{words}：{about} {case.order_no}" if about else f"{words}：{case.order_no}"


def _hands(cases: Iterable[Case], at: datetime) -> Hands:
    """Three queries, however many cases; some more where one of them was judged after its closing."""
    listed = list(cases)
    units = {case.lead_unit_id for case in listed if case.lead_unit_id}
    by_role: dict[str, dict[int, list[int]]] = {Role.HANDLER.value: defaultdict(list), Role.UNIT_LEADER.value: {}}
    posts = Post.objects.filter(valid_at(at), unit__in=units, role__in=list(by_role), person__is_active=True)
    for role, unit, person in posts.order_by("pk").values_list("role", "unit_id", "person_id"):
        by_role[role].setdefault(unit, []).append(person)
    arbiters = reminders.holders([Role.ARBITER], at)
    handlers, leaders = by_role[Role.HANDLER.value], by_role[Role.UNIT_LEADER.value]
    return Hands(handlers, leaders, arbiters, _signed(listed), _reopeners(listed, at))


def _reopeners(cases: Iterable[Case], at: datetime) -> dict[int, Sequence[int]]:
    """Of each case that was judged after its closing: who may reopen it while he may, and who had called back. Asks
    nothing where there is none."""
    late = [each for each in late_evaluations(cases).values() if not each.until or at <= each.until]
    supervisors = reminders.holders(MOVES["reopen"].by, at) if late else []
    return {each.case.pk: sorted({*supervisors, *_caller(each)}) for each in late}


def _caller(late: LateEvaluation) -> list[int]:
    number = late.recorded.by.removeprefix("person:") if late.recorded else ""
    return [int(number)] if number.isdigit() else []


def _signed(cases: Iterable[Case]) -> dict[int, int]:
    """Who signed each case's newest leg; an older leg of another unit says nothing."""
    units = {case.pk: case.lead_unit_id for case in cases}
    legs = Leg.objects.filter(case__in=list(units)).exclude(signed_by="").order_by("pk")
    return {
        case: int(by.removeprefix("person:"))
        for case, unit, by in legs.values_list("case_id", "unit_id", "signed_by")
        if units[case] == unit and by.removeprefix("person:").isdigit()
    }


# --- limits that run out ---------------------------------------------------------------------------------------


@transaction.atomic
def watch_limits(at: datetime) -> int:
    """Tell of every watched limit that has since the last look reached 80 % or run out, and of limits of handling that
    are half gone with nobody reached; how many were told.

    Goes on where it stopped; looks along the index of running clocks only where something may have happened.
    """
    since = (reminders.watched(_WATCH) or at - _FIRST_LOOK) - _OVERLAP
    late = _told(_running().filter(due_at__gt=latest_missed(since), due_at__lte=latest_missed(at)), at, Kind.OVERDUE)
    limits = _limits()
    soon = [note for limit in limits for note in _nearly(limit, since, at)]
    soon += [note for limit in limits for note in _unreached(limit, since, at)]
    gone = {note.subject: note.at for note in late}
    settle(gone, at=at, spare=frozenset(Kind) - {Kind.DUE_SOON, Kind.NO_CONTACT})
    watch(_WATCH, at)
    return remind_all([*soon, *late])


def _running() -> QuerySet[Clock]:
    kinds = [kind.value for kind in WATCHED]
    running = Clock.objects.filter(met_at=None, dropped_at=None, kind__in=kinds)
    return running.select_related("case").order_by("due_at", "pk")


def _limits() -> list[Limit]:
    """The limits under which clocks run now."""
    running = Clock.objects.filter(met_at=None, dropped_at=None, due_at__isnull=False)
    return [Limit.parse(written) for written in running.order_by().values_list("limit", flat=True).distinct()]


def _nearly(limit: Limit, since: datetime, at: datetime) -> list[Note]:
    """Those under this limit whose last fifth began between two looks, and that are not late yet."""
    ahead = lead(limit)
    clocks = _running().filter(
        limit=str(limit), due_at__gt=max(since + ahead, latest_missed(at)), due_at__lte=at + ahead
    )
    return _told(clocks, at, Kind.DUE_SOON, ahead)


def _unreached(limit: Limit, since: datetime, at: datetime) -> list[Note]:
    """Those of handling under this limit of which the city's share was used up between two looks, and in which the
    requester, who can be reached, has not been; none where both tellings would come together."""
    used = city.uncontacted_at()
    ahead = lead(limit, used)
    if not used or ahead <= lead(limit):
        return []
    clocks = _running().filter(
        ~Exists(Contact.objects.filter(case=OuterRef("case"), reached=True)),
        limit=str(limit),
        kind=ClockKind.HANDLE.value,
        due_at__gt=max(since + ahead, latest_missed(at)),
        due_at__lte=at + ahead,
        case__stage__in=_WITH_THE_UNIT,
        case__requester__anonymous=False,
        case__secrecy=Secrecy.NORMAL.value,
    )
    return _told(clocks, at, Kind.NO_CONTACT, ahead)


def _told(clocks: QuerySet[Clock], at: datetime, kind: Kind, ahead: timedelta = timedelta()) -> list[Note]:
    """The notes for these clocks; each as of the moment it tells of, so that a second look tells nothing new."""
    listed = list(clocks)
    parts = [listed[first : first + _AT_ONCE] for first in range(0, len(listed), _AT_ONCE)]
    return [note for part in parts for note in _notes_for(part, at, kind, ahead)]


def _notes_for(clocks: Sequence[Clock], at: datetime, kind: Kind, ahead: timedelta) -> list[Note]:
    cases = [clock.case for clock in clocks]
    hands, names = _hands(cases, at), category_names({case.category for case in cases})
    return [
        Note(person, kind, clock.case.key, _words(_limit_words(clock, kind), clock.case, names), clock.due_at - ahead)
        for clock in clocks
        if clock.due_at
        for person in _concerned(clock, kind, hands)
    ]


def _limit_words(clock: Clock, kind: Kind) -> str:
    what = WATCHED[ClockKind(clock.kind)]
    if kind is Kind.OVERDUE:
        return f"{what}已超期"
    if kind is Kind.NO_CONTACT:
        return f"{what}时限已用去 {city.uncontacted_at()}%，还没有联系上诉求人"
    local = localtime(clock.due_at)
    return f"{what}时限 {local:%-m月%-d日} {to_the_minute(local)} 到期"


def _concerned(clock: Clock, kind: Kind, hands: Hands) -> Sequence[int]:
    people = hands.of(Whom.HOLDER, clock.case)
    return sorted({*people, *hands.of(Whom.LEADERS, clock.case)}) if kind is Kind.OVERDUE else people
