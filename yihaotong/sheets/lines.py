"""JSON lines: one object a line."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from yihaotong.journal.refusal import Refused
from yihaotong.sheets.encodings import errors_of
from yihaotong.sheets.tables import MOST_COLUMNS, ROW_LIMIT, Fault, Knows, Row, Table, known_among, printable, row_of

_TOO_LONG = Fault("", f"这一行超过 {ROW_LIMIT} 字")
_NO_OBJECT = Fault("", "这一行不是 JSON 对象")
#: Columns are looked for in so many lines before anybody is asked about them; later ones still count.
_LOOK_AT = 500


def open_lines(path: Path, encoding: str, knows: Knows) -> Table:
    """Raises Refused: "no-columns" when no column of the first lines is known, "not-a-table"."""
    columns = _columns(path, encoding)
    if not known_among(columns, knows):
        names = "、".join(name[:20] for name in list(columns)[:30])
        raise Refused("no-columns", f"没有认出任何列；文件的列：{names}", "file", columns=list(columns))
    file = path.open(encoding=encoding, errors=errors_of(encoding), newline="\n")
    table = Table("jsonl", list(columns), iter(()), encoding, close=file.close)
    table.rows = _rows(file, table)
    return table


def _columns(path: Path, encoding: str) -> dict[str, None]:
    found: dict[str, None] = {}
    with path.open(encoding=encoding, errors=errors_of(encoding), newline="\n") as file:
        parsed = [_parsed(line) for _, line in islice(_lines(file), _LOOK_AT)]
    for each in parsed:
        found |= dict.fromkeys(each) if isinstance(each, dict) else {}
    if not found:
        raise Refused("not-a-table", "文件不是一行一个对象的 JSON（.jsonl）", "file")
    return dict.fromkeys(list(found)[:MOST_COLUMNS])


def _lines(file: TextIO) -> Iterator[tuple[int, str | None]]:
    """Number and text of each line that is not blank; None for one that is too long, of which no more is kept."""
    number = 0
    while line := file.readline(ROW_LIMIT + 1):
        number += 1
        if len(line) > ROW_LIMIT and line[-1] != "\n":
            while line and line[-1] != "\n":
                line = file.readline(1 << 20)
            yield number, None
        elif line.strip():
            yield number, line


def _parsed(line: str | None) -> Any:
    """The line's value, or the fault."""
    if line is None:
        return _TOO_LONG
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return _NO_OBJECT
    return {printable(name): cell for name, cell in value.items()} if isinstance(value, dict) else value


def _rows(file: TextIO, table: Table) -> Iterator[Row]:
    known = set(table.columns)
    for number, line in _lines(file):
        value = _parsed(line)
        if not isinstance(value, dict):
            yield Row(number, {}, value if isinstance(value, Fault) else _NO_OBJECT)
            continue
        if new := [name for name in value if name not in known]:
            known.update(new)
            table.columns.extend(new)
        if len(known) > MOST_COLUMNS:
            raise Refused("not-a-table", f"文件的列超过 {MOST_COLUMNS} 个", "file")
        yield row_of(number, value.items())
