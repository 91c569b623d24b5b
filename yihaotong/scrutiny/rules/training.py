"""The training ledger (政府信息公开条例 art. 48): sessions, who came, hours against the year's plan; tables read in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused

KEEPERS = frozenset({Role.DISCLOSURE_OFFICER})
MOST_HOURS = Decimal(80)
MOST_ROWS = 2000
_FULL_SCORE = 100
_HALF = Decimal("0.5")

SESSION_FIELDS = (
    Field("held_on", "日期", Kind.DATE, required=True),
    Field("title", "主题", required=True, longest=80),
    Field("hours", "学时", required=True, longest=5, hint="如 2 或 1.5"),
    Field("trainer", "授课人", required=True, longest=60),
    Field("material", "材料", longest=200, hint="名称或网址"),
)
ATTENDANCE_FIELDS = (
    Field("who", "参加人", required=True, longest=60, hint="登录名；没有账号的写姓名"),
    Field("unit", "科室", Kind.UNIT, hint="有账号的不用选"),
    Field("score", "成绩", Kind.NUMBER),
)
#: The columns of a table that is read in: the words by which each may be headed, and whether it must be filled.
COLUMNS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "held_on": (("日期", "培训日期"), True),
    "title": (("主题", "培训主题", "课程"), True),
    "hours": (("学时", "课时"), True),
    "trainer": (("授课人", "讲师", "主讲人"), True),
    "who": (("参加人", "登录名", "姓名"), True),
    "unit": (("科室", "部门", "单位"), False),
    "material": (("材料",), False),
    "score": (("成绩", "分数"), False),
}
_COLUMN = {word: name for name, (words, _needed) in COLUMNS.items() for word in words}


@dataclass(frozen=True)
class Line:
    """One row of a table: somebody at a session."""

    number: int
    held_on: date
    title: str
    hours: Decimal
    trainer: str
    who: str
    unit: str = ""
    material: str = ""
    score: int | None = None


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot be used; `column` is "" for the row as a whole."""

    number: int
    column: str
    reason: str


def knows(column: str) -> bool:
    return column in _COLUMN


def parse_hours(typed: str, field: str = "hours") -> Decimal:
    """Hours in steps of a half, from 0.5 to 80. Raises Refused("not-hours")."""
    try:
        hours = Decimal(typed.strip())
    except InvalidOperation:
        raise Refused("not-hours", "学时请写成数字，如 2 或 1.5", field) from None
    if not hours.is_finite() or not 0 < hours <= MOST_HOURS or hours % _HALF:
        raise Refused("not-hours", f"学时从 0.5 到 {MOST_HOURS}，以半学时为单位", field)
    return hours


def check_score(score: int | None) -> int | None:
    if score is not None and score > _FULL_SCORE:
        raise Refused("out-of-range", f"成绩从 0 到 {_FULL_SCORE}", "score")
    return score


def check_held(held_on: date, today: date) -> None:
    """Raises Refused("out-of-range")."""
    if held_on > today:
        raise Refused("out-of-range", "培训日期在今天之后；办完再登记", "held_on")


def check_columns(columns: Iterable[str]) -> None:
    """Raises Refused("no-columns") naming what is missing."""
    there = {_COLUMN[column] for column in columns if column in _COLUMN}
    missing = [words[0] for name, (words, needed) in COLUMNS.items() if needed and name not in there]
    if missing:
        raise Refused("no-columns", f"表里缺少这几列：{'、'.join(missing)}", "file")


def read_row(number: int, cells: Mapping[str, Any], today: date) -> Line | RowFault:
    """One row of the table, or what is wrong with it."""
    told = {_COLUMN[column]: value for column, value in cells.items() if column in _COLUMN}
    for name, (words, needed) in COLUMNS.items():
        if needed and not str(told.get(name, "")).strip():
            return RowFault(number, words[0], "没有填")
    try:
        held_on = _day(told["held_on"])
        check_held(held_on, today)
        score = check_score(_score(told.get("score", "")))
        hours = parse_hours(str(told["hours"]))
    except Refused as refusal:
        return RowFault(number, COLUMNS[refusal.field][0][0], refusal.message)
    texts = {
        name: " ".join(str(told.get(name, "")).split())[:80] for name in ("title", "trainer", "who", "unit", "material")
    }
    return Line(number, held_on, hours=hours, score=score, **texts)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = str(value).strip().replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        year, month, day = map(int, written.split("-"))
        return date(year, month, day)
    except ValueError:
        raise Refused("not-a-date", f"“{str(value)[:20]}”不是日期，请写成 2026-11-23", "held_on") from None


def _score(value: Any) -> int | None:
    if value in {"", None}:
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Refused("not-a-number", f"“{str(value)[:20]}”不是成绩", "score") from None
    if not number.is_finite() or number < 0 or number != number.to_integral_value():
        raise Refused("not-a-number", "成绩请写整数", "score")
    return int(number)


def disagreements(lines: Iterable[Line]) -> list[RowFault]:
    """Rows of one session that tell it differently: one session has one number of hours and one trainer."""
    first: dict[tuple[date, str], Line] = {}
    faults = []
    for line in lines:
        told = first.setdefault((line.held_on, line.title), line)
        if (told.hours, told.trainer) != (line.hours, line.trainer):
            faults.append(RowFault(line.number, "", f"与第 {told.number} 行是同一次培训，学时或授课人却不同"))
    return faults
