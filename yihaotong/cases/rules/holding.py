"""Whose hands a case was in: each moment of its age belongs to exactly one holder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.cases.rules.moves import HELD_BY_UNIT


@dataclass(frozen=True)
class Entered:
    """The case entered a stage; `unit` names the lead unit where the move set one."""

    at: datetime
    stage: Stage
    unit: int | None


@dataclass(frozen=True)
class Holding:
    """Who held the case, half-open: `unit` None is the centre, `until` None means still."""

    unit: int | None
    since: datetime
    until: datetime | None = None


def holdings(steps: Iterable[Entered]) -> list[Holding]:
    """The holders in order, without a gap; the last one ends with the case, if it has ended."""
    spans: list[Holding] = []
    lead: int | None = None
    for step in steps:
        lead = step.unit or lead
        holder = lead if step.stage in HELD_BY_UNIT else None
        if spans and spans[-1].until is None and (spans[-1].unit != holder or step.stage not in OPEN):
            spans[-1] = replace(spans[-1], until=step.at)
        if step.stage in OPEN and (not spans or spans[-1].until is not None):
            spans.append(Holding(holder, step.at))
    return spans
