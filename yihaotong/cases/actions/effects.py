"""What each move writes besides the stage: columns of the case, and the record it leaves.

`COLUMNS` may look things up but writes nothing; `RECORDS` runs inside the transaction. Both tell the journal what
they did, without a word of the texts themselves: these stand in the records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions import clocks
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.lookups import check_category, unit_by_code
from yihaotong.cases.models import CallBack, Case, Conclusion, Contact, Evaluation, Leg, Reply, Review
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import CONTENT, CloseGround, Stage

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Columns:
    """Columns of the case to set with the stage, and what the journal says of them."""

    changes: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def _dispatch_columns(case: Case, data: Data, at: datetime) -> Columns:
    unit = unit_by_code(data["unit"])
    check_category(data["category"], at)
    changes: dict[str, Any] = {"lead_unit": unit}
    told: dict[str, Any] = {"unit": unit.pk}
    if data["category"] and data["category"] != case.category:
        changes["category"] = told["category"] = data["category"]
    return Columns(changes, told)


def _reply_columns(_case: Case, data: Data, _at: datetime) -> Columns:
    outcome = data["outcome"].value
    return Columns({"outcome": outcome}, {"outcome": outcome})


def _approve_columns(_case: Case, _data: Data, _at: datetime) -> Columns:
    """What was said of an earlier reply is not said of this one."""
    return Columns({"dissatisfied": False})


def _close_columns(_case: Case, data: Data, at: datetime) -> Columns:
    return Columns({"closed_at": at}, {"ground": data["ground"].value})


def _redo_columns(_case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"redone": True, "dissatisfied": True})


def _refer_columns(_case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"dissatisfied": True})


def _evaluate_columns(_case: Case, data: Data, _at: datetime) -> Columns:
    return Columns({} if data["satisfaction"] in CONTENT else {"dissatisfied": True})


def _dispatch(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    unit = unit_by_code(data["unit"])
    leg = Leg.objects.create(case=case, unit=unit, dispatched_at=at, dispatched_by=actor.key, note=data["note"])
    return {"leg": leg.pk}


def _sign(case: Case, _data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    leg = case.legs.filter(signed_at=None).latest("dispatched_at")
    leg.signed_at, leg.signed_by = at, actor.key
    leg.save(update_fields=["signed_at", "signed_by"])
    return {"leg": leg.pk}


def _contact(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    contact = Contact.objects.create(case=case, at=at, by=actor.key, **data)
    if contact.reached:
        clocks.stop(case, at, meets=[ClockKind.FIRST_CONTACT])
        Case.objects.filter(pk=case.pk).update(due_at=clocks.due_at_stage(case, Stage(case.stage), []))
    return told(contact) | {"reached": contact.reached}


def _propose(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    reply = Reply.objects.create(case=case, at=at, by=actor.key, proposed=True, **data)
    return told(reply)


def _reply(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    reply = Reply.objects.create(case=case, at=at, by=actor.key, **data)
    return told(reply)


def _approve(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    review = Review.objects.create(case=case, at=at, by=actor.key, passed=True, note=data["note"])
    return told(review)


def _send_back(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    review = Review.objects.create(case=case, at=at, by=actor.key, passed=False, **data)
    return told(review) | {"reason": review.reason}


def _attempt(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    call_back = CallBack.objects.create(case=case, at=at, by=actor.key, reached=False, note=data["note"])
    return told(call_back)


def _close(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    """Only a call that was answered leaves a call-back with answers; nothing is filled in for anybody."""
    return _answered(case, data, actor, at) if data["ground"] is CloseGround.CALLED_BACK else {}


def _answered(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    """A call-back that was answered, with what he said."""
    answers = {name: data[name] for name in ("contacted", "solved", "satisfaction", "attitude", "note")}
    call_back = CallBack.objects.create(case=case, at=at, by=actor.key, reached=True, **answers)
    return told(call_back)


def _conclude(case: Case, data: Data, actor: Actor, at: datetime) -> dict[str, Any]:
    return told(Conclusion.objects.create(case=case, at=at, by=actor.key, **data))


def _evaluate(case: Case, data: Data, _actor: Actor, at: datetime) -> dict[str, Any]:
    evaluation = Evaluation.objects.create(case=case, at=at, **data)
    return told(evaluation) | {"solved": data["solved"].value, "satisfaction": data["satisfaction"].value}


COLUMNS: dict[str, Callable[[Case, Data, datetime], Columns]] = {
    "dispatch": _dispatch_columns,
    "reply": _reply_columns,
    "approve": _approve_columns,
    "close": _close_columns,
    "redo": _redo_columns,
    "refer": _refer_columns,
    "conclude": _close_columns,
    "evaluate": _evaluate_columns,
}

RECORDS: dict[str, Callable[[Case, Data, Actor, datetime], dict[str, Any]]] = {
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
