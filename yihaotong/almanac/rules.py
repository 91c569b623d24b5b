"""What may be entered into the calendar. Plain Python."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yihaotong.clock import ClockError, Hours, Kind, hours_from_rows
from yihaotong.clock.moments import FIRST_DAY, LAST_DAY
from yihaotong.clock.statutory import fixed_holiday
from yihaotong.journal.refusal import Refused

NATION = "nation"
LAYER_LENGTH = 20
NAME_LENGTH = 40
BASIS_LENGTH = 200
#: A year with every holiday, makeup day and correction has about forty rows.
MOST_ROWS = 400
#: The first day in December that a notice for the next year has ever moved (2007, 2018).
_REACHES_BACK_TO = (12, 29)

_LAYER = re.compile(r"nation|region:[0-9]{2,12}|unit:[0-9]{1,10}")


@dataclass(frozen=True)
class DayRow:
    """One day as entered and found in order."""

    date: date
    kind: Kind
    name: str
    basis: str


@dataclass(frozen=True)
class Run:
    """Days of one kind and name that follow one another, the last included."""

    first: date
    last: date
    kind: Kind
    name: str


def runs_of(days: Iterable[tuple[date, Kind, str]]) -> list[Run]:
    """The days of an entry, run together in the order of the calendar."""
    runs: list[Run] = []
    for day, kind, name in sorted(days):
        last = runs[-1] if runs else None
        if last and (last.kind, last.name) == (kind, name) and last.last + timedelta(days=1) == day:
            runs[-1] = replace(last, last=day)
        else:
            runs.append(Run(day, day, kind, name))
    return runs


def check_layer(layer: str) -> None:
    """Raises Refused("bad-layer")."""
    if not _LAYER.fullmatch(layer):
        raise Refused("bad-layer", f"层次“{layer}”应为 nation、region:行政区划代码 或 unit:单位编号", "layer")


def read_rows(raw: Sequence[Mapping[str, str]]) -> list[DayRow]:
    """Rows of date (2027-01-01), kind, name, basis, as a form or a CSV file has them.

    Raises Refused("bad-rows"): the message and the fact `rows` (row number from 1 → what is wrong) name every bad row.
    """
    if not 0 < len(raw) <= MOST_ROWS:
        raise Refused("bad-rows", f"一次录入 1 到 {MOST_ROWS} 行", "rows", rows={})
    rows: list[DayRow] = []
    wrong: dict[int, str] = {}
    seen: dict[date, int] = {}
    for number, cells in enumerate(raw, 1):
        row = _read(cells)
        if isinstance(row, str):
            wrong[number] = row
        elif row.date in seen:
            wrong[number] = f"{row.date} 与第 {seen[row.date]} 行重复"
        else:
            seen[row.date] = number
            rows.append(row)
    if wrong:
        raise _bad_rows(wrong)
    return rows


#: How a line of a notice names what kind of day it means.
_KINDS = {"放假": Kind.HOLIDAY, "调休上班": Kind.MAKEUP, "上班": Kind.WORKING, "休息": Kind.OFF}
_LINE = re.compile(r"(\S+?)(?:\s*[至到—~]\s*(\S+?))?\s+(放假|调休上班|上班|休息)(?:\s+(.*))?")


def read_notice(text: str, basis: str) -> list[DayRow]:
    """The days of a notice written line by line: "2027-01-01 至 2027-01-03 放假 元旦", "2027-01-09 调休上班 元旦".

    Empty lines are passed over. Raises Refused("bad-rows"): `rows` says what is wrong with each line, from 1.
    """
    raw: list[tuple[int, dict[str, str]]] = []
    wrong: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        days = _days_of(line.strip())
        if isinstance(days, str):
            wrong[number] = days
        else:
            raw += [(number, cells | {"basis": basis}) for cells in days]
    if wrong:
        raise _bad_rows(wrong)
    try:
        return read_rows([cells for _number, cells in raw])
    except Refused as refused:
        rows = refused.facts.get("rows")
        if not isinstance(rows, dict) or not rows:
            raise
        raise _bad_rows({raw[row - 1][0]: what for row, what in reversed(rows.items())}) from refused


def _days_of(line: str) -> list[dict[str, str]] | str:
    """The days that one line names, or what is wrong with it."""
    match = _LINE.fullmatch(line)
    if match is None:
        return "应写作“2027-01-01 至 2027-01-03 放假 元旦”，种类为放假、调休上班、上班、休息"
    begins, ends, kind, name = match[1], match[2] or match[1], match[3], match[4] or ""
    if unread := [written for written in dict.fromkeys((begins, ends)) if not _is_day(written)]:
        return f"日期{'、'.join(f'“{written}”' for written in unread)}应写作 2027-01-01"
    first, last = date.fromisoformat(begins), date.fromisoformat(ends)
    if not first <= last <= first + timedelta(days=31):
        return "止日须不早于起日，一行最长一个月"
    days = ((first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1))
    return [{"date": day, "kind": _KINDS[kind].value, "name": name} for day in days]


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


# --- office hours -------------------------------------------------------------------------------------------------

#: How an entry of office hours names its layer.
HOURS = "hours"
_WEEK = "一二三四五六日"
_SPAN = r"\d\d:\d\d[-–—至到~]\d\d:\d\d"
_SEASON_LINE = re.compile(rf"(\S+)\s+(\d\d-\d\d)(?:\s+周([{_WEEK}])(?:[-–—至到~]周?([{_WEEK}]))?)?((?:\s+{_SPAN})+)")
HoursRow = dict[str, str]


def read_hours(text: str, basis: str) -> list[HoursRow]:
    """Seasons line by line: "夏季 05-01 08:30-12:00 14:30-18:00", one day of the week "夏季 05-01 周五 08:30-12:00".

    Empty text is no rows. Raises Refused("bad-rows"): which lines are wrong, or that nobody could work by them.
    """
    rows: list[HoursRow] = []
    wrong: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _SEASON_LINE.fullmatch(line.strip())
        if match is None:
            wrong[number] = "应写作“夏季 05-01 08:30-12:00 14:30-18:00”，或“夏季 05-01 周五 08:30-12:00”"
            continue
        days = [str(_WEEK.index(day) + 1) for day in (match[3], match[4]) if day]
        for span in match[5].split():
            opens, closes = span[:5], span[-5:]
            cells = {"season": match[1], "first_day": match[2], "weekdays": "-".join(days), "opens": opens}
            rows.append(cells | {"closes": closes, "basis": basis})
    if wrong:
        raise _bad_rows(wrong)
    if rows:
        hours_of(rows)
    return rows


def hours_of(rows: Sequence[HoursRow]) -> Hours:
    """Raises Refused("bad-rows")."""
    try:
        return hours_from_rows(enumerate(rows, 1))
    except ClockError as wrong:
        raise Refused("bad-rows", str(wrong), "rows") from wrong


def written_hours(hours: Hours) -> list[str]:
    """The lines from which `read_hours` reads the same hours again."""
    return [
        " ".join([season.name, "{:02}-{:02}".format(*season.first), *_weekday(day), *map(_span, spans)])
        for season in hours.seasons
        for day, spans in sorted(season.spans.items())
    ]


def _weekday(day: int) -> list[str]:
    return [f"周{_WEEK[day - 1]}"] if day else []


def _span(span: tuple[int, int]) -> str:
    return "-".join(f"{second // 3600:02}:{second % 3600 // 60:02}" for second in span)


def check_since(since: date, unit: str, rows: Sequence[HoursRow]) -> None:
    """Raises Refused: bad-day, hours-needed."""
    if not FIRST_DAY <= since <= LAST_DAY:
        raise Refused("bad-day", f"日期 {since} 不在 {FIRST_DAY.year}–{LAST_DAY.year} 年之间", "since")
    if not rows and not unit:
        raise Refused("hours-needed", "请填写全市的作息；只有单位可以不填，即恢复按全市", "rows")


def hours_digest(previous: str, unit: str, since: date, rows: Sequence[HoursRow]) -> str:
    """As `digest`, for an entry of office hours."""
    content = json.dumps([previous, HOURS, unit, since.isoformat(), list(rows)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def check_year(year: int, rows: Sequence[DayRow]) -> None:
    """Whether these can be the whole notice of a year. Raises Refused: bad-year, bad-rows, year-incomplete.

    A notice speaks of its own year and of the last days of December before; the holidays that the law fixes by date
    are always in it.
    """
    if not FIRST_DAY.year < year <= LAST_DAY.year:
        raise Refused("bad-year", f"年份 {year} 不在 {FIRST_DAY.year + 1}–{LAST_DAY.year} 之间", "year")
    first, last = span_of_year(year)
    wrong = {n: f"{row.date} 不属于 {year} 年的通知" for n, row in enumerate(rows, 1) if not first <= row.date <= last}
    if wrong:
        raise _bad_rows(wrong)
    named = {row.date for row in rows if row.kind is Kind.HOLIDAY}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    missing = [
        f"{day:%m-%d} {name}" for day in days if day <= last and (name := fixed_holiday(day)) and day not in named
    ]
    if missing:
        raise Refused("year-incomplete", f"{year} 年的通知缺少法定节日：{'、'.join(missing)}", "rows", missing=missing)


def span_of_year(year: int) -> tuple[date, date]:
    """The days whose status the notice for a year settles."""
    return date(year - 1, *_REACHES_BACK_TO), date(year, 12, 31)


def check_reason(reason: str) -> None:
    """Raises Refused("reason-needed")."""
    if wrong := _bad_text(reason, BASIS_LENGTH):
        raise Refused("reason-needed", f"请写明录入理由（{wrong}）", "reason")


def digest(previous: str, layer: str, year: int | None, rows: Sequence[DayRow]) -> str:
    """The fingerprint of a calendar: what was entered before and what is entered now."""
    days = [[row.date.isoformat(), row.kind.value, row.name, row.basis] for row in rows]
    content = json.dumps([previous, layer, year, days], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _read(cells: Mapping[str, str]) -> DayRow | str:
    """The row, or what is wrong with it."""
    written, named = cells.get("date", "").strip(), cells.get("kind", "").strip()
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return f"日期“{written}”应写作 2027-01-01"
    if not FIRST_DAY <= day <= LAST_DAY:
        return f"日期 {day} 不在 {FIRST_DAY.year}–{LAST_DAY.year} 年之间"
    if named not in set(Kind):
        return f"类别“{named}”应为 {'、'.join(Kind)}"
    row = DayRow(day, Kind(named), cells.get("name", "").strip(), cells.get("basis", "").strip())
    return _fault(row) or row


def _fault(row: DayRow) -> str:
    if row.kind is Kind.MAKEUP and row.date.weekday() < 5:
        return f"{row.date} 不是星期六、星期日，不能是调休上班日"
    needs_name = row.kind in {Kind.HOLIDAY, Kind.MAKEUP} or row.name
    if needs_name and (wrong := _bad_text(row.name, NAME_LENGTH)):
        return f"名称{wrong}"
    wrong = _bad_text(row.basis, BASIS_LENGTH)
    return f"依据{wrong}" if wrong else ""


def _bad_text(text: str, longest: int) -> str:
    if not text.strip():
        return "不能为空"
    if len(text) > longest:
        return f"最多 {longest} 个字"
    return "含有控制字符" if any(unicodedata.category(letter) == "Cc" for letter in text) else ""


def _bad_rows(wrong: Mapping[int, str]) -> Refused:
    message = "；".join(f"第 {number} 行：{what}" for number, what in wrong.items())
    return Refused("bad-rows", message, "rows", rows=dict(wrong))
