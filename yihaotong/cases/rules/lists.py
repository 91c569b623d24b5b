"""Saved filters, acts over a selection, and exports: who may, how many, how long."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import CloseGround
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.cases.rules.moves import MOVES, Move
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

NAME = Field("name", "名称", required=True, longest=20)
#: Filters saved by one person; more are a row of tabs that nobody reads.
MOST_SAVED = 30
LONGEST_QUERY = 2000
#: Cases in one act over a selection.
MOST_AT_ONCE = 500
#: A sheet of more rows is refused: it is made whole before its first byte leaves, and offices choke on it.
MOST_IN_SHEET = 100_000
PURPOSE = Field("purpose", "用途", required=True, longest=200, hint="给谁、做什么用；会记入日志")


class Audience(Code):
    """Who sees a saved filter besides its owner. Each reads it over his own cases."""

    OWN = "own", "仅自己"
    UNIT = "unit", "本单位"
    CENTRE = "centre", "全中心"


#: Who may put a saved filter on everybody's page at the centre.
SHARES_WITH_CENTRE = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR})
#: Who may take a list out of the system.
EXPORTS = frozenset({Role.SUPERVISOR, Role.SHIFT_LEADER, Role.ANALYST, Role.UNIT_LEADER})


class Format(Code):
    """In which form a list leaves."""

    CSV = "csv", "CSV（UTF-8，WPS、Excel 可直接打开）"
    CSV_GB18030 = "csv-gb18030", "CSV（GB18030，给只认国标编码的旧软件）"
    XLSX = "xlsx", "XLSX（Excel 工作簿，至多 10 万行）"


class Ended(StrEnum):
    """How an export ended."""

    WHOLE = "whole"
    ABORTED = "aborted"
    TOO_MANY = "too_many"


class GroundForMany(Code):
    """What a closing of many cases may rest on: facts on record. What one requester answered is nobody else's word."""

    EVALUATED = CloseGround.EVALUATED.value, CloseGround.EVALUATED.label
    NOT_REACHED = CloseGround.NOT_REACHED.value, CloseGround.NOT_REACHED.label
    ANONYMOUS = CloseGround.ANONYMOUS.value, CloseGround.ANONYMOUS.label


_FOR_MANY = {"close": (Field("ground", "办结依据", Kind.CHOICE, required=True, choices=GroundForMany),)}
#: Fields that say what one case is about: a move over a selection does not ask for them, and each case keeps its own.
_OF_ONE_CASE = frozenset({"category"})


def fields_for_many(move: Move) -> tuple[Field, ...]:
    """What a move asks for when it is made over a selection."""
    return tuple(field for field in _FOR_MANY.get(move.name, move.fields) if field.name not in _OF_ONE_CASE)


def checked_name(name: object) -> str:
    """A name of 1 to 20 characters without control characters. Raises Refused naming "name"."""
    return str(clean((NAME,), {"name": name})["name"])


def audiences(roles: Iterable[Role], units: Iterable[int]) -> list[Audience]:
    """With whom somebody with these roles and posts at these units may share."""
    offered = [Audience.OWN]
    if set(units):
        offered.append(Audience.UNIT)
    if SHARES_WITH_CENTRE & set(roles):
        offered.append(Audience.CENTRE)
    return offered


def bulk_moves(roles: Iterable[Role]) -> list[Move]:
    """The moves that these roles may make over a selection, in the table's order."""
    held = set(roles)
    return [move for move in MOVES.values() if move.bulk and move.by & held]


def check_bulk(name: str, roles: Iterable[Role], count: int) -> Move:
    """The move to make on so many cases. Raises Refused("no-such-move" | "not-in-bulk" | "wrong-role" | "too-many")."""
    move = MOVES.get(name)
    if move is None:
        raise Refused("no-such-move", "请选择要做的动作", "move")
    if not move.bulk:
        raise Refused("not-in-bulk", f"“{move.label}”须逐件办理", "move")
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}", "move")
    if count == 0:
        raise Refused("nothing-chosen", "请先在列表里勾选工单", "case")
    if count > MOST_AT_ONCE:
        raise Refused("too-many", f"选了 {count} 件，一次最多 {MOST_AT_ONCE} 件", "case")
    return move


def check_may_export(roles: Iterable[Role]) -> None:
    if not EXPORTS & set(roles):
        raise Refused("wrong-role", "您的岗位不能导出")


def checked_purpose(data: Mapping[str, object]) -> str:
    """Why a list is taken out. Raises Refused naming "purpose"."""
    return str(clean((PURPOSE,), data)["purpose"])
