"""The date that a citizen is promised, in the words of somebody who tells it him: 还剩 2 个工作日 · 周四 24:00 前."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yihaotong.clock import Calendar, Hours, Measure, remaining
from yihaotong.clock.calendar import Kind
from yihaotong.clock.moments import ONE_DAY, local
from yihaotong.clock.wording import WEEKDAYS, clock_time

_NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
#: No promise reaches further; beyond it nobody looks for holidays.
_FARTHEST = timedelta(days=370)


@dataclass(frozen=True)
class Promise:
    """`left` and `until` are one line; `note` says what a look at the calendar would. `until` may be ""."""

    left: str
    until: str
    note: str
    late: bool = False

    @property
    def words(self) -> str:
        return " · ".join(filter(None, (self.left, self.until)))


def day_words(day: date, today: date) -> str:
    """今天, 明天, 后天, 周四 of this week, 下周四, else 10月10日（周四）, with the year where it is another."""
    away = (day - today).days
    if away in _NEAR:
        return _NEAR[away]
    weekday = WEEKDAYS[day.weekday()].replace("星期", "周")
    weeks = (_monday(day) - _monday(today)).days // 7
    if away > 0 and weeks in {0, 1}:
        return f"下{weekday}" if weeks else weekday
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（{weekday}）"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def promise(
    due: datetime | None, at: datetime, *, measure: Measure, calendar: Calendar, hours: Hours | None = None
) -> Promise:
    """What is left of a running limit at `at`. `due` is None while the clock stands."""
    if due is None:
        return Promise("计时暂停", "", "暂停的时间不算在内，恢复后接着计")
    here, last = local(at, "now"), local(due, "due")
    left = remaining(due, at, measure=measure, calendar=calendar, hours=hours)
    shown = clock_time(last)
    until = f"{day_words(last.date(), here.date())} {shown if shown == '24:00' else f'{last:%H:%M}'} 前"
    if left.overdue:
        return Promise(
            _late(left.text),
            f"本该在 {until}".removesuffix(" 前"),
            "已经超过答应您的时间，可以拨打 12345 询问",
            late=True,
        )
    count = left.text.partition(" · ")[0] if " · " in left.text else ""
    note = _holidays(here.date(), last.date(), calendar) if measure is Measure.WORKING_DAY else ""
    return Promise(count, until, note)


def _late(text: str) -> str:
    """已超期 3 个工作日 → 已经晚了 3 个工作日."""
    length = text.removeprefix("已超期").removeprefix("，").strip()
    return f"已经晚了{'' if length.startswith('未满') else ' '}{length}"


def _holidays(today: date, last: date, calendar: Calendar) -> str:
    """The named holidays between today and the last day, told so that the date is no riddle."""
    told = []
    for name, first, end, days in _stretches(today, min(last, today + _FARTHEST), calendar):
        if first <= today:
            told.append(f"{name}假期不计")
        elif end + ONE_DAY == last:
            told.append(f"{name}假期后的第一个工作日")
        else:
            told.append(f"中间{name}放假 {days} 天，不计")
    return "；".join(told)


def _stretches(today: date, last: date, calendar: Calendar) -> list[tuple[str, date, date, int]]:
    """Name, first and last day of each holiday that touches the days, and how many days off it has in a row."""
    found: list[tuple[str, date, date, int]] = []
    day = today
    while day <= last:
        if calendar.works(day):
            day += ONE_DAY
            continue
        end, names = day, []
        while not calendar.works(end):
            known = calendar.day(end)
            if known.kind is Kind.HOLIDAY and known.name and known.name not in names:
                names.append(known.name)
            end += ONE_DAY
        if names:
            found.append(("、".join(names), day, end - ONE_DAY, (end - day).days))
        day = end
    return found
