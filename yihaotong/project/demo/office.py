"""Moments at which people at desks do things."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime, make_aware

from yihaotong.clock import hours, national

_MIDNIGHT = time()
#: The hotline answers day and night; its dispatchers sit from morning to late evening, on every day of the week.
_DESK_OPENS, _DESK_CLOSES = time(7, 30), time(22)


def _spans(day: date) -> list[tuple[datetime, datetime]]:
    """The open spans of a day, none on a day off."""
    if not national().works(day):
        return []
    midnight = make_aware(datetime.combine(day, _MIDNIGHT))
    return [
        (midnight + timedelta(seconds=opens), midnight + timedelta(seconds=closes))
        for opens, closes in hours().spans(day)
    ]


def after_work(start: datetime, minutes: float) -> datetime:
    """The moment when so many minutes of office time have passed since `start`; inside office hours."""
    left = timedelta(minutes=minutes)
    day = localtime(start).date()
    while True:
        for opens, closes in _spans(day):
            begin = max(start, opens)
            if begin < closes and left <= closes - begin:
                return begin + left
            left -= max(closes - begin, timedelta())
        day += timedelta(days=1)


def at_desk(start: datetime, minutes: float) -> datetime:
    """So many minutes after `start`, or after the dispatchers' desk opens again."""
    local = localtime(start)
    if local.time() >= _DESK_CLOSES:
        local += timedelta(days=1)
    opens = make_aware(datetime.combine(local.date(), _DESK_OPENS))
    return max(start, opens) + timedelta(minutes=minutes)
