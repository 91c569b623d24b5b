"""What filters mean to the database: a condition on cases, and tags of the index that is never narrower than it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import units_under
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import access, indexing
from yihaotong.cases.allotting import allotted_to
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import OPEN
from yihaotong.cases.rules.filters import Filters, numbers
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.dispatch.rules import chain

#: Longer lists of tags cost more than they spare.
_MOST_TAGS = 40
#: Beyond every moment of the index.
ALWAYS = 1 << 40
#: A shorter time is as quickly told by ranks.
_AS_MONTHS = timedelta(days=28)
_HANDLING = frozenset({Role.HANDLER, Role.UNIT_LEADER})
_SEES_CASES = access.CENTRE | _HANDLING | {Role.CLIENT, Role.CITIZEN}


@dataclass(frozen=True)
class Narrowed:
    """`visible` is what the reader may look at. `condition` says all but the stages and the days of filing: those are
    in `stages`, `since` and `until` (not included), since a list walks along them. Each group of `tags` has one of the
    tags of every case that passes.
    """

    visible: QuerySet[Case]
    condition: Q
    stages: frozenset[str]
    since: datetime | None
    until: datetime | None
    #: Overdue means due then or before.
    missed: datetime | None
    tags: tuple[frozenset[str], ...]
    #: No case passes, so that nobody need look.
    nothing: bool

    @property
    def moments(self) -> range:
        """The seconds since 1970 in which these cases were filed."""
        return range(
            int(self.since.timestamp()) if self.since else 0, int(self.until.timestamp()) if self.until else ALWAYS
        )

    @property
    def rows(self) -> QuerySet[Case]:
        """The cases that pass: the condition with the stages and the days."""
        wanted = self.condition
        if self.stages:
            wanted &= Q(stage__in=sorted(self.stages))
        if self.since:
            wanted &= Q(filed_at__gte=self.since)
        if self.until:
            wanted &= Q(filed_at__lt=self.until)
        return self.visible.filter(wanted)


def narrowed(actor: Actor, filters: Filters, at: datetime) -> Narrowed:
    """At most three queries. Codes of units that nobody has given out pass nothing."""
    units = frozenset(_unit_ids(filters.units))
    return Narrowed(
        visible=access.visible_to(actor),
        condition=_condition(filters, units, at),
        stages=frozenset(map(str, filters.stages)),
        since=_midnight(filters.since),
        until=_midnight(filters.until and filters.until + timedelta(days=1)),
        missed=latest_missed(at) if filters.overdue else None,
        tags=(*_tags(filters, units, at), *_scope(actor)),
        nothing=bool(filters.units and not units) or not actor.roles & _SEES_CASES,
    )


def works_on_cases(actor: Actor) -> bool:
    """Whether he reads replies before they have passed review. Whoever also sees cases that he only filed does not."""
    return bool(actor.roles & (access.CENTRE | _HANDLING)) and not actor.roles & {Role.CLIENT, Role.CITIZEN}


def _unit_ids(codes: frozenset[str]) -> list[int]:
    return list(Unit.objects.filter(code__in=sorted(codes)).values_list("pk", flat=True)) if codes else []


def _condition(filters: Filters, units: frozenset[int], at: datetime) -> Q:
    chosen: dict[str, frozenset[Any]] = {
        "category__in": filters.categories,
        "channel__in": filters.channels,
        "request_type__in": filters.request_types,
        "urgency__in": filters.urgencies,
    }
    wanted = Q(**{name: sorted(map(str, codes)) for name, codes in chosen.items() if codes})
    if filters.units:
        wanted &= Q(lead_unit__in=sorted(units))
    if filters.handlers:
        wanted &= Q(handler__in=numbers(filters.handlers))
    if filters.place:
        wanted &= Q(place__startswith=filters.place)
    if filters.overdue:
        wanted &= Q(stage__in=sorted(map(str, OPEN)), due_at__lte=latest_missed(at))
    return wanted


def _midnight(day: date | None) -> datetime | None:
    return make_aware(datetime.combine(day, time())) if day else None


def _tags(filters: Filters, units: frozenset[int], at: datetime) -> list[frozenset[str]]:
    place = filters.place
    groups = (
        (units, indexing.unit_tags(units)),
        (filters.categories, indexing.code_tags("c", filters.categories)),
        (filters.channels, indexing.code_tags("k", map(str, filters.channels))),
        (filters.request_types, indexing.code_tags("t", map(str, filters.request_types))),
        (filters.urgencies, indexing.code_tags("y", map(str, filters.urgencies))),
        ({place}, indexing.place_tags(place) if place in chain(place) else frozenset()),
    )
    # Codes without a tag of their own cannot be left out of a group, so then the group is.
    whole = [tags for codes, tags in groups if tags and len(tags) == len(codes) <= _MOST_TAGS]
    return [*whole, *_time_tags(filters.since, filters.until, localtime(at).date())]


def _time_tags(since: date | None, until: date | None, today: date) -> list[frozenset[str]]:
    """Nothing is filed in the future, so a filter without an end ends today."""
    last = min(until or today, today)
    if since is None or not _AS_MONTHS <= last - since < timedelta(days=_MOST_TAGS * 30):
        return []
    return [indexing.month_tags(since + timedelta(days=number) for number in range((last - since).days + 1))]


def _scope(actor: Actor) -> list[frozenset[str]]:
    """The tags of the units whose cases somebody sees who sees nothing else."""
    if actor.roles - _HANDLING:
        return []
    units = units_under(actor.units_as(*_HANDLING))
    if Case.objects.filter(allotted_to(actor.key)).exclude(lead_unit__in=units).exists():
        return []
    return [indexing.unit_tags(units)] if 0 < len(units) <= _MOST_TAGS else []
