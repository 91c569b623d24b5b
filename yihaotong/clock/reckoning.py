"""From an instant and a limit to the instant at which it is due."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime

from yihaotong.clock.calendar import Calendar
from yihaotong.clock.deadline import Deadline
from yihaotong.clock.errors import ClockError
from yihaotong.clock.hours import Hours
from yihaotong.clock.limit import Limit, Measure
from yihaotong.clock.moments import DAY_SECONDS, ONE_DAY, at_tick, end_of, local, tick
from yihaotong.clock.pauses import Pause, Stops, by_day, merged
from yihaotong.clock.shipped import hours as shipped_hours
from yihaotong.clock.steps import Asked, DayMark, Effect, Marks
from yihaotong.clock.terms import Terms
from yihaotong.clock.walks import any_time, count_days, count_seconds, office_time, roll_forward


def reckon(  # noqa: PLR0913 — the terms of a deadline, all named at the call
    start: datetime,
    limit: Limit,
    *,
    calendar: Calendar,
    hours: Hours | None = None,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Limit] = (),
    restart: datetime | None = None,
    count_first_day: bool = False,
    roll: bool = False,
    basis: str = "",
) -> Deadline:
    """When a limit that began at `start` is due.

    Days and months end at 24:00 of the last day. The day of receipt (or restart) is not counted unless
    `count_first_day` says so; hours and minutes always run from their instant. `roll` moves the last day of a limit
    in days or months from a holiday to the next working day (民法典 art. 203, as in 复议 and 诉讼). Pauses leave
    exact seconds out of limits in hours; out of limits in days, the day of the pause up to the day before the return.
    `restart` counts from zero again; extensions stay. `hours` defaults to the shipped office hours.
    Raises ClockError, which names the input: at, limit, pause, extend, restart.
    """
    terms = Terms(
        local(start, "at"),
        limit,
        calendar,
        hours or shipped_hours(),
        tuple(pauses),
        tuple(extensions),
        None if restart is None else local(restart, "restart"),
        count_first_day,
        roll,
        basis,
    )
    if terms.begins < terms.start:
        raise ClockError("restart", f"重新计时 {terms.begins.isoformat()} 早于收到时间 {terms.start.isoformat()}")
    return _in_days(terms) if limit.measure.by_day else _in_seconds(terms)


def _in_seconds(terms: Terms) -> Deadline:
    start, stops, need = tick(terms.begins), merged(terms.pauses), terms.total.seconds
    if terms.limit.measure is Measure.WORKING_HOUR:
        end, marks = count_seconds(need, office_time(start, stops, terms.calendar, terms.hours))
        asked_to = end or max((mark.end for mark in marks), default=start)
        asked = terms.begins.date(), date.fromordinal(asked_to // DAY_SECONDS)
        return _answer(terms, None if end is None else at_tick(end), marks, asked)
    end, marks = count_seconds(need, any_time(start, stops))
    return _answer(terms, None if end is None else at_tick(end), marks, None)


def _in_days(terms: Terms) -> Deadline:
    begins, need, measure, stops = terms.begins.date(), terms.total.amount, terms.limit.measure, by_day(terms.pauses)
    first = begins if terms.count_first_day else begins + ONE_DAY
    if measure is Measure.WORKING_DAY:
        last, marks = count_days(first, need, stops, terms.calendar.works)
        asked_to = last or max((mark.day for mark in marks), default=first)
        return _answer(terms, _closing(last), marks, (first, asked_to))
    if measure is Measure.DAY:
        last, marks = count_days(first, need, stops, _every_day)
    else:
        last, marks = _count_months(begins, first, need, stops)
    if last is None or not terms.roll:
        return _answer(terms, _closing(last), marks, None)
    rolled, passed = roll_forward(last, need, stops, terms.calendar)
    asked_to = rolled or passed[-1].day
    return _answer(terms, _closing(rolled), marks + passed, (last, asked_to))


def _answer(terms: Terms, due: datetime | None, marks: Marks, asked: Asked) -> Deadline:
    provisional = asked is not None and not terms.calendar.knows_all(*asked)
    return Deadline(due, provisional, terms, marks, asked)


def _count_months(begins: date, first: date, months: int, stops: Stops) -> tuple[date | None, list[DayMark]]:
    """A mark for each month that is full, then one for each paused day, which puts the end off by a day."""
    nominal = month_end(begins, months, counted=first == begins)
    last, days = count_days(first, (nominal - first).days + 1, stops, _every_day)
    full = [
        DayMark(Effect.COUNTED, month_end(begins, month, counted=first == begins), month)
        for month in range(1, months + 1)
    ]
    paused = [mark._replace(so_far=months) for mark in days if mark.effect is Effect.PAUSED]
    return last, full + paused


def month_end(begins: date, months: int, *, counted: bool = False) -> date:
    """The last day of a limit of months: the day that corresponds, else the month's last (民法典 art. 202).

    When the first day is `counted`, the day before the corresponding one.
    """
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if begins.day > length:
        return date(year, month + 1, length)
    corresponding = date(year, month + 1, begins.day)
    return corresponding - ONE_DAY if counted else corresponding


def _closing(last: date | None) -> datetime | None:
    return None if last is None else end_of(last)


def _every_day(_day: date) -> bool:
    return True
