"""How long somebody has: an amount and what it is counted in."""

import re
from dataclasses import dataclass
from enum import StrEnum

from yihaotong.clock.errors import ClockError


class Measure(StrEnum):
    """What a limit is counted in (handbook §0.2). Days and months end at 24:00 of their last day."""

    WORKING_DAY = "wd"
    WORKING_HOUR = "wh"
    HOUR = "h"
    MINUTE = "min"
    DAY = "d"
    MONTH = "mo"

    @property
    def by_day(self) -> bool:
        return self in _BY_DAY


_BY_DAY = frozenset({Measure.WORKING_DAY, Measure.DAY, Measure.MONTH})
_WRITTEN = re.compile(r"([0-9]{1,7})(wd|wh|h|min|d|mo)")
#: Ten years, and no law gives longer; a slip of the keyboard does.
_LONGEST = {
    Measure.WORKING_DAY: 2_500,
    Measure.WORKING_HOUR: 20_000,
    Measure.HOUR: 87_600,
    Measure.MINUTE: 5_256_000,
    Measure.DAY: 3_650,
    Measure.MONTH: 120,
}
_SECONDS = {Measure.WORKING_HOUR: 3_600, Measure.HOUR: 3_600, Measure.MINUTE: 60}
_CHINESE = {
    Measure.WORKING_DAY: "个工作日",
    Measure.WORKING_HOUR: "个工作小时",
    Measure.HOUR: "小时",
    Measure.MINUTE: "分钟",
    Measure.DAY: "日",
    Measure.MONTH: "个月",
}


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    measure: Measure

    def __post_init__(self) -> None:
        if not 0 < self.amount <= _LONGEST[self.measure]:
            raise ClockError("limit", f"时限 {self} 须在 1 到 {_LONGEST[self.measure]}{self.measure} 之间")

    @classmethod
    def parse(cls, written: str) -> "Limit":
        """5wd · 4wh · 24h · 15min · 60d · 3mo. Raises ClockError."""
        match = _WRITTEN.fullmatch(written.strip())
        if match is None:
            raise ClockError(
                "limit",
                f"时限“{written}”看不懂：写作 5wd（工作日）、4wh（工作小时）、24h、15min、60d（日）或 3mo（月）",
            )
        return cls(int(match[1]), Measure(match[2]))

    def plus(self, other: "Limit") -> "Limit":
        """Raises ClockError: five working days and one month have no sum."""
        if other.measure is not self.measure:
            raise ClockError("extend", f"延期 {other.chinese} 与时限 {self.chinese} 的计算单位不同")
        return Limit(self.amount + other.amount, self.measure)

    @property
    def seconds(self) -> int:
        """Only limits in hours and minutes have a length in seconds."""
        return self.amount * _SECONDS[self.measure]

    @property
    def chinese(self) -> str:
        return f"{self.amount} {_CHINESE[self.measure]}"

    def __str__(self) -> str:
        return f"{self.amount}{self.measure}"
