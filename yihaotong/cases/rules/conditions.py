"""What a move needs beyond the right stage and role: the facts of the case, and the words when they do not suffice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yihaotong.cases.rules.codes import CONTENT, CloseGround, ConcludeGround, NoContact, Satisfaction
from yihaotong.journal.refusal import Refused

#: Calls without an answer before a case may be closed as not reached (handbook A7).
ATTEMPTS_NEEDED = 3


@dataclass(frozen=True)
class Situation:
    """The facts of a case that a condition may ask for.

    `attempts`: the moments of vain call-backs. `evaluated`: the citizen's own word, `evaluated_now` when it was said
    about the present reply. `dissatisfied`: he said so of the present reply, online or on the phone.
    """

    anonymous: bool
    confidential: bool
    reached: bool
    leader_must_sign: bool
    acts_as_leader: bool
    attempts: tuple[datetime, ...]
    evaluated: Satisfaction | None
    evaluated_now: bool
    dissatisfied: bool
    redone: bool


def half_days(moments: tuple[datetime, ...]) -> int:
    """On how many different half days (before and after noon, local time) the moments lie."""
    return len({(moment.date(), moment.hour < 12) for moment in moments})


def may_reply(situation: Situation, data: Mapping[str, Any]) -> None:
    """北京市接诉即办工作条例 art. 16: contact with the requester, or why none; 签发 where the unit asks for it."""
    if situation.leader_must_sign and not situation.acts_as_leader:
        raise Refused("leader-must-sign", "本单位的答复须由单位负责人签发：请先“拟答复”，再由负责人答复")
    _contacted(situation, data)


def may_propose(situation: Situation, data: Mapping[str, Any]) -> None:
    if not situation.leader_must_sign:
        raise Refused("reply-directly", "本单位的答复不须负责人签发，请直接“答复”")
    _contacted(situation, data)


def _contacted(situation: Situation, data: Mapping[str, Any]) -> None:
    if not situation.reached and not data["no_contact"]:
        raise Refused("no-contact", "还没有联系上诉求人的记录：请先补联系记录，或选择未能联系的原因", "no_contact")
    if data["no_contact"] is NoContact.ANONYMOUS and not situation.anonymous:
        raise Refused("not-anonymous", "这不是匿名诉求，请另选未能联系的原因", "no_contact")
    if data["no_contact"] is NoContact.CONFIDENTIAL and not situation.confidential:
        raise Refused("not-confidential", "诉求人没有要求保密，请另选未能联系的原因", "no_contact")


def may_close(situation: Situation, data: Mapping[str, Any]) -> None:
    """Handbook A7: what a closing may rest on. It never fills in a satisfaction that nobody expressed."""
    ground = data["ground"]
    if situation.evaluated_now and situation.evaluated not in CONTENT:
        raise Refused("evaluated-dissatisfied", "诉求人已在网上评价不满意：请重办，或报督办认定", "ground")
    if ground is CloseGround.ANONYMOUS and not situation.anonymous:
        raise Refused("not-anonymous", "这不是匿名诉求，须回访诉求人", "ground")
    if ground is CloseGround.NOT_REACHED and half_days(situation.attempts) < ATTEMPTS_NEEDED:
        done = half_days(situation.attempts)
        raise Refused("too-few-attempts", f"须在三个不同的半天回访未果，目前 {done} 个", "ground", attempts=done)
    if ground is CloseGround.EVALUATED and situation.evaluated not in CONTENT:
        raise Refused("not-evaluated", "诉求人没有在网上评价满意或基本满意", "ground")
    if ground is CloseGround.CALLED_BACK:
        _answers_complete(data)


def _answers_complete(data: Mapping[str, Any]) -> None:
    for name, label in (("solved", "是否解决"), ("satisfaction", "对办理结果")):
        if not data[name]:
            raise Refused("missing", f"请填写“{label}”", name)
    if data["satisfaction"] not in CONTENT:
        raise Refused("dissatisfied", "诉求人不满意，不能按满意办结：请重办，或报督办认定", "satisfaction")


def _says_no(data: Mapping[str, Any]) -> None:
    if data["satisfaction"] in CONTENT:
        raise Refused("content", "诉求人满意或基本满意的，请办结", "satisfaction")


def may_redo(situation: Situation, data: Mapping[str, Any]) -> None:
    """Case-moves: dissatisfied, claim reasonable, not redone before."""
    if situation.redone:
        raise Refused("redone-before", "这张工单已重办过一次，请报督办认定")
    _says_no(data)


def may_refer(_situation: Situation, data: Mapping[str, Any]) -> None:
    _says_no(data)


def may_conclude(situation: Situation, data: Mapping[str, Any]) -> None:
    """Case-moves: still dissatisfied after a redo, or claim unreasonable."""
    if not situation.dissatisfied:
        raise Refused("no-dissatisfaction", "没有诉求人不满意的记录，无须认定")
    if data["ground"] is ConcludeGround.REDONE and not situation.redone:
        raise Refused("not-redone", "这张工单还没有重办过", "ground")


def may_evaluate(situation: Situation, _data: Mapping[str, Any]) -> None:
    if situation.evaluated is not None:
        raise Refused("already-evaluated", "您已经评价过了，谢谢")


def pointless(move: str, situation: Situation) -> bool:
    """Whether the facts alone rule the move out, whatever is filled in: such a move is no button."""
    signed_by_another = situation.leader_must_sign and not situation.acts_as_leader
    return {
        "propose": not situation.leader_must_sign,
        "reply": signed_by_another,
        "evaluate": situation.evaluated is not None,
        "redo": situation.redone,
        "conclude": not situation.dissatisfied,
    }.get(move, False)


#: The condition of each move that has one.
CONDITIONS: dict[str, Callable[[Situation, Mapping[str, Any]], None]] = {
    "propose": may_propose,
    "reply": may_reply,
    "close": may_close,
    "redo": may_redo,
    "refer": may_refer,
    "conclude": may_conclude,
    "evaluate": may_evaluate,
}
