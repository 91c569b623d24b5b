"""Who does what with templates, numbers and letters: buttons, permissions and documents come from this table."""

from collections.abc import Mapping
from dataclasses import dataclass

from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

LONGEST_REASON = 200


class Stage(Code):
    """Where a version of a template stands."""

    SHIPPED = "shipped", "随系统提供"
    WAITING = "waiting", "待发布"
    IN_FORCE = "in_force", "使用中"
    PAST = "past", "已被替换"
    TURNED_DOWN = "turned_down", "未准发布"


@dataclass(frozen=True)
class Move:
    """One move. `basis` says why it is as it is."""

    name: str
    label: str
    by: frozenset[Role]
    basis: str
    source: tuple[Stage, ...] = ()
    target: Stage | None = None
    reason: bool = False


_OFFICER = frozenset({Role.DISCLOSURE_OFFICER})
_LEADER = frozenset({Role.DISCLOSURE_LEADER})
READERS = _OFFICER | _LEADER

MOVES: Mapping[str, Move] = {
    move.name: move
    for move in (
        Move("write", "保存新版本", _OFFICER, "design：公开专员起草文书模板", target=Stage.WAITING),
        Move("restore", "恢复出厂文本", _OFFICER, "design：恢复也是新版本，同样须发布", target=Stage.WAITING),
        Move(
            "release",
            "发布",
            _LEADER,
            "先审后发：起草和发布不是同一个人",
            source=(Stage.WAITING,),
            target=Stage.IN_FORCE,
        ),
        Move(
            "turn_down",
            "不准发布",
            _LEADER,
            "先审后发",
            source=(Stage.WAITING,),
            target=Stage.TURNED_DOWN,
            reason=True,
        ),
        Move(
            "begin_at",
            "定下一个号",
            READERS,
            "design：纸上已经编到几号，这里接着编；只能往后，不能往前",
            reason=True,
        ),
        # An applicant who withdraws voids the number of the reply that waited for him: the system does it for him.
        Move("void", "文号作废", READERS | {Role.WORKER}, "design：文号连续，作废的留号并写明理由", reason=True),
    )
}


def may(name: str, actor: Actor) -> bool:
    return bool(MOVES[name].by & actor.roles)


def check(name: str, actor: Actor, reason: str | None = None) -> str:
    """Whether somebody may make this move; the reason without blanks. Raises Refused: wrong-role, reason-needed."""
    move = MOVES[name]
    if not move.by & actor.roles:
        raise Refused("wrong-role", f"您的岗位不能{move.label}")
    said = (reason or "").strip()
    if move.reason and not said:
        raise Refused("reason-needed", "请写明理由", "reason")
    if len(said) > LONGEST_REASON:
        raise Refused("reason-too-long", f"理由最多 {LONGEST_REASON} 字", "reason")
    return said


def reads(actor: Actor) -> bool:
    return bool(READERS & actor.roles)
