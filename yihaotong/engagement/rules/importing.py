"""Rows of a table as the fields of a record: columns by name, codes by their words, days in any usual writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yihaotong.engagement.rules import activities, proposals
from yihaotong.engagement.rules.codes import (
    ActivityKind,
    Part,
    ProposalKind,
    Proposer,
    Publicity,
    Result,
    Satisfaction,
    Sort,
)
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

MOST_ROWS = 2_000
#: The sorts that are read from tables, with their columns.
COLUMNS: Mapping[Sort, Mapping[str, tuple[tuple[str, ...], bool]]] = {
    Sort.PROPOSAL: proposals.COLUMNS,
    Sort.ACTIVITY: activities.COLUMNS,
}
_CODES: Mapping[tuple[Sort, str], type[Code]] = {
    (Sort.PROPOSAL, "kind"): ProposalKind,
    (Sort.PROPOSAL, "proposer"): Proposer,
    (Sort.PROPOSAL, "part"): Part,
    (Sort.PROPOSAL, "result"): Result,
    (Sort.PROPOSAL, "publicity"): Publicity,
    (Sort.PROPOSAL, "satisfaction"): Satisfaction,
    (Sort.ACTIVITY, "kind"): ActivityKind,
}
#: Shorter words by which people call a code.
_ALSO = {"建议": "npc", "人大建议": "npc", "提案": "cppcc", "个人": "one", "公开": "full", "开放日": "open_day"}
_DAYS = frozenset({"received_on", "answered_on", "held_on"})
_NUMBERS = frozenset({"year", "attended"})
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot be used; `column` is "" for the row as a whole."""

    number: int
    column: str
    reason: str


def knows(sort: Sort, column: str) -> bool:
    return any(column in words for words, _needed in COLUMNS[sort].values())


def label_of(sort: Sort, name: str) -> str:
    return COLUMNS[sort][name][0][0] if name in COLUMNS[sort] else ""


def check_columns(sort: Sort, columns: list[str]) -> None:
    """Raises Refused("no-columns") naming what is missing."""
    missing = [
        words[0] for words, needed in COLUMNS[sort].values() if needed and not any(each in words for each in columns)
    ]
    if missing:
        raise Refused("no-columns", f"表里缺少这几列：{'、'.join(missing)}", "file")


def read_row(sort: Sort, cells: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the fields by name, codes and days as fields take them. Raises Refused naming the field."""
    names = {word: name for name, (words, _needed) in COLUMNS[sort].items() for word in words}
    told = {names[column]: value for column, value in cells.items() if column in names}
    for name, (words, needed) in COLUMNS[sort].items():
        if needed and not str(told.get(name, "")).strip():
            raise Refused("missing", f"“{words[0]}”没有填", name)
    return {name: _read(sort, name, value) for name, value in told.items()}


def _read(sort: Sort, name: str, value: Any) -> str:
    if name in _DAYS:
        return _day(value, name)
    text = str(value).strip()
    if name in _NUMBERS:
        text = text.translate(_FULL_WIDTH).removesuffix("年").removesuffix("人").strip()
        return text.removesuffix(".0")
    codes = _CODES.get((sort, name))
    return _code(codes, text, name) if codes and text else text


def _code(codes: type[Code], text: str, name: str) -> str:
    by_word = {each.label: each.value for each in codes} | {each.value: each.value for each in codes}
    known = {each.value for each in codes}
    if text in by_word:
        return str(by_word[text])
    if (also := _ALSO.get(text, "")) in known:
        return also
    raise Refused("not-a-choice", f"“{text[:20]}”不认识，请写：{'、'.join(each.label for each in codes)}", name)


def _day(value: Any, name: str) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    written = str(value).strip().translate(_FULL_WIDTH)
    if not written:
        return ""
    plain = written.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        year, month, day = map(int, plain.split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        raise Refused("not-a-date", f"“{written[:20]}”不是日期，请写成 2019-11-19", name) from None
