"""Time that does not count: half-open pauses [start, end)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yihaotong.clock.errors import ClockError
from yihaotong.clock.moments import DAY_SECONDS, local, tick

#: The end of a pause that is still open, later than any second the clock reckons with.
FOREVER = 10**15
#: Stretches (from, up to) that do not overlap, do not touch and are in order; local seconds or day numbers.
Stops = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `start` up to, not including, `end`; None while it still stands.

    `why` and `basis` go into the derivation: "征求第三方意见", "政府信息公开条例第三十二条".
    """

    start: datetime
    end: datetime | None = None
    why: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        local(self.start, "pause")
        if self.end is None:
            return
        local(self.end, "pause")
        if self.end <= self.start:
            raise ClockError("pause", f"停表 {self.start.isoformat()} 至 {self.end.isoformat()}：恢复须晚于停表")

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)

    @property
    def ticks(self) -> tuple[int, int]:
        return tick(local(self.start, "pause")), FOREVER if self.end is None else tick(local(self.end, "pause"))


def merged(pauses: Iterable[Pause]) -> Stops:
    """All pauses as one timetable of local seconds, whatever their order and however they overlap."""
    return _union(sorted(pause.ticks for pause in pauses))


def by_day(pauses: Iterable[Pause]) -> Stops:
    """The day numbers that limits in days leave out: the day of the pause is out, the day of the return is in."""
    return _union(sorted((start // DAY_SECONDS, end // DAY_SECONDS) for start, end in (p.ticks for p in pauses)))


def _union(stretches: list[tuple[int, int]]) -> Stops:
    union: list[tuple[int, int]] = []
    for start, end in stretches:
        if start == end:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return tuple(union)
