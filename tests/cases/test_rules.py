"""The table of moves without a database: what is in it holds, what is not is refused."""

import pytest

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.journal.refusal import Refused

#: case-moves.md, as far as it works, as a clerk reads it: move, from, to, by.
TABLE = """
file      |                       | filed         | operator shift_leader citizen client
import    |                       | filed         | importer shift_leader
dispatch  | filed                 | dispatched    | dispatcher rule
sign      | dispatched            | in_hand       | handler unit_leader
contact   | in_hand               |               | handler unit_leader
propose   | in_hand               |               | handler
reply     | in_hand               | replied       | handler unit_leader
approve   | replied               | to_call_back  | reviewer
send_back | replied               | in_hand       | reviewer
attempt   | to_call_back          |               | call_back_clerk
close     | to_call_back          | closed        | call_back_clerk
redo      | to_call_back          | in_hand       | call_back_clerk
refer     | to_call_back          |               | call_back_clerk
conclude  | to_call_back          | closed        | supervisor
evaluate  | to_call_back closed   |               | citizen
attach    | filed dispatched in_hand replied to_call_back | | operator shift_leader dispatcher handler unit_leader \
                                                        reviewer call_back_clerk supervisor citizen client
archive   | closed                | archived      | worker
"""


def test_the_table_is_this_and_nothing_else() -> None:
    written = {}
    for line in TABLE.strip().splitlines():
        name, sources, target, by = (part.strip() for part in line.split("|"))
        written[name] = (set(sources.split()), target or None, set(by.split()))
    table = {
        move.name: ({s.value for s in move.sources}, move.target and move.target.value, {r.value for r in move.by})
        for move in moves.MOVES.values()
    }
    assert table == written


@pytest.mark.parametrize("move", moves.MOVES.values(), ids=lambda move: move.name)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", Role)
def test_what_is_not_in_the_table_is_refused(move: moves.Move, stage: Stage, role: Role) -> None:
    if stage in move.sources and role in move.by:
        moves.check(move, stage, [role])
        assert move in moves.open_to(stage, [role])
    else:
        with pytest.raises(Refused) as refused:
            moves.check(move, stage, [role])
        assert refused.value.code == ("wrong-stage" if stage not in move.sources else "wrong-role")
        assert move not in moves.open_to(stage, [role])


def test_a_move_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        moves.move_named("delete")
    assert refused.value.code == "no-such-move"


def ways_on(stage: Stage) -> set[Stage]:
    return {move.target for move in moves.MOVES.values() if stage in move.sources and move.target}


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_from_every_open_stage_an_end_can_be_reached(stage: Stage) -> None:
    seen, ahead = set(), {stage}
    while ahead:
        here = ahead.pop()
        seen.add(here)
        ahead |= ways_on(here) - seen
    assert Stage.ARCHIVED in seen


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_no_open_stage_is_without_an_owner_and_a_clock(stage: Stage) -> None:
    assert any(stage in move.sources and move.target for move in moves.MOVES.values())
    clock = moves.STAGE_CLOCK[stage]
    starters = [move for move in moves.MOVES.values() if clock in move.starts]
    enders = [move for move in moves.MOVES.values() if stage in move.sources and clock in move.meets]
    assert starters, f"nothing starts {clock}"
    assert enders, f"nothing at {stage} meets {clock}"


def test_every_clock_that_starts_is_ended_by_some_move() -> None:
    started = {clock for move in moves.MOVES.values() for clock in move.starts}
    ended = {clock for move in moves.MOVES.values() for clock in (*move.meets, *move.drops)}
    assert started == ended == set(ClockKind)


@pytest.mark.parametrize("move", moves.MOVES.values(), ids=lambda move: move.name)
def test_every_move_says_what_it_does_and_on_what_basis(move: moves.Move) -> None:
    assert move.label
    assert move.effect
    assert move.basis
