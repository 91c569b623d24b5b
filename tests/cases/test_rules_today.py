"""In which order a sensible person takes what waits: worked examples, and what holds for any."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.cards import Card
from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.cases.rules.today import LOOK, Group, Turn, Waiting, call_from, next_act, rank, why
from yihaotong.clock import CHINA

NOW = datetime(2026, 11, 20, 15, tzinfo=CHINA)  # a Friday afternoon in a table of examples
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=CHINA)


def due(**ahead: float) -> datetime:
    return NOW + timedelta(**ahead)


@pytest.mark.parametrize(
    ("waiting", "turn"),
    [
        (Waiting(1, due(minutes=15), emergency=True), Turn.EMERGENCY),
        (Waiting(1, due(days=3), emergency=True), Turn.EMERGENCY),
        (Waiting(1, due(days=-3), emergency=True), Turn.EMERGENCY),
        (Waiting(1, due(minutes=59)), Turn.CLOSING),
        (Waiting(1, due()), Turn.CLOSING),  # kept through its last second
        (Waiting(1, due(seconds=-1)), Turn.LATE),
        (Waiting(1, due(hours=1)), Turn.TODAY),
        (Waiting(1, datetime(2026, 11, 22, 23, 59, 59, tzinfo=CHINA)), Turn.TODAY),  # Sunday: nobody works before it
        (Waiting(1, MONDAY + timedelta(hours=2)), Turn.LATER),
        (Waiting(1, None), Turn.LATER),
        (Waiting(1, MONDAY + timedelta(hours=2), card=Card.YELLOW), Turn.CARD),
        (Waiting(1, due(hours=1), card=Card.YELLOW), Turn.TODAY),
        (Waiting(1, due(days=-3), card=Card.RED), Turn.LATE),
        (Waiting(1, due(days=3), card=Card.YELLOW, emergency=True), Turn.EMERGENCY),
        (Waiting(1, due(days=-3), not_before=due(hours=2)), Turn.TODAY),  # late, but nobody may be rung up now
        (Waiting(1, due(days=-3), not_before=due(days=9)), Turn.LATER),
        (Waiting(1, due(days=-3), not_before=NOW), Turn.LATE),
    ],
)
def test_the_turn_of_a_case(waiting: Waiting, turn: Turn) -> None:
    ranked = rank(waiting, NOW, MONDAY)
    assert ranked.turn is turn
    groups = {Turn.TODAY: Group.TODAY, Turn.CARD: Group.TODAY, Turn.LATER: Group.LATER}
    assert ranked.group is groups.get(turn, Group.NOW)


#: Each pair: the first is taken before the second.
ORDER = [
    ("an emergency before what is late", Waiting(9, due(minutes=9), emergency=True), Waiting(1, due(days=-9))),
    ("what can still be in time before what cannot", Waiting(9, due(minutes=30)), Waiting(1, due(days=-9))),
    ("what is late before what is due tonight", Waiting(9, due(minutes=-1)), Waiting(1, due(hours=3))),
    ("of late ones the longest late", Waiting(9, due(days=-9)), Waiting(1, due(days=-1))),
    ("the nearest due", Waiting(9, due(minutes=10)), Waiting(1, due(minutes=20))),
    ("what came back before what is new", Waiting(9, due(days=4), back="重办"), Waiting(1, due(days=4))),
    ("but not before what is due earlier", Waiting(9, due(days=4)), Waiting(1, due(days=5), back="重办")),
    ("what a citizen added to", Waiting(9, due(days=4), supplemented=True), Waiting(1, due(days=4), to_sign=True)),
    ("what waits for a signature", Waiting(9, due(days=4), to_sign=True), Waiting(1, due(days=4), sealed=True)),
    ("what is confidential", Waiting(9, due(days=4), sealed=True), Waiting(1, due(days=4))),
    ("what was filed first", Waiting(1, due(days=4)), Waiting(9, due(days=4))),
    ("what is due today before a yellow card", Waiting(9, due(hours=3)), Waiting(1, due(days=4), card=Card.YELLOW)),
    ("a yellow card before the others", Waiting(9, due(days=4), card=Card.YELLOW), Waiting(1, due(days=3.5))),
    ("what has a limit before what has none", Waiting(9, due(days=400)), Waiting(1, None)),
    (
        "what can be done before what must wait",
        Waiting(9, due(days=1)),
        Waiting(1, due(days=-9), not_before=due(days=2)),
    ),
]


@pytest.mark.parametrize(("says", "first", "second"), ORDER, ids=[each[0] for each in ORDER])
def test_what_goes_first(says: str, first: Waiting, second: Waiting) -> None:
    end = MONDAY if "must wait" not in says else due(days=1, hours=1)
    assert rank(first, NOW, end).key < rank(second, NOW, end).key


_MOMENTS = st.one_of(st.none(), st.integers(-60 * 24 * 30, 60 * 24 * 30).map(lambda minutes: due(minutes=minutes)))
_WAITING = st.builds(
    Waiting,
    number=st.integers(1, 10**9),
    due=_MOMENTS,
    emergency=st.booleans(),
    back=st.sampled_from(["", "重办"]),
    supplemented=st.booleans(),
    to_sign=st.booleans(),
    sealed=st.booleans(),
    not_before=_MOMENTS,
    card=st.sampled_from([None, *Card]),
)


@given(st.lists(_WAITING, max_size=30, unique_by=lambda each: each.number))
def test_the_groups_stand_in_their_order_and_no_two_cases_in_one_place(waiting: list[Waiting]) -> None:
    ranked = sorted((rank(each, NOW, MONDAY) for each in waiting), key=lambda each: each.key)
    groups = [list(Group).index(each.group) for each in ranked]
    assert groups == sorted(groups)
    assert len({each.key for each in ranked}) == len(waiting)


def test_every_reason_is_said_and_in_this_order() -> None:
    told = why(Waiting(1, None, True, "被退回：敷衍", True, True), "办理还剩 40 分钟")
    assert told == ["特急", "被退回：敷衍", "诉求人补充了材料", "待签发", "办理还剩 40 分钟"]
    assert why(Waiting(1, None, card=Card.YELLOW), "办理还剩 1 个工作日") == ["黄牌", "办理还剩 1 个工作日"]
    assert why(Waiting(1, None), "") == []


def clock(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "last", "allowed"),
    [
        (clock(10), None, clock(10)),
        (clock(7, 59), None, clock(8)),
        (clock(20, 59), None, clock(20, 59)),
        (clock(21), None, clock(8, day=21)),
        (clock(2), None, clock(8)),
        (clock(10), clock(9), clock(12)),  # tried this morning: this afternoon
        (clock(13), clock(9), clock(13)),
        (clock(15), clock(13), clock(8, day=21)),  # tried this afternoon: tomorrow morning
        (clock(10), clock(9, day=19), clock(10)),
        (clock(22), clock(13), clock(8, day=21)),
    ],
)
def test_from_when_a_requester_may_be_rung_up(now: datetime, last: datetime | None, allowed: datetime) -> None:
    assert call_from(now, last) == allowed


@given(st.integers(0, 60 * 24 * 7), st.integers(0, 60 * 24 * 3))
def test_nobody_is_rung_up_at_night_nor_twice_in_one_half_day(now: int, ago: int) -> None:
    local = clock(0) + timedelta(minutes=now)
    last = local - timedelta(minutes=ago)
    allowed = call_from(local, last)
    assert allowed >= local
    assert 8 <= allowed.hour < 21
    assert (allowed.date(), allowed.hour < 12) != (last.date(), last.hour < 12)


@pytest.mark.parametrize(
    ("stage", "role", "facts", "move"),
    [
        (Stage.FILED, Role.DISPATCHER, (False, False, False), "dispatch"),
        (Stage.DISPATCHED, Role.HANDLER, (False, False, False), "sign"),
        (Stage.IN_HAND, Role.HANDLER, (False, False, False), "contact"),
        (Stage.IN_HAND, Role.HANDLER, (True, False, False), "reply"),
        (Stage.IN_HAND, Role.HANDLER, (True, False, True), "propose"),
        (Stage.IN_HAND, Role.HANDLER, (True, True, True), ""),  # his leader signs
        (Stage.IN_HAND, Role.UNIT_LEADER, (True, True, True), "reply"),
        (Stage.IN_HAND, Role.SUPERVISOR, (False, False, False), ""),
        (Stage.REPLIED, Role.REVIEWER, (True, False, False), "approve"),
        (Stage.TO_CALL_BACK, Role.CALL_BACK_CLERK, (True, False, False), "close"),
        (Stage.TO_CALL_BACK, Role.SUPERVISOR, (True, False, False), "conclude"),
        (Stage.FILED, Role.REVIEWER, (False, False, False), ""),
    ],
)
def test_the_act_to_do_next(stage: Stage, role: Role, facts: tuple[bool, bool, bool], move: str) -> None:
    contacted, to_sign, leader_signs = facts
    assert next_act(stage, {role}, contacted=contacted, to_sign=to_sign, leader_signs=leader_signs).move == move


@given(st.sampled_from(sorted(OPEN)), st.sampled_from(list(Role)), st.booleans(), st.booleans(), st.booleans())
def test_there_is_always_something_to_press(
    stage: Stage, role: Role, contacted: bool, to_sign: bool, leader_signs: bool
) -> None:
    act = next_act(stage, {role}, contacted=contacted, to_sign=to_sign, leader_signs=leader_signs)
    assert act.label
    assert act.move or act == LOOK
