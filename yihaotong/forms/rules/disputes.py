"""Table 4 in grids: fifteen columns in one table, or five in each of three."""

from collections.abc import Iterator, Sequence

from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.grids import Cell, Grid
from yihaotong.forms.rules.layout import tables
from yihaotong.forms.rules.names import named
from yihaotong.forms.rules.words import plain

_BLOCK = tables(Format.F2021)[2].blocks[0]
_GROUPS = tuple(row.id for row in _BLOCK.rows)
_COLUMNS = tuple(column.id for column in _BLOCK.columns)
_ALL = len(_GROUPS) * len(_COLUMNS)


class Disputes:
    """The head is remembered over a cut; a table without data yet takes it from the next grid."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, str, str], str] = {}
        self._leaf: dict[int, str] = {}
        self._group: dict[int, str] = {}
        self._in_head = False
        self._width = 0
        self._blank: tuple[Grid, int] | None = None
        self._heard = ""

    def hear(self, paragraph: str) -> None:
        """A line before a small table may say which group it is of."""
        text = plain(paragraph)
        if 0 < len(text) <= 40:
            self._heard = _group(text)

    def begin(self, grid: Grid) -> None:
        width = max((len(row) for row in grid.rows), default=0)
        if width != self._width:
            self._leaf, self._group = {}, {}
        self._width, self._in_head, self._blank = width, False, None

    def take(self, grid: Grid, number: int) -> bool:
        line = grid.line(number)
        if _is_head(line, after_head=bool(self._leaf) and not self._in_head):
            self._head(grid.rows[number])
            return True
        self._in_head = False
        if not self._leaf or not _may_hold(line):
            return False
        if not any(plain(cell.text) for cell in line):
            self._blank = (grid, number)
            return True
        return self._data(grid, number)

    def end(self) -> None:
        """A table all of whose cells are blank was read, too."""
        if self._blank and self._leaf and not any(place[0] == 4 for place in self.cells):
            self._data(*self._blank)

    def _head(self, slots: Sequence[Cell | None]) -> None:
        if not self._in_head:
            self._leaf, self._group = {}, {}
        self._in_head = True
        for place, cell in enumerate(slots):
            if cell is None:
                continue
            if leaf := named("column4", cell.text):
                self._leaf[place] = leaf
            elif group := _group(plain(cell.text)):
                self._group[place] = group

    def _data(self, grid: Grid, number: int) -> bool:
        line = grid.line(number)
        label = next((group for cell in line if (group := _group(plain(cell.text)))), "")
        figures = [cell for cell in line if not _group(plain(cell.text)) and plain(cell.text) != "件数"]
        if len(figures) == _ALL:
            units = [(group, figures[5 * each : 5 * each + 5]) for each, group in enumerate(_GROUPS)]
        else:
            units = list(self._units(grid.rows[number], label))
        kept = False
        for group, cells in units:
            place = group or self._next()
            if place and (4, place, "total") not in self.cells:
                for column, cell in zip(_COLUMNS, cells, strict=True):
                    self.cells[4, place, column] = cell.text.strip()
                kept = True
        return kept

    def _units(self, slots: Sequence[Cell | None], label: str) -> Iterator[tuple[str, list[Cell]]]:
        """Five columns each, from one 结果维持 to the 总计 after it."""
        run: list[tuple[str, Cell]] = []
        for place in sorted(self._leaf):
            cell = slots[place] if place < len(slots) else None
            if cell is None or (run and cell is run[-1][1]):
                continue
            run.append((self._leaf[place], cell))
            if tuple(leaf for leaf, _ in run[-len(_COLUMNS) :]) == _COLUMNS:
                group = label or self._group.get(run[-len(_COLUMNS)][1].column, "") or self._heard
                yield group, [cell for _, cell in run[-len(_COLUMNS) :]]
                run = []

    def _next(self) -> str:
        """Without any word, the tables stand in the printed sequence."""
        return next((group for group in _GROUPS if (4, group, "total") not in self.cells), "")


def _group(text: str) -> str:
    """Of a heading that is about both review and suit, nothing follows."""
    found = named("row4", text)
    return "" if found == "review" and "诉讼" in text else found


def _is_head(line: Sequence[Cell], *, after_head: bool) -> bool:
    """Results make a head; 行政复议 | 行政诉讼 alone do, too, unless they label the rows below one."""
    texts = [plain(cell.text) for cell in line]
    leaves = [named("column4", text) for text in texts]
    if {"upheld", "corrected", "pending"}.intersection(leaves):
        return True
    figures = any(text and text[-1].isdigit() for text in texts)
    named_groups = any(text in {"行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"} for text in texts)
    return named_groups and not figures and not (after_head and len(line) >= len(_COLUMNS))


def _may_hold(line: Sequence[Cell]) -> bool:
    """A line of results holds short cells; a line of words is the next table or a note."""
    return len(line) >= len(_COLUMNS) and not any(named("row3", cell.text) or named("row2", cell.text) for cell in line)
