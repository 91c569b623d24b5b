"""The three tables of each form as data: what is printed, which cells hold figures, and how a printed table is spanned.

data/blocks.csv, columns.csv, rows.csv, groups.csv; the wording of 国办公开办函〔2019〕60号 and 〔2021〕30号.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.forms.rules.codes import Format, Kind

#: What stands in the corner of table 3, and the titles of the sections that the tables make up.
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
TITLES = {
    2: "主动公开政府信息情况",
    3: "收到和处理政府信息公开申请情况",
    4: "政府信息公开行政复议、行政诉讼情况",
}
APPLICANTS, NOT_NATURAL = "申请人情况", "法人或其他组织"
REVIEW, SUIT = "行政复议", "行政诉讼"


@dataclass(frozen=True)
class Column:
    id: str
    words: str
    kind: Kind
    group: str = ""


@dataclass(frozen=True)
class Row:
    """`groups`: the headings it stands under, the widest first."""

    id: str
    words: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A part of a table with a head of its own; table 2 has several, tables 3 and 4 one."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    number: int
    title: str
    blocks: tuple[Block, ...]

    def cells(self) -> Iterator[tuple[Block, Row, Column]]:
        """Every cell that holds a figure, as printed from the top left."""
        for block in self.blocks:
            for row in block.rows:
                for column in block.columns:
                    yield block, row, column


@dataclass(frozen=True)
class Printed:
    """One cell of the printed table. `holds`: (row id, column id) of the figure in it, None for printed words."""

    words: str
    colspan: int = 1
    rowspan: int = 1
    holds: tuple[str, str] | None = None


def _lines(name: str, form: Format) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return [line for line in csv.DictReader(text.splitlines()) if line[form.value] == "yes"]


@cache
def tables(form: Format) -> tuple[Table, Table, Table]:
    """Tables 2, 3 and 4 of a form."""
    two, three, four = (_table(number, form) for number in TITLES)
    return two, three, four


def _table(number: int, form: Format) -> Table:
    above = _above(form) if number == 3 else {}
    blocks = []
    for line in _lines("blocks", form):
        if line["table"] != str(number):
            continue
        here = (line["table"], line["block"])
        columns = [
            Column(each["column"], each["words"], Kind(each["kind"]), each["group"])
            for each in _lines("columns", form)
            if (each["table"], each["block"]) == here
        ]
        rows = [
            Row(each["row"], each["words"], above.get(each["row"], ()))
            for each in _lines("rows", form)
            if (each["table"], each["block"]) == here
        ]
        blocks.append(Block(line["block"], line["words"], tuple(columns), tuple(rows)))
    return Table(number, TITLES[number], tuple(blocks))


def _above(form: Format) -> dict[str, tuple[str, ...]]:
    """By row of table 3 the headings it stands under."""
    names = list(rows(form))
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("groups", form):
        for row in names[names.index(line["before"]) : names.index(line["last"]) + 1]:
            found[row] = (*found.get(row, ()), line["words"])
    return found


@cache
def rows(form: Format) -> dict[str, str]:
    """The rows of table 3 that hold numbers, in their sequence, with their printed words."""
    return {line["row"]: line["words"] for line in _lines("rows", form) if line["table"] == "3"}


@cache
def groups(form: Format) -> dict[str, tuple[str, ...]]:
    """The headings of table 3 without numbers, by the row before which they stand."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("groups", form):
        found[line["before"]] = (*found.get(line["before"], ()), line["words"])
    return found


def printed(form: Format, number: int) -> tuple[tuple[Printed, ...], ...]:
    """The lines of a printed table with their spans, as an HTML table writes them: a spanned cell stands once.

    Table 2 is 4 columns wide in both forms, table 3 is 10, table 4 is 15.
    """
    table = next(each for each in tables(form) if each.number == number)
    if number == 2:
        return tuple(line for block in table.blocks for line in _printed_block(block))
    return tuple(_printed_requests(table) if number == 3 else _printed_disputes(table))


def _printed_block(block: Block) -> Iterator[tuple[Printed, ...]]:
    """The widest block has 信息内容 and three columns; where there are fewer, the last is wider."""
    width = 4
    yield (Printed(block.caption, width),)
    last = width - len(block.columns)
    spans = [*([1] * (len(block.columns) - 1)), last]
    yield (
        Printed("信息内容"),
        *(Printed(each.words, span) for each, span in zip(block.columns, spans, strict=True)),
    )
    for row in block.rows:
        cells = zip(block.columns, spans, strict=True)
        yield Printed(row.words), *(Printed("", span, holds=(row.id, each.id)) for each, span in cells)


def _printed_requests(table: Table) -> Iterator[tuple[Printed, ...]]:
    (block,) = table.blocks
    grouped = [each for each in block.columns if each.group]
    natural, total = (each for each in block.columns if not each.group)
    yield Printed(CORNER, 3, 3), Printed(APPLICANTS, len(block.columns))
    yield Printed(natural.words, 1, 2), Printed(NOT_NATURAL, len(grouped)), Printed(total.words, 1, 2)
    yield tuple(Printed(each.words) for each in grouped)
    begun: set[str] = set()
    for row in block.rows:
        fresh = [each for each in row.groups if each not in begun]
        begun.update(fresh)
        heads = [Printed(each, 1, sum(each in other.groups for other in block.rows)) for each in fresh]
        figures = (Printed("", holds=(row.id, each.id)) for each in block.columns)
        yield *heads, Printed(row.words, 3 - len(row.groups)), *figures


def _printed_disputes(table: Table) -> Iterator[tuple[Printed, ...]]:
    (block,) = table.blocks
    review, *suits = block.rows
    width = len(block.columns)
    yield Printed(REVIEW, width), Printed(SUIT, width * len(suits))
    yield *(Printed(each.words, 1, 2) for each in block.columns), *(Printed(each.words, width) for each in suits)
    yield tuple(Printed(each.words) for _ in suits for each in block.columns)
    yield tuple(Printed("", holds=(row.id, each.id)) for row in (review, *suits) for each in block.columns)
