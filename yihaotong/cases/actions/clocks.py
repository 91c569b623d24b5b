"""Starting, meeting and dropping clocks, and reckoning them again when the calendar changes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.almanac import access as almanac
from yihaotong.cases import city, profiles
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.profiles import Book
from yihaotong.cases.rules.clocks import ClockKind, Line
from yihaotong.cases.rules.codes import RequestType, Stage, Urgency
from yihaotong.cases.rules.moves import pressing
from yihaotong.cases.rules.wording import written
from yihaotong.clock import Deadline, Limit, reckon
from yihaotong.journal import actions as journal
from yihaotong.journal.statements import insert


def build(
    kinds: Iterable[ClockKind], request_type: RequestType, urgency: Urgency, at: datetime, *, unit: Unit | None = None
) -> list[Clock]:
    """The clocks of these kinds that the profile sets, reckoned from `at`, not yet saved. One query at most.

    `unit` is whose calendar and office hours count; None is the centre.
    """
    lines = lines_of(kinds, request_type, urgency, at, unit=unit)
    return begun(lines, at, unit=unit, version=almanac.latest_version()) if lines else []


def lines_of(
    kinds: Iterable[ClockKind],
    request_type: RequestType,
    urgency: Urgency,
    at: datetime,
    *,
    unit: Unit | None = None,
    book: Book | None = None,
) -> list[Line]:
    """The lines of the profile in force that set clocks of these kinds for such a case at that unit.

    `book` are the choices, for whoever has read them already.
    """
    wanted = tuple(kinds)
    if not wanted:
        return []
    holding = (book or profiles.book()).at(at)
    unit_kind = holding.class_of(unit)
    return [line for kind in wanted if (line := holding.profile.line(kind, request_type, urgency, unit_kind))]


def derive(clock: Clock) -> Deadline:
    """The date of a clock with every step of its derivation, under the almanac it names."""
    unit = clock.unit
    calendar = almanac.calendar(region=city.region(), unit=str(unit.pk) if unit else "", version=clock.almanac_version)
    hours = city.hours(unit.code if unit else "", clock.almanac_version)
    return reckon(clock.started_at, Limit.parse(clock.limit), calendar=calendar, hours=hours, basis=clock.basis)


Due = tuple[datetime | None, bool]


def due(clock: Clock) -> Due:
    """When a clock runs out, and whether a notice still to come may move it."""
    deadline = derive(clock)
    return deadline.due, deadline.provisional


def begun(
    lines: Iterable[Line],
    at: datetime,
    *,
    unit: Unit | None,
    version: int,
    derived: Callable[[Clock], Due] = due,
) -> list[Clock]:
    """The clocks that these lines set, reckoned from `at` under a version of the almanac, not yet saved."""
    clocks = []
    for line in lines:
        clock = Clock(
            kind=line.clock.value,
            unit=unit,
            limit=str(line.limit),
            basis=line.says,
            started_at=at,
            almanac_version=version,
        )
        clock.due_at, clock.provisional = derived(clock)
        clocks.append(clock)
    return clocks


def save(case: Case, clocks: Sequence[Clock]) -> None:
    for clock in clocks:
        clock.case = case
    insert(clocks)


def stop(case: Case, at: datetime, *, meets: Iterable[ClockKind] = (), drops: Iterable[ClockKind] = ()) -> None:
    """Mark running clocks as met, or as no longer running."""
    running = Clock.objects.filter(case=case, met_at=None, dropped_at=None)
    if met := [kind.value for kind in meets]:
        running.filter(kind__in=met).update(met_at=at)
    if dropped := [kind.value for kind in drops]:
        running.filter(kind__in=dropped).update(dropped_at=at)


def resume(case: Case, kinds: Iterable[ClockKind]) -> list[Clock]:
    """The newest dropped clock of each kind runs on, from the beginning it had, reckoned under the newest calendar."""
    resumed = []
    dropped = Clock.objects.select_related("unit").filter(case=case, met_at=None, dropped_at__isnull=False)
    for kind in kinds:
        clock = dropped.filter(kind=kind.value).order_by("-pk").first()
        if clock is None:
            continue
        clock.dropped_at, clock.almanac_version = None, almanac.latest_version()
        clock.due_at, clock.provisional = due(clock)
        clock.save(update_fields=["dropped_at", "almanac_version", "due_at", "provisional"])
        resumed.append(clock)
    return resumed


def recompute(clock: Clock, *, actor: Actor, at: datetime) -> bool:
    """Reckon one running clock again under the newest calendar; whether its date moved.

    A moved date is a line in the journal, with the date before and after (handbook A4: 顺延须有据).
    """
    before, version = clock.due_at, almanac.latest_version()
    clock.almanac_version = version
    deadline = derive(clock)
    moved = deadline.due != before
    with transaction.atomic():
        case = Case.objects.select_for_update().only("stage").get(pk=clock.case_id)  # as a move does, before its clocks
        changed = Clock.objects.filter(pk=clock.pk, met_at=None, dropped_at=None).update(
            due_at=deadline.due, provisional=deadline.provisional, almanac_version=version
        )
        if changed and moved:
            _put_off(case)
            journal.record(
                "case.recompute",
                subject=f"case:{clock.case_id}",
                actor=actor.key,
                at=at,
                before={"clock": clock.kind, "due": written(before)},
                after={"clock": clock.kind, "due": written(deadline.due), "almanac": version},
            )
    return bool(changed and moved)


def _put_off(case: Case) -> None:
    """The case is due when the nearest clock of its stage is; another that moved, the overall one, says nothing."""
    kinds = [kind.value for kind in pressing(Stage(case.stage))]
    running = Clock.objects.filter(case=case, kind__in=kinds, met_at=None, dropped_at=None)
    Case.objects.filter(pk=case.pk).update(due_at=running.aggregate(due=Min("due_at"))["due"])
