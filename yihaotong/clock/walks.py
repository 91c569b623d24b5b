"""The walks: from the first day or second that may count to the one that fulfils the limit, noting every step.

Due date and derivation come from one walk, so they cannot disagree. A walk returns None for its end when it runs
into a pause that is still open.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from yihaotong.clock.calendar import Calendar
from yihaotong.clock.hours import Hours
from yihaotong.clock.moments import DAY_SECONDS, LAST_DAY, ONE_DAY, too_far
from yihaotong.clock.pauses import FOREVER, Stops
from yihaotong.clock.steps import DayMark, Effect, TimeMark

_OPEN_DAY = FOREVER // DAY_SECONDS
_LAST_NUMBER = LAST_DAY.toordinal()


def count_days(
    first: date, need: int, stops: Stops, counts: Callable[[date], bool]
) -> tuple[date | None, list[DayMark]]:
    """Walk from `first` until `need` days that count have gone by; `stops` in day numbers."""
    marks: list[DayMark] = []
    day, count, stop = first, 0, 0
    while day <= LAST_DAY:
        number = day.toordinal()
        while stop < len(stops) and stops[stop][1] <= number:
            stop += 1
        if stop < len(stops) and stops[stop][0] <= number:
            if stops[stop][1] >= _OPEN_DAY:
                return None, marks
            marks.append(DayMark(Effect.PAUSED, day, count))
        elif counts(day):
            count += 1
            marks.append(DayMark(Effect.COUNTED, day, count))
            if count == need:
                return day, marks
        else:
            marks.append(DayMark(Effect.SKIPPED, day, count))
        day += ONE_DAY
    raise too_far()


def roll_forward(last: date, count: int, stops: Stops, calendar: Calendar) -> tuple[date | None, list[DayMark]]:
    """The last day itself if it is a working day, else the next one that is and is not paused (民法典 art. 203 ①)."""
    if calendar.works(last):
        return last, []
    end, marks = count_days(last + ONE_DAY, 1, stops, calendar.works)
    rolled = {Effect.PAUSED: Effect.PAUSED, Effect.SKIPPED: Effect.ROLLED}
    passed = [DayMark(rolled[mark.effect], mark.day, count) for mark in marks if mark.effect in rolled]
    return end, [DayMark(Effect.ROLLED, last, count), *passed]


def count_seconds(need: int, stretches: Iterable[tuple[Effect, int, int]]) -> tuple[int | None, list[TimeMark]]:
    """Use up `need` seconds in the stretches that are COUNTED; the end may be the very end of a stretch."""
    marks: list[TimeMark] = []
    count = 0
    for effect, start, end in stretches:
        if effect is Effect.COUNTED:
            reached = min(end, start + need - count)
            count += reached - start
            marks.append(TimeMark(effect, start, reached, count))
            if count == need:
                return reached, marks
        else:
            marks.append(TimeMark(effect, start, end, count))
    return None, marks


def any_time(start: int, stops: Stops) -> Iterator[tuple[Effect, int, int]]:
    """Every second from `start` counts, day and night, except the pauses."""
    yield from _between(start, FOREVER, stops)


def office_time(start: int, stops: Stops, calendar: Calendar, hours: Hours) -> Iterator[tuple[Effect, int, int]]:
    """The seconds that count are those of open offices on working days, except the pauses."""
    open_from = stops[-1][0] if stops and stops[-1][1] == FOREVER else FOREVER
    for number in range(start // DAY_SECONDS, _LAST_NUMBER + 1):
        midnight = number * DAY_SECONDS
        if open_from <= midnight:
            return
        day = date.fromordinal(number)
        if not calendar.works(day):
            yield Effect.SKIPPED, max(start, midnight), midnight + DAY_SECONDS
            continue
        spans = [(midnight + opens, midnight + closes) for opens, closes in hours.spans(day)]
        if midnight <= start and not any(opens <= start < closes for opens, closes in spans):
            yield Effect.NOT_COUNTED, start, start
        for opens, closes in spans:
            yield from _between(max(start, opens), closes, stops)
    raise too_far()


def office_seconds(start: int, end: int, calendar: Calendar, hours: Hours) -> int:
    """How long offices are open from `start` up to `end`."""
    open_for = 0
    for effect, opens, closes in office_time(start, (), calendar, hours):
        if opens >= end:
            break
        if effect is Effect.COUNTED:
            open_for += min(closes, end) - opens
    return open_for


def _between(start: int, end: int, stops: Stops) -> Iterator[tuple[Effect, int, int]]:
    """The stretch [start, end) cut by the pauses into what counts and what does not."""
    for pause, back in stops:
        if back <= start or pause >= end or start >= end:
            continue
        if start < pause:
            yield Effect.COUNTED, start, pause
        if min(end, back) < FOREVER:
            yield Effect.PAUSED, max(start, pause), min(end, back)
        start = back
    if start < end:
        yield Effect.COUNTED, start, end
