"""How wide the columns of a table are, and which stand in the middle."""

from yihaotong.letters.rules.breaking import width
from yihaotong.letters.rules.writing import Table

#: In characters: no column less or more than this, and cells no wider than the last stand in the middle.
_LEAST, _MOST, _SHORT = 4.0, 24.0, 6.0


def widths(table: Table) -> list[float]:
    """The shares of the columns, by their longest cell."""
    longest = (max(width(row[at]) for row in (table.columns, *table.rows)) for at in range(len(table.columns)))
    return [min(_MOST, max(_LEAST, each)) for each in longest]


def is_short(table: Table, at: int) -> bool:
    return all(width(row[at]) <= _SHORT for row in table.rows)
