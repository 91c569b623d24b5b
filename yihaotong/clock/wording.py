"""What the marks of a walk say in Chinese, each with its basis."""

from collections.abc import Iterator
from datetime import datetime

from yihaotong.clock.calendar import Day, Kind
from yihaotong.clock.limit import Measure
from yihaotong.clock.moments import CHINA, DAY_SECONDS, ONE_DAY, at_tick
from yihaotong.clock.steps import Asked, DayMark, Effect, Marks, Step, TimeMark
from yihaotong.clock.terms import Terms

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
#: 国家机关、事业单位 rest on Saturday and Sunday.
WEEKEND_LAW = "国务院关于职工工作时间的规定第七条"
FIRST_DAY_LAW = "民法典第二百零一条"
MONTH_LAW = "民法典第二百零二条"
ROLL_LAW = "民法典第二百零三条"


def duration(seconds: int) -> str:
    """3 小时 20 分; from two days on, days and hours."""
    days, rest = divmod(seconds, DAY_SECONDS)
    return _parts((days, "天"), (rest // 3600, "小时")) if days >= 2 else office_duration(seconds)


def office_duration(seconds: int) -> str:
    """Always in hours and minutes: a day of office time is no 24 hours."""
    if seconds < 60:
        return f"{seconds} 秒"
    return _parts((seconds // 3600, "小时"), (seconds // 60 % 60, "分"))


def _parts(*parts: tuple[int, str]) -> str:
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def clock_time(instant: datetime) -> str:
    """16:40; the last second of a day is written 24:00."""
    written = instant.strftime("%H:%M:%S")
    return "24:00" if written == "23:59:59" else written.removesuffix(":00")


def to_the_minute(instant: datetime) -> str:
    """16:40, without the seconds; the last second of a day is 24:00 here, too."""
    shown = clock_time(instant)
    return shown if shown == "24:00" else f"{instant:%H:%M}"


def by_when(last: datetime, here: datetime) -> str:
    """今天 17:30, 周四 24:00 within the week, 10月10日（周四）24:00 beyond, with the year where it is another."""
    away = (last.date() - here.date()).days
    weekday = WEEKDAYS[last.weekday()].replace("星期", "周")
    if away == 0:
        day = "今天 "
    elif 0 < away < 7:
        day = f"{weekday} "
    else:
        day = f"{'' if last.year == here.year else f'{last.year}年'}{last.month}月{last.day}日（{weekday}）"
    # Nobody reads seconds on a screen, and a minute early does no harm; the derivation has them.
    shown = clock_time(last)
    return f"{day}{shown if shown == '24:00' else f'{last:%H:%M}'}"


def derive(terms: Terms, marks: Marks, asked: Asked, due: datetime | None) -> tuple[Step, ...]:
    """The whole derivation: how counting began, what the walk noted, how it ended."""
    ending = _standing_still(terms, marks) if due is None else _due(terms, marks, asked, due)
    return (*_beginning(terms), *(_noted(mark, terms) for mark in marks), ending)


def _beginning(terms: Terms) -> Iterator[Step]:
    start, begins = terms.start, terms.begins
    named = f"{start:%Y-%m-%d} {WEEKDAYS[start.weekday()]} {clock_time(start)} 起算，时限 {terms.limit.chinese}"
    yield Step(start, Effect.START, 0, named, terms.basis)
    if terms.restart is not None:
        yield Step(begins, Effect.RESTARTED, 0, "重新计时，此前已计的不再算")
    if terms.extensions:
        added = "、".join(extension.chinese for extension in terms.extensions)
        yield Step(begins, Effect.EXTENDED, 0, f"延期 {added}，合计 {terms.total.chinese}")
    if terms.limit.measure.by_day and not terms.count_first_day:
        which = "收到" if terms.restart is None else "重新计时"
        yield Step(begins.date(), Effect.NOT_COUNTED, 0, f"{which}当日不计", FIRST_DAY_LAW)


def _noted(mark: DayMark | TimeMark, terms: Terms) -> Step:
    return _day_step(mark, terms) if isinstance(mark, DayMark) else _time_step(mark, terms)


def _day_step(mark: DayMark, terms: Terms) -> Step:
    day = terms.calendar.day(mark.day)
    if mark.effect is Effect.PAUSED:
        why, basis = _standing(terms, mark.day.toordinal(), mark.day.toordinal() + 1, unit=DAY_SECONDS)
    elif mark.effect is Effect.ROLLED:
        why, basis = f"最后一日遇{_rest(day, terms)}，顺延", ROLL_LAW
    elif mark.effect is Effect.SKIPPED:
        why, basis = _rest(day, terms), day.basis or WEEKEND_LAW
    else:
        why, basis = _counted(day, mark.so_far, terms)
    return Step(mark.day, mark.effect, mark.so_far, why, basis)


def _counted(day: Day, count: int, terms: Terms) -> tuple[str, str]:
    measure = terms.limit.measure
    if measure is Measure.MONTH:
        cut = terms.begins.day > day.date.day and (day.date + ONE_DAY).day == 1
        short = f"（当月没有 {terms.begins.day} 日，以月末日为最后一日）" if cut else ""
        return f"满 {count} 个月{short}", MONTH_LAW
    if measure is Measure.DAY:
        return f"计第{count}日", ""
    left_out = terms.calendar.ignored(day.date)
    if day.kind is Kind.MAKEUP:
        why = f"{day.date.month}-{day.date.day} 调休上班，计第{count}日"
    elif day.kind is not None and day.name:
        why = f"{day.name}，照常上班，计第{count}日"
    elif left_out is not None and not left_out.works:
        why = f"{left_out.name}为地方假日，本时限不扣除，计第{count}日"
    else:
        why = f"计第{count}日"
    return why + _doubt(day, terms), day.basis


def _time_step(mark: TimeMark, terms: Terms) -> Step:
    start = at_tick(mark.start)
    day = terms.calendar.day(start.date())
    if mark.effect is Effect.SKIPPED:
        return Step(start.date(), mark.effect, mark.so_far, _rest(day, terms), day.basis or WEEKEND_LAW)
    if mark.effect is Effect.NOT_COUNTED:
        return Step(start, mark.effect, mark.so_far, "起算时不在上班时间，从下一个上班时段起计")
    if mark.effect is Effect.PAUSED:
        why, basis = _standing(terms, mark.start, mark.end)
        return Step(start, mark.effect, mark.so_far, f"{_stretch(mark)} {why}", basis)
    makeup = f"{day.date.month}-{day.date.day} 调休上班，" if day.kind is Kind.MAKEUP else ""
    in_office = terms.limit.measure is Measure.WORKING_HOUR
    why = f"{makeup if in_office else ''}{_stretch(mark)} 计 {duration(mark.end - mark.start)}"
    return Step(start, mark.effect, mark.so_far, why + (_doubt(day, terms) if in_office else ""), "")


def _standing_still(terms: Terms, marks: Marks) -> Step:
    since = min(pause.start for pause in terms.pauses if pause.end is None)
    count = marks[-1].so_far if marks else 0
    return Step(since.astimezone(CHINA), Effect.PAUSED, count, "停表中，恢复后接着计")


def _due(terms: Terms, marks: Marks, asked: Asked, due: datetime) -> Step:
    total = terms.total
    if total.measure.by_day:
        rolled = "顺延至此，" if any(mark.effect is Effect.ROLLED for mark in marks) else ""
        why, count = f"满 {total.chinese}，{rolled}当日 24:00 到期", total.amount
    else:
        why, count = f"满 {total.chinese}，到期", total.seconds
    return Step(due, Effect.DUE, count, why + _reservation(terms, asked), terms.basis)


def _reservation(terms: Terms, asked: Asked) -> str:
    years = [] if asked is None else terms.calendar.awaited(*asked)
    named = "、".join(f"{year}" for year in years)
    return f"（暂定：{named} 年放假通知尚未录入，录入后重新推算）" if years else ""


def _rest(day: Day, terms: Terms) -> str:
    """Why a day is not a working day."""
    if day.kind is None:
        return WEEKDAYS[day.date.weekday()] + _doubt(day, terms)
    whose = {"region": "（地方假日）", "unit": "（本单位）"}.get(day.layer.partition(":")[0], "")
    rest = f"{day.name}放假" if day.kind is Kind.HOLIDAY else f"{day.name}休息"
    return rest + whose + _doubt(day, terms)


def _doubt(day: Day, terms: Terms) -> str:
    if not day.known:
        return f"（{terms.calendar.notice_year(day.date)} 年放假通知尚未录入，暂按此推算）"
    return "" if day.verified else "（依据未核实）"


def _standing(terms: Terms, start: int, end: int, *, unit: int = 1) -> tuple[str, str]:
    """Why the clock stood between two seconds (or days); of several pauses, the one that began first speaks."""
    standing = [
        (pause.ticks, pause.why, pause.basis)
        for pause in terms.pauses
        if pause.ticks[0] // unit < end and start < pause.ticks[1] // unit
    ]
    _, why, basis = min(standing)
    return f"停表（{why}），不计" if why else "停表，不计", basis


def _stretch(mark: TimeMark) -> str:
    """09:00–12:00, or 10-08 16:00 至 10-09 16:00 when it runs over midnight."""
    start, last = at_tick(mark.start), at_tick(mark.end - 1)
    end = "24:00" if mark.end % DAY_SECONDS == 0 else clock_time(at_tick(mark.end))
    if start.date() == last.date():
        return f"{clock_time(start)}–{end}"
    return f"{start:%m-%d} {clock_time(start)} 至 {last:%m-%d} {end}"
