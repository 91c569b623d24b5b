"""Calling back, closing, giving up, and taking up again."""

from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.effects.part import Columns, Data, Told, ended_as, remark
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.actions.supplementing import supplement
from yihaotong.cases.models import CallBack, Case, Conclusion, Evaluation
from yihaotong.cases.rules.codes import CONTENT, CloseGround, LegEnd, Stage
from yihaotong.cases.rules.conditions import check_handled


def _close_columns(_keeper: Keeper, _case: Case, data: Data, at: datetime) -> Columns:
    return Columns({"closed_at": at}, {"ground": data["ground"].value})


def _redo_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"redone": True, "dissatisfied": True})


def _refer_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"dissatisfied": True})


def _evaluate_columns(_keeper: Keeper, _case: Case, data: Data, _at: datetime) -> Columns:
    return Columns({} if data["satisfaction"] in CONTENT else {"dissatisfied": True})


def _attempt(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    call_back = CallBack(case=case, at=at, by=actor.key, reached=False, note=data["note"])
    keeper.add(call_back)
    return told(call_back)


def _close(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    """Only a call that was answered leaves a call-back with answers; nothing is filled in for anybody."""
    return _answered(keeper, case, data, actor, at) if data["ground"] is CloseGround.CALLED_BACK else {}


def _answered(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    """A call-back that was answered, with what he said."""
    answers = {name: data[name] for name in ("contacted", "solved", "satisfaction", "attitude", "note")}
    call_back = CallBack(case=case, at=at, by=actor.key, reached=True, **answers)
    keeper.add(call_back)
    return told(call_back)


def _conclude(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    conclusion = Conclusion(case=case, at=at, by=actor.key, **data)
    keeper.add(conclusion)
    return told(conclusion)


def _evaluate(keeper: Keeper, case: Case, data: Data, _actor: Actor, at: datetime) -> Told:
    evaluation = Evaluation(case=case, at=at, **data)
    keeper.add(evaluation)
    said = {name: data[name].value for name in ("solved", "satisfaction", "service") if data[name]}
    return told(evaluation) | said


def _withdraw_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns(ended_as(Stage.WITHDRAWN), ended_as(Stage.WITHDRAWN))


def _withdraw(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    keeper.end_legs(case, at, LegEnd.WITHDRAWN)
    return remark(keeper, case, "withdraw", actor, at, text=data["note"])


def _reopen_columns(_keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    check_handled(answered_at_once=case.lead_unit_id is None)
    return Columns({"closed_at": None})


def _reopen(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    """The closing it had is kept with the new facts."""
    return remark(keeper, case, "reopen", actor, at, text=data["note"], moment=case.closed_at)


COLUMNS = {
    "close": _close_columns,
    "redo": _redo_columns,
    "refer": _refer_columns,
    "conclude": _close_columns,
    "evaluate": _evaluate_columns,
    "withdraw": _withdraw_columns,
    "reopen": _reopen_columns,
}

RECORDS = {
    "attempt": _attempt,
    "close": _close,
    "redo": _answered,
    "refer": _answered,
    "conclude": _conclude,
    "evaluate": _evaluate,
    "supplement": supplement,
    "withdraw": _withdraw,
    "reopen": _reopen,
}
