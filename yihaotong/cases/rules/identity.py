"""Who may open a requester's sealed identity (handbook A13; 北京市接诉即办工作条例 art. 8)."""

from collections.abc import Set

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import Code, Secrecy, Stage
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
    CORRECT = "correct", "更正登记信息"


def may_open(roles: Set[Role], secrecy: Secrecy, stage: Stage) -> None:
    """Silence means yes. The centre may, with a purpose; the unit only while it handles an ordinary case.

    Raises Refused("identity-sealed").
    """
    if roles & CENTRE:
        return
    if roles & UNIT and secrecy is Secrecy.NORMAL and stage is Stage.IN_HAND:
        return
    if roles & UNIT and secrecy is not Secrecy.NORMAL:
        raise Refused("identity-sealed", "诉求人要求保密或受举报保护，只有中心可以联系，请通过中心转达")
    raise Refused("identity-sealed", "您的岗位在这个环节不能查看诉求人身份")
