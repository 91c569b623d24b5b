"""The table of moves: from which stage, to which, by whom, with what. It is the only door.

Buttons, the API's moves, the permission tests, the pages of docs/ and the state diagram are made from `MOVES`.
What is not in it is refused. Basis: 国办发〔2020〕53号 (受理、派单、办理、答复、督办、办结、回访、评价).
"""

from collections.abc import Iterable

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.moves import dispatching, ending, entering, handling, joining, reviewing
from yihaotong.cases.rules.moves.entering import FILE_FIELDS
from yihaotong.cases.rules.moves.row import Move, Reach
from yihaotong.journal.refusal import Refused

__all__ = ["FILE_FIELDS", "MOVES", "STAGE_CLOCK", "Move", "Reach"]

#: The table, in the order of a case's life.
MOVES: dict[str, Move] = {
    move.name: move for part in (entering, dispatching, handling, joining, reviewing, ending) for move in part.ROWS
}

#: The clock that says whether a case is late at each open stage (case-moves.md). A follower's is its parent's.
STAGE_CLOCK: dict[Stage, ClockKind] = {
    Stage.FILED: ClockKind.DISPATCH,
    Stage.DISPATCHED: ClockKind.SIGN,
    Stage.RETURN_PENDING: ClockKind.RULING,
    Stage.IN_HAND: ClockKind.HANDLE,
    Stage.REPLIED: ClockKind.REVIEW,
    Stage.TO_CALL_BACK: ClockKind.CALL_BACK,
}

#: Clocks that press besides it: the nearest says when something must be done.
ALSO_PRESSING: dict[Stage, tuple[ClockKind, ...]] = {Stage.IN_HAND: (ClockKind.FIRST_CONTACT,)}


def pressing(stage: Stage) -> tuple[ClockKind, ...]:
    """The clocks by which a case at this stage is due; the nearest counts. None after the end."""
    own = STAGE_CLOCK.get(stage)
    return (own, *ALSO_PRESSING.get(stage, ())) if own else ()


#: What somebody below the lead unit may do with a case that is allotted to him.
OPEN_TO_HANDLER = frozenset({"sign", "contact", "propose", "reply", "allot", "give_back"})

#: At these stages the unit holds the case; at every other open stage the centre does.
HELD_BY_UNIT = frozenset({Stage.DISPATCHED, Stage.IN_HAND})


def ended_word(stage: Stage) -> str:
    """How one says that a case came there: 已撤诉, 已并单, 已无效办结 …"""
    return {Stage.VOID: "按无效了结", Stage.FOLLOWING: "随另一主单"}.get(stage, stage.label.removeprefix("已"))


def move_named(name: str) -> Move:
    """The move of that name. Raises Refused("no-such-move")."""
    if name not in MOVES:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    return MOVES[name]


def check(move: Move, stage: Stage, roles: Iterable[Role]) -> None:
    """Refuse the move from this stage or by these roles; silence means it may be tried.

    Raises Refused("wrong-stage" | "wrong-role").
    """
    if stage not in move.sources:
        raise Refused("wrong-stage", f"工单现在是“{stage.label}”，不能{move.label}")
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}")


def open_to(stage: Stage, roles: Iterable[Role]) -> list[Move]:
    """The moves these roles may try at this stage, in the table's order: the buttons of a page."""
    held = set(roles)
    return [move for move in MOVES.values() if stage in move.sources and move.by & held]
