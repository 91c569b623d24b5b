"""What came of trying a profile on a month: the counts as tables, and the list of the clocks that change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yihaotong.accounts.rules import Actor
from yihaotong.almanac import access as almanac
from yihaotong.cases import access, city
from yihaotong.cases.models import Clock, TryOn, TryOnRow
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType
from yihaotong.cases.rules.trying import BY_CLOCK, BY_TYPE, BY_UNIT, Counts, Tally
from yihaotong.clock import Limit, Step, reckon

_KINDS = [kind.value for kind in ClockKind]
_TYPES = [kind.value for kind in RequestType]
#: Units listed as moving most.
MOVERS = 10
_TOGETHER = 500


@dataclass(frozen=True)
class Judged:
    """How many clocks were judged, and how many of them late under each profile."""

    kind: ClockKind
    judged: int
    now: int
    then: int
    request_type: RequestType | None = None
    unit: int | None = None

    @property
    def change(self) -> int:
        return self.then - self.now

    @property
    def share_now(self) -> float:
        return _share(self.now, self.judged)

    @property
    def share_then(self) -> float:
        return _share(self.then, self.judged)


def _share(part: int, whole: int) -> float:
    """In percent."""
    return round(100 * part / whole, 2) if whole else 0.0


def _judged(kind: str, tally: Tally, **more: object) -> Judged:
    return Judged(ClockKind(kind), *tally, **more)  # type: ignore[arg-type]


def by_clock(run: TryOn) -> list[Judged]:
    """In the order of a case's life."""
    found = [_judged(kind, tally) for (kind,), tally in Counts(run.counts or None).rows(BY_CLOCK)]
    return sorted(found, key=lambda each: _KINDS.index(each.kind.value))


def by_type(run: TryOn) -> list[Judged]:
    """Only what changes: by clock, then by request type."""
    found = [
        _judged(kind, tally, request_type=RequestType(request_type))
        for (kind, request_type), tally in Counts(run.counts or None).rows(BY_TYPE)
        if tally[1] != tally[2]
    ]
    return sorted(found, key=lambda each: (_KINDS.index(each.kind.value), _TYPES.index(str(each.request_type))))


def by_unit(run: TryOn) -> list[Judged]:
    """The units whose figures move most, up or down."""
    found = [
        _judged(kind, tally, unit=int(unit) if unit else None)
        for (kind, unit), tally in Counts(run.counts or None).rows(BY_UNIT)
        if tally[1] != tally[2] and unit
    ]
    return sorted(found, key=lambda each: (-abs(each.change), each.unit or 0, each.kind.value))[:MOVERS]


def changed(run: TryOn, actor: Actor) -> QuerySet[TryOnRow]:
    """The clocks that are judged otherwise, of cases this actor may look at, in the order they were found."""
    rows = TryOnRow.objects.filter(run=run)
    if not actor.roles & access.CENTRE:
        rows = rows.filter(case__in=access.visible_to(actor))
    return rows.order_by("pk")


def kinds(run: TryOn) -> frozenset[str]:
    """The clocks of which some are judged otherwise."""
    return frozenset(TryOnRow.objects.filter(run=run).values_list("kind", flat=True).distinct())


def page(run: TryOn, actor: Actor, *, kind: str = "", after: int = 0, most: int = 20) -> list[TryOnRow]:
    """The rows behind `after`, one more than `most` where there are more."""
    rows = changed(run, actor).filter(pk__gt=after)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.select_related("case", "clock__unit")[: most + 1])


def every(run: TryOn, actor: Actor) -> Iterator[Sequence[TryOnRow]]:
    """All rows, a piece at a time."""
    after = 0
    while piece := list(changed(run, actor).filter(pk__gt=after).select_related("case", "clock")[:_TOGETHER]):
        yield piece
        after = piece[-1].pk


def steps(clock: Clock, limit: str) -> Sequence[Step]:
    """How the date of a clock comes about under another limit; nothing for no limit."""
    if not limit:
        return ()
    unit = clock.unit
    calendar = almanac.calendar(region=city.region(), unit=str(unit.pk) if unit else "", version=clock.almanac_version)
    hours = city.hours(unit.code if unit else "", clock.almanac_version)
    return reckon(clock.started_at, Limit.parse(limit), calendar=calendar, hours=hours).derivation


def latest() -> list[TryOn]:
    """The runs that are kept, the newest first."""
    return list(TryOn.objects.order_by("-pk"))


def judged_until(row: TryOnRow, run: TryOn) -> datetime:
    """When the clock was met; for one that ran, when the run was asked for."""
    return row.clock.met_at or run.asked_at
