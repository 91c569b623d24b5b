"""What a case says once it was declined as OOS-4, and who may open what people wrote of it (handbook A2).

"Content must be sealed from normal roles": 国办函〔2025〕66号 names state, work and business secrets, privacy and
personal information.
"""

from collections.abc import Set

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import OutOfScope
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

#: Stands where somebody's words stood.
MARK = "内容已封存（OOS-4）"
#: What the columns of the case itself say instead.
SEALED_COLUMNS = {"title": MARK, "body": MARK, "address": ""}
#: The ground on which content is sealed.
SECRET = OutOfScope.SECRET
#: Who may open it: those who may also take the decision back.
OPENS = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR})


class ContentPurpose(Code):
    """Why sealed content is opened; written into the journal."""

    REVIEW = "review", "复核不予受理的判断"
    CHECK = "check", "保密、内部检查调阅"
    HAND_OVER = "hand_over", "依法移送、报告有权机关"


def may_open_content(roles: Set[Role]) -> None:
    """Silence means yes. Raises Refused("content-sealed")."""
    if not roles & OPENS:
        raise Refused("content-sealed", "内容已封存，只有班长和督办员能为了写明的用途查看")


def told_instead(told: str) -> str:
    """What the citizen reads of the words he was told, which may quote what is sealed: the ground's own words then."""
    return GROUNDS[SECRET].words if told == MARK else told
