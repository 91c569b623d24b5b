"""What a table is once it is open, whatever file it stood in."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

#: Characters in one cell, and in all cells of one row; what is longer is not read into memory but named as a fault.
CELL_LIMIT = 1_000_000
ROW_LIMIT = 4_000_000
#: Bytes of a workbook once unpacked.
UNPACKED_LIMIT = 200 * 1024 * 1024
#: The header is looked for in so many rows.
HEADER_WITHIN = 10
#: Columns of Excel; a table with more is no table.
MOST_COLUMNS = 16_384

_UNPRINTABLE = re.compile("[\ud800-\udfff\x00]")

#: Tells whether a column's name is known to whoever reads the table.
Knows = Callable[[str], bool]


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be used, before anybody looks at what it says; `column` is "" for the row as a whole."""

    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One row. `number` is the row in the sheet as a person counts it (from 1, the header included), in .jsonl the
    line. `cells` holds what is not empty, by column: str, int, float, bool, date, datetime, time; in .jsonl also
    lists and objects."""

    number: int
    cells: dict[str, Any]
    fault: Fault | None = None


@dataclass(frozen=True)
class Reject:
    """A row that was not taken: as the sheet counts it, the column at fault ("" for the row), why, and what stood
    there, where that is kept."""

    row: int
    column: str
    reason: str
    value: object = ""


@dataclass
class Table:
    """An open table. `columns` and `warnings` may grow while rows are read; `close` may be called twice."""

    form: str
    columns: list[str]
    rows: Iterator[Row]
    encoding: str = ""
    header_row: int = 0
    warnings: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    def unused(self, knows: Knows) -> list[str]:
        """The columns that nobody can use, in their order; whole once every row has been read."""
        return [name for name in self.columns if not knows(name)]


def named(cells: Iterable[object]) -> list[str]:
    """The header's cells as columns that differ from one another: an empty one gets its number, a second one too."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, 1):
        name = printable(" ".join(str("" if cell is None else cell).split())[:100]) or f"第 {place} 列"
        count, first = 2, name
        while name in taken:
            name, count = f"{first}（{count}）", count + 1
        taken.add(name)
        names.append(name)
    while names and names[-1] == f"第 {len(names)} 列":
        names.pop()
    return names


def printable(name: str) -> str:
    """A column's name without half characters and zeros: it is printed, stored and shown."""
    return _UNPRINTABLE.sub("�", name)


def column_at(columns: list[str], place: int) -> str:
    """The name of a column by its place from 0; beyond the header it has a number only."""
    return columns[place] if place < len(columns) else f"第 {place + 1} 列"


def known_among(cells: Iterable[object], knows: Knows) -> int:
    return sum(1 for cell in cells if isinstance(cell, str) and cell.strip() and knows(cell))


def row_of(number: int, pairs: Iterable[tuple[str, Any]]) -> Row:
    """A row from its cells; one that is too long is a fault and its text is let go."""
    cells = {column: value for column, value in pairs if value is not None and value != ""}
    sizes = {column: len(value) for column, value in cells.items() if isinstance(value, str)}
    longest = max(sizes, key=sizes.__getitem__, default="")
    if longest and sizes[longest] > CELL_LIMIT:
        kept = {column: value for column, value in cells.items() if sizes.get(column, 0) <= CELL_LIMIT}
        return Row(number, kept, Fault(longest, f"单元格有 {sizes[longest]} 字，最多 {CELL_LIMIT} 字"))
    return Row(number, cells)
