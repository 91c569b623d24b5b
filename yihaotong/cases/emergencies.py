"""Reading emergencies: the open ones first, and how the clock of each stands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localtime

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases import leftovers
from yihaotong.cases.identities import readings_for
from yihaotong.cases.models import Case, Clock, Emergency
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.emergencies import ANSWERS, RAISES, READS, Danger, asked
from yihaotong.cases.rules.own_number import may_hold_number
from yihaotong.cases.standing import Standing, standings
from yihaotong.journal.models import Line

#: So many that have been closed stand below the open ones.
_CLOSED = 30
#: So many of those that are open stand above everything else of today.
_AT_ONCE = 20
#: So many characters of its words tell one from another.
_TOLD = 18
_KEY = "emergency:"
#: What an emergency adds to the story of its case.
_IN_STORY = tuple(f"emergency.{act}" for act in ("raise", "put_through", "see", "report", "end"))
#: What may name the kind of danger.
_NAMING = ("emergency.raise", "emergency.describe", "emergency.tie")
#: The columns in which people wrote.
_WRITTEN = ("what", "place", "report", "reported_to", "ending")

Words = Callable[[str], str]
_IN_CLEAR: Mapping[int, Words] = {}


@dataclass(frozen=True)
class Shown:
    """One emergency with its clock; `standing` is None where the profile sets no limit. `words`: how its reader reads
    what people wrote of it."""

    emergency: Emergency
    standing: Standing | None
    words: Words = str

    @property
    def what(self) -> str:
        return self.words(self.emergency.what)

    @property
    def place(self) -> str:
        return self.words(self.emergency.place)

    @property
    def told(self) -> str:
        return told(self.emergency, self.words)


def reads(actor: Actor) -> bool:
    """Emergencies are the centre's business."""
    return bool(actor.roles & READS)


def emergency_for(actor: Actor, number: int) -> Emergency:
    """Raises Emergency.DoesNotExist for whoever is not of the centre, as for a number that never was."""
    if not reads(actor):
        raise Emergency.DoesNotExist
    return Emergency.objects.select_related("case", "owner").get(pk=number)


def words_of(actor: Actor, emergency: Emergency) -> Words:
    """How this actor reads what people wrote of it: as `identities.words_for`, where it is about a case."""
    return _readings([emergency], actor).get(emergency.pk, str)


def _readings(found: Iterable[Emergency], actor: Actor) -> dict[int, Words]:
    """The same for many, by id; those in which no number stands are left out. At most one query."""
    about = {each.pk: each.case for each in found if each.case and _may_hold_number(each, each.case)}
    by_case = readings_for(about.values(), actor)
    return {pk: by_case[case.pk] for pk, case in about.items()}


def _may_hold_number(emergency: Emergency, case: Case) -> bool:
    said = [getattr(emergency, column) for column in _WRITTEN]
    return any(map(may_hold_number, [*said, case.title, case.address]))


def told(emergency: Emergency, words: Words = str) -> str:
    """Which one it is, in one line: when, what kind, and its first words or its place, so that no two read alike."""
    return f"{localtime(emergency.raised_at):%H:%M} {_which(emergency, words)}"


def _which(emergency: Emergency, words: Words) -> str:
    said = words(emergency.what).strip() or words(emergency.place).strip()
    first = said if len(said) <= _TOLD else f"{said[: _TOLD - 1]}…"
    kind = Danger(emergency.danger).label
    return f"{kind}：{first}" if first else f"{kind}（第 {emergency.pk} 号）"


@dataclass(frozen=True)
class Alarm:
    """One that stands across the pages of those who answer for it: which one, and what is still asked; `unseen`:
    no shift leader has said yet that he knows of it."""

    which: str
    asked: str
    unseen: bool


def alarms(actor: Actor, subjects: Iterable[str]) -> dict[str, Alarm]:
    """By journal key, as this reader reads them; none for whoever is not of the centre. At most two queries."""
    numbers = {key: int(key.removeprefix(_KEY)) for key in subjects if key.removeprefix(_KEY).isdecimal()}
    if not reads(actor) or not numbers:
        return {}
    found = list(Emergency.objects.select_related("case").filter(pk__in=numbers.values()))
    readings = _readings(found, actor)
    return {each.key: _alarm(each, readings.get(each.pk, str)) for each in found}


def unseen(actor: Actor, subjects: Iterable[str]) -> list[Emergency]:
    """Those that this actor answers for and nobody has seen yet, out of these journal keys, the earliest first. At most
    one query."""
    numbers = [int(key.removeprefix(_KEY)) for key in subjects if key.removeprefix(_KEY).isdecimal()]
    if not actor.roles & ANSWERS or not numbers:
        return []
    return list(Emergency.objects.filter(pk__in=numbers, seen_at=None, closed_at=None).order_by("pk"))


def _alarm(emergency: Emergency, words: Words) -> Alarm:
    waits = emergency.seen_at is None and emergency.closed_at is None
    return Alarm(_which(emergency, words), asked_of(emergency), waits)


def asked_of(emergency: Emergency) -> str:
    """What it still asks of the shift leaders; "" once it asks nothing."""
    done = (emergency.seen_at, emergency.reported_at, emergency.closed_at)
    seen, reported, closed = (each is not None for each in done)
    return asked(seen=seen, reported=reported, closed=closed)


def danger_was_chosen(emergency: Emergency) -> bool:
    """Whether somebody named its kind himself; what the words named, and what nobody named, follows the words. The
    journal knows who named it last. One query."""
    lines = Line.objects.filter(subject=emergency.key, kind__in=_NAMING).order_by("-pk")
    for line in lines:
        after = line.facts.get("after", {})
        if line.kind == "emergency.raise":
            return "danger_from" not in after and after.get("danger") != Danger.OTHER.value
        if "danger" in (after.get("changed") or ()):
            return "danger_from" not in after
    return False


def story(actor: Actor, case: Case) -> list[Line]:
    """The lines of its emergencies that belong to the story of a case, oldest first; none for whoever is not of the
    centre. Two queries, however many there are."""
    if not reads(actor) or not (keys := [each.key for each in case.emergencies.only("pk")]):
        return []
    return list(Line.objects.filter(subject__in=keys, kind__in=_IN_STORY).order_by("pk"))


def to_see_through(person: Person, actor: Actor, at: datetime) -> list[Shown]:
    """The open ones that this person answers for, whose report is due first first: a shift leader for all of them,
    everybody else for his own and for what he handed over and nobody has taken yet."""
    running = Emergency.objects.filter(closed_at=None)
    if not actor.roles & ANSWERS:
        own = Q(owner=person) | Q(owner=None, raised_by=person.key)
        running = running.filter(own | Q(pk__in=leftovers.emergencies_on_the_way(person)))
    return timed(running.select_related("case", "owner").order_by("due_at", "pk")[:_AT_ONCE], at)


def of_form(actor: Actor, submission: UUID) -> Emergency | None:
    """The one that was raised in this form, if it is this person's."""
    found = Emergency.objects.filter(submission=submission).first()
    return found if found and follows(actor, found) else None


def follows(actor: Actor, emergency: Emergency) -> bool:
    """Whether it is his: he raised it, or it was handed over to him."""
    return actor.key in (emergency.raised_by, f"person:{emergency.owner_id}")


def current(actor: Actor, at: datetime) -> tuple[list[Shown], list[Shown]]:
    """The open ones, whose report is due first first, and the newest of those that are closed. Two queries and the
    calendar."""
    if not reads(actor):
        return [], []
    found = Emergency.objects.select_related("case", "owner")
    running = list(found.filter(closed_at=None).order_by("due_at", "pk"))
    past = list(found.exclude(closed_at=None).order_by("-raised_at")[:_CLOSED])
    shown = timed([*running, *past], at, _readings([*running, *past], actor))
    return shown[: len(running)], shown[len(running) :]


def of_case(actor: Actor, case: Case, at: datetime) -> list[Shown]:
    """Those that were raised about a case, the newest first; none for whoever is not of the centre. One query."""
    if not reads(actor):
        return []
    found = list(case.emergencies.order_by("-raised_at", "-pk"))
    return timed(found, at, _readings(found, actor))


def may_raise(actor: Actor) -> bool:
    return bool(actor.roles & RAISES)


def timed(emergencies: Iterable[Emergency], at: datetime, words: Mapping[int, Words] = _IN_CLEAR) -> list[Shown]:
    """Each with its clock as it stands at `at`; `words` by id, where its reader does not read all that was written."""
    pairs = [(each, _clock(each)) for each in emergencies]
    told = iter(standings([clock for _each, clock in pairs if clock], at))
    return [Shown(each, next(told) if clock else None, words.get(each.pk, str)) for each, clock in pairs]


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
