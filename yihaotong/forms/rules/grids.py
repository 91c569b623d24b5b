"""A table of anybody's as a real grid: every slot knows the cell that covers it, however cells are merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: The widest printed form has 15 columns; what is larger is hostile or no table of ours, and is cut.
MOST_COLUMNS, MOST_ROWS, MOST_WORDS = 120, 2000, 2000


@dataclass(frozen=True)
class Cell:
    """`row`, `column`: where it begins."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Grid:
    """`rows[i][j]` is the cell that covers the slot, None where nothing does. `drawn`: it stood in a table of its own;
    else it was told from the places of the words, and a row that is not in it may yet be in the file."""

    rows: tuple[tuple[Cell | None, ...], ...]
    drawn: bool = True

    def line(self, number: int) -> list[Cell]:
        """The cells of one row from left to right, each once."""
        found: list[Cell] = []
        for cell in self.rows[number]:
            if cell is not None and (not found or cell is not found[-1]):
                found.append(cell)
        return found


@dataclass(frozen=True)
class Given:
    """A cell as HTML and Word write it: with its spans, without its place."""

    text: str
    rowspan: int = 1
    colspan: int = 1


def grid(lines: Iterable[Sequence[Given]]) -> Grid:
    """Cells put in their places as a browser does it: each takes the first free slot of its row."""
    slots: dict[tuple[int, int], Cell] = {}
    height = width = 0
    for row, line in enumerate(lines):
        if row >= MOST_ROWS:
            break
        height = row + 1
        column = 0
        for given in line:
            while (row, column) in slots:
                column += 1
            if column >= MOST_COLUMNS:
                break
            across = max(1, min(given.colspan, MOST_COLUMNS - column))
            down = max(1, min(given.rowspan, MOST_ROWS - row))
            _cover(slots, Cell(given.text[:MOST_WORDS], row, column, down, across))
            column += across
            width = max(width, column)
    return Grid(tuple(tuple(slots.get((row, column)) for column in range(width)) for row in range(height)))


def _cover(slots: dict[tuple[int, int], Cell], cell: Cell) -> None:
    for row in range(cell.row, cell.row + min(cell.rowspan, 200)):
        for column in range(cell.column, cell.column + cell.colspan):
            slots.setdefault((row, column), cell)


def placed(cells: Iterable[Cell]) -> Grid:
    """Cells whose places are known (a PDF's)."""
    slots: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        if cell.row < MOST_ROWS and cell.column < MOST_COLUMNS:
            _cover(slots, cell)
    height = 1 + max((row for row, _ in slots), default=-1)
    width = 1 + max((column for _, column in slots), default=-1)
    return Grid(tuple(tuple(slots.get((row, column)) for column in range(width)) for row in range(height)))
