"""Who works on a case within its unit: to whom it may be allotted, and what somebody left behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from yihaotong.accounts.access import short_unit_names, units_under, valid_at
from yihaotong.accounts.models import Person, Post
from yihaotong.accounts.rules import Actor, Role, told_apart
from yihaotong.cases.models import Case
from yihaotong.cases.rules.moves import HELD_BY_UNIT
from yihaotong.journal.refusal import Refused

_HANDLING = (Role.HANDLER.value, Role.UNIT_LEADER.value)


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom a case may be allotted; `unit` is his own, `open` how many cases he has. `name` with his login
    where another of the list has the same.
    """

    person: int
    name: str
    unit: int
    open: int


@dataclass(frozen=True)
class LeftBehind:
    """Somebody who can no longer work on what was allotted to him, and how many open cases that is."""

    person: int
    name: str
    count: int


def person_for(case: Case, number: int, at: datetime) -> Person:
    """The person to whom this case may be allotted. Raises Refused("not-at-unit")."""
    units = units_under([case.lead_unit_id]) if case.lead_unit_id else frozenset()
    person = Person.objects.filter(pk=number, is_active=True, pk__in=_posts(units, at).values("person")).first()
    if person is None:
        raise Refused("not-at-unit", "此人现在不是本单位或下属单位的承办人、负责人", "person")
    return person


def _posts(units: Iterable[int], at: datetime) -> QuerySet[Post]:
    return Post.objects.filter(valid_at(at), unit__in=units, role__in=_HANDLING, person__is_active=True)


def colleagues(units: Iterable[int], at: datetime) -> list[Colleague]:
    """Who handles at these units and below, with the cases that each has open; his own unit first. Three queries."""
    own = set(units)
    posts = (
        _posts(units_under(own), at)
        .order_by("pk")
        .values_list("person", "person__name", "person__username", "unit", "unit__level")
    )
    found: dict[int, tuple[bool, int, str, int]] = {}
    people: dict[int, tuple[str, str]] = {}
    for person, name, login, unit, level in posts:
        people[person] = name, login
        known = (unit not in own, level, name, unit)
        found[person] = min(known, found.get(person, known))
    counts = dict(_open().filter(handler__in=list(found)).order_by().values_list("handler").annotate(Count("pk")))
    ordered = sorted(found.items(), key=lambda each: each[1])
    names = told_apart(people)
    return [Colleague(person, names[person], unit, counts.get(person, 0)) for person, (*_, unit) in ordered]


def choices(units: Iterable[int], at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same to choose from, by unit: [("北街道", [("12", "张三（手上 3 件）"), …]), …]."""
    found = colleagues(units, at)
    names = short_unit_names({each.unit for each in found}, at.date())
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in found:
        groups.setdefault(names[each.unit], []).append((str(each.person), f"{each.name}（手上 {each.open} 件）"))
    return list(groups.items())


def _open() -> QuerySet[Case]:
    return Case.objects.filter(stage__in=sorted(map(str, HELD_BY_UNIT)), handler__isnull=False)


def left_behind(units: Iterable[int], at: datetime) -> list[LeftBehind]:
    """Those whose post ended or who were deactivated while open cases of these units are allotted to them.

    `units` lead the cases; three queries at most, none without units.
    """
    leading = frozenset(units)
    if not leading:
        return []
    able = _posts(units_under(leading), at).values("person")
    rows = _open().filter(lead_unit__in=leading).exclude(handler__in=able).order_by()
    counted = rows.values_list("handler", "handler__name", "handler__username").annotate(Count("pk"))
    found = list(counted)
    names = told_apart({person: (name, login) for person, name, login, _count in found})
    gone = [LeftBehind(person, names[person], count) for person, _name, _login, count in found]
    return sorted(gone, key=lambda each: (-each.count, each.person))


def left_behind_for(actor: Actor, at: datetime) -> list[LeftBehind]:
    """What people left behind at the units that this actor leads."""
    return left_behind(actor.units_as(Role.UNIT_LEADER), at)


def allotted_to(key: str) -> Q:
    """The cases that were allotted to whom the journal calls so ("person:12"), whichever unit leads them."""
    kind, _, number = key.partition(":")
    return Q(handler=int(number)) if kind == "person" and number.isdigit() else Q(pk__in=[])
