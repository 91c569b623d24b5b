"""What a reviewer leaves behind."""

from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.effects.part import Columns, Data, Told
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case, Review


def _approve_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    """What was said of an earlier reply is not said of this one."""
    return Columns({"dissatisfied": False})


def _approve(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    review = Review(case=case, at=at, by=actor.key, passed=True, note=data["note"])
    keeper.add(review)
    return told(review)


def _send_back(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    review = Review(case=case, at=at, by=actor.key, passed=False, **data)
    keeper.add(review)
    return told(review) | {"reason": review.reason}


COLUMNS = {"approve": _approve_columns}

RECORDS = {"approve": _approve, "send_back": _send_back}
