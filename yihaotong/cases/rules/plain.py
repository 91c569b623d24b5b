"""The date that a citizen is promised, in the words of somebody who tells it him: 还剩 2 个工作日 · 周四 24:00 前."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from yihaotong.clock import Calendar, Effect, Hours, Limit, Measure, Step, remaining
from yihaotong.clock.calendar import Kind
from yihaotong.clock.moments import ONE_DAY, local
from yihaotong.clock.wording import WEEKDAYS, WEEKEND_LAW, clock_time

_NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
#: No promise reaches further; beyond it nobody looks for holidays.
_FARTHEST = timedelta(days=370)
#: More different days than these are no reason that anybody reads.
_REASONS_TOLD = 3


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
    until = until_words(last, here)
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


def until_words(due: datetime, at: datetime) -> str:
    """周四 24:00 前, as a moment is told at `at`."""
    here, last = local(at, "now"), local(due, "due")
    shown = clock_time(last)
    return f"{day_words(last.date(), here.date())} {shown if shown == '24:00' else f'{last:%H:%M}'} 前"


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


# --- why it is this date, and why it is another one now --------------------------------------------------------------

_SECONDS = re.compile(r"(\d\d:\d\d):\d\d")
_REMARK = re.compile(r"（[^（）]*(?:未核实|尚未录入)[^（）]*）")
_AWAITED = "（放假通知还没公布，可能会变）"


def because(steps: Iterable[Step], limit: Limit) -> tuple[Step, ...]:
    """The same derivation for whoever asked, not for whoever checks it: no profile, no law for a Sunday, no seconds."""
    return tuple(_said(step, limit) for step in steps)


def _said(step: Step, limit: Limit) -> Step:
    if step.effect is Effect.START:
        return replace(step, why=f"收到您的诉求，答应 {limit.chinese}内给您结果", basis="")
    if step.effect is Effect.DUE:
        shown = f"{clock_time(step.at):.5}" if isinstance(step.at, datetime) else "24:00"
        return replace(step, why=f"满 {limit.chinese}，最晚这一天 {shown} 给您结果", basis="")
    if step.effect is Effect.NOT_COUNTED and limit.measure.by_day:
        return replace(step, why="收到当天不算", basis="")
    awaited = _AWAITED if "尚未录入" in step.why else ""
    why = _SECONDS.sub(r"\1", _REMARK.sub("", step.why))
    why = re.sub(r"计第(\d+)日", r"算第 \1 天", why)
    if step.effect is Effect.SKIPPED:
        why = f"{why}，不算"
    # A holiday's notice is what a citizen can look up himself; of a weekend he needs no law.
    basis = step.basis if step.effect is Effect.SKIPPED and step.basis != WEEKEND_LAW else ""
    return replace(step, why=why + awaited, basis=basis)


@dataclass(frozen=True)
class Changed:
    """One day that the calendar has taken in since: `what` is 国庆节放假, 调休上班, …"""

    day: date
    what: str


def moved(before: datetime, now: datetime, at: datetime, changed: Sequence[Changed]) -> str:
    """原来 12月7日，因 12月8日停电放假改为 12月9日; "" where the day is the same in the end."""
    first, last = local(before, "before").date(), local(now, "now").date()
    if first == last:
        return ""
    today = local(at, "at").date()
    why = "、".join(_grouped(changed))
    return f"原来 {_dated(first, today)}，因{f' {why}' if why else '放假安排有变'}，改为 {_dated(last, today)}"


def _grouped(changed: Sequence[Changed]) -> list[str]:
    """The days by what they are, each kind once; none where they are too many to be a reason."""
    days: dict[str, list[date]] = {}
    for each in sorted(changed, key=lambda one: one.day):
        days.setdefault(each.what, []).append(each.day)
    if len(days) > _REASONS_TOLD:
        return []
    return [f"{_short(of[0])}{f'起 {len(of)} 天' if len(of) > 1 else ''}{what}" for what, of in days.items()]


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _dated(day: date, today: date) -> str:
    return ("" if day.year == today.year else f"{day.year}年") + _short(day)
