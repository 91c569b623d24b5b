"""What days that nobody has entered yet would do to the limits that run now. Counts and dates: no case is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yihaotong.almanac import access as almanac
from yihaotong.almanac.rules import DayRow, span_of_year
from yihaotong.cases import city
from yihaotong.cases.models import Clock
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.clock import Calendar, Limit, reckon

#: So many running limits are counted at most, and so many reckoned on trial.
MOST_COUNTED = 10_000
TRIED = 300


@dataclass(frozen=True)
class Shift:
    """One limit that would move."""

    kind: ClockKind
    unit: int | None
    limit: str
    started_at: datetime
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Outlook:
    """`touched` running limits reach into these days (`more`: or more); of those `tried` `shifts` would move."""

    touched: int
    more: bool
    tried: int
    shifts: Sequence[Shift]


def outlook(layer: str, days: Sequence[DayRow], *, year: int | None = None) -> Outlook:
    """What would move if these days were entered now; nothing is entered."""
    dates = [day.date for day in days]
    first, last = span_of_year(year) if year else (min(dates), max(dates))
    running = _reaching(layer, first, last)
    touched = running[: MOST_COUNTED + 1].count()
    trial = list(running.select_related("unit").order_by("due_at", "pk")[:TRIED])
    calendars: dict[int | None, Calendar] = {}
    version = almanac.latest_version()
    shifts = []
    for clock in trial:
        if clock.unit_id not in calendars:
            unit = str(clock.unit_id or "")
            calendars[clock.unit_id] = almanac.calendar_with(layer, days, region=city.region(), unit=unit, year=year)
        after = _due(clock, calendars[clock.unit_id], version)
        if after != clock.due_at:
            kind = ClockKind(clock.kind)
            shifts.append(Shift(kind, clock.unit_id, clock.limit, clock.started_at, clock.due_at, after))
    return Outlook(min(touched, MOST_COUNTED), touched > MOST_COUNTED, len(trial), shifts)


def _reaching(layer: str, first: date, last: date) -> QuerySet[Clock]:
    """The running limits that such days can move, as the worker looks for them."""
    kind, _, code = layer.partition(":")
    touched = Q(provisional=True) | Q(started_at__date__lte=last, due_at__date__gte=first)
    running = Clock.objects.filter(touched, met_at=None, dropped_at=None)
    return running.filter(unit=int(code)) if kind == "unit" else running


def _due(clock: Clock, calendar: Calendar, version: int) -> datetime | None:
    hours = city.hours(clock.unit.code if clock.unit else "", version)
    limit = Limit.parse(clock.limit)
    return reckon(clock.started_at, limit, calendar=calendar, hours=hours, basis=clock.basis).due
