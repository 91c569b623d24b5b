"""A version of the catalogue as a table in the columns of the national template, and as plain JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from yihaotong.accounts.access import short_unit_names
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Row, Version
from yihaotong.catalogue.rules.columns import COLUMNS, PARTS
from yihaotong.catalogue.rules.rows import shown
from yihaotong.disclosure import city
from yihaotong.sheets.writing import workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A cell that begins so is a formula to a spreadsheet program (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def words_of(row: Row, units: Mapping[int, str]) -> dict[str, str]:
    """The parts of a row in words, by their names; `units` are the names of sections by id."""
    words = {name: shown(name, value) for name, value in access.cells_of(row).items()}
    return words | {"unit": units.get(row.unit_id or 0, ""), "organ": row.organ or city.organ().name}


def section_names(rows: Iterable[Row], on: date) -> dict[int, str]:
    """The names of their sections on a day, by id. One query."""
    return short_unit_names(access.sections_named_in(rows), on)


def table_of(rows: list[Row], on: date) -> list[list[str]]:
    """The lines of the table, its head first; a row says its first-level item each time."""
    units = section_names(rows, on)
    heads = {row.key: row.name for row in rows if not row.parent}
    lines = [list(COLUMNS)]
    for number, row in enumerate((each for each in rows if each.parent), 1):
        words = words_of(row, units)
        lines.append([str(number), heads[row.parent], *(words[name] for name in PARTS), row.key])
    return lines


def as_workbook(rows: list[Row], on: date) -> bytes:
    return workbook({"主动公开基本目录": table_of(rows, on)})


def as_csv(rows: list[Row], on: date) -> bytes:
    """RFC 4180 with the mark by which Excel knows UTF-8; a cell that begins like a formula gets an apostrophe."""
    written = io.StringIO(newline="")
    lines = [[f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line] for line in table_of(rows, on)]
    csv.writer(written).writerows(lines)
    return written.getvalue().encode("utf-8-sig")


def as_file(version: Version, form: str, on: date) -> tuple[bytes, str]:
    """The version as "xlsx", "csv" or "json", with its media type. Raises LookupError for any other form."""
    if form == "json":
        return json.dumps(as_json(version, on), ensure_ascii=False, indent=1).encode(), "application/json"
    make, kind = {"xlsx": (as_workbook, _XLSX), "csv": (as_csv, "text/csv; charset=utf-8")}[form]
    return make(access.rows_of(version), on), kind


def file_name(version: Version, form: str) -> str:
    return f"主动公开基本目录-第{version.number}版.{form}"


def as_json(version: Version, on: date) -> dict[str, Any]:
    """The whole version in JSON's types: codes, and the words for them."""
    rows = access.rows_of(version)
    units = section_names(rows, on)
    return {
        "version": version.number,
        "progress": version.progress,
        "released_at": version.released_at.isoformat() if version.released_at else None,
        "rows": [_as_json(row, units) for row in rows],
    }


def _as_json(row: Row, units: Mapping[int, str]) -> dict[str, Any]:
    if not row.parent:
        return {"key": row.key, "parent": None, "name": row.name}
    cells = {name: value for name, value in access.cells_of(row).items() if name not in {"unit", "name"}}
    return {"key": row.key, "parent": row.parent, "name": row.name, **cells, "words": words_of(row, units)}
