"""Moments at which people at desks do things."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils.timezone import localtime

from yihaotong.clock import hours, national

_MIDNIGHT = time()
#: The hotline answers day and night; its dispatchers, and crews on call, work from morning to late evening every day.
_DESK_SPANS = [(timedelta(hours=7, minutes=30), timedelta(hours=22))]

Span = tuple[timedelta, timedelta]


def after_work(start: datetime, minutes: float) -> datetime:
    """The moment when so many minutes of office time have passed since `start`; inside office hours."""
    return _after(start, minutes, _office_spans)


def at_desk(start: datetime, minutes: float) -> datetime:
    """The same for the desk that is open every day."""
    return _after(start, minutes, lambda _day: _DESK_SPANS)


@cache
def _office_spans(day: date) -> list[Span]:
    if not national().works(day):
        return []
    return [(timedelta(seconds=opens), timedelta(seconds=closes)) for opens, closes in hours().spans(day)]


def _after(start: datetime, minutes: float, spans: Callable[[date], list[Span]]) -> datetime:
    left = timedelta(minutes=minutes)
    here = localtime(start)
    day = here.date()
    while True:
        midnight = datetime.combine(day, _MIDNIGHT, here.tzinfo)
        for opens, closes in spans(day):
            begin = max(start, midnight + opens)
            open_for = max(midnight + closes - begin, timedelta())
            if open_for and left <= open_for:
                return begin + left
            left -= open_for
        day += timedelta(days=1)
