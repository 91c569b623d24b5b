"""The report as the body of an article: headings, paragraphs, tables in the simple form that articles know."""

from collections.abc import Iterator, Sequence

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
        pieces += [line for each in part.paragraphs for line in each.text.splitlines() if line.strip()]
        if part.listing:
            pieces += [part.listing.title, "\n".join(_plain(row) for row in (part.listing.heads, *part.listing.rows))]
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


def _plain(row: Sequence[str]) -> str:
    """A name with a bar in it would be two cells."""
    return _line([each.replace("|", "｜") for each in row])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
