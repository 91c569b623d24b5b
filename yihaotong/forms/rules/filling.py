"""G: every cell holds a figure, "0" and not a blank. What is a fault and what is a way of writing (report-check.md)."""

from collections.abc import Iterator, Sequence

from yihaotong.forms.rules.completeness import CHINESE
from yihaotong.forms.rules.figures import Figure, Reads, figure
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.layout import Block, Column, Row, Table, tables
from yihaotong.forms.rules.report import Report

_RULE = "G"
#: The parts and the whole of a row that has one.
_TOTAL = "total"
#: One blank in so many cells was forgotten; more of them are a way of writing.
_MANY = 20
_Line = tuple[Block, Row, list[tuple[Column, str, Figure]]]


def filled(report: Report) -> Iterator[Finding]:
    zeros = False
    anywhere = any(_is_zero(each) for table in tables(report.form) for each in _figures(_lines(report, table)))
    for table in tables(report.form):
        lines = _lines(report, table)
        # Table 4 has but three rows: whether this report writes its zeros, table 3 has already shown.
        zeros = any(_is_zero(each) for each in _figures(lines)) or (zeros and table.number == 4)
        for _, row, cells in lines:
            yield from _wrong(table, row, cells)
        yield from _empty(table, lines, zeros=zeros)
        lone = _forgotten(lines) if anywhere else []
        for row, column in lone:
            words = f"{CHINESE[table.number]}“{row.words}”行“{column.words}”栏空着，别的格都填了；没有的应填 0"
            yield Finding(_RULE, "error", table.number, row.words, column.words, words, ("",))
        yield from _odd(table, lines, forgotten=bool(lone))


def unfilled_totals(report: Report) -> frozenset[str]:
    """The rows of table 3 whose 总计 is left blank as a way of writing: no row with figures fills it, or no result."""
    table = tables(report.form)[1]
    some = {
        row.id: _total_blank(cells)
        for _, row, cells in _lines(report, table)
        if any(each.value for column, _, each in cells if column.id != _TOTAL)
    }
    results = {row: blank for row, blank in some.items() if row.startswith("r3_") and row != "r3_7"}
    for rows in (some, results):
        if len(rows) > 1 and all(rows.values()):
            return frozenset(rows)
    return frozenset()


def _lines(report: Report, table: Table) -> list[_Line]:
    found: list[_Line] = []
    for block in table.blocks:
        for row in block.rows:
            cells = []
            for column in block.columns:
                written = report.cells.get((table.number, row.id, column.id))
                if written is not None:
                    cells.append((column, written, figure(written, column.kind)))
            if cells:
                found.append((block, row, cells))
    return found


def _figures(lines: Sequence[_Line]) -> list[Figure]:
    return [each for *_, cells in lines for *_, each in cells]


def _is_zero(each: Figure) -> bool:
    return each.reads is Reads.NUMBER and each.value == 0


def _total_blank(cells: Sequence[tuple[Column, str, Figure]]) -> bool:
    return any(column.id == _TOTAL and each.reads is Reads.BLANK for column, _, each in cells)


def _wrong(table: Table, row: Row, cells: Sequence[tuple[Column, str, Figure]]) -> Iterator[Finding]:
    for column, written, each in cells:
        wrong = each.wrong
        if each.reads is Reads.NONE and table.number != 2:
            wrong = "应填数字，没有的填 0"
        if wrong:
            words = f"{CHINESE[table.number]}“{row.words}”行“{column.words}”栏写的是“{written}”：{wrong}"
            yield Finding(_RULE, "error", table.number, row.words, column.words, words, (written,))


def _empty(table: Table, lines: Sequence[_Line], *, zeros: bool) -> Iterator[Finding]:
    """A row without a single figure, in a table that writes its zeros, was not filled in."""
    blank = [row for _, row, cells in lines if _all_blank(cells)]
    name = CHINESE[table.number]
    if zeros or (table.number != 4 and len(blank) == len(lines)):
        for row in blank:
            words = f"{name}“{row.words}”整行空白，没有的应填 0"
            yield Finding(_RULE, "error", table.number, row.words, "", words)
    elif blank:
        words = f"{name}有 {len(blank)} 行空白（{blank[0].words}等），没有的应填 0"
        yield Finding(_RULE, "warning", table.number, blank[0].words, "", words)


def _forgotten(lines: Sequence[_Line]) -> list[tuple[Row, Column]]:
    """The few cells left blank where all others are filled with figures: no way of writing, but forgotten."""
    every = [(row, column, each) for _, row, cells in lines if not _all_blank(cells) for column, _, each in cells]
    if any(each.reads in (Reads.MARK, Reads.NONE) for *_, each in every):
        return []
    blank = [(row, column) for row, column, each in every if each.reads is Reads.BLANK]
    return blank if len(blank) <= max(1, len(every) // _MANY) else []


def _all_blank(cells: Sequence[tuple[Column, str, Figure]]) -> bool:
    """A row of one cell is a cell."""
    return len(cells) > 1 and all(each.reads is Reads.BLANK for *_, each in cells)


def _odd(table: Table, lines: Sequence[_Line], *, forgotten: bool) -> Iterator[Finding]:
    """One line per way of writing, not one per cell."""
    name = CHINESE[table.number]
    for reads, words in (
        (Reads.BLANK, "空白"),
        (Reads.MARK, "斜杠或横线"),
        (Reads.NONE, "文字“无”“不涉及”"),
    ):
        if (reads is Reads.NONE and table.number != 2) or (reads is Reads.BLANK and forgotten):
            continue
        some = [
            (row, column, written)
            for _, row, cells in lines
            for column, written, each in cells
            if each.reads is reads and not (reads is Reads.BLANK and _all_blank(cells))
        ]
        if some:
            row, column, written = some[0]
            told = f"{name}有 {len(some)} 个格是{words}（{row.words}·{column.words}等），没有的应填 0"
            yield Finding(_RULE, "warning", table.number, row.words, column.words, told, (written,))
    for _, row, cells in lines:
        for column, written, each in cells:
            if each.odd:
                told = f"{name}“{row.words}”行“{column.words}”栏写的是“{written}”：{each.odd}"
                yield Finding(_RULE, "warning", table.number, row.words, column.words, told, (written,))
