"""How the clocks of a request stand, for a page: a light, what is left in words, and why it is that date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yihaotong.applications import access
from yihaotong.applications.models import Application, Clock
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.cases.rules.lights import Light, light
from yihaotong.clock import Deadline, Limit, Step, missed


@dataclass(frozen=True)
class Shown:
    """A clock on a page, shaped as fragments/light.html reads it; `card` is of cases alone and stays empty."""

    clock: Clock
    kind: ClockKind
    light: Light | None
    text: str
    steps: Sequence[Step]
    limit: Limit
    card: str = ""

    @property
    def runs(self) -> bool:
        return self.clock.met_at is None and self.clock.dropped_at is None


def clocks(application: Application, at: datetime) -> dict[str, list[Shown]]:
    """Those that run and those that have ended, each in the sequence in which they began."""
    every = [_shown(clock, deadline, at) for clock, deadline in access.clocks(application)]
    return {"running": [each for each in every if each.runs], "ended": [each for each in every if not each.runs]}


def _shown(clock: Clock, deadline: Deadline, at: datetime) -> Shown:
    kind, limit = ClockKind(clock.kind), Limit.parse(clock.limit)
    steps = deadline.derivation
    if clock.met_at or clock.dropped_at:
        return Shown(clock, kind, None, _ended(clock), steps, limit)
    left = deadline.remaining(at)
    return Shown(
        clock, kind, light(clock.due_at, clock.started_at, at, limit, left.working_days), left.text, steps, limit
    )


def _ended(clock: Clock) -> str:
    if clock.met_at is None:
        return "不再计时"
    return "超期完成" if missed(clock.due_at, clock.met_at) else "按时完成"
