"""Which case may be another's parent, for merging (same person) and for following (somebody else)."""

from dataclasses import dataclass

from yihaotong.cases.rules.codes import LEADING, OPEN, Stage
from yihaotong.journal.refusal import Refused

_FIELD = "parent"


@dataclass(frozen=True)
class Parent:
    """What counts of the case that is to be the parent.

    `same_person`: the telephone is the same; None where it cannot be known, because one of the two left none.
    """

    stage: Stage
    itself: bool = False
    historical: bool = False
    same_person: bool | None = None


def _check(parent: Parent) -> None:
    if parent.itself:
        raise Refused("own-parent", "主单不能是这张工单自己", _FIELD)
    if parent.stage is Stage.FOLLOWING:
        raise Refused("parent-follows", "那张工单自己也随着主单，请填它的主单编号", _FIELD)
    if parent.stage not in OPEN or parent.historical:
        word = "历史数据" if parent.historical else parent.stage.label
        raise Refused("parent-not-open", f"那张工单{word}，不在办理之中，不能作主单", _FIELD)


def may_merge(parent: Parent) -> None:
    """Handbook A6: same person and same matter, while the other case is open."""
    _check(parent)
    if not parent.same_person:
        why = "匿名或没有留电话的" if parent.same_person is None else "两张工单的联系电话不同"
        raise Refused("other-person", f"{why}，不能认定是同一诉求人：请用“随主单”", _FIELD)


def may_follow(parent: Parent) -> None:
    """Handbook §0.5: another person, the same matter; the parent's answer is still to be passed."""
    _check(parent)
    if parent.stage not in LEADING:
        raise Refused("parent-answered", "那张工单的答复已经审核通过，随不上了：请照它的答复直接答复", _FIELD)
    if parent.same_person:
        raise Refused("same-person", "两张工单是同一诉求人的：请用“并单”", _FIELD)
