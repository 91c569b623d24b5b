"""One matter filed more than once: merging, following, and what a parent's answer does for its followers."""

from collections.abc import Callable
from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions import lookups
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.effects.part import Columns, Data, Told, awake, ended_as, remark
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case, Reply
from yihaotong.cases.rules import joining
from yihaotong.cases.rules.codes import LegEnd, Stage


def _merge_columns(_keeper: Keeper, _case: Case, data: Data, _at: datetime) -> Columns:
    parent = lookups.case_by_number(data["parent"], "parent")
    end = ended_as(Stage.MERGED)
    return Columns({"parent": parent, **end}, {"parent": parent.pk, **end}, other=parent)


def _merge(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    parent = _checked(case, data, joining.may_merge)
    keeper.end_legs(case, at, LegEnd.MERGED)
    return remark(keeper, case, "merge", actor, at, text=data["note"], other=parent)


def _checked(case: Case, data: Data, rule: Callable[[joining.Parent], None]) -> Case:
    """The parent as it is now that both are locked, if it may be one."""
    parent = lookups.case_by_number(data["parent"], "parent")
    rule(
        joining.Parent(
            stage=Stage(parent.stage),
            itself=parent.pk == case.pk,
            historical=parent.historical,
            same_person=access.same_person(case, parent),
        )
    )
    return parent


def _follow_columns(_keeper: Keeper, case: Case, data: Data, _at: datetime) -> Columns:
    parent = lookups.case_by_number(data["parent"], "parent")
    more = awake(case)
    return Columns(
        {"parent": parent, "lead_unit": None, **more}, {"parent": parent.pk, "unit": None, **more}, other=parent
    )


def _follow(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    parent = _checked(case, data, joining.may_follow)
    keeper.end_legs(case, at, LegEnd.FOLLOWED)
    return remark(keeper, case, "follow", actor, at, text=data["note"], other=parent)


def _share_columns(_keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    """The unit that answered for the parent answers for the follower, should he be called back in vain."""
    parent = access.parent_of(case)
    outcome = {"outcome": parent.outcome}
    return Columns({"lead_unit": parent.lead_unit, **outcome}, {"unit": parent.lead_unit_id, **outcome})


def _share(keeper: Keeper, case: Case, _data: Data, _actor: Actor, _at: datetime) -> Told:
    """The same words, when and by whom they were written; without a word of whose case it was."""
    answer = access.parent_of(case).replies.filter(proposed=False).latest("pk")
    reply = Reply(case=case, at=answer.at, by=answer.by, outcome=answer.outcome, text=answer.text)
    keeper.add(reply)
    return told(reply)


def _leave_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"parent": None}, {"parent": None})


def _leave(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    return remark(keeper, case, "leave", actor, at, text=data["note"], other_id=case.parent_id)


COLUMNS = {
    "merge": _merge_columns,
    "follow": _follow_columns,
    "share": _share_columns,
    "leave": _leave_columns,
}

RECORDS = {"merge": _merge, "follow": _follow, "share": _share, "leave": _leave}
