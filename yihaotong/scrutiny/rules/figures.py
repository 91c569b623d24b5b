"""Figures that an assessment can count, registered by whoever knows them: areas hand in a function, plans name it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction


@dataclass(frozen=True)
class FigureRow:
    """One record behind a figure: its key ("matter:3"), what a person reads, and what it counted as."""

    key: str
    title: str
    counted: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure of one year and one unit. `value` None: nothing to count (denominator 0), the item does not apply."""

    value: Fraction | None
    numerator: int
    denominator: int
    rows: tuple[FigureRow, ...] = ()

    @classmethod
    def share(cls, numerator: int, denominator: int, rows: tuple[FigureRow, ...] = ()) -> "Figure":
        """In percent; no value where there is nothing to divide by."""
        value = Fraction(100 * numerator, denominator) if denominator else None
        return cls(value, numerator, denominator, rows)


#: The calendar year, the id of a section, and the instant up to which is counted where the year still runs.
Reckoner = Callable[[int, int, datetime], Figure]


@dataclass(frozen=True)
class Registered:
    code: str
    label: str
    reckoner: Reckoner


_figures: dict[str, Registered] = {}


def register_figure(code: str, label: str, reckoner: Reckoner) -> None:
    """Add a figure at start-up; the same code again replaces it."""
    _figures[code] = Registered(code, label, reckoner)


def figures() -> dict[str, Registered]:
    """All that are registered, by code, in the order in which they came."""
    return dict(_figures)
