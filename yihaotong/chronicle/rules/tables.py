"""Whole tables of entries read in: every row at fault is named with its column, nothing is guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.fields import Kind as Holds
from yihaotong.chronicle.rules.ledgers import Ledger, cleaned
from yihaotong.journal.refusal import Refused

MOST_ROWS = 5000
_YES = {"是": "on", "有": "on", "1": "on", "true": "on", "y": "on", "yes": "on"}
_NO = {"否", "无", "0", "false", "n", "no"}


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot be used; `column` is "" for the row as a whole."""

    number: int
    column: str
    reason: str


@dataclass(frozen=True)
class Line:
    """A row as it will be kept."""

    number: int
    values: Mapping[str, Any]


def check_columns(ledger: Ledger, columns: Iterable[str]) -> None:
    """Raises Refused("no-columns") naming what is missing, or what two columns say."""
    known = ledger.columns()
    there = [known[column].name for column in columns if column in known]
    missing = [field.label for field in ledger.fields if field.required and field.name not in there]
    if missing:
        raise Refused("no-columns", f"表里缺少这几列：{'、'.join(missing)}", "file")
    if twice := [field.label for field in ledger.fields if there.count(field.name) > 1]:
        raise Refused("no-columns", f"这几列有两列：{'、'.join(twice)}", "file")


def read_row(ledger: Ledger, number: int, cells: Mapping[str, Any], today: date) -> Line | RowFault:
    """One row of a table, or what is wrong with it."""
    known = ledger.columns()
    told = {known[column].name: _typed(known[column], value) for column, value in cells.items() if column in known}
    try:
        return Line(number, cleaned(ledger, told, today))
    except Refused as refusal:
        label = ledger.field(refusal.field).label if refusal.field else ""
        return RowFault(number, label, refusal.message)


def _typed(field: Field, value: Any) -> Any:
    """A cell as it would be typed into the form."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, float):
        value = f"{Decimal(str(value)).normalize():f}"
    written = " ".join(str(value).split())
    if field.choices:
        return {member.label: member.value for member in field.choices}.get(written, written)
    return _READERS[field.kind](written) if field.kind in _READERS else written


def _dated(written: str) -> str:
    """ "2019/5/6", "2019年5月6日", "2019.5.6" as "2019-05-06"; anything else as it is."""
    plain = written.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    parts = plain.split("-")
    if len(parts) == 3 and all(part.isdigit() and len(part) <= 4 for part in parts):
        return f"{int(parts[0]):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}"
    return written


def _flagged(written: str) -> str:
    return _YES.get(written.lower(), "" if written.lower() in _NO else written)


def _counted(written: str) -> str:
    return written.replace(",", "").replace("，", "")


_READERS = {Holds.DATE: _dated, Holds.FLAG: _flagged, Holds.NUMBER: _counted}
