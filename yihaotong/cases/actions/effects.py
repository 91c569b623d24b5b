"""What each move writes besides the stage: columns of the case, and the record it leaves.

`COLUMNS` may look things up but writes nothing; `RECORDS` runs inside the transaction. Both tell the journal what
they did, without a word of the texts themselves: these stand in the records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.keeping import Keeper, due_at_stage
from yihaotong.cases.models import CallBack, Case, Conclusion, Contact, Evaluation, Leg, Reply, Review
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import CONTENT, CloseGround, Stage

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Columns:
    """Columns of the case to set with the stage, and what the journal says of them."""

    changes: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def _dispatch_columns(keeper: Keeper, case: Case, data: Data, at: datetime) -> Columns:
    unit = keeper.unit(data["unit"])
    keeper.check_category(data["category"], at)
    changes: dict[str, Any] = {"lead_unit": unit}
    told: dict[str, Any] = {"unit": unit.pk}
    if case.historical:
        # From here on it is a case like any other.
        changes["historical"] = told["historical"] = False
    if data["category"] and data["category"] != case.category:
        changes["category"] = told["category"] = data["category"]
    return Columns(changes, told)


def _reply_columns(_keeper: Keeper, _case: Case, data: Data, _at: datetime) -> Columns:
    outcome = data["outcome"].value
    return Columns({"outcome": outcome}, {"outcome": outcome})


def _approve_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    """What was said of an earlier reply is not said of this one."""
    return Columns({"dissatisfied": False})


def _close_columns(_keeper: Keeper, _case: Case, data: Data, at: datetime) -> Columns:
    return Columns({"closed_at": at}, {"ground": data["ground"].value})


def _redo_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"redone": True, "dissatisfied": True})


def _refer_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"dissatisfied": True})


def _evaluate_columns(_keeper: Keeper, _case: Case, data: Data, _at: datetime) -> Columns:
    return Columns({} if data["satisfaction"] in CONTENT else {"dissatisfied": True})


def _dispatch(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    unit = keeper.unit(data["unit"])
    leg = Leg(case=case, unit=unit, dispatched_at=at, dispatched_by=actor.key, note=data["note"])
    keeper.add(leg)
    return {"leg": leg.pk}


def _sign(keeper: Keeper, case: Case, _data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    leg = keeper.open_leg(case)
    keeper.sign(leg, at, actor.key)
    return {"leg": leg.pk}


def _contact(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    contact = Contact(case=case, at=at, by=actor.key, **data)
    keeper.add(contact)
    if contact.reached:
        keeper.stop(case, at, meets=[ClockKind.FIRST_CONTACT])
        keeper.set_due(case, due_at_stage(keeper, case, Stage(case.stage), []))
    return told(contact) | {"reached": contact.reached}


def _propose(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    reply = Reply(case=case, at=at, by=actor.key, proposed=True, **data)
    keeper.add(reply)
    return told(reply)


def _reply(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    reply = Reply(case=case, at=at, by=actor.key, **data)
    keeper.add(reply)
    return told(reply)


def _approve(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    review = Review(case=case, at=at, by=actor.key, passed=True, note=data["note"])
    keeper.add(review)
    return told(review)


def _send_back(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    review = Review(case=case, at=at, by=actor.key, passed=False, **data)
    keeper.add(review)
    return told(review) | {"reason": review.reason}


def _attempt(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    call_back = CallBack(case=case, at=at, by=actor.key, reached=False, note=data["note"])
    keeper.add(call_back)
    return told(call_back)


def _close(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    """Only a call that was answered leaves a call-back with answers; nothing is filled in for anybody."""
    return _answered(keeper, case, data, actor, at) if data["ground"] is CloseGround.CALLED_BACK else {}


def _answered(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    """A call-back that was answered, with what he said."""
    answers = {name: data[name] for name in ("contacted", "solved", "satisfaction", "attitude", "note")}
    call_back = CallBack(case=case, at=at, by=actor.key, reached=True, **answers)
    keeper.add(call_back)
    return told(call_back)


def _conclude(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    conclusion = Conclusion(case=case, at=at, by=actor.key, **data)
    keeper.add(conclusion)
    return told(conclusion)


def _evaluate(keeper: Keeper, case: Case, data: Data, _actor: Actor, at: datetime) -> dict[str, Any]:
    evaluation = Evaluation(case=case, at=at, **data)
    keeper.add(evaluation)
    return told(evaluation) | {"solved": data["solved"].value, "satisfaction": data["satisfaction"].value}


COLUMNS: dict[str, Callable[[Keeper, Case, Data, datetime], Columns]] = {
    "dispatch": _dispatch_columns,
    "reply": _reply_columns,
    "approve": _approve_columns,
    "close": _close_columns,
    "redo": _redo_columns,
    "refer": _refer_columns,
    "conclude": _close_columns,
    "evaluate": _evaluate_columns,
}

RECORDS: dict[str, Callable[[Keeper, Case, Data, Actor, datetime], dict[str, Any]]] = {
    "dispatch": _dispatch,
    "sign": _sign,
    "contact": _contact,
    "propose": _propose,
    "reply": _reply,
    "approve": _approve,
    "send_back": _send_back,
    "attempt": _attempt,
    "close": _close,
    "redo": _answered,
    "refer": _answered,
    "conclude": _conclude,
    "evaluate": _evaluate,
}
