"""Tables 2, 3 and 4 found in the grids of anybody's report. What cannot be told apart is left out and said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.disputes import Disputes
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.grids import Grid
from yihaotong.forms.rules.layout import tables
from yihaotong.forms.rules.matters import Matters
from yihaotong.forms.rules.requests import Requests

#: What a document consists of, in its order: paragraphs and tables.
Piece = str | Grid


@dataclass(frozen=True)
class Recognised:
    """`cells` as in a Report. `odd`: headings that are not as printed."""

    form: Format
    cells: dict[tuple[int, str, str], str]
    odd: tuple[Finding, ...] = ()
    found: tuple[int, ...] = ()


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


def recognised(pieces: Iterable[Piece]) -> Recognised:
    reading = _Reading()
    for piece in pieces:
        if isinstance(piece, str):
            reading.disputes.hear(piece)
        else:
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
    return Recognised(form, kept, (*odd, *reading.requests.odd), found)


def _form(reading: _Reading) -> Format:
    """By the table's own shape: what only one of the forms prints."""
    votes: Sequence[Format] = [*reading.matters.votes, *reading.requests.votes]
    newer = sum(vote is Format.F2021 for vote in votes)
    return Format.F2021 if newer > len(votes) - newer else Format.F2019
