"""What a move needs beyond the right stage and role: the facts of the case, and the words when they do not suffice."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yihaotong.cases.rules.codes import (
    CONTENT,
    CloseGround,
    ConcludeGround,
    NoContact,
    OutOfScope,
    ReturnReason,
    Satisfaction,
    UnitOutcome,
)
from yihaotong.cases.rules.returning import RETURNS_AT_MOST
from yihaotong.journal.refusal import Refused

#: Calls without an answer before a case may be closed as not reached (handbook A7).
ATTEMPTS_NEEDED = 3


@dataclass(frozen=True)
class Situation:
    """The facts of a case that a condition may ask for.

    `attempts`: the moments of vain call-backs. `evaluated`: the citizen's own word, `evaluated_now` when it was said
    about the present reply. `dissatisfied`: he said so of the present reply, online or on the phone. `returns`: how
    often units gave it back, `returns_at_most` as often as the profile lets them; `final`: its unit was designated.
    `may_return_now`, `may_reopen_now`: the limit still runs. `answered_at_once`: no unit ever had it. `proposed`: a
    proposal waits for the leader's signature. `evidence_missing`: the city asks for evidence of what is said to be
    solved, and the unit has attached none. `his`: the case is allotted to whoever acts.
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
    returns: int = 0
    returns_at_most: int = RETURNS_AT_MOST
    final: bool = False
    may_return_now: bool = True
    answered_at_once: bool = False
    may_reopen_now: bool = True
    proposed: bool = False
    evidence_missing: bool = False
    his: bool = False


def half_days(moments: tuple[datetime, ...]) -> int:
    """On how many different half days (before and after noon, local time) the moments lie."""
    return len({(moment.date(), moment.hour < 12) for moment in moments})


def may_hand_back(situation: Situation, _data: Mapping[str, Any]) -> None:
    if not situation.proposed:
        raise Refused("nothing-proposed", "没有待签发的拟稿")


def may_give_back(situation: Situation, _data: Mapping[str, Any]) -> None:
    if not situation.his:
        raise Refused("not-allotted-to-you", "这张工单没有分给您，不用交回")


def may_reply(situation: Situation, data: Mapping[str, Any]) -> None:
    """北京市接诉即办工作条例 art. 16: contact with the requester, or why none; 签发 where the unit asks for it."""
    if situation.leader_must_sign and not situation.acts_as_leader:
        raise Refused("leader-must-sign", "本单位的答复须由单位负责人签发：请先“拟答复”，再由负责人答复")
    _contacted(situation, data)
    _evidenced(situation, data)


def may_propose(situation: Situation, data: Mapping[str, Any]) -> None:
    if not situation.leader_must_sign:
        raise Refused("reply-directly", "本单位的答复不须负责人签发，请直接“答复”")
    _contacted(situation, data)
    _evidenced(situation, data)


def _evidenced(situation: Situation, data: Mapping[str, Any]) -> None:
    """Case-moves and handbook A3 name the evidence beside result and text; no published rule was found that does, so
    whether it is demanded is the city's (`cases.city.evidence_for_solved`)."""
    if situation.evidence_missing and data["outcome"] is UnitOutcome.SOLVED:
        message = "“已解决”须附办理依据（照片、单据、文书等）：请先在“附件”里上传，再答复"
        raise Refused("no-evidence", message, "outcome")


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


def may_return(situation: Situation, _data: Mapping[str, Any]) -> None:
    """Case-moves: inside the return limit, fewer than two returns, not final."""
    if situation.final:
        raise Refused("designated", "本单位是指定承办，不能再退单；确有困难请与中心协商")
    if situation.returns >= situation.returns_at_most:
        raise Refused("returned-twice", f"这张工单已退过 {situation.returns} 次，不能再退")
    if not situation.may_return_now:
        raise Refused("too-late-to-return", "退单时限已过，逾期不退即应承办")


def check_handled(*, answered_at_once: bool) -> None:
    """Only what a unit handled can be handled again."""
    if answered_at_once:
        raise Refused("no-unit-to-reopen", "这张工单由中心直接答复，没有承办单位：有新情况的，请另行登记")


def may_reopen(situation: Situation, _data: Mapping[str, Any]) -> None:
    check_handled(answered_at_once=situation.answered_at_once)
    if not situation.may_reopen_now:
        raise Refused("too-late-to-reopen", "办结已超过可以重开的天数：有新情况的，请另行登记")


def pointless(move: str, situation: Situation) -> bool:
    """Whether the facts alone rule the move out, whatever is filled in: such a move is no button."""
    signed_by_another = situation.leader_must_sign and not situation.acts_as_leader
    return {
        "propose": not situation.leader_must_sign,
        "reply": signed_by_another,
        "hand_back": not situation.proposed,
        "give_back": not situation.his,
        "evaluate": situation.evaluated is not None,
        "redo": situation.redone,
        "conclude": not situation.dissatisfied,
        "return": situation.final or situation.returns >= situation.returns_at_most or not situation.may_return_now,
        "reopen": situation.answered_at_once or not situation.may_reopen_now,
    }.get(move, False)


#: The condition of each move that has one.
CONDITIONS: dict[str, Callable[[Situation, Mapping[str, Any]], None]] = {
    "propose": may_propose,
    "hand_back": may_hand_back,
    "give_back": may_give_back,
    "reply": may_reply,
    "close": may_close,
    "redo": may_redo,
    "refer": may_refer,
    "conclude": may_conclude,
    "evaluate": may_evaluate,
    "return": may_return,
    "reopen": may_reopen,
}


def _answer_rests_on_something(data: Mapping[str, Any]) -> None:
    """Handbook A5: the knowledge entry is on record; without one, the words and why they were given at once."""
    if data["entry"]:
        return
    for name, message in (("text", "没有知识条目的，请填写答复内容"), ("reason", "没有知识条目的，请写明理由")):
        if not data[name]:
            raise Refused("missing", message, name)


def _repetition_names_the_first(data: Mapping[str, Any]) -> None:
    """Handbook A2, OOS-3: linked to the original, whose progress or result is told."""
    if data["code"] is OutOfScope.REPEATED and not data["original"]:
        raise Refused("missing", "重复诉求须填原工单编号", "original")


def _return_proposes(data: Mapping[str, Any]) -> None:
    if data["reason"] is not ReturnReason.UNCLEAR and not data["proposed"]:
        raise Refused("missing", "请选择拟办单位：只有诉求要素不全的可以不填", "proposed")


def _designation_names_a_unit(data: Mapping[str, Any]) -> None:
    if data["final"] and not data["unit"]:
        raise Refused("missing", "指定承办须选择单位", "unit")


#: What a template left for somebody to fill in: braces, ruled lines, a gap after a colon or between words.
_BLANK = re.compile(
    r"[{\uff5b][^{}\uff5b\uff5d\n]{0,40}[}\uff5d]|_{4,}|\uff3f{2,}"
    r"|(?<=[：:])[ \u00a0\u3000]{4,}|(?<=\S)[ \u00a0\u3000]{4,}(?=\S)"
)
#: So much before and after a gap is named, that it is found again.
_AROUND = 8


def _nothing_left_blank(data: Mapping[str, Any]) -> None:
    """A citizen is not to read what a template left open."""
    text = str(data["text"])
    if found := _BLANK.search(text):
        line = text[: found.start()].rpartition("\n")[2][-_AROUND:] + found[0][:20]
        after = text[found.end() :].partition("\n")[0][:_AROUND]
        message = f"答复里还有没填的空：“{line}{after}”，请填好或删去再送出"
        raise Refused("left-blank", message, "text", place=f"{line}{after}")


#: What the fields of a move need of one another, whatever the case.
REQUIREMENTS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "answer": _answer_rests_on_something,
    "decline": _repetition_names_the_first,
    "propose": _nothing_left_blank,
    "reply": _nothing_left_blank,
    "return": _return_proposes,
    "uphold": _designation_names_a_unit,
}
