"""Withdrawing, the hotline, review and suit (条例 art. 39, 45, 51)."""

from yihaotong.applications.actions.effects.part import Act, Effect, Effects
from yihaotong.applications.actions.effects.voiding import void_unsent
from yihaotong.applications.actions.ending import ended
from yihaotong.applications.actions.hotline import file_case
from yihaotong.applications.models import Dispute, Event, Item, Reply
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import ENDED, DaysOf, DisputeResult, ReplyType, Stage
from yihaotong.applications.rules.situation import numbers_in
from yihaotong.applications.rules.tables import given


def _withdraw(act: Act) -> Effect:
    """A request nobody had confirmed is counted as received when he takes it back: his word is a confirmation."""
    Item.objects.filter(application=act.application).update(reply=ReplyType.R16.value, exemption="")
    columns = ended(act.application, [(ReplyType.R16, None)], act.on)
    if act.application.received_on is None:
        columns["received_on"] = act.on
    void_unsent(act, "申请人在答复送出以前撤回申请")
    return Effect(columns, told={"reply": ReplyType.R16.value})


def _to_hotline(act: Act) -> Effect:
    filed = file_case(act.application, act.data["body"], at=act.at)
    return Effect({"hotline_no": filed.case.order_no}, counts=False, told={"case": filed.case.pk})


def _dispute(act: Act) -> Effect:
    number = act.facts.disputes + 1
    dispute = Dispute.objects.create(
        application=act.application,
        number=number,
        kind=act.data["kind"].value,
        filed_on=act.on,
        body=act.data["body"],
        docket=act.data["docket"],
    )
    return Effect(counts=False, told={"dispute": number, "kind": dispute.kind})


def _dispute_result(act: Act) -> Effect:
    number = act.data["dispute"]
    Dispute.objects.filter(application=act.application, number=number).update(
        result=act.data["result"].value, decided_on=act.on, words=act.data["note"]
    )
    told = {"dispute": number, "result": act.data["result"].value}
    if act.data["result"] is not DisputeResult.CORRECTED or act.facts.stage not in ENDED - {Stage.WITHDRAWN}:
        return Effect(counts=False, told=told)
    kind, days = _time_for_it(act, number)
    return Effect(number=number, kind=kind.value, days=days, told=told | {"days": days, "clock": kind.value})


def _time_for_it(act: Act, number: int) -> tuple[ClockKind, int]:
    """What the decision fixed, as it is typed now or was with its result; else our own limit."""
    if days := act.data["days"]:
        return (ClockKind.ANEW_DAYS if act.data["counted_in"] is DaysOf.CALENDAR else ClockKind.ANEW), days
    results = Event.objects.filter(application=act.application, move="dispute_result", number=number, days__gt=0)
    if fixed := results.order_by("-seq").first():
        return ClockKind(fixed.kind), fixed.days
    return ClockKind.ANEW, given("anew_days").number


def _need_no_answer(act: Act) -> Effect:
    number = act.data["dispute"]
    return Effect(number=number, told={"dispute": number})


#: What was decided of an item is decided anew.
_UNDECIDED = {"reply": "", "exemption": "", "also": "", "withheld": "", "reason": "", "way": "", "public_interest": ""}


def _answer_anew(act: Act) -> Effect:
    """The reply that was undone stays, marked; the items named, else all, are decided anew within what was fixed."""
    number = act.data["dispute"]
    last = Reply.objects.filter(application=act.application, sent_on__isnull=False).order_by("-pk").first()
    if last:
        Reply.objects.filter(pk=last.pk).update(undone_by=number)
    items = Item.objects.filter(application=act.application)
    if named := numbers_in(act.data["items"]):
        items = items.filter(number__in=named)
    items.update(**_UNDECIDED, not_ours=False, organ="", earlier="")
    kind, days = _time_for_it(act, number)
    told = {"dispute": number, "days": days, "clock": kind.value, "reply": last.pk if last else None}
    return Effect({"proposer": ""}, number=number, kind=kind.value, days=days, told=told)


EFFECTS: Effects = {
    "withdraw": _withdraw,
    "to_hotline": _to_hotline,
    "dispute": _dispute,
    "dispute_result": _dispute_result,
    "answer_anew": _answer_anew,
    "need_no_answer": _need_no_answer,
}
