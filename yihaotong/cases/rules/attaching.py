"""Who may add what to a case, take it away again, and see it."""

from collections.abc import Set
from datetime import datetime

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import Secrecy, Stage
from yihaotong.cases.rules.moves import HELD_BY_UNIT
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})
#: From these stages on the answer is the citizen's to read, and what was attached to it.
ANSWERED = frozenset({Stage.TO_CALL_BACK, Stage.CLOSED, Stage.ARCHIVED})


class Audience(Code):
    """For whose eyes an attachment is. Whoever may see the case sees them all; the public side its own and PUBLIC."""

    REQUESTER = "requester", "诉求人提交"
    PUBLIC = "public", "诉求人可见"
    STAFF = "staff", "仅内部"


class RemovalReason(Code):
    """Why a supervisor takes away what somebody else has added; in the journal, so a code and no free words."""

    WRONG_CASE = "wrong_case", "传错工单"
    PRIVATE = "private", "含他人隐私"
    UNLAWFUL = "unlawful", "违法或不良信息"
    DUPLICATE = "duplicate", "重复"
    OTHER = "other", "其他"


def audience_of(roles: Set[Role], *, public: bool, stage: Stage) -> Audience:
    """What the public side hands in is its own; staff choose. Raises Refused("reviewed-already").

    What a unit shows the citizen passes the review together with its reply; so it comes before the reply.
    """
    if not roles - {Role.CITIZEN, Role.CLIENT}:
        return Audience.REQUESTER
    if public and not roles - UNIT - {Role.CLIENT} and stage not in HELD_BY_UNIT:
        raise Refused("reviewed-already", "答复已送审，不能再加诉求人可见的附件；请改为仅内部可见", "public")
    return Audience.PUBLIC if public else Audience.STAFF


def check_count(audience: Audience, *, own: int, whole: int, from_public: int, most: int) -> None:
    """`own` files of the public side and `whole` files there are; `from_public` and `most` there may be.

    Raises Refused("too-many-files").
    """
    if audience is Audience.REQUESTER and own >= from_public:
        raise Refused("too-many-files", f"一件诉求最多交 {from_public} 个附件，已经满了")
    if whole >= most:
        raise Refused("too-many-files", f"一张工单最多 {most} 个附件，已经满了")


def may_remove(*, own: bool, moved_since: bool, roles: Set[Role], reason: RemovalReason | None) -> None:
    """One's own while the case is where it was; anybody's for a supervisor who says why.

    Raises Refused("not-removable" | "missing").
    """
    if own and not moved_since:
        return
    if Role.SUPERVISOR not in roles:
        words = "工单已经往下办了，不能再移除" if own else "只能移除自己传的附件"
        raise Refused("not-removable", f"{words}；确需移除的，请督办员办理")
    if reason is None:
        raise Refused("missing", "请选择移除原因", "reason")


def moved_since(at: datetime, moved_at: datetime) -> bool:
    """Whether the case has moved after something was added at `at`; records added to it are no moves."""
    return moved_at > at


def nameless(audience: Audience, secrecy: Secrecy) -> bool:
    """Of whom the unit must not know, the file's name says nothing: people write their own into it."""
    return audience is Audience.REQUESTER and secrecy is not Secrecy.NORMAL
