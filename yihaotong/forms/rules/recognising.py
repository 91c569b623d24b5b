"""Tables 2, 3 and 4 found in the grids of anybody's report. What cannot be told apart is left out and said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.disputes import Disputes
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.grids import Grid
from yihaotong.forms.rules.layout import rows, tables
from yihaotong.forms.rules.matters import Matters
from yihaotong.forms.rules.requests import Requests
from yihaotong.forms.rules.words import plain


@dataclass(frozen=True)
class Picture:
    """A picture large enough for a table."""


#: What a document consists of, in its order: paragraphs, tables and pictures.
Piece = str | Grid | Picture
#: The headings of the sections; by number those that have a table.
_SECTIONS = (
    (2, re.compile(r"主动公开政府信息(?:的)?情况")),
    (3, re.compile(r"收到和处理.{0,12}申请|依申请公开.{0,6}(?:办理|处理)情况")),
    (4, re.compile(r"行政复议.{0,12}(?:行政)?诉讼")),
    (0, re.compile(r"^[一五六]、")),
)
_LONGEST_HEADING = 45


@dataclass(frozen=True)
class Recognised:
    """`cells` as in a Report. `odd`: headings that are not as printed."""

    form: Format
    cells: dict[tuple[int, str, str], str]
    odd: tuple[Finding, ...] = ()
    found: tuple[int, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()


@dataclass
class _Reading:
    matters: Matters = field(default_factory=Matters)
    requests: Requests = field(default_factory=Requests)
    disputes: Disputes = field(default_factory=Disputes)

    def take(self, grid: Grid) -> None:
        """Line by line: a table may be cut in two, and one grid may hold several tables."""
        for reader in (self.requests, self.disputes):
            reader.begin(grid)
        for number in range(len(grid.rows)):
            if self.disputes.take(grid, number) or self.requests.take(grid, number):
                continue
            self.matters.take(grid.line(number))
        self.disputes.end()


def recognised(pieces: Sequence[Piece]) -> Recognised:
    reading = _Reading()
    for piece in pieces:
        if isinstance(piece, str):
            reading.disputes.hear(piece)
        elif isinstance(piece, Grid):
            reading.take(piece)
    form = _form(reading)
    cells: dict[tuple[int, str, str], str] = {}
    matters, odd = reading.matters.resolved(form)
    cells.update(matters)
    cells.update(reading.requests.cells)
    cells.update(reading.disputes.cells)
    known = {(table.number, row.id, column.id) for table in tables(form) for _, row, column in table.cells()}
    kept = {place: written for place, written in cells.items() if place in known}
    found = tuple(sorted({number for number, _, _ in kept}))
    unread = (*_unread(pieces, form, kept), *((3, why) for why in reading.requests.unsure))
    return Recognised(form, kept, (*odd, *reading.requests.odd), found, unread)


def _form(reading: _Reading) -> Format:
    """By the table's own shape: what only one of the forms prints."""
    votes: Sequence[Format] = [*reading.matters.votes, *reading.requests.votes]
    newer = sum(vote is Format.F2021 for vote in votes)
    return Format.F2021 if newer > len(votes) - newer else Format.F2019


def _unread(pieces: Sequence[Piece], form: Format, cells: Iterable[tuple[int, str, str]]) -> Iterable[tuple[int, str]]:
    """The tables that are there and could not be read, with the reason: no fault of who wrote the report."""
    read = {(number, row) for number, row, _ in cells}
    guessed = any(isinstance(piece, Grid) and not piece.drawn for piece in pieces)
    pictured, text = _pictured(pieces), plain("".join(piece for piece in pieces if isinstance(piece, str)))
    for table in tables(form):
        lines = [row for block in table.blocks for row in block.rows]
        missing = [row for row in lines if (table.number, row.id) not in read]
        if len(missing) == len(lines) and table.number in pictured:
            yield table.number, "它的位置上是图片，图片里的表格读不出来"
        elif len(missing) == len(lines) and _told(table.number, text):
            yield table.number, "它的字都在，但没有框线或不成表格，分不清哪个数在哪一格"
        elif missing and guessed:
            yield table.number, f"没有框线，{missing[0].words}等 {len(missing)} 行分不清数在哪一格"


def _pictured(pieces: Sequence[Piece]) -> set[int]:
    """The tables in whose sections pictures stand."""
    found: set[int] = set()
    section = 0
    for piece in pieces:
        if isinstance(piece, Picture):
            found.add(section)
        elif isinstance(piece, str) and len(text := plain(piece)) <= _LONGEST_HEADING:
            section = next((number for number, pattern in _SECTIONS if pattern.search(text)), section)
    return found


def _told(number: int, text: str) -> bool:
    """The headings of the table stand in the text, which is no table."""
    if number == 3:
        named = rows(Format.F2019).values()
        return sum(plain(words) in text for words in named) >= len(named) // 2
    words = {2: ("信息内容", "规范性文件", "行政处罚", "第二十条第"), 4: ("维持", "纠正", "审结", "未经复议")}
    return all(each in text for each in words[number])
