"""Reading reminders: one's own only. Who holds a post, for those who tell him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yihaotong.accounts import access as accounts
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Role
from yihaotong.reminders import rules
from yihaotong.reminders.models import Preference, Reminder, Watch
from yihaotong.reminders.rules import Kind, Quiet, Wishes

#: So many stand in the panel; the rest is a number.
_PANEL = 50


@dataclass(frozen=True)
class Unseen:
    """What waits for somebody: how many, and whether one of them stands across the page."""

    count: int
    piercing: bool


def holders(roles: Iterable[Role], at: datetime, unit: int | None = None) -> list[int]:
    """As accounts.access.holders, everywhere or at one unit. One query."""
    return accounts.holders(roles, at, None if unit is None else [unit])


def unseen(person: Person, at: datetime) -> Unseen:
    """What the bell asks every few seconds: one range of one partial index."""
    kinds = list(_unseen(person.pk, at).values_list("kind", flat=True))
    return Unseen(len(kinds), any(kind in rules.PIERCING for kind in kinds))


def panel(person: Person, at: datetime) -> list[Reminder]:
    """What he has not seen, the newest first. One query."""
    return list(_unseen(person.pk, at).order_by("-shown_from", "-pk")[:_PANEL])


def recent(person: Person, at: datetime) -> list[Reminder]:
    """The last ones, seen or not. One query."""
    return list(Reminder.objects.filter(person=person, shown_from__lte=at).order_by("-at", "-pk")[:_PANEL])


def standing(person: Person, at: datetime) -> list[Reminder]:
    """Those that stand across the page until they are seen. One query."""
    kinds = [kind.value for kind in rules.PIERCING]
    return list(_unseen(person.pk, at).filter(kind__in=kinds).order_by("pk"))


def reminder_of(person: Person, number: int) -> Reminder:
    """One's own. Raises Reminder.DoesNotExist for anybody else's."""
    return Reminder.objects.get(pk=number, person=person)


def _unseen(person: int, at: datetime) -> QuerySet[Reminder]:
    return Reminder.objects.filter(person=person, seen_at=None, shown_from__lte=at)


def wishes_of(people: Iterable[int]) -> dict[int, Wishes]:
    """What each of these wants; who never said gets the usual. One query."""
    wanted = set(people)
    said = Preference.objects.filter(person__in=wanted)
    return dict.fromkeys(wanted, Wishes()) | {each.pk: _wishes(each) for each in said}


def _wishes(kept: Preference) -> Wishes:
    known = {each.value: each for each in Kind}
    muted = frozenset(known[name] for name in kept.muted.split(",") if name in known)
    return Wishes(Quiet(kept.begins, kept.ends, frozenset(map(int, kept.days))), muted, kept.sound)


def watched(name: str) -> datetime | None:
    """How far a watch has looked; None before its first look."""
    return Watch.objects.filter(pk=name).values_list("until", flat=True).first()
