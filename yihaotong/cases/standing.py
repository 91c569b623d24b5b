"""How a clock of a case stands at an instant, for a page: its light, and what is left in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from yihaotong.almanac import access as almanac
from yihaotong.cases import city
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.lights import Light, light
from yihaotong.cases.rules.moves import pressing
from yihaotong.clock import Calendar, Hours, Limit, missed, remaining


@dataclass(frozen=True)
class Standing:
    """`light` is None once the clock no longer runs; `text` is then what became of it, else what is left."""

    clock: Clock
    kind: ClockKind
    light: Light | None
    text: str

    @property
    def limit(self) -> Limit:
        return Limit.parse(self.clock.limit)


def standings(clocks: Iterable[Clock], at: datetime) -> list[Standing]:
    """Each clock as it stands at `at`. The calendar is read once, however many they are."""
    shown = list(clocks)
    if not shown:
        return []
    calendar = almanac.calendar(region=city.region())
    return [_standing(clock, calendar, at) for clock in shown]


def _standing(clock: Clock, calendar: Calendar, at: datetime) -> Standing:
    kind = ClockKind(clock.kind)
    if not clock.running:
        return Standing(clock, kind, None, _ended(clock))
    if kind is ClockKind.RETURN and missed(clock.due_at, at):
        # A right that has lapsed, not a duty that is late.
        return Standing(clock, kind, None, "已过退单期限")
    limit = Limit.parse(clock.limit)
    left = remaining(clock.due_at, at, measure=limit.measure, calendar=calendar, hours=_hours(clock))
    return Standing(clock, kind, light(clock.due_at, clock.started_at, at, limit, left.working_days), left.text)


def _hours(clock: Clock) -> Hours:
    return city.hours(clock.unit.code if clock.unit else "")


def _ended(clock: Clock) -> str:
    if clock.met_at is None:
        return "不再计时"
    return "超期完成" if missed(clock.due_at, clock.met_at) else "按时完成"


def stage_standings(cases: Iterable[Case], at: datetime) -> dict[int, Standing]:
    """For each open case the nearest of its stage's clocks, by the case's id. One query and the calendar."""
    wanted = {case.pk: pressing(Stage(case.stage)) for case in cases}
    running = Clock.objects.select_related("unit").filter(case__in=wanted, met_at=None, dropped_at=None)
    # The nearest comes last and so stays.
    farthest_first = running.order_by(F("due_at").desc(nulls_first=True), "-pk")
    own = [clock for clock in farthest_first if clock.kind in wanted[clock.case_id]]
    return {standing.clock.case_id: standing for standing in standings(own, at)}
