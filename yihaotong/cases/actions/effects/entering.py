"""The ends a case may find before anybody has to act, and the way back from them."""

from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions import lookups
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.effects.part import Columns, Data, Told, awake, ended_as, remark
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case, Reply
from yihaotong.cases.rules.codes import Outcome, OutOfScope, Stage
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.cases.rules.sealed_content import SEALED_COLUMNS, SECRET
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import access as knowledge


def _answer_columns(_keeper: Keeper, _case: Case, _data: Data, at: datetime) -> Columns:
    outcome = {"outcome": Outcome.ANSWERED.value}
    return Columns({"closed_at": at, **outcome}, outcome)


def _answer(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    """The line names entry and version; the words stand in the reply, as they were said then."""
    quoted = knowledge.quoted(data["entry"], at) if data["entry"] else None
    reply = Reply(
        case=case,
        at=at,
        by=actor.key,
        outcome=Outcome.ANSWERED.value,
        text=data["text"] or (quoted.text if quoted else ""),
        entry=quoted.code if quoted else "",
        entry_version=quoted.version if quoted else None,
        ground=data["reason"],
    )
    keeper.add(reply)
    return told(reply) | ({"entry": quoted.code, "entry_version": quoted.version} if quoted else {})


def _void_columns(_keeper: Keeper, _case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns(ended_as(Stage.VOID), ended_as(Stage.VOID))


def _void(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    code = data["code"].value
    return remark(keeper, case, "void", actor, at, code=code, text=data["note"]) | {"code": code}


def _decline_columns(_keeper: Keeper, _case: Case, data: Data, _at: datetime) -> Columns:
    """What is secret leaves the row with the same statement that ends the case."""
    end = ended_as(Stage.DECLINED)
    if data["code"] is SECRET:
        return Columns({**end, **SEALED_COLUMNS}, {**end, "sealed": True})
    return Columns(end, end)


def _decline(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    ground, code = GROUNDS[data["code"]], data["code"].value
    said: dict[str, Any] = {"basis": ground.basis, "told": data["words"] or ground.words, "text": data["note"]}
    if data["original"] and data["code"] is OutOfScope.REPEATED:
        said["other"] = _original(case, data["original"])
    left = remark(keeper, case, "decline", actor, at, code=code, **said) | {"code": code}
    if data["code"] is SECRET:
        keeper.put_away(case, at=at)
    return left


def _original(case: Case, order_no: str) -> Case:
    original = lookups.case_by_number(order_no, "original")
    if original.pk == case.pk:
        raise Refused("own-parent", "原工单不能是这张工单自己", "original")
    # None: one of the two left no telephone. Then it is not shown to the citizen, for nobody knows whose it is.
    if access.same_person(case, original) is False:
        raise Refused("other-person", "那张工单是另一个联系电话的，不是同一诉求人，不能按 OOS-3 不予受理", "original")
    return original


def _transfer_columns(_keeper: Keeper, _case: Case, data: Data, at: datetime) -> Columns:
    if data["moment"] and data["moment"] > at:
        raise Refused("in-the-future", "转接时间在将来，请核对", "moment")
    return Columns(ended_as(Stage.TRANSFERRED), ended_as(Stage.TRANSFERRED))


def _transfer(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    line, moment = data["line"].value, data["moment"] or at
    return remark(keeper, case, "transfer", actor, at, code=line, moment=moment, text=data["note"]) | {"code": line}


def _back_columns(_keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    changes = {"ended_as": "", **awake(case)}
    return Columns(changes, changes)


def _take_back(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    return remark(keeper, case, "take_back", actor, at, text=data["note"])


def _restore_columns(keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    changes: dict[str, Any] = {"ended_as": "", **awake(case)}
    if words := keeper.own_words(case):
        return Columns({**changes, **words}, {**changes, "sealed": False})
    return Columns(changes, changes)


def _restore(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    if keeper.own_words(case):
        keeper.put_back(case)
    return remark(keeper, case, "restore", actor, at, text=data["note"])


COLUMNS = {
    "answer": _answer_columns,
    "void": _void_columns,
    "decline": _decline_columns,
    "transfer": _transfer_columns,
    "take_back": _back_columns,
    "restore": _restore_columns,
}

RECORDS = {
    "answer": _answer,
    "void": _void,
    "decline": _decline,
    "transfer": _transfer,
    "take_back": _take_back,
    "restore": _restore,
}
