"""How a clock of a case stands at an instant, for a page: its light, and what is left in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from yihaotong.almanac import access as almanac
from yihaotong.cases import city, profiles
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules.cards import Card, Offsets, card, offsets
from yihaotong.cases.rules.clocks import ClockKind, Profile
from yihaotong.cases.rules.codes import RequestType, Stage, Urgency
from yihaotong.cases.rules.lights import Light, light
from yihaotong.cases.rules.moves import pressing
from yihaotong.clock import Calendar, Hours, Limit, missed, remaining


@dataclass(frozen=True)
class Standing:
    """`light` is None once the clock no longer runs; `text` is then what became of it, else what is left.

    `card` is what the profile in force hangs on a running clock of handling; nothing of it is stored.
    """

    clock: Clock
    kind: ClockKind
    light: Light | None
    text: str
    card: Card | None = None

    @property
    def limit(self) -> Limit:
        return Limit.parse(self.clock.limit)


def standings(clocks: Iterable[Clock], at: datetime) -> list[Standing]:
    """Each clock as it stands at `at`. Calendar and profile are read once, however many they are.

    Clocks of handling must know their case, else each asks for it.
    """
    shown = list(clocks)
    if not shown:
        return []
    version, profile = almanac.latest_version(), profiles.in_force(at).profile
    calendar = almanac.calendar(region=city.region(), version=version)
    return [_standing(clock, calendar, version, profile, at) for clock in shown]


def _standing(clock: Clock, calendar: Calendar, version: int, profile: Profile, at: datetime) -> Standing:
    kind = ClockKind(clock.kind)
    if not clock.running:
        return Standing(clock, kind, None, _ended(clock))
    if kind is ClockKind.RETURN and missed(clock.due_at, at):
        # A right that has lapsed, not a duty that is late.
        return Standing(clock, kind, None, "已过退单期限")
    limit = Limit.parse(clock.limit)
    left = remaining(clock.due_at, at, measure=limit.measure, calendar=calendar, hours=_hours(clock, version))
    shown = light(clock.due_at, clock.started_at, at, limit, left.working_days)
    if kind is not ClockKind.HANDLE:
        return Standing(clock, kind, shown, left.text)
    hung = card(left.working_days, overdue=left.overdue, offsets=_offsets(profile, clock.case))
    return Standing(clock, kind, Light.YELLOW if hung and shown is Light.GREEN else shown, left.text, hung)


def _offsets(profile: Profile, case: Case) -> Offsets:
    return offsets(profile, RequestType(case.request_type), Urgency(case.urgency))


def _hours(clock: Clock, version: int) -> Hours:
    return city.hours(clock.unit.code if clock.unit else "", version)


def _ended(clock: Clock) -> str:
    if clock.met_at is None:
        return "不再计时"
    return "超期完成" if missed(clock.due_at, clock.met_at) else "按时完成"


def stage_standings(cases: Iterable[Case], at: datetime) -> dict[int, Standing]:
    """For each open case the nearest of its stage's clocks, by the case's id; a follower has its parent's.

    One query and the calendar, and one more where there are followers.
    """
    leading = _leading(list(cases))
    shown = {case.pk: case for case in leading.values()}
    wanted = {pk: pressing(Stage(case.stage)) for pk, case in shown.items()}
    running = Clock.objects.select_related("unit").filter(case__in=wanted, met_at=None, dropped_at=None)
    # The nearest comes last and so stays.
    farthest_first = running.order_by(F("due_at").desc(nulls_first=True), "-pk")
    own = [clock for clock in farthest_first if clock.kind in wanted[clock.case_id]]
    for clock in own:
        clock.case = shown[clock.case_id]
    found = {standing.clock.case_id: standing for standing in standings(own, at)}
    return {pk: found[case.pk] for pk, case in leading.items() if case.pk in found}


def _leading(cases: Sequence[Case]) -> dict[int, Case]:
    """By the id of each case the one whose clocks count for it."""
    followed = {case.parent_id for case in cases if case.stage == Stage.FOLLOWING.value}
    parents = Case.objects.in_bulk(followed) if followed else {}
    return {case.pk: parents[case.parent_id] if case.stage == Stage.FOLLOWING.value else case for case in cases}
