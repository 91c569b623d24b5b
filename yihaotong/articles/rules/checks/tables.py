"""Checks of tables, and of the text against them: empty cells, sums that do not add up, figures that disagree."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yihaotong.articles.rules.body import Block, Shape
from yihaotong.articles.rules.checks.finding import Check, Finding
from yihaotong.articles.rules.codes import Weight

_FIGURE = re.compile(r"-?\d[\d,，]*(?:\.\d+)?")
_WHOLE_CELL = re.compile(r"(-?\d[\d,，]*(?:\.\d+)?)\s*(%|％|(?![年月日号])[\u4e00-\u9fff]{0,3})")
_SUMS = frozenset({"合计", "总计", "共计", "总数", "小计"})
_LABEL_AT_LEAST = 2


def look(blocks: Sequence[Block]) -> Iterator[Finding]:
    tables = [block for block in blocks if block.shape is Shape.TABLE]
    for table in tables:
        yield from _empty(table)
        yield from _sums(table)
    for table in tables:
        for block in blocks:
            if block.shape in {Shape.PARAGRAPH, Shape.ENUMERATION}:
                yield from _disagreeing(table, block)


def number(cell: str) -> Decimal | None:
    """The figure that a cell is, whatever unit stands behind it; None for text."""
    found = _WHOLE_CELL.fullmatch(cell.strip())
    return _decimal(found[1]) if found else None


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", "").replace("，", ""))


def _empty(table: Block) -> Iterator[Finding]:
    for row, cells in enumerate(table.rows, 1):
        for column, cell in enumerate(cells, 1):
            if not cell:
                place = f"{table.place}第 {row} 行第 {column} 列"
                advice = "没有数的写“0”或“—”并说明"
                yield Finding(Check.TABLE, Weight.WARN, place, "有空格", advice, "", "body", table.number)


def _sums(table: Block) -> Iterator[Finding]:
    if len(table.rows) < 4 or table.rows[-1][0] not in _SUMS:
        return
    head, *rows, last = table.rows
    for column in range(1, len(head)):
        parts, total = [number(row[column]) for row in rows], number(last[column])
        known = [part for part in parts if part is not None]
        if total is None or len(known) != len(parts) or sum(known) == total:
            continue
        words = f"“{head[column]}”各行相加是 {sum(known)}，{last[0]}写的是 {total}"
        place = f"{table.place}{last[0]}行"
        yield Finding(Check.FIGURE, Weight.WARN, place, words, "请核对各行和合计", last[column], "body", table.number)


def _disagreeing(table: Block, block: Block) -> Iterator[Finding]:
    """Where a sentence names a row of the table and then a figure, the figure is one of that row."""
    for label, figures in _labelled(table):
        pattern = re.compile(re.escape(label) + r"[^\d。；;，,\n]{0,6}(" + _FIGURE.pattern + r")(?![\d年月日号])")
        for found in pattern.finditer(block.text):
            said = _decimal(found[1])
            if said not in figures:
                told = "、".join(str(each) for each in sorted(figures)[:4])
                words = f"文中“{found.group()}”，{table.place}里是 {told}"
                advice = "请核对文字和表格哪个对"
                yield Finding(
                    Check.FIGURE, Weight.WARN, block.place, words, advice, found.group(), "body", block.number
                )


def _labelled(table: Block) -> Iterator[tuple[str, set[Decimal]]]:
    """What a row is called, and its figures; of a table with one row of figures, each column by its head."""
    if len(table.rows) < 2:
        return
    head, *rows = table.rows
    if len(rows) == 1:
        for label, cell in zip(head, rows[0], strict=True):
            figure = number(cell)
            if figure is not None and len(label) >= _LABEL_AT_LEAST:
                yield label, {figure}
        return
    for row in rows:
        figures = {figure for cell in row[1:] if (figure := number(cell)) is not None}
        if figures and len(row[0]) >= _LABEL_AT_LEAST and row[0] not in _SUMS:
            yield row[0], figures
