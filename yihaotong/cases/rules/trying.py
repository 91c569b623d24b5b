"""Judging a clock under two limits. A month tried on another profile counts these verdicts."""

from collections.abc import Iterable
from datetime import date, datetime

from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.clock import missed
from yihaotong.journal.refusal import Refused

#: [how many were judged, late under the present profile, late under the other]
Tally = list[int]
#: What is counted: all, by request type, by unit ("" is the centre).
BY_CLOCK, BY_TYPE, BY_UNIT = "clock", "type", "unit"


def judged_at(kind: ClockKind, met_at: datetime | None, dropped_at: datetime | None, now: datetime) -> datetime | None:
    """The moment by which a clock is judged: when it was met, now while it runs; None for one that is not judged.

    A clock that was dropped bound nobody any more. The right to return lapses: it is late only where it was used.
    """
    if dropped_at is not None or (kind is ClockKind.RETURN and met_at is None):
        return None
    return met_at or now


def late(due: datetime | None, judged: datetime) -> bool:
    return missed(due, judged)


class Counts:
    """Verdicts by clock, by clock and request type, by clock and unit; goes to JSON and back."""

    def __init__(self, kept: dict[str, dict[str, Tally]] | None = None) -> None:
        self.kept: dict[str, dict[str, Tally]] = kept or {BY_CLOCK: {}, BY_TYPE: {}, BY_UNIT: {}}

    def add(self, kind: str, request_type: str, unit: int | None, *, now: bool, then: bool) -> None:
        for by, key in ((BY_CLOCK, kind), (BY_TYPE, f"{kind}|{request_type}"), (BY_UNIT, f"{kind}|{unit or ''}")):
            tally = self.kept[by].get(key)
            if tally is None:
                tally = self.kept[by][key] = [0, 0, 0]
            tally[0] += 1
            tally[1] += now
            tally[2] += then

    def rows(self, by: str) -> Iterable[tuple[list[str], Tally]]:
        """The parts of each key with its tally."""
        return ((key.split("|"), tally) for key, tally in self.kept[by].items())


def check_month(month: date, today: date) -> date:
    """The first day of the month. Raises Refused("no-such-month") for one that has not begun."""
    first = month.replace(day=1)
    if first > today or first.year < 2000:
        raise Refused("no-such-month", "请选一个已经开始的月份", "month")
    return first


def month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
