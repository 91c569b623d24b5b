"""Table 2 in grids, whether printed as five small tables or as a large one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.grids import Cell
from yihaotong.forms.rules.layout import Block, tables
from yihaotong.forms.rules.names import named
from yihaotong.forms.rules.words import plain

_OLDER = frozenset({"made", "released", "total_released", "last_year", "change", "items"})
_NEWER = frozenset({"issued", "abolished", "in_force"})
_OLDER_ROWS = frozenset({"other_services", "procurement"})


@dataclass(frozen=True)
class _Line:
    row: str
    heads: tuple[tuple[Cell, str], ...]
    figures: tuple[Cell, ...]


class Matters:
    def __init__(self) -> None:
        self.votes: list[Format] = []
        self._heads: tuple[tuple[Cell, str], ...] = ()
        self._lines: dict[str, _Line] = {}

    def take(self, line: Sequence[Cell]) -> None:
        if not line:
            return
        if self._head(line):
            return
        place, row = next(
            ((place, row) for place, cell in enumerate(line[:3]) if (row := named("row2", cell.text))), (0, "")
        )
        if row and row not in self._lines:
            self._lines[row] = _Line(row, self._heads, tuple(line[place + 1 :]))
            if row in _OLDER_ROWS:
                self.votes.append(Format.F2019)

    def _head(self, line: Sequence[Cell]) -> bool:
        """A head names columns; one without 信息内容 has lost its first cell."""
        rest = [cell for cell in line if plain(cell.text) not in {"信息内容", ""}]
        ids = [named("column2", cell.text) for cell in rest]
        if not any(ids) or named("row2", line[0].text):
            return False
        named_once = [not each or each not in ids[:place] for place, each in enumerate(ids)]
        self._heads = tuple(pair for pair, kept in zip(zip(rest, ids, strict=True), named_once, strict=True) if kept)
        self.votes += [Format.F2019 for each in ids if each in _OLDER]
        self.votes += [Format.F2021 for each in ids if each in _NEWER]
        return True

    def resolved(self, form: Format) -> tuple[dict[tuple[int, str, str], str], list[Finding]]:
        cells: dict[tuple[int, str, str], str] = {}
        odd: list[Finding] = []
        for block in tables(form)[0].blocks:
            for row in block.rows:
                line = self._lines.get(row.id)
                if line is None:
                    continue
                for column, written in _figures(line, block):
                    cells[2, row.id, column] = written
            odd += self._wrong_heads(block)
        return cells, odd

    def _wrong_heads(self, block: Block) -> Iterator[Finding]:
        """The heads of another item over this one (第（九）项 under 上一年项目数量)."""
        line = next((self._lines[row.id] for row in block.rows if row.id in self._lines), None)
        if line is None or not line.heads:
            return
        written = [each for _, each in line.heads if each]
        right = {column.id for column in block.columns}
        if written and not right.intersection(written):
            printed = "、".join(column.words for column in block.columns)
            there = "、".join(plain(cell.text) for cell, _ in line.heads)
            words = f"表二{block.caption}的列名是“{there}”，应为“{printed}”"
            yield Finding("HEAD", "error", 2, block.rows[0].words, printed, words, (there,))


def _figures(line: _Line, block: Block) -> Iterator[tuple[str, str]]:
    """By the heads where they fit, else by sequence."""
    right = [column.id for column in block.columns]
    heads = [each for _, each in line.heads]
    figures = _unrepeated(line.figures, len(right))
    if len(figures) == len(heads) and set(heads) == set(right):
        right = heads
    elif len(figures) != len(right):
        yield from _by_place(line, right)
        return
    for column, cell in zip(right, figures, strict=True):
        yield column, cell.text.strip()


def _unrepeated(figures: Sequence[Cell], wanted: int) -> list[Cell]:
    """Merged cells given once per slot (as some converters do) are one figure; so is a blank tail."""
    kept = list(figures)
    while len(kept) > wanted and (not kept[-1].text.strip() or (wanted == 1 and kept[-1].text == kept[-2].text)):
        kept.pop()
    return kept


def _by_place(line: _Line, right: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The figure under the head, by the slots they share."""
    for head, column in line.heads:
        if column not in right:
            continue
        for cell in line.figures:
            if cell.column < head.column + head.colspan and head.column < cell.column + cell.colspan:
                yield column, cell.text.strip()
                break
