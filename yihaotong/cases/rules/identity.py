"""Who may open a requester's sealed identity (handbook A13; 北京市接诉即办工作条例 art. 8)."""

from collections.abc import Set

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import Secrecy, Stage
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

CENTRE = frozenset(
    {Role.OPERATOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.REVIEWER, Role.CALL_BACK_CLERK, Role.SUPERVISOR}
)
UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})


class Purpose(Code):
    """Why an identity is opened; written into the journal."""

    CALL = "call", "联系诉求人了解情况"
    CALL_BACK = "call_back", "回访"
    VISIT = "visit", "上门处理"
    MERGE = "merge", "核对是否同一诉求人"
    CALLER = "caller", "来电登记，核对来电人"
    CORRECT = "correct", "更正登记信息"


#: Who opens an identity for what: each role is offered what belongs to its own work.
_PURPOSES = {
    Purpose.CALL: CENTRE | UNIT,
    Purpose.CALL_BACK: frozenset({Role.CALL_BACK_CLERK, Role.SHIFT_LEADER, Role.REVIEWER, Role.SUPERVISOR}),
    Purpose.VISIT: UNIT,
    Purpose.MERGE: frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.SUPERVISOR}),
    Purpose.CALLER: frozenset({Role.OPERATOR, Role.SHIFT_LEADER}),
    Purpose.CORRECT: frozenset({Role.OPERATOR, Role.SHIFT_LEADER}),
}


def purposes_of(roles: Set[Role]) -> list[Purpose]:
    """For what these roles may open an identity, in the order of `Purpose`."""
    return [purpose for purpose in Purpose if roles & _PURPOSES[purpose]]


def may_open(roles: Set[Role], secrecy: Secrecy, stage: Stage, *, holds: bool) -> None:
    """Silence means yes. The centre may, with a purpose; a unit only while it `holds` and handles an ordinary case.

    Raises Refused("identity-sealed").
    """
    if roles & CENTRE:
        return
    if holds and roles & UNIT and secrecy is Secrecy.NORMAL and stage is Stage.IN_HAND:
        return
    if roles & UNIT and not holds:
        raise Refused("identity-sealed", "这张工单不在您的单位办理，不能查看诉求人身份")
    if roles & UNIT and secrecy is not Secrecy.NORMAL:
        raise Refused("identity-sealed", "诉求人要求保密或受举报保护，只有中心可以联系，请通过中心转达")
    raise Refused("identity-sealed", "您的岗位在这个环节不能查看诉求人身份")


def sees_number(roles: Set[Role], *, unit_too: bool) -> bool:
    """The centre's people see the number; a unit does not, unless the city has no exchange and says otherwise."""
    return bool(roles & CENTRE) or unit_too


def reads_number_in_words(roles: Set[Role], secrecy: Secrecy, *, sender: bool, unit_too: bool) -> bool:
    """Whether the requester's own number may stand in what people wrote of his case, for this reader; `sender`: he
    filed it, and reads it as he wrote it."""
    return bool(roles & (CENTRE | {Role.CITIZEN})) or sender or (unit_too and secrecy is Secrecy.NORMAL)


class CallPurpose(Code):
    """Why a unit wants to speak with a requester whose number it does not see."""

    FIRST_CONTACT = "first_contact", "首次联系，了解情况"
    FACTS = "facts", "核实情况、约定时间"
    RESULT = "result", "告知办理结果"


def may_call(roles: Set[Role], secrecy: Secrecy, stage: Stage, *, holds: bool, anonymous: bool) -> None:
    """Whether a unit may ask to be put through. Raises Refused("identity-sealed" | "no-number" | "wrong-role")."""
    if not roles & UNIT:
        raise Refused("wrong-role", "您的岗位不用中心代拨")
    may_open(roles & UNIT, secrecy, stage, holds=holds)
    if anonymous:
        raise Refused("no-number", "匿名诉求，没有留下电话")


class PrintPurpose(Code):
    """What a work order is printed for."""

    HANDLING = "handling", "现场办理"
    LEADER = "leader", "报负责人阅签"
    FILE = "file", "归档"
