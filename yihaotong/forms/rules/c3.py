"""The reconciliation of an annual report (勾稽; handbook C3): within a table, across tables, against last year.

A rule whose cells were not all read is not evaluated; that they were not read is said by itself (COMPLETE).
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from yihaotong.forms.rules.codes import Format, format_of
from yihaotong.forms.rules.completeness import complete
from yihaotong.forms.rules.figures import figure
from yihaotong.forms.rules.filling import filled, unfilled_totals
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.layout import Block, Column, Row, rows, tables
from yihaotong.forms.rules.report import Report
from yihaotong.forms.rules.spoken import against_text

#: A figure by row and column; None if it was not read or is none.
Value = Callable[[str, str], Decimal | int | None]

NEW, CARRIED, ALL_DONE, LEFT, TOTAL = "r1", "r2", "r3_7", "r4", "total"
_ZERO = Decimal(0)


def check(report: Report, last_year: Report | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong or odd, in the sequence of the tables."""
    found = [
        *_form(report),
        *complete(report),
        *filled(report),
        *_matters(report),
        *_requests(report),
        *_disputes(report),
        *against_text(report),
    ]
    if last_year is not None:
        found += _last(report, last_year)
    return tuple(found)


def results(form: Format) -> list[str]:
    """The rows of table 3 that make up its (七)总计."""
    return [row for row in rows(form) if row.startswith("r3_") and row != ALL_DONE]


def unbalanced(value: Value, form: Format, columns: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """T3-a and T3-b by column: (rule, column, left side, right side) where the two sides differ."""
    for column in columns:
        came = [value(row, column) for row in (NEW, CARRIED)]
        went = [value(row, column) for row in (ALL_DONE, LEFT)]
        if _differ(came, went):
            yield "T3-a", column, _sum_words(came), _sum_words(went)
        parts = [value(row, column) for row in results(form)]
        whole = [value(ALL_DONE, column)]
        if _differ(parts, whole):
            yield "T3-b", column, str(_sum(parts)), _sum_words(whole)


def _differ(left: list[Decimal | int | None], right: list[Decimal | int | None]) -> bool:
    return None not in left and None not in right and _sum(left) != _sum(right)


def _sum(values: Iterable[Decimal | int | None]) -> Decimal:
    return sum((Decimal(each) for each in values if each is not None), _ZERO)


def _sum_words(values: list[Decimal | int | None]) -> str:
    total = _sum(values)
    return f"{' + '.join(str(each) for each in values)} = {total}" if len(values) > 1 else str(total)


def _reader(report: Report, number: int, block: Block) -> Value:
    kinds = {column.id: column.kind for column in block.columns}

    def value(row: str, column: str) -> Decimal | None:
        written = report.cells.get((number, row, column))
        return None if written is None else figure(written, kinds[column]).value

    return value


def _form(report: Report) -> Iterator[Finding]:
    if report.year is None:
        yield Finding("YEAR", "warning", None, "", "", "没有找到报告年度，未核对格式；可用 --year 指定")
    elif format_of(report.year) is not report.form:
        right = format_of(report.year)
        words = f"{report.year} 年度报告应使用{right.label}，表格却是{report.form.label}"
        yield Finding("FORM", "error", None, "", "", words, (report.form.value, right.value))


def _requests(report: Report) -> Iterator[Finding]:
    (block,) = tables(report.form)[1].blocks
    value = _reader(report, 3, block)
    columns = {column.id: column for column in block.columns}
    skipped = unfilled_totals(report)
    for rule, column, left, right in unbalanced(value, report.form, columns):
        if column == TOTAL and skipped and rule == "T3-b":
            continue
        where, words = _words_of(rule, columns[column].words, left, right)
        yield Finding(rule, "error", 3, where, columns[column].words, words, (left, right))
    for row in block.rows:
        if row.id not in skipped:
            yield from _across(value, 3, "T3-c", row, block.columns)


def _words_of(rule: str, column: str, left: str, right: str) -> tuple[str, str]:
    if rule == "T3-a":
        return "一、二与三、四", f"表三“{column}”列：第一项加第二项 {left}，第三项加第四项 {right}，不相等"
    return "（七）总计", f"表三“{column}”列：（一）至（六）合计 {left}，（七）总计 {right}，不相等"


def _across(value: Value, number: int, rule: str, row: Row, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """总计 against the sum of its row."""
    parts = [value(row.id, column.id) for column in columns if column.id != TOTAL]
    total = value(row.id, TOTAL)
    if not _differ(parts, [total]):
        return
    table = {3: "表三", 4: "表四"}[number]
    words = f"{table}“{row.words}”行：各栏合计 {_sum(parts)}，总计 {total}，不相等"
    yield Finding(rule, "error", number, row.words, "总计", words, (str(_sum(parts)), str(total)))


def _disputes(report: Report) -> Iterator[Finding]:
    (block,) = tables(report.form)[2].blocks
    value = _reader(report, 4, block)
    for row in block.rows:
        yield from _across(value, 4, "T4-a", row, block.columns)


def _matters(report: Report) -> Iterator[Finding]:
    block = tables(report.form)[0].blocks[0]
    value = _reader(report, 2, block)
    for row in block.rows:
        if report.form is Format.F2019:
            new, total = value(row.id, "released"), value(row.id, "total_released")
            if new is not None and total is not None and total < new:
                words = f"表二“{row.words}”：对外公开总数量 {total} 少于本年新公开数量 {new}"
                yield Finding("T2-2019", "error", 2, row.words, "对外公开总数量", words, (str(new), str(total)))
        else:
            yield from _in_force(value, row, None)


def _in_force(value: Value, row: Row, before: Decimal | int | None) -> Iterator[Finding]:
    """What is in force is what was, and what came, less what went. Without last year it is at least the change."""
    issued, abolished, now = (value(row.id, column) for column in ("issued", "abolished", "in_force"))
    if issued is None or abolished is None or now is None:
        return
    expected = (before or 0) + issued - abolished
    values = (str(before), str(issued), str(abolished), str(now))
    if before is None and now < expected:
        words = f"表二“{row.words}”：现行有效 {now} 件，少于本年制发 {issued} 件减废止 {abolished} 件"
        yield Finding("T2-2021", "warning", 2, row.words, "现行有效件数", words, values[1:])
    elif before is not None and now != expected:
        words = (
            f"表二“{row.words}”：上年现行有效 {before} ＋制发 {issued} －废止 {abolished} ＝ {expected}，本年写 {now}"
        )
        yield Finding("T2-2021", "warning", 2, row.words, "现行有效件数", words, values)


def _last(report: Report, before: Report) -> Iterator[Finding]:
    """T3-d: what last year left is what this year took over; and what was in force then."""
    if report.year is not None and before.year is not None and report.year != before.year + 1:
        words = f"上年报告应为 {report.year - 1} 年度，给的是 {before.year} 年度，未与上年核对"
        yield Finding("YEAR", "warning", None, "", "", words, (str(report.year), str(before.year)))
        return
    block, older = tables(report.form)[1].blocks[0], tables(before.form)[1].blocks[0]
    now, then = _reader(report, 3, block), _reader(before, 3, older)
    for column in block.columns:
        taken, left = now(CARRIED, column.id), then(LEFT, column.id)
        if taken is not None and left is not None and taken != left:
            words = f"表三“{column.words}”列：上年结转 {taken}，上年报告写结转下年度 {left}，不相等"
            yield Finding(
                "T3-d", "error", 3, "二、上年结转政府信息公开申请数量", column.words, words, (str(left), str(taken))
            )
    if report.form is Format.F2021 and before.form is Format.F2021:
        now, then = (_reader(each, 2, tables(each.form)[0].blocks[0]) for each in (report, before))
        for row in tables(report.form)[0].blocks[0].rows:
            was = then(row.id, "in_force")
            if was is not None:
                yield from _in_force(now, row, was)
