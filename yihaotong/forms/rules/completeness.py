"""Which rows of the three tables were not found: a page that was cut loses them, and no sum can be held against it."""

from collections.abc import Iterator, Sequence

from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.layout import Column, Row, Table, tables
from yihaotong.forms.rules.report import Report

CHINESE = {2: "表二", 3: "表三", 4: "表四"}
MATTERS = 2


def complete(report: Report) -> Iterator[Finding]:
    for table in tables(report.form):
        lines = [row for block in table.blocks for row in block.rows]
        missing = [row for row in lines if not _read(report, table, row)]
        if len(missing) == len(lines):
            words = f"{CHINESE[table.number]}（{table.title}）没有找到"
            yield Finding("COMPLETE", "error", table.number, "", "", words)
        else:
            left_out = [row for row in missing if _may_be_left_out(table, row, missing)]
            lost = [row for row in missing if row not in left_out]
            if left_out:
                yield _left_out(table, left_out)
            if lost:
                yield _lost(table, lines, lost)
        yield from _short(report, table, missing)


def _may_be_left_out(table: Table, row: Row, missing: Sequence[Row]) -> bool:
    """Organs without the power print no 规章, and organs that neither license nor charge leave the whole item out."""
    if table.number != MATTERS:
        return False
    block = next(block for block in table.blocks if row in block.rows)
    return row.id == "rules" or all(each in missing for each in block.rows)


def _left_out(table: Table, rows: Sequence[Row]) -> Finding:
    words = f"{CHINESE[table.number]}没有列出{'、'.join(row.words for row in rows)}；格式要求各行齐全，没有的填 0"
    return Finding("COMPLETE", "warning", table.number, rows[0].words, "", words, tuple(row.words for row in rows))


def _read(report: Report, table: Table, row: Row) -> bool:
    return any((table.number, row.id, column.id) in report.cells for column in _columns(table, row))


def _columns(table: Table, row: Row) -> tuple[Column, ...]:
    return next(block.columns for block in table.blocks if row in block.rows)


def _lost(table: Table, lines: Sequence[Row], missing: Sequence[Row]) -> Finding:
    """A tail that is gone is a cut; else the rows are named."""
    name = CHINESE[table.number]
    start = lines.index(missing[0])
    if start and list(missing) == list(lines[start:]) and len(missing) > 1:
        words = f"{name}在“{lines[start - 1].words}”之后缺失 {len(missing)} 行"
    else:
        named = "、".join(row.words for row in missing[:6])
        words = f"{name}缺少 {len(missing)} 行：{named}{'等' if len(missing) > 6 else ''}"
    return Finding("COMPLETE", "error", table.number, missing[0].words, "", words, tuple(row.words for row in missing))


def _short(report: Report, table: Table, missing: Sequence[Row]) -> Iterator[Finding]:
    """A row that was found without all of its columns."""
    for block in table.blocks:
        for row in block.rows:
            lost = [each for each in block.columns if (table.number, row.id, each.id) not in report.cells]
            if lost and row not in missing:
                named = "、".join(each.words for each in lost)
                words = f"{CHINESE[table.number]}“{row.words}”行缺少{named}"
                yield Finding("COMPLETE", "error", table.number, row.words, named, words)
