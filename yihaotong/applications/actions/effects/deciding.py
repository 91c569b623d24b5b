"""Searching, deciding, proposing, signing, sending (条例 art. 33, 36–40)."""

from yihaotong.applications import repeats, supplying
from yihaotong.applications.actions.against import tell_third_parties
from yihaotong.applications.actions.drawing import draw_up
from yihaotong.applications.actions.effects.part import Act, Effect, Effects
from yihaotong.applications.actions.effects.voiding import void_unsent
from yihaotong.applications.actions.ending import replied
from yihaotong.applications.actions.letters import drafted
from yihaotong.applications.models import Item, Letter, Reply, Search
from yihaotong.applications.rules.codes import Delivery, ReplyType, Stage
from yihaotong.applications.rules.relief import relief_of
from yihaotong.journal.refusal import Refused

#: What an officer typed of an item, kept as it is.
_WORDS = ("withheld", "reason", "way", "not_ours", "organ", "earlier", "public_interest")

#: Ends without an answer.
_UNANSWERED = (ReplyType.R14.value, ReplyType.R15.value, ReplyType.R16.value)


def _look_for(act: Act) -> Effect:
    item = Item.objects.get(application=act.application, number=act.data["item"] or 1)
    search = Search.objects.create(
        item=item,
        at=act.at,
        by=act.actor.key,
        looked_on=act.on,
        where=act.data["where"],
        keywords=act.data["keywords"],
        who=act.data["who"],
        found=act.data["found"],
        note=act.data["note"],
    )
    return Effect(counts=False, told={"item": item.number, "search": search.pk, "found": search.found})


def _decide(act: Act) -> Effect:
    data, number = act.data, act.data["item"] or 1
    if data["reply"] is ReplyType.R10:
        _check_earlier(act)
    columns = {
        "reply": data["reply"].value,
        "exemption": str(data["exemption"]),
        "also": ",".join(map(str, data["also"])),
        "decided_by": act.actor.key,
    } | {name: data[name] for name in _WORDS}
    Item.objects.filter(application=act.application, number=number).update(**columns)
    return Effect(told={"item": number, "reply": columns["reply"], "exemption": columns["exemption"]})


def _check_earlier(act: Act) -> None:
    """Only what the same applicant was already answered is not dealt with again (条例 art. 36(6))."""
    same = repeats.of_same(act.application).filter(number=act.data["earlier"], concluded_on__isnull=False)
    if not same.exclude(ended_as__in=_UNANSWERED).exists():
        raise Refused("not-answered-before", "须是同一申请人已经答复的申请：请核对申请编号", "earlier")


def _propose(act: Act) -> Effect:
    reply = Reply.objects.create(
        application=act.application,
        text=act.data["text"] or drafted(act.application),
        proposed_at=act.at,
        proposed_by=act.actor.key,
        note=act.data["note"],
    )
    return Effect({"proposer": act.actor.key}, told={"reply": reply.pk})


def _sign(act: Act) -> Effect:
    reply = _newest(act)
    types = [
        ReplyType(each) for each in Item.objects.filter(application=act.application).values_list("reply", flat=True)
    ]
    relief = relief_of(types, act.on)
    Reply.objects.filter(pk=reply.pk).update(
        signed_at=act.at,
        signed_by=act.actor.key,
        relief_path=relief.path.value,
        relief_basis=relief.basis,
        relief_verified=relief.verified,
    )
    return Effect(told={"reply": reply.pk, "relief": relief.path.value})


def _send_back(act: Act) -> Effect:
    reply = _newest(act)
    words = {"sent_back_at": act.at, "sent_back_by": act.actor.key, "words_back": act.data["note"]}
    Reply.objects.filter(pk=reply.pk).update(**words)
    return Effect({"proposer": ""}, told={"reply": reply.pk})


def _take_back(act: Act) -> Effect:
    void_unsent(act, "答复送出以前撤回送签")
    return _send_back(act)


def _with_pages(act: Act) -> None:
    """What goes out is the letter that was signed: it is drawn up now where nobody has yet, dated by its signature.

    Raises Refused("not-drawn-up").
    """
    letter = Letter.objects.filter(application=act.application, template="reply").order_by("-pk").first()
    if letter is None:
        raise Refused("not-drawn-up", "还没有答复书，不能送出")
    try:
        draw_up(letter, actor=act.actor, at=letter.at)
    except Refused as refusal:
        raise Refused("not-drawn-up", f"答复书还生成不了，不能送出：{refusal.message}") from refusal


def _check_provided(act: Act) -> None:
    """What is disclosed electronically hangs on the request, or somebody says where it is (条例 art. 40)."""
    if act.data["delivery"] is not Delivery.ELECTRONIC or act.data["provided"]:
        return
    if supplying.nothing_supplied(act.application):
        message = "没有附上要公开的信息，确定这样送出吗？确定的，选明信息在哪里；不是的，先上传并选“随答复提供”"
        raise Refused("nothing-supplied", message, "provided")


def _send(act: Act) -> Effect:
    """Handed over in person it is delivered at once; through another organ it counts only when he signs for it."""
    reply, delivery = _newest(act), act.data["delivery"]
    if act.on < act.facts.stage_on:
        raise Refused("before-signing", "送出日期早于签发日期", "sent_on")
    _check_provided(act)
    _with_pages(act)
    direct, entrusted = delivery is Delivery.DIRECT, delivery is Delivery.ENTRUSTED
    Reply.objects.filter(pk=reply.pk).update(
        delivery=delivery.value,
        sent_on=act.on,
        tracking=act.data["tracking"],
        delivered_on=act.on if direct else None,
        proof=act.data["note"][:200] if direct else "",
    )
    columns = {} if entrusted else replied(act.application, act.on)
    tell_third_parties(act.application, act.facts, actor=act.actor, at=act.at)
    return Effect(
        columns,
        target=Stage.DELIVERED if direct else None,
        counts=not entrusted,
        told={"reply": reply.pk, "delivery": delivery.value, "sent_on": act.on.isoformat()},
    )


def _deliver(act: Act) -> Effect:
    reply = _newest(act)
    Reply.objects.filter(pk=reply.pk).update(delivered_on=act.on, proof=act.data["proof"])
    # Handed over by another organ it is answered only now; every other way it was answered when it went out.
    now = reply.delivery == Delivery.ENTRUSTED.value
    columns = replied(act.application, act.on) if now else {}
    return Effect(columns, counts=now, told={"reply": reply.pk, "delivered_on": act.on.isoformat()})


def _newest(act: Act) -> Reply:
    return Reply.objects.filter(application=act.application).order_by("-pk")[0]


EFFECTS: Effects = {
    "look_for": _look_for,
    "decide": _decide,
    "propose": _propose,
    "sign": _sign,
    "send_back": _send_back,
    "take_back": _take_back,
    "send": _send,
    "deliver": _deliver,
}
