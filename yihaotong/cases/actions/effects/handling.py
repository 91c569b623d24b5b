"""What a unit leaves behind while it works on a case."""

from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import allotting
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.effects.part import Columns, Data, Told, remark
from yihaotong.cases.actions.keeping import Keeper, due_at_stage
from yihaotong.cases.models import Case, Contact, Reply
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.journal.refusal import Refused


def _sign(keeper: Keeper, case: Case, _data: Data, actor: Actor, at: datetime) -> Told:
    """Whoever signs for a case works on it, unless it was allotted before: it counts among what he has in hand."""
    leg = keeper.open_leg(case)
    keeper.sign(leg, at, actor.key)
    kind, _colon, number = actor.key.partition(":")
    taken = kind == "person" and keeper.hold(case, int(number))
    return {"leg": leg.pk} | ({"person": int(number)} if taken else {})


def _allot_columns(_keeper: Keeper, case: Case, data: Data, at: datetime) -> Columns:
    """Somebody who may work on it for the unit, at the unit itself or below it."""
    person = allotting.person_for(case, int(data["person"]), at)
    if person.pk == case.handler_id:
        raise Refused("already-allotted", f"工单已经分给 {person.name}", "person")
    before = {"person": case.handler_id} if case.handler_id else {}
    return Columns({"handler": person}, {"person": person.pk}, before=before)


def _allot(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    return remark(keeper, case, "allot", actor, at, text=data["note"]) if data["note"] else {}


def _give_back_columns(_keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns({"handler": None}, {"person": None}, before={"person": case.handler_id})


def _give_back(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    return remark(keeper, case, "give_back", actor, at, text=data["note"])


def _contact(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    contact = Contact(case=case, at=at, by=actor.key, **data)
    keeper.add(contact)
    if contact.reached:
        keeper.stop(case, at, meets=[ClockKind.FIRST_CONTACT])
        keeper.set_due(case, due_at_stage(keeper, case, Stage(case.stage), []))
    return told(contact) | {"reached": contact.reached}


def _propose(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    reply = Reply(case=case, at=at, by=actor.key, proposed=True, **data)
    keeper.add(reply)
    return told(reply)


def _hand_back(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    """Whatever was proposed so far is no longer waiting for a signature."""
    waiting = Reply.objects.filter(case=case, proposed=True, handed_back_at=None)
    newest = case.replies.order_by("-pk").values_list("proposed", flat=True).first()
    if not newest or not waiting.update(handed_back_at=at):
        raise Refused("nothing-proposed", "没有待签发的拟稿")
    return remark(keeper, case, "hand_back", actor, at, text=data["note"])


def _reply_columns(_keeper: Keeper, _case: Case, data: Data, _at: datetime) -> Columns:
    outcome = data["outcome"].value
    return Columns({"outcome": outcome}, {"outcome": outcome})


def _reply(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    reply = Reply(case=case, at=at, by=actor.key, **data)
    keeper.add(reply)
    return told(reply)


COLUMNS = {"allot": _allot_columns, "give_back": _give_back_columns, "reply": _reply_columns}

RECORDS = {
    "sign": _sign,
    "allot": _allot,
    "give_back": _give_back,
    "contact": _contact,
    "propose": _propose,
    "hand_back": _hand_back,
    "reply": _reply,
}
