"""Text with a comma, a tabulator, a semicolon or a bar between its cells.

Records are cut here and only then given to Python's csv reader: so a cell of any size and a quotation mark that is
never closed cost one row, not the memory and not the rest of the file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from yihaotong.journal.refusal import Refused
from yihaotong.sheets.encodings import errors_of
from yihaotong.sheets.tables import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    ROW_LIMIT,
    Fault,
    Knows,
    Row,
    Table,
    column_at,
    known_among,
    named,
    row_of,
)

_DELIMITERS = (",", "\t", ";", "|", "，")
_PIECE = 1 << 20
_TOO_LONG = Fault("", f"这一行超过 {ROW_LIMIT} 字，或引号没有闭合")
_UNREADABLE = Fault("", "这一行分不出各列，请核对引号和分隔符")


def _unclosed(line: int) -> Fault:
    return Fault("", f"文件第 {line} 行的引号没有闭合：这一行没有读，后面的照读；请补上引号（或去掉多余的）再导入")


@dataclass
class _Record:
    """The text of one record as far as it was read; `open`: a quotation mark waits for its other half."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    open: bool = False

    def add(self, piece: str, delimiter: str) -> None:
        self.open = left_open(piece, delimiter, self.open, begins=not self.size)
        self.size += len(piece)
        if self.size <= ROW_LIMIT:
            self.parts.append(piece)
        else:
            self.parts.clear()

    @property
    def whole(self) -> str | None:
        return "".join(self.parts) if self.size <= ROW_LIMIT else None


def left_open(text: str, delimiter: str, is_open: bool, *, begins: bool) -> bool:  # noqa: FBT001 — the state itself
    """Whether a quoted cell is still open after `text`; `begins`: it is the beginning of a record."""
    if '"' not in text:
        return is_open
    place = 0
    if not is_open and begins and text[0] == '"':
        is_open, place = True, 1
    while True:
        if is_open:
            end = text.find('"', place)
            if end < 0:
                return True
            twice = text[end + 1 : end + 2] == '"'
            is_open, place = twice, end + (2 if twice else 1)
        else:
            start = text.find(delimiter + '"', place)
            if start < 0:
                return False
            is_open, place = True, start + 2


def records(file: TextIO, delimiter: str) -> Iterator[str | Fault]:
    """The records of a file one by one, blank ones too; the fault of one that is too long, or whose mark is never
    closed: then its own line is lost, and those after it are read as if it had been closed."""
    record, begins, ends = _Record(), 1, 1
    waiting: list[str] = []
    while True:
        piece = waiting.pop() if waiting else _piece(file)
        if piece:
            record.add(piece, delimiter)
            ends += piece[-1] in "\r\n"
            if not record.open and piece[-1] in "\r\n":
                yield record.whole or _TOO_LONG
                record, begins = _Record(), ends
        elif record.open and record.whole is not None:
            yield _unclosed(begins)
            begins = ends = begins + (record.parts[0][-1] in "\r\n")
            waiting, record = record.parts[:0:-1], _Record()
        else:
            break
    if record.size:
        yield record.whole or _TOO_LONG


def _piece(file: TextIO) -> str:
    """A line, or so much of it; never cut between two marks that belong together."""
    piece = file.readline(_PIECE)
    while piece and piece[-1] not in "\r\n" and (len(piece) >= _PIECE and piece[-1] in '",;\t|，'):
        more = file.readline(1)
        if not more:
            break
        piece += more
    return piece


def cells(record: str, delimiter: str) -> list[str]:
    return (
        next(csv.reader([record], delimiter=delimiter), []) if delimiter in record or '"' in record else _single(record)
    )


def _single(record: str) -> list[str]:
    return [text] if (text := record.rstrip("\r\n")) else []


def open_delimited(path: Path, encoding: str, knows: Knows) -> Table:
    """Raises Refused("no-columns") when no column of the file is known."""
    csv.field_size_limit(ROW_LIMIT * 2)
    delimiter, header_row, header = _header(path, encoding, knows)
    columns = named(header)
    file = path.open(encoding=encoding, errors=errors_of(encoding), newline="")
    table = Table("csv", columns, iter(()), encoding, header_row, close=file.close)
    table.rows = _rows(file, delimiter, table)
    return table


def _header(path: Path, encoding: str, knows: Knows) -> tuple[str, int, list[str]]:
    """Delimiter, row and cells of the header: where most names are known."""
    best: tuple[int, str, int, list[str]] = (0, "", 0, [])
    first: list[str] = []
    faults: list[str] = []
    for delimiter in _DELIMITERS:
        with path.open(encoding=encoding, errors=errors_of(encoding), newline="") as file:
            for number, record in enumerate(islice(records(file, delimiter), HEADER_WITHIN), 1):
                if isinstance(record, Fault):
                    faults.append(record.reason)
                    continue
                row = cells(record, delimiter)[:MOST_COLUMNS]
                if len(row) > len(first):
                    first = row
                if (known := known_among(row, knows)) > best[0]:
                    best = (known, delimiter, number, row)
    if not best[0]:
        names = "、".join(cell.strip()[:20] for cell in first[:30] if cell.strip())
        raise Refused(
            "no-columns",
            f"没有认出任何列；文件的列：{names or '（空）'}{f'；{faults[0]}' if faults else ''}",
            "file",
            columns=first,
        )
    return best[1], best[2], best[3]


def _rows(file: TextIO, delimiter: str, table: Table) -> Iterator[Row]:
    for number, record in enumerate(records(file, delimiter), 1):
        if number <= table.header_row:
            continue
        if isinstance(record, Fault):
            yield Row(number, {}, record)
            continue
        try:
            found = cells(record, delimiter)
        except csv.Error:
            yield Row(number, {}, _UNREADABLE)
            continue
        if any(cell.strip() for cell in found):
            if len(found) > MOST_COLUMNS:
                yield Row(number, {}, Fault("", f"这一行有 {len(found)} 列"))
                continue
            yield row_of(number, ((column_at(table.columns, place), cell) for place, cell in enumerate(found)))
