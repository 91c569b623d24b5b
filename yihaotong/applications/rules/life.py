"""From what happened to a request to its clocks: one fold over the happenings, by the table of moves.

The happenings are the record; the clocks are what follows from them, so that replaying a life gives its dates again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yihaotong.applications.rules.clocks import FROM_RECEIPT, OF_ANEW, OF_REPLY, ClockKind
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.moves import MOVES
from yihaotong.applications.rules.moves.row import Move
from yihaotong.applications.rules.tables import given
from yihaotong.clock import CHINA, Calendar, Deadline, Hours, Limit, Pause, reckon

#: A day by law without an hour stands in the middle of that day.
_NOON = time(12)
#: Limits that stand in data/limits.csv; the others are set by the organ in its own letter.
_SHIPPED = {
    ClockKind.CORRECTION_NOTICE: "correction_notice",
    ClockKind.REPLY: "reply",
    ClockKind.THIRD_PARTY: "third_party",
    ClockKind.JOINT_ORGAN: "joint_organ",
    ClockKind.PAYMENT: "payment",
}
_SET_BY_US = {
    ClockKind.CORRECTION: "政府信息公开条例第三十条：合理的补正期限",
    ClockKind.REASONS: "政府信息公开条例第三十五条：说明理由",
    ClockKind.DELAYED: "政府信息公开条例第三十五条：延迟答复的合理期限",
    ClockKind.ANEW: "复议决定、法院判决确定的重新答复期限",
    ClockKind.ANEW_DAYS: "复议决定、法院判决确定的重新答复期限",
}
#: Each consultation has its own; all others are the request's.
_OF_CONSULTATION = frozenset({ClockKind.THIRD_PARTY, ClockKind.JOINT_ORGAN})
#: The clocks by which a request is due at each stage; the nearest counts.
PRESSING: dict[Stage, tuple[ClockKind, ...]] = {
    Stage.EXAMINING: (ClockKind.CORRECTION_NOTICE, *OF_REPLY),
    Stage.TO_CORRECT: (ClockKind.CORRECTION,),
    Stage.TO_EXPLAIN: (ClockKind.REASONS, *OF_REPLY),
    Stage.IN_HAND: OF_REPLY,
    Stage.CONSULTING: (ClockKind.THIRD_PARTY, ClockKind.JOINT_ORGAN),
    Stage.TO_PAY: (ClockKind.PAYMENT,),
    Stage.TO_SIGN: OF_REPLY,
    Stage.SIGNED: OF_REPLY,
    Stage.REPLIED: OF_REPLY,
    Stage.DELIVERED: OF_ANEW,
    Stage.ABANDONED: OF_ANEW,
    Stage.ARCHIVED: OF_ANEW,
}


@dataclass(frozen=True)
class Happening:
    """One move that was made. `on` is the day by law on which it happened, `number` the consultation it is about,
    `kind` whose clock it starts, `days` a limit that the organ set. `counts`: whether it moves clocks at all."""

    move: str
    at: datetime
    on: date
    number: int = 0
    kind: str = ""
    days: int = 0
    counts: bool = True

    @property
    def moment(self) -> datetime:
        here = self.at.astimezone(CHINA)
        return here if here.date() == self.on else datetime.combine(self.on, _NOON, CHINA)


@dataclass
class Running:
    """A clock as it runs, or ran. `restart_at` and `extension` are None where there was none."""

    kind: ClockKind
    number: int
    started_at: datetime
    limit: Limit
    basis: str
    count_first: bool = False
    restart_at: datetime | None = None
    extension: Limit | None = None
    stops: dict[int, tuple[datetime, str, str]] = field(default_factory=dict)
    past: list[Pause] = field(default_factory=list)
    met_at: datetime | None = None
    dropped_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.met_at is None and self.dropped_at is None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        still = [Pause(start, None, why, basis) for start, why, basis in self.stops.values()]
        return (*self.past, *still)


def deadline(running: Running, *, calendar: Calendar, hours: Hours) -> Deadline:
    """When it is due, with every step of how that came about."""
    return reckon(
        running.started_at,
        running.limit,
        calendar=calendar,
        hours=hours,
        pauses=running.pauses,
        extensions=[running.extension] if running.extension else [],
        restart=running.restart_at,
        count_first_day=running.count_first,
        basis=running.basis,
    )


def fold(happenings: Iterable[Happening], *, counts_receipt_day: bool) -> list[Running]:
    """The clocks that follow from what happened, in the sequence in which they began."""
    clocks: list[Running] = []
    for each in happenings:
        if each.counts:
            _follow(clocks, each, MOVES[each.move], counts_receipt_day=counts_receipt_day)
    return clocks


def _follow(clocks: list[Running], happening: Happening, move: Move, *, counts_receipt_day: bool) -> None:
    moment = happening.moment
    reply = _of_reply(clocks)
    for clock in _about(clocks, move.meets, happening):
        clock.met_at = moment
    for clock in _about(clocks, _dropped(move, happening), happening):
        clock.dropped_at = moment
    if move.pauses and reply:
        reply.stops[happening.number] = (moment, _why(move), move.basis)
    if (move.resumes or move.undoes) and reply:
        _resume(reply, happening.number, moment, undone=move.undoes)
    if move.restarts and reply:
        reply.restart_at = moment
        # 缴费次日起: the day of payment never counts; the day of a corrected request counts as that of a request.
        reply.count_first = counts_receipt_day and happening.move == "correct"
    if move.prolongs and reply and reply.kind is ClockKind.REPLY:
        reply.extension = Limit.parse(f"{happening.days}wd")
    clocks += [
        _begun(kind, happening, first=counts_receipt_day and kind in FROM_RECEIPT) for kind in _started(move, happening)
    ]


def _of_reply(clocks: Iterable[Running]) -> Running | None:
    """The limit within which the reply must go out: that by law, or the one that took its place."""
    return next((clock for clock in clocks if clock.kind in OF_REPLY and clock.runs), None)


def _about(clocks: Iterable[Running], kinds: Iterable[ClockKind], happening: Happening) -> list[Running]:
    """The running clocks of these kinds that the happening is about: of a consultation's own, only its."""
    wanted = set(kinds)
    return [clock for clock in clocks if clock.kind in wanted and clock.runs and _concerns(clock, happening)]


def _concerns(clock: Running, happening: Happening) -> bool:
    return clock.kind not in _OF_CONSULTATION or not happening.number or clock.number == happening.number


def _dropped(move: Move, happening: Happening) -> tuple[ClockKind, ...]:
    # 延迟答复: the period that was fixed takes the place of the limit by law.
    return (*move.drops, ClockKind.REPLY) if ClockKind.DELAYED in move.starts and happening.days else move.drops


def _started(move: Move, happening: Happening) -> list[ClockKind]:
    if happening.kind:
        return [kind for kind in move.starts if kind.value == happening.kind]
    return [kind for kind in move.starts if kind in _SHIPPED or happening.days]


def _begun(kind: ClockKind, happening: Happening, *, first: bool) -> Running:
    if kind in _SHIPPED:
        shipped = given(_SHIPPED[kind])
        limit, basis = shipped.limit, shipped.says
    else:
        measure = "d" if kind is ClockKind.ANEW_DAYS else "wd"
        limit, basis = Limit.parse(f"{happening.days}{measure}"), _SET_BY_US[kind]
    return Running(kind, happening.number, happening.moment, limit, basis, count_first=first)


def _resume(reply: Running, number: int, moment: datetime, *, undone: bool) -> None:
    """`undone`: what had stopped it was our own mistake, and no day of it is left out."""
    stopped = reply.stops.pop(number, None)
    if stopped is None or undone:
        return
    start, why, basis = stopped
    # Of limits in days the day of the return counts: a pause within one day leaves none out.
    if moment.date() > start.astimezone(CHINA).date():
        reply.past.append(Pause(start, moment, why, basis))


def _why(move: Move) -> str:
    return {"consult": "征求意见", "ask_correction": "待补正", "charge": "待缴费"}.get(move.name, move.label)


def after(day: date) -> date:
    """The day after, on which a pause that lapsed with `day` is over."""
    return day + timedelta(days=1)
