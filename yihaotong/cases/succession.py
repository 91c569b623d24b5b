"""What hangs on a unit, a category or a person that is about to go. Counts only: an administrator sees no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Person, Post, Unit
from yihaotong.cases.models import Case, Draft, Leg
from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.cases.rules.moves import HELD_BY_UNIT
from yihaotong.dispatch.models import Category, RoutingRule
from yihaotong.knowledge import access as knowledge
from yihaotong.knowledge.models import Record
from yihaotong.knowledge.rules.codes import Noun

_OPEN = sorted(stage.value for stage in OPEN)
_HELD = sorted(stage.value for stage in HELD_BY_UNIT)


@dataclass(frozen=True)
class Hanging:
    """The open cases by stage, how many of them the unit has in hand itself, the legs it ever had, its routes, the
    posts that end with it or never begin, the living units below it, and what it answers for in the knowledge base.
    """

    stages: Mapping[Stage, int]
    in_hand: int
    legs: int
    routes: int
    posts: int
    posts_ahead: int
    below: int
    entries: int
    bulletins: int
    templates: int

    @property
    def open(self) -> int:
        return sum(self.stages.values())

    @property
    def passed_on(self) -> Mapping[Stage, int]:
        """What the worker redispatches to the successor."""
        return {stage: count for stage, count in self.stages.items() if stage in HELD_BY_UNIT}

    @property
    def staying(self) -> Mapping[Stage, int]:
        """What the centre has in hand just now: it goes on there."""
        return {stage: count for stage, count in self.stages.items() if stage not in HELD_BY_UNIT}

    @property
    def needs_successor(self) -> bool:
        return bool(self.open or self.routes or self.entries or self.bulletins)

    @property
    def knowledge(self) -> int:
        return self.entries + self.bulletins + self.templates


def hanging_on_unit(unit: Unit, at: datetime) -> Hanging:
    """What hangs on a unit now."""
    stages = _by_stage(Case.objects.filter(lead_unit=unit, stage__in=_OPEN))
    return Hanging(
        stages=stages,
        in_hand=sum(count for stage, count in stages.items() if stage in HELD_BY_UNIT),
        legs=Leg.objects.filter(unit=unit).count(),
        routes=RoutingRule.objects.filter(unit=unit).count(),
        posts=Post.objects.filter(valid_at(at), unit=unit).count(),
        posts_ahead=Post.objects.filter(unit=unit, since__gt=at).exclude(until__lte=at).count(),
        below=unit.children.filter(dissolved_on=None).count(),
        entries=knowledge.alive(Noun.ENTRY, at).filter(unit=unit).count(),
        bulletins=knowledge.alive(Noun.BULLETIN, at).filter(unit=unit).count(),
        templates=knowledge.alive(Noun.TEMPLATE, at).filter(unit=unit).count(),
    )


def _by_stage(cases: QuerySet[Case]) -> dict[Stage, int]:
    counted = dict(cases.order_by().values_list("stage").annotate(count=Count("pk")))
    return {stage: counted[stage.value] for stage in Stage if counted.get(stage.value)}


def open_in_category(category: Category) -> dict[Stage, int]:
    """The open cases of a category by stage."""
    return _by_stage(Case.objects.filter(category=category.pk, stage__in=_OPEN))


def drafts_of(person: Person) -> int:
    """How many unfinished filings somebody has."""
    return Draft.objects.filter(owner=person).count()


def left_behind() -> QuerySet[Case]:
    """The cases in the hands of a unit that is no more and has a successor: those the worker has yet to redispatch."""
    return Case.objects.filter(lead_unit__in=_gone(), stage__in=_HELD, historical=False)


def _gone() -> QuerySet[Unit, Any]:
    return Unit.objects.filter(dissolved_on__isnull=False, successor__isnull=False).values("pk")


def knowledge_left_behind(at: datetime, most: int) -> list[Record]:
    """Some of what units that are no more still answer for, at most so many of each kind. Three queries."""
    left = (knowledge.alive(noun, at).filter(unit__in=_gone()).select_related("unit__successor") for noun in Noun)
    return [record for each in left for record in each.order_by("pk")[:most]]


def left_at(unit: Unit) -> int:
    """How many cases of one dissolved unit wait for the worker."""
    return left_behind().filter(lead_unit=unit).count()


def living_successor(unit: Unit) -> Unit | None:
    """The unit that stands in the place of a dissolved one, over as many steps as it takes; None where the chain ends
    at a unit that is no more, or runs in a ring.
    """
    seen = {unit.pk}
    following = unit.successor
    while following is not None and following.dissolved_on is not None:
        if following.pk in seen:
            return None
        seen.add(following.pk)
        following = following.successor
    return following


def open_with(person: Person) -> int:
    """How many open cases are allotted to somebody inside his unit."""
    return _allotted(person).count()


def _allotted(person: Person) -> QuerySet[Case]:
    return Case.objects.filter(handler=person, stage__in=_HELD)


def left_by_people() -> QuerySet[Case]:
    """The cases allotted to somebody who has left and named his successor: those the worker has yet to allot again."""
    gone = Person.objects.filter(is_active=False, successor__isnull=False).values("pk")
    return Case.objects.filter(handler__in=gone, stage__in=_HELD)
