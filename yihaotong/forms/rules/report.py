"""An annual report as data: what stands in its cells and what its sections say. JSON out and in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.layout import tables

#: What our JSON says of itself.
NAME = "zfxxgk-annual-report"

Cells = Mapping[tuple[int, str, str], str]


class NotAReport(ValueError):
    """JSON that is no annual report of ours; `args[0]` says in plain Chinese what is wrong."""


@dataclass(frozen=True)
class Section:
    """One of 一 to 六. A paragraph is plain text."""

    heading: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """`cells`: (table 2|3|4, row id, column id) -> as written, "" for blank; a cell that is not there was not read."""

    form: Format
    year: int | None
    organ: str
    title: str = ""
    cells: Cells = field(default_factory=dict)
    sections: tuple[Section, ...] = ()


def to_json(report: Report) -> dict[str, Any]:
    """The report as our JSON has it; the order is that of the printed form."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in tables(report.form):
        lines: dict[str, dict[str, Any]] = {}
        for _, row, column in table.cells():
            written = report.cells.get((table.number, row.id, column.id))
            if written is not None:
                line = lines.setdefault(row.id, {"row": row.id, "label": row.words, "cells": {}})
                line["cells"][column.id] = written
        found[str(table.number)] = list(lines.values())
    return {
        "report": NAME,
        "format": report.form.value,
        "year": report.year,
        "organ": report.organ,
        "title": report.title,
        "sections": [{"heading": each.heading, "paragraphs": list(each.paragraphs)} for each in report.sections],
        "tables": found,
    }


def from_json(said: Any) -> Report:
    """The report in our JSON, which may come from anybody. Raises NotAReport."""
    if not isinstance(said, dict) or said.get("report") != NAME:
        raise NotAReport(f'不是年报 JSON：缺少 "report": "{NAME}"')
    try:
        form = Format(str(said.get("format")))
    except ValueError as bad:
        raise NotAReport("format 只能是 F2019 或 F2021") from bad
    year = said.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise NotAReport("year 应为整数或 null")
    return Report(
        form,
        year,
        _text(said, "organ"),
        _text(said, "title"),
        dict(_cells(said.get("tables"), form)),
        tuple(_sections(said.get("sections", []))),
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise NotAReport(f"{name} 应为文字")
    return value


def _sections(said: Any) -> Iterator[Section]:
    for each in _list(said, "sections"):
        if not isinstance(each, dict):
            raise NotAReport("sections 的每一项应有 heading 和 paragraphs")
        paragraphs = _list(each.get("paragraphs", []), "paragraphs")
        if not all(isinstance(paragraph, str) for paragraph in paragraphs):
            raise NotAReport("paragraphs 应全为文字")
        yield Section(_text(each, "heading"), tuple(paragraphs))


def _cells(said: Any, form: Format) -> Iterator[tuple[tuple[int, str, str], str]]:
    if not isinstance(said, dict):
        raise NotAReport("tables 应按表号 2、3、4 列出")
    for table in tables(form):
        known = {(row.id, column.id) for _, row, column in table.cells()}
        for line in _list(said.get(str(table.number), []), f"表{table.number}"):
            cells = line.get("cells") if isinstance(line, dict) else None
            if not isinstance(cells, dict):
                raise NotAReport(f"表{table.number}的每一行应有 row 和 cells")
            for column, written in cells.items():
                if (line.get("row"), column) in known:
                    yield (table.number, line["row"], column), _written(written)


def _written(value: Any) -> str:
    """A figure may be given as a number or as text; null is a blank."""
    if isinstance(value, dict | list):
        raise NotAReport("单元格应为数字或文字")
    return "" if value is None else str(value)


def _list(said: Any, name: str) -> list[Any]:
    if not isinstance(said, list):
        raise NotAReport(f"{name} 应为列表")
    return said
