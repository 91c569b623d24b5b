"""The table of moves of a request for information: from which stage, to which, by whom, with what. The only door.

Buttons, permissions, docs/rules/life-of-an-application.md and the state diagram are made from `MOVES`.
"""

from collections.abc import Iterable

from yihaotong.accounts.rules import Role
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.moves import consulting, deciding, ending, receiving
from yihaotong.applications.rules.moves.receiving import APPLICANT_FIELDS, REGISTER_FIELDS
from yihaotong.applications.rules.moves.row import Move
from yihaotong.journal.refusal import Refused

__all__ = ["APPLICANT_FIELDS", "MOVES", "REGISTER_FIELDS", "Move"]

#: The table, in the sequence of a request's life.
MOVES: dict[str, Move] = {move.name: move for part in (receiving, consulting, deciding, ending) for move in part.ROWS}


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
        raise Refused("wrong-stage", f"申请现在是“{stage.label}”，不能办“{move.label}”")
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能办“{move.label}”")


def open_to(stage: Stage, roles: Iterable[Role]) -> list[Move]:
    """The moves these roles may try at this stage, in the table's sequence: the buttons of a page."""
    held = set(roles)
    return [move for move in MOVES.values() if stage in move.sources and move.by & held]
