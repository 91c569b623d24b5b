"""The life of a version of the catalogue as a table: from where, to where, by whom. It is the only door.

Buttons, permissions, docs/desk/catalogue.md and the diagram there come from it. Basis: handbook D1, the seed (重新编制
《政务公开基本目录》…经市政务公开办审核通过后发布…动态更新机制); 条例 art. 4, 12, 47.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.catalogue.rules.codes import Progress
from yihaotong.journal.refusal import Refused

D1 = "《政府信息公开条例》第四条、第十二条；基层政务公开标准目录编制要求"
OFFICE_47 = "《政府信息公开条例》第四条、第四十七条"
REASON = Field("reason", "理由", Kind.TEXT, required=True, longest=500)
NOTE = Field("note", "说明", Kind.TEXT, longest=500)


@dataclass(frozen=True)
class Move:
    """One row of the table. `target` None: it stays, a record is added. `turn`: where it leads when nothing is left to
    wait for. `own_section`: by a section about its own rows."""

    name: str
    label: str
    sources: frozenset[Progress]
    target: Progress | None
    by: frozenset[Role]
    basis: str
    fields: tuple[Field, ...] = ()
    turn: Progress | None = None
    own_section: bool = False


_OFFICER = frozenset({Role.DISCLOSURE_OFFICER})
_LEADER = frozenset({Role.DISCLOSURE_LEADER})
_SECTION = frozenset({Role.DRAFTER})
_ABOVE = frozenset({Role.SUPERVISING_OFFICE})

_ROWS = (
    Move(
        "ask",
        "送科室确认",
        frozenset({Progress.DRAFTING}),
        Progress.CONFIRMING,
        _OFFICER,
        D1,
        (NOTE,),
        turn=Progress.REVIEWING,
    ),
    Move(
        "confirm",
        "确认本科室事项",
        frozenset({Progress.CONFIRMING}),
        None,
        _SECTION,
        D1,
        turn=Progress.REVIEWING,
        own_section=True,
    ),
    Move(
        "give_back",
        "提出修改意见",
        frozenset({Progress.CONFIRMING}),
        Progress.DRAFTING,
        _SECTION,
        D1,
        (REASON,),
        own_section=True,
    ),
    Move(
        "endorse",
        "审核通过，报主管部门",
        frozenset({Progress.REVIEWING}),
        Progress.APPROVING,
        _LEADER,
        D1,
        (NOTE,),
    ),
    Move(
        "send_back",
        "退回修改",
        frozenset({Progress.REVIEWING}),
        Progress.DRAFTING,
        _LEADER,
        D1,
        (REASON,),
    ),
    Move(
        "approve",
        "审核同意",
        frozenset({Progress.APPROVING}),
        Progress.APPROVED,
        _ABOVE,
        OFFICE_47,
        (NOTE,),
    ),
    Move(
        "turn_down",
        "退回中心",
        frozenset({Progress.APPROVING}),
        Progress.DRAFTING,
        _ABOVE,
        OFFICE_47,
        (REASON,),
    ),
    Move(
        "release",
        "发布",
        frozenset({Progress.APPROVED}),
        Progress.RELEASED,
        _OFFICER | _LEADER,
        "《政府信息公开条例》第十二条、第二十三条",
    ),
    Move(
        "take_back",
        "撤回修改",
        frozenset({Progress.CONFIRMING, Progress.REVIEWING, Progress.APPROVED}),
        Progress.DRAFTING,
        _OFFICER,
        D1,
        (REASON,),
    ),
    Move(
        "discard",
        "放弃这一稿",
        frozenset({Progress.DRAFTING}),
        Progress.DISCARDED,
        _OFFICER,
        D1,
        (REASON,),
    ),
)
MOVES: Mapping[str, Move] = {move.name: move for move in _ROWS}
#: Who begins a version, writes its rows, notes that something was formed.
KEEPERS = _OFFICER
#: Who may say that something was formed: the office, and a section about its own rows.
TELLS = _OFFICER | _LEADER | _SECTION


def check(name: str, progress: Progress, roles: Iterable[Role]) -> Move:
    """The move, if it is open. Raises Refused("no-such-move" | "wrong-stage" | "wrong-role")."""
    move = MOVES.get(name)
    if move is None:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    if progress not in move.sources:
        raise Refused("wrong-stage", f"目录现在是“{progress.label}”，不能{move.label}")
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}")
    return move


def open_to(progress: Progress, roles: Iterable[Role]) -> list[Move]:
    """The moves these roles may try, in the table's order: the buttons of a page."""
    held = set(roles)
    return [move for move in MOVES.values() if progress in move.sources and move.by & held]
