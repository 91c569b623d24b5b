"""Table 3 in a grid: which row and column a figure belongs to."""

import re
from collections.abc import Mapping, Sequence

from yihaotong.forms.rules.codes import Format, Kind
from yihaotong.forms.rules.figures import figure
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.grids import Cell, Grid
from yihaotong.forms.rules.layout import APPLICANTS, NOT_NATURAL, rows, tables
from yihaotong.forms.rules.names import named
from yihaotong.forms.rules.words import bare, plain

_COLUMNS = tables(Format.F2021)[1].blocks[0].columns
_SEQUENCE = tuple(column.id for column in _COLUMNS)
_PRINTED = {column.id: column.words for column in _COLUMNS}
_ROWS = {row: words for form in Format for row, words in rows(form).items()}
#: These stand in the head of table 3 and nowhere else.
_HEADS = frozenset({"natural", "business", "research", "welfare", "legal_service"})
_ALL_DONE = re.compile(r"^(?:\(七\)|七[、.]|7[、.]|\(7\))(?:办理结果)?(?:总计|合计)$")


class Requests:
    """Reads line by line and remembers the head, so that a table may go on after a cut."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, str, str], str] = {}
        self.odd: list[Finding] = []
        self.votes: list[Format] = []
        self.unsure: list[str] = []
        self._heads: dict[int, str] = {}
        self._in_head = self._fresh = False
        self._last = ""
        self._under_other = False

    def begin(self, grid: Grid) -> None:
        self._in_head = False
        self._fresh = True
        self._width = max((len(row) for row in grid.rows), default=0)

    def take(self, grid: Grid, number: int) -> bool:
        """Whether the line is one of table 3."""
        line = grid.line(number)
        if _is_head(line):
            self._head(line)
            return True
        if self._in_head and not any(named("row3", cell.text) for cell in line):
            self._in_head = False
        row, rest = self._row(line)
        if row:
            self._in_head = False
            self._keep(row, rest, grid, number)
            return True
        return self._continued(line)

    def _head(self, line: Sequence[Cell]) -> None:
        if not self._in_head:
            self._heads = {}
        self._in_head = True
        for cell in line:
            column = named("column3", cell.text)
            if column and column not in self._heads.values():
                self._heads[cell.column] = column
                if bare(cell.text) != _PRINTED[column]:
                    self._odd(column, cell.text)

    def _odd(self, column: str, written: str) -> None:
        words = f"表三的列名“{plain(written)}”应为“{_PRINTED[column]}”"
        finding = Finding("HEAD", "warning", 3, "", _PRINTED[column], words, (plain(written),))
        if finding not in self.odd:
            self.odd.append(finding)

    def _row(self, line: Sequence[Cell]) -> tuple[str, list[Cell]]:
        """The row's id and the cells after its last heading."""
        found, after = "", 0
        for place, cell in enumerate(line):
            row = self._named(cell, line)
            if row:
                found, after = row, place + 1
            elif named("group3", cell.text) or _other_group(cell):
                after = max(after, place + 1)
        return found, list(line[after:])

    def _named(self, cell: Cell, line: Sequence[Cell]) -> str:
        row = named("row3", cell.text)
        text = plain(cell.text)
        if row:
            return row
        if _ALL_DONE.match(text) or (text in {"总计", "合计"} and self._last.startswith("r3_6")):
            return "r3_7"
        if bare(text) == "其他" and (self._last == "r3_6_2" or any(_other_group(each) for each in line)):
            return "r3_6_3" if self._last.startswith("r3_6_") else ""
        if _other_group(cell) and not any(named("row3", each.text) for each in line) and not _has_other(line):
            return "r3_6"
        return ""

    def _keep(self, row: str, rest: list[Cell], grid: Grid, number: int) -> None:
        self._fresh = False
        if row == "r3_6" and not rest:
            return
        self._vote(row)
        self._last = row
        if (3, row, "total") in self.cells:
            return
        for column, written in self._figures(rest, grid, number).items():
            self.cells[3, row, column] = written

    def _vote(self, row: str) -> None:
        if row.startswith("r3_6"):
            self.votes.append(Format.F2019 if row == "r3_6" else Format.F2021)

    def _figures(self, rest: list[Cell], grid: Grid, number: int) -> dict[str, str]:
        """Seven cells after the heading are the seven columns; otherwise the places of the head decide."""
        sequence = self._sequence()
        if len(rest) == len(sequence):
            return {column: cell.text.strip() for column, cell in zip(sequence, rest, strict=True)}
        if len(self._heads) == len(sequence):
            slots = grid.rows[number]
            here = {column: slots[place] for place, column in self._heads.items() if place < len(slots)}
            return self._certain({column: cell for column, cell in here.items() if cell is not None and cell in rest})
        if len(rest) > len(sequence):
            return {column: cell.text.strip() for column, cell in zip(sequence, rest[-len(sequence) :], strict=True)}
        return {}

    def _certain(self, cells: Mapping[str, Cell]) -> dict[str, str]:
        """Nobody can tell whose figure it is that stands in a cell over several columns; a nothing is everybody's."""
        several = {each for each in cells.values() if sum(each is other for other in cells.values()) > 1}
        unsure = {each for each in several if figure(each.text, Kind.COUNT).value != 0}
        for cell in unsure:
            columns = "、".join(_PRINTED[column] for column, each in cells.items() if each is cell)
            row = _ROWS.get(self._last, "")
            self.unsure.append(f"“{row}”行的“{plain(cell.text)}”写在合并的格里（{columns}），分不清是哪一栏的")
        return {column: cell.text.strip() for column, cell in cells.items() if cell not in unsure}

    def _sequence(self) -> Sequence[str]:
        heads = [self._heads[place] for place in sorted(self._heads)]
        return heads if len(heads) == len(_SEQUENCE) else _SEQUENCE

    def _continued(self, line: Sequence[Cell]) -> bool:
        """A row cut by a page: its heading stood on the page before, its figures stand here."""
        fresh, self._fresh = self._fresh, False
        if not (fresh and self._last) or len(line) <= len(_SEQUENCE):
            return False
        rest = line[-len(_SEQUENCE) :]
        empty = not any(self.cells.get((3, self._last, column)) for column in _SEQUENCE)
        if empty and all(cell.text.strip().isdigit() for cell in rest):
            for column, cell in zip(self._sequence(), rest, strict=True):
                self.cells[3, self._last, column] = cell.text.strip()
        return empty


def _is_head(line: Sequence[Cell]) -> bool:
    texts = [plain(cell.text) for cell in line]
    return any(text in {APPLICANTS, NOT_NATURAL} or named("column3", text) in _HEADS for text in texts)


def _other_group(cell: Cell) -> bool:
    return bare(cell.text) in {"其他处理", "其他处理情况"}


def _has_other(line: Sequence[Cell]) -> bool:
    return any(bare(cell.text) == "其他" for cell in line)
