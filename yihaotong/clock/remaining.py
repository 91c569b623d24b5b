"""How much time is left, in numbers and in the words of a screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yihaotong.clock.calendar import Calendar
from yihaotong.clock.hours import Hours
from yihaotong.clock.limit import Measure
from yihaotong.clock.moments import local, missed, tick
from yihaotong.clock.pauses import Pause
from yihaotong.clock.walks import office_seconds
from yihaotong.clock.wording import by_when, duration, office_duration

STANDING = "已停表"


@dataclass(frozen=True, slots=True)
class Remaining:
    """`working_days` counts the working days after today up to the last day, negative those since it when overdue.

    `seconds` is by the wall clock, negative when overdue. Both are None while the clock stands without an end in sight.
    """

    overdue: bool
    paused: bool
    working_days: int | None
    seconds: int | None
    text: str


def remaining(
    due: datetime | None,
    at: datetime,
    *,
    measure: Measure,
    calendar: Calendar,
    hours: Hours | None = None,
    pauses: Iterable[Pause] = (),
) -> Remaining:
    """What is left of a limit at `at`; `due` is None while the clock stands.

    With `hours`, what is left of a limit in working hours is told in office time, else by the wall clock.
    """
    if due is None:
        return Remaining(overdue=False, paused=True, working_days=None, seconds=None, text=STANDING)
    here, last = local(at, "now"), local(due, "due")
    overdue = missed(due, at)
    paused = not overdue and any(pause.covers(at) for pause in pauses)
    earlier, later = (last, here) if overdue else (here, last)
    days = calendar.working_days_between(earlier.date(), later.date())
    if measure is Measure.WORKING_DAY:
        length = f" {days} 个工作日"
    elif measure.by_day:
        length = f" {(later.date() - earlier.date()).days} 天"
    elif measure is Measure.WORKING_HOUR and hours is not None:
        length = f"工作时间 {office_duration(office_seconds(tick(earlier), tick(later), calendar, hours))}"
    else:
        length = f" {duration(tick(later) - tick(earlier))}"
    text = STANDING if paused else _overdue(length) if overdue else _left(length, last, here, measure)
    seconds = int((due - at).total_seconds())
    return Remaining(overdue, paused, -days if overdue else days, seconds, text)


def _overdue(length: str) -> str:
    return "已超期，未满 1 个工作日" if length == " 0 个工作日" else f"已超期{length}"


def _left(length: str, last: datetime, here: datetime, measure: Measure) -> str:
    when = f"{by_when(last, here)} 前"
    return when if measure.by_day and last.date() == here.date() else f"还剩{length} · {when}"
