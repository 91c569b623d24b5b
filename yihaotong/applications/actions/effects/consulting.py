"""Asking others, asking for reasons, extending, charging (条例 art. 32–35, 42)."""

from datetime import date, timedelta

from django.db.models import QuerySet

from yihaotong.applications import charging, repeats
from yihaotong.applications.actions.clocks import lapsed_on
from yihaotong.applications.actions.effects.part import Act, Effect, Effects
from yihaotong.applications.identities import Party, sealed_party
from yihaotong.applications.models import Charge, Consultation
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import ENDED, Asked, Opinion, Stage
from yihaotong.applications.rules.tables import given
from yihaotong.journal.refusal import Refused

#: From here on nothing that others say changes the reply.
_SETTLED = ENDED | {Stage.TO_SIGN, Stage.SIGNED}
_TOO_LATE = "答复已经送出以后收到，只作记录，不改变答复"
_OVER = "征求意见已经了结以后收到，供经办人参考"


def _consult(act: Act) -> Effect:
    number = Consultation.objects.filter(application=act.application).count() + 1
    Consultation.objects.create(
        application=act.application,
        number=number,
        asked=act.data["asked"].value,
        **sealed_party(Party(act.data["party"], act.data["party_contact"])),
        question=act.data["question"],
        sent_on=act.on,
    )
    told = {"consultation": number, "asked": act.data["asked"].value}
    return Effect(number=number, told=told)


def _consult_received(act: Act) -> Effect:
    asked = act.facts.consultation(act.data["consultation"])
    _of(act).update(received_on=act.on)
    # Another organ has no limit by law: its receipt starts no clock.
    counts = asked.asked is not Asked.OTHER_ORGAN
    told = {"consultation": asked.number, "received_on": act.on.isoformat()}
    return Effect(number=asked.number, kind=asked.asked.value, counts=counts, told=told)


def _consult_answered(act: Act) -> Effect:
    asked = act.facts.consultation(act.data["consultation"])
    told = {"consultation": asked.number, "opinion": act.data["opinion"].value}
    if asked.closed or act.facts.stage in _SETTLED:
        late = act.facts.stage in ENDED
        # Silence was what counted; the words are kept beside it.
        _of(act).update(words=act.data["note"], late_answer=late, opinion=act.data["opinion"].value)
        note = _TOO_LATE if late else _OVER
        return Effect(number=asked.number, counts=False, told=told | {"late": late}, note=note)
    on = _back_on(act, asked.number, asked.asked)
    _of(act).update(closed_on=on, opinion=act.data["opinion"].value, words=act.data["note"])
    return Effect(target=_then(act, asked.number), on=on, number=asked.number, told=told)


def _back_on(act: Act, number: int, asked: Asked) -> date:
    """The pause ends with the answer, at the latest with the 15 working days that the other side has."""
    last = None if asked is Asked.OTHER_ORGAN else lapsed_on(act.application, ClockKind(asked.value), number)
    return min(act.on, last + timedelta(days=1)) if last else act.on


def _consult_lapsed(act: Act) -> Effect:
    asked = act.facts.consultation(act.data["consultation"])
    other = asked.asked is Asked.OTHER_ORGAN
    last = None if other else lapsed_on(act.application, ClockKind(asked.asked.value), asked.number)
    on = last + timedelta(days=1) if last else act.on
    silence = {
        Asked.THIRD_PARTY: (Opinion.SILENT, "沉默不是同意，由机关依照条例决定是否公开（第三十二条）"),
        Asked.JOINT_ORGAN: (Opinion.AGREES, "逾期未提出意见，视为同意公开（第三十四条）"),
        Asked.OTHER_ORGAN: (Opinion.CLOSED, "不再等候"),
    }
    opinion, note = silence[asked.asked]
    _of(act).update(closed_on=on, opinion=opinion.value, words=act.data["note"])
    told = {"consultation": asked.number, "opinion": opinion.value}
    return Effect(target=_then(act, asked.number), on=on, number=asked.number, told=told, note=note)


def _of(act: Act) -> QuerySet[Consultation]:
    return Consultation.objects.filter(application=act.application, number=act.data["consultation"])


def _then(act: Act, closing: int) -> Stage | None:
    """In hand again once nobody is waited for."""
    left = [each for each in act.facts.consultations if not each.closed and each.number != closing]
    return None if left or act.facts.stage is not Stage.CONSULTING else Stage.IN_HAND


def _ask_reasons(act: Act) -> Effect:
    days = act.data["days"] or given("reasons_days").number
    often = repeats.frequency(act.application)
    return Effect(days=days, told={"days": days, "month": often.month, "year": often.year})


def _rule(act: Act) -> Effect:
    ruling = act.data["ruling"].value
    days = act.data["days"] or 0
    return Effect({"ruling": ruling}, days=days, told={"ruling": ruling, "days": days})


def _propose_extension(act: Act) -> Effect:
    columns = {"extension": "proposed", "extension_days": act.data["days"], "extension_by": act.actor.key}
    return Effect(columns, told={"days": act.data["days"]})


def _approve_extension(act: Act) -> Effect:
    return Effect({"extension": "approved"}, told={"days": act.application.extension_days})


def _refuse_extension(act: Act) -> Effect:
    told = {"days": act.application.extension_days}
    return Effect({"extension": "", "extension_days": 0, "extension_by": ""}, told=told)


def _extend(act: Act) -> Effect:
    days = act.application.extension_days
    return Effect({"extension": "extended"}, days=days, told={"days": days})


def _charge(act: Act) -> Effect:
    fee = charging.fee_of(act.application, act.data["ladder"], act.data["pages"])
    if not fee.yuan:
        raise Refused("free", "这件申请在免费的范围内，不收信息处理费", "ladder")
    number = Charge.objects.filter(application=act.application).count() + 1
    Charge.objects.create(
        application=act.application,
        number=number,
        ladder=fee.ladder.value,
        count=fee.count,
        before=fee.before,
        amount=fee.yuan,
        told_on=act.on,
    )
    told = {"charge": number, "ladder": fee.ladder.value, "count": fee.count, "before": fee.before, "yuan": fee.yuan}
    return Effect(told=told)


def _take_back_charge(act: Act) -> Effect:
    """The notice stays, as one that was wrong; nobody owes anything by it."""
    charge = _holds(act).get()
    back = {"taken_back_at": act.at, "taken_back_by": act.actor.key, "why_taken_back": act.data["note"]}
    _holds(act).update(**back)
    return Effect(told={"charge": charge.number, "yuan": charge.owed})


def _holds(act: Act) -> QuerySet[Charge]:
    return Charge.objects.filter(application=act.application, taken_back_at=None)


def _waive(act: Act) -> Effect:
    amount = act.data["amount"]
    _holds(act).update(reduced_to=amount, reduced_by=act.actor.key)
    free = amount == 0
    return Effect(target=Stage.IN_HAND if free else None, counts=free, told={"yuan": amount})


def _pay(act: Act) -> Effect:
    paid = {"paid": act.data["amount"], "paid_on": act.on, "voucher": act.data["voucher"]}
    _holds(act).update(**paid)
    return Effect(told={"yuan": act.data["amount"], "paid_on": act.on.isoformat()})


def _note_payment(act: Act) -> Effect:
    return Effect(counts=False, told={"yuan": act.data["amount"]}, note="视为放弃以后到账，不改变结果，应予退还")


EFFECTS: Effects = {
    "consult": _consult,
    "consult_received": _consult_received,
    "consult_answered": _consult_answered,
    "consult_lapsed": _consult_lapsed,
    "ask_reasons": _ask_reasons,
    "rule": _rule,
    "propose_extension": _propose_extension,
    "approve_extension": _approve_extension,
    "refuse_extension": _refuse_extension,
    "extend": _extend,
    "charge": _charge,
    "take_back_charge": _take_back_charge,
    "waive": _waive,
    "pay": _pay,
    "note_payment": _note_payment,
}
