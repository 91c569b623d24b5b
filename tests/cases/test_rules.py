"""The table of moves without a database: what is in it holds, what is not is refused."""

import pytest

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import ENDED, LEADING, OPEN, OutOfScope, Stage
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.journal.refusal import Refused

_ALL_OPEN = "filed dispatched return_pending in_hand following replied to_call_back"
_OTHER_ENDS = "void declined transferred merged withdrawn"
#: case-moves.md, as a clerk reads it: move, from, to (or, where the facts choose, to/to), by. Beside its rows stand the
#: records on a case (contact, propose, attempt, refer, evaluate, attach) and `share`, which is its "its followers too".
TABLE = f"""
file       |                           | filed            | operator shift_leader citizen client
import     |                           | filed            | importer shift_leader
answer     | filed                     | closed           | operator shift_leader
void       | filed                     | void             | operator
decline    | filed                     | declined         | operator
transfer   | filed                     | transferred      | operator
take_back  | transferred               | filed            | operator
restore    | void declined             | filed            | shift_leader supervisor
dispatch   | filed                     | dispatched       | dispatcher rule
return     | dispatched in_hand        | return_pending   | handler unit_leader
uphold     | return_pending            | dispatched/filed | arbiter
overrule   | return_pending            | dispatched/in_hand | arbiter
redispatch | dispatched in_hand        | dispatched       | dispatcher supervisor worker
sign       | dispatched                | in_hand          | handler unit_leader
contact    | in_hand                   |                  | handler unit_leader
propose    | in_hand                   |                  | handler
reply      | in_hand                   | replied          | handler unit_leader
merge      | {_ALL_OPEN}               | merged           | operator dispatcher
follow     | filed dispatched          | following        | operator dispatcher
share      | following                 | to_call_back     | rule
leave      | following                 | filed            | dispatcher rule
approve    | replied                   | to_call_back     | reviewer
send_back  | replied                   | in_hand          | reviewer
attempt    | to_call_back              |                  | call_back_clerk
close      | to_call_back              | closed           | call_back_clerk
redo       | to_call_back              | in_hand          | call_back_clerk
refer      | to_call_back              |                  | call_back_clerk
conclude   | to_call_back              | closed           | supervisor
evaluate   | to_call_back closed       |                  | citizen
attach     | {_ALL_OPEN}               |                  | operator shift_leader dispatcher handler unit_leader \
                                                            reviewer call_back_clerk supervisor citizen client
withdraw   | {_ALL_OPEN}               | withdrawn        | citizen operator
reopen     | closed                    | in_hand          | supervisor
archive    | closed {_OTHER_ENDS}      | archived         | worker
"""
#: Records on a case that stand in areas' own lists; what they need is tested there.
ELSEWHERE = {"allot", "give_back", "hand_back", "supplement"}


def test_the_table_is_this_and_nothing_else() -> None:
    written = {}
    for line in TABLE.strip().splitlines():
        name, sources, target, by = (part.strip() for part in line.split("|"))
        written[name] = (set(sources.split()), target.split("/") if target else [], set(by.split()))
    table = {
        move.name: ({s.value for s in move.sources}, [t.value for t in move.targets], {r.value for r in move.by})
        for move in moves.MOVES.values()
        if move.name not in ELSEWHERE
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
    return {target for move in moves.MOVES.values() if stage in move.sources for target in move.targets}


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
    # A follower's clock is its parent's, and its parent stands at a stage with a clock of its own.
    for each in LEADING if stage is Stage.FOLLOWING else {stage}:
        check_clock(each)


def check_clock(stage: Stage) -> None:
    """Whatever leads to the stage leaves its clock running, and some move from there meets it."""
    clock = moves.STAGE_CLOCK[stage]
    starters = [move for move in moves.MOVES.values() if clock in move.starts_at(stage) and stage in move.targets]
    enders = [move for move in moves.MOVES.values() if stage in move.sources and clock in move.meets]
    assert starters, f"nothing starts {clock}"
    assert enders, f"nothing at {stage} meets {clock}"


def test_every_clock_that_starts_is_ended_by_some_move() -> None:
    started = {clock for move in moves.MOVES.values() for target in move.targets for clock in move.starts_at(target)}
    ended = {clock for move in moves.MOVES.values() for clock in (*move.meets, *move.drops)}
    # The report to the duty office starts with an emergency and ends with the report: no move of the case.
    assert started == ended == set(ClockKind) - {ClockKind.DUTY_REPORT}


@pytest.mark.parametrize("move", [move for move in moves.MOVES.values() if move.target], ids=lambda move: move.name)
def test_where_a_case_arrives_a_clock_runs_and_where_it_ends_none_does(move: moves.Move) -> None:
    """Either the move starts the clock of the stage, or it leads back to where that clock has been running."""
    running_on = {("overrule", Stage.DISPATCHED), ("overrule", Stage.IN_HAND), ("sign", Stage.IN_HAND)}
    for target in move.targets:
        if target in moves.STAGE_CLOCK and (move.name, target) not in running_on and move.name != "import":
            assert moves.STAGE_CLOCK[target] in move.starts_at(target), target
        if target in ENDED and move.sources <= OPEN:
            ended = {*move.meets, *move.drops}
            assert {moves.STAGE_CLOCK[stage] for stage in move.sources - {Stage.FOLLOWING}} <= ended
            assert ClockKind.TOTAL in ended


def test_the_seven_grounds_of_declining_each_have_their_basis_and_their_words() -> None:
    assert set(GROUNDS) == set(OutOfScope), "every code has its basis and its words in cases/rules/declining.py"
    assert len(GROUNDS) == 7
    for ground in GROUNDS.values():
        assert len(ground.basis) <= 200
        assert ground.words.endswith("。")


def test_the_stages_are_parted_without_a_rest() -> None:
    assert OPEN.isdisjoint(ENDED)
    assert OPEN | ENDED | {Stage.ARCHIVED} == set(Stage)
    assert LEADING | {Stage.FOLLOWING, Stage.TO_CALL_BACK} == OPEN


@pytest.mark.parametrize("move", moves.MOVES.values(), ids=lambda move: move.name)
def test_every_move_says_what_it_does_and_on_what_basis(move: moves.Move) -> None:
    assert move.label
    assert move.effect
    assert move.basis
