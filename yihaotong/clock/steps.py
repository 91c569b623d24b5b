"""What a walk through the calendar notes down, and what a person reads of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Effect(StrEnum):
    """What one day or stretch of time did to the count."""

    START = "start"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    NOT_COUNTED = "not_counted"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    ROLLED = "rolled"
    DUE = "due"


class DayMark(NamedTuple):
    """What a walk over days notes of one day; wordless, so that reckoning stays quick."""

    effect: Effect
    day: date
    so_far: int


class TimeMark(NamedTuple):
    """What a walk over hours notes of one stretch, in local seconds; `so_far` is what is counted at its end."""

    effect: Effect
    start: int
    end: int
    so_far: int


Marks = Sequence[DayMark | TimeMark]
#: The first and the last day whose status the calendar was asked for; None if it was not asked.
Asked = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation.

    `at` is a day, or an instant (a datetime) where the minute matters. `count` is the count so far: days or months;
    seconds where the limit is in hours or minutes. `why` is Chinese; `basis` the notice, article or profile line.
    """

    at: date
    effect: Effect
    count: int
    why: str
    basis: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """For JSON; `at` as 2019-09-28 or 2019-09-27T16:40:00+08:00."""
        return {
            "at": self.at.isoformat(),
            "effect": self.effect.value,
            "count": self.count,
            "why": self.why,
            "basis": self.basis,
        }
