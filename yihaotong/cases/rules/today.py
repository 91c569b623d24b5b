"""In which order a sensible person takes what waits for him, and why. Plain Python.

Six turns, then what is due first; among those due together what came back stands before what is new. The page, its
table of worked examples and docs/desk are made from `Turn` and `TIES`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.cards import Card
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.lights import NEAR
from yihaotong.clock import missed
from yihaotong.journal.codes import Code

#: 12345 offices do not ring anybody up before eight or after nine in the evening (design; handbook A7: 不扰民).
CALLS_FROM, CALLS_UNTIL = time(8), time(21)
_NOON = time(12)


class Group(Code):
    """When something is to be done."""

    NOW = "now", "现在就办"
    TODAY = "today", "今天要办"
    LATER = "later", "之后"


class Turn(Code):
    """The order of the page, the first first."""

    EMERGENCY = "emergency", "特急（危及生命财产），不论是否到期"
    CLOSING = "closing", "一小时内到期，还来得及的"
    LATE = "late", "已超期的，拖得最久的在前"
    TODAY = "today", "下班前到期的（次日上班前到期的也算）"
    CARD = "card", "挂黄牌的：到期前几个工作日挂，由时限方案定，没有定的不挂"
    LATER = "later", "其余，先到期的在前；没有时限的在最后"


GROUPS = {
    Turn.EMERGENCY: Group.NOW,
    Turn.CLOSING: Group.NOW,
    Turn.LATE: Group.NOW,
    Turn.TODAY: Group.TODAY,
    Turn.CARD: Group.TODAY,
    Turn.LATER: Group.LATER,
}
_FIRST = {turn: number for number, turn in enumerate(Turn)}

#: What goes before what where several are due at the same instant.
TIES = (
    "被退回、重办、退单被驳回的，先于新的",
    "诉求人补充了材料的，先于没有新情况的",
    "等负责人签发的，先于还没有拟答复的",
    "要求保密、举报保护的，先于普通的",
    "先受理的在前",
)


@dataclass(frozen=True)
class Waiting:
    """One case as it waits for somebody. `back`: why it is here again, in words, "" for a new one.

    `not_before`: when this may be done at the earliest (a call-back at night waits for the morning). `card`: what the
    profile hangs on it, None for nothing.
    """

    number: int
    due: datetime | None
    emergency: bool = False
    back: str = ""
    supplemented: bool = False
    to_sign: bool = False
    sealed: bool = False
    not_before: datetime | None = None
    card: Card | None = None


@dataclass(frozen=True)
class Ranked:
    """Where it stands: sort by `key`; numbers are given out in the order of filing."""

    turn: Turn
    key: tuple[int, float, bool, bool, bool, bool, int]

    @property
    def group(self) -> Group:
        return GROUPS[self.turn]


def rank(waiting: Waiting, at: datetime, day_end: datetime) -> Ranked:
    """`day_end` is when his working day is over: what is due before somebody works again is due today."""
    turn = _turn(waiting, at, day_end)
    return Ranked(
        turn,
        (
            _FIRST[turn],
            waiting.due.timestamp() if waiting.due else float("inf"),
            not waiting.back,
            not waiting.supplemented,
            not waiting.to_sign,
            not waiting.sealed,
            waiting.number,
        ),
    )


def _turn(waiting: Waiting, at: datetime, day_end: datetime) -> Turn:
    if waiting.not_before and waiting.not_before > at:
        return Turn.TODAY if waiting.not_before < day_end else Turn.LATER
    if waiting.emergency:
        return Turn.EMERGENCY
    if waiting.due is None:
        return Turn.LATER
    if missed(waiting.due, at):
        return Turn.LATE
    return _ahead(waiting.due, waiting.card, at, day_end)


def _ahead(due: datetime, card: Card | None, at: datetime, day_end: datetime) -> Turn:
    # It can still be in time: it is done before anything that is late already.
    if due - at < NEAR:
        return Turn.CLOSING
    if due <= day_end:
        return Turn.TODAY
    return Turn.CARD if card else Turn.LATER


def why(waiting: Waiting, clock: str) -> list[str]:
    """Why it stands where it stands, in words; `clock` says what is left of its limit."""
    reasons = [
        "特急" if waiting.emergency else "",
        waiting.back,
        "诉求人补充了材料" if waiting.supplemented else "",
        "待签发" if waiting.to_sign else "",
        waiting.card.label if waiting.card else "",
        clock,
    ]
    return [reason for reason in reasons if reason]


# --- call-backs ------------------------------------------------------------------------------------------------


def call_from(local: datetime, last: datetime | None) -> datetime:
    """The first instant from `local` on at which the requester may be rung up: between eight and nine in the evening,
    and in another half day than the last vain attempt (handbook A7: three attempts on different half days)."""
    moment = local
    if last is not None and _half_day(last) == _half_day(moment):
        morning = moment.time() < _NOON
        moment = _at(moment, _NOON) if morning else _at(moment + timedelta(days=1), CALLS_FROM)
    if moment.time() < CALLS_FROM:
        return _at(moment, CALLS_FROM)
    return _at(moment + timedelta(days=1), CALLS_FROM) if moment.time() >= CALLS_UNTIL else moment


def _half_day(local: datetime) -> tuple[object, bool]:
    return local.date(), local.time() < _NOON


def _at(local: datetime, hour: time) -> datetime:
    return datetime.combine(local.date(), hour, local.tzinfo)


# --- the one act to do next --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """The move to make next and what its button says. `at_once`: it asks nothing, so the button itself makes it."""

    move: str
    label: str
    at_once: bool = False


LOOK = Act("", "查看")
#: What was given back to the unit by the one it was allotted to.
ALLOT = Act("allot", "分办")


def next_act(stage: Stage, roles: Collection[Role], *, contacted: bool, to_sign: bool, leader_signs: bool) -> Act:
    """The act that brings a case at this stage on, for these roles."""
    if stage is Stage.IN_HAND:
        return _in_hand(roles, contacted=contacted, to_sign=to_sign, leader_signs=leader_signs)
    for acting, act in _NEXT.get(stage.value, ()):
        if acting & frozenset(roles):
            return act
    return LOOK


_UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})
_NEXT: dict[str, tuple[tuple[frozenset[Role], Act], ...]] = {
    "filed": ((frozenset({Role.DISPATCHER}), Act("dispatch", "派单")),),
    "dispatched": ((_UNIT, Act("sign", "签收", at_once=True)),),
    "return_pending": ((frozenset({Role.ARBITER}), Act("uphold", "裁定")),),
    "replied": ((frozenset({Role.REVIEWER}), Act("approve", "审核")),),
    "to_call_back": (
        (frozenset({Role.CALL_BACK_CLERK}), Act("close", "回访")),
        (frozenset({Role.SUPERVISOR}), Act("conclude", "认定")),
    ),
}


def _in_hand(roles: Collection[Role], *, contacted: bool, to_sign: bool, leader_signs: bool) -> Act:
    if to_sign:
        return Act("reply", "签发") if Role.UNIT_LEADER in roles else LOOK
    if not set(roles) & _UNIT:
        return LOOK
    if not contacted:
        return Act("contact", "联系诉求人")
    return Act("propose", "拟答复") if leader_signs and Role.UNIT_LEADER not in roles else Act("reply", "答复")
