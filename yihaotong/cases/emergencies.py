"""Reading emergencies: the open ones first, and how the clock of each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yihaotong.accounts.rules import Actor
from yihaotong.cases.models import Case, Clock, Emergency
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.emergencies import RAISES, READS
from yihaotong.cases.standing import Standing, standings

#: So many that have been closed stand below the open ones.
_CLOSED = 30


@dataclass(frozen=True)
class Shown:
    """One emergency with its clock; `standing` is None where the profile sets no limit."""

    emergency: Emergency
    standing: Standing | None


def reads(actor: Actor) -> bool:
    """Emergencies are the centre's business."""
    return bool(actor.roles & READS)


def emergency_for(actor: Actor, number: int) -> Emergency:
    """Raises Emergency.DoesNotExist for whoever is not of the centre, as for a number that never was."""
    if not reads(actor):
        raise Emergency.DoesNotExist
    return Emergency.objects.select_related("case", "owner").get(pk=number)


def of_form(actor: Actor, submission: UUID) -> Emergency | None:
    """The one that this person raised in this form."""
    return Emergency.objects.filter(submission=submission, raised_by=actor.key).first()


def current(actor: Actor, at: datetime) -> tuple[list[Shown], list[Shown]]:
    """The open ones, whose report is due first first, and the newest of those that are closed. Two queries and the
    calendar."""
    if not reads(actor):
        return [], []
    found = Emergency.objects.select_related("case", "owner")
    running = list(found.filter(closed_at=None).order_by("due_at", "pk"))
    past = list(found.exclude(closed_at=None).order_by("-raised_at")[:_CLOSED])
    shown = timed([*running, *past], at)
    return shown[: len(running)], shown[len(running) :]


def of_case(actor: Actor, case: Case, at: datetime) -> list[Shown]:
    """Those that were raised about a case, the newest first; none for whoever is not of the centre. One query."""
    if not reads(actor):
        return []
    return timed(case.emergencies.order_by("-raised_at", "-pk"), at)


def may_raise(actor: Actor) -> bool:
    return bool(actor.roles & RAISES)


def timed(emergencies: Iterable[Emergency], at: datetime) -> list[Shown]:
    """Each with its clock as it stands at `at`."""
    pairs = [(each, _clock(each)) for each in emergencies]
    told = iter(standings([clock for _each, clock in pairs if clock], at))
    return [Shown(each, next(told) if clock else None) for each, clock in pairs]


def _clock(emergency: Emergency) -> Clock | None:
    """Its clock in the shape in which every other is shown; a false alarm stops it, a report meets it."""
    if not emergency.limit:
        return None
    return Clock(
        kind=ClockKind.DUTY_REPORT.value,
        limit=emergency.limit,
        basis=emergency.basis,
        started_at=emergency.raised_at,
        due_at=emergency.due_at,
        almanac_version=emergency.almanac_version,
        met_at=emergency.reported_at,
        dropped_at=emergency.closed_at if emergency.reported_at is None else None,
    )
