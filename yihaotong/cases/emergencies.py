"""Reading emergencies: the open ones first, and how the clock of each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localtime

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases import leftovers
from yihaotong.cases.models import Case, Clock, Emergency
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.emergencies import ANSWERS, RAISES, READS, Danger
from yihaotong.cases.standing import Standing, standings

#: So many that have been closed stand below the open ones.
_CLOSED = 30
#: So many of those that are open stand above everything else of today.
_AT_ONCE = 20
#: So many characters of its words tell one from another.
_TOLD = 18


@dataclass(frozen=True)
class Shown:
    """One emergency with its clock; `standing` is None where the profile sets no limit."""

    emergency: Emergency
    standing: Standing | None

    @property
    def told(self) -> str:
        return told(self.emergency)


def reads(actor: Actor) -> bool:
    """Emergencies are the centre's business."""
    return bool(actor.roles & READS)


def emergency_for(actor: Actor, number: int) -> Emergency:
    """Raises Emergency.DoesNotExist for whoever is not of the centre, as for a number that never was."""
    if not reads(actor):
        raise Emergency.DoesNotExist
    return Emergency.objects.select_related("case", "owner").get(pk=number)


def told(emergency: Emergency) -> str:
    """Which one it is, in one line: when, what kind, and its first words or its place, so that no two read alike."""
    said = emergency.what.strip() or emergency.place.strip()
    first = said if len(said) <= _TOLD else f"{said[: _TOLD - 1]}…"
    head = f"{localtime(emergency.raised_at):%H:%M} {Danger(emergency.danger).label}"
    return f"{head}：{first}" if first else f"{head}（第 {emergency.pk} 号）"


def to_see_through(person: Person, actor: Actor, at: datetime) -> list[Shown]:
    """The open ones that this person answers for, whose report is due first first: a shift leader for all of them,
    everybody else for his own and for what he handed over and nobody has taken yet."""
    running = Emergency.objects.filter(closed_at=None)
    if not actor.roles & ANSWERS:
        own = Q(owner=person) | Q(owner=None, raised_by=person.key)
        running = running.filter(own | Q(pk__in=leftovers.emergencies_on_the_way(person)))
    return timed(running.select_related("case", "owner").order_by("due_at", "pk")[:_AT_ONCE], at)


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
