"""Instants and days in China: how an instant becomes a local second, and the years the clock reckons in."""

from datetime import date, datetime, timedelta, timezone

from yihaotong.clock.errors import ClockError

#: One zone, no summer time since 1991: a fixed offset is exact for every year the clock knows, and needs no zone files.
CHINA = timezone(timedelta(hours=8), "CST")
FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2199, 12, 31)
ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
DAY_SECONDS = 86_400


def local(instant: datetime, field: str) -> datetime:
    """The instant in Chinese time, whole seconds. Raises ClockError if it has no zone or lies too far off."""
    if instant.tzinfo is None:
        raise ClockError(field, f"{instant.isoformat()} 没有写明时区")
    here = instant.astimezone(CHINA).replace(microsecond=0)
    if not FIRST_DAY.year <= here.year <= LAST_DAY.year:
        raise ClockError(field, f"{here.isoformat()} 不在 {FIRST_DAY.year}–{LAST_DAY.year} 年之间")
    return here


def tick(here: datetime) -> int:
    """Local seconds since the first day of the calendar: whole days are multiples of `DAY_SECONDS`."""
    return here.toordinal() * DAY_SECONDS + here.hour * 3600 + here.minute * 60 + here.second


def at_tick(seconds: int) -> datetime:
    """The inverse of `tick`. Raises ClockError when a limit runs past the last year."""
    day, second = divmod(seconds, DAY_SECONDS)
    if day > LAST_DAY.toordinal():
        raise too_far()
    return datetime.fromordinal(day).replace(tzinfo=CHINA) + timedelta(seconds=second)


def too_far() -> ClockError:
    return ClockError("limit", f"时限超出 {LAST_DAY.year} 年，无法推算")


def end_of(day: date) -> datetime:
    """24:00 of a day, written as its last second: a deadline is kept through its last second."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=CHINA)


def missed(due: datetime | None, at: datetime) -> bool:
    """Whether a deadline is broken at that instant. It is kept through its last second; one that stands cannot be."""
    return due is not None and at >= due + ONE_SECOND
