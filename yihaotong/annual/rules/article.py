"""The report as the body of an article: headings, paragraphs, tables in the simple form that articles know."""

from collections.abc import Iterator

from yihaotong.annual.rules.drafted import Drafted
from yihaotong.forms.rules.layout import Block, Table, tables

#: What an article's title holds.
_LONGEST = 120


def title(drafted: Drafted) -> str:
    return drafted.title[:_LONGEST]


def body(drafted: Drafted) -> str:
    """The text of the whole report; spanned heads become the words of each row."""
    pieces: list[str] = []
    for part in drafted.parts:
        if part.heading:
            pieces.append(f"{'#' if part.level <= 1 else '##'} {part.heading}")
        pieces += [each.text for each in part.paragraphs]
        if part.table:
            table = next(each for each in tables(drafted.form) if each.number == part.table)
            pieces += _tables(drafted, table)
    return "\n\n".join(pieces)


def _tables(drafted: Drafted, table: Table) -> Iterator[str]:
    for block in table.blocks:
        if block.caption:
            yield block.caption
        yield "\n".join(_lines(drafted, table.number, block))


def _lines(drafted: Drafted, number: int, block: Block) -> Iterator[str]:
    yield _line(["信息内容" if number == 2 else "项目", *(column.words for column in block.columns)])
    for row in block.rows:
        words = "，".join((*row.groups, row.words))
        yield _line([words, *(drafted.printed(number, row.id, column.id) for column in block.columns)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
