"""What must hold for a move besides stage, role and fields. Each function raises Refused, or is silent."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import (
    Asked,
    Carrier,
    Delivery,
    DisputeResult,
    Exemption,
    Ladder,
    Opinion,
    ReplyType,
    Ruling,
    Stage,
)
from yihaotong.applications.rules.opposing import check_opposed
from yihaotong.applications.rules.situation import Consulted, Decided, Situation, numbers_in
from yihaotong.applications.rules.tables import Need, given, reply_types
from yihaotong.clock import CHINA
from yihaotong.journal.refusal import Refused

Data = Mapping[str, Any]


def _day(data: Data, name: str, facts: Situation) -> date:
    given_day: date | None = data[name]
    return given_day or facts.today


def _past(due: datetime | None, on: date) -> bool:
    return due is not None and on > due.astimezone(CHINA).date()


def _ask_correction(facts: Situation, data: Data) -> None:
    if facts.correction_asked:
        raise Refused("asked-already", "补正只能告知一次，已经告知过（条例第三十条）；补正后仍不明确的，按 R8 答复")
    if ClockKind.CORRECTION_NOTICE not in facts.due:
        raise Refused("examined-already", "已经审查通过，不能再告知补正")
    if facts.late(ClockKind.CORRECTION_NOTICE):
        notice = given("correction_notice")
        message = f"已超过 {notice.limit.chinese}的补正告知期限（{notice.says}），不能再告知补正"
        raise Refused("too-late", message, "told_on")
    _check_days(data["days"], "correction_days_most")


def _check_days(days: int | None, most: str) -> None:
    if days is not None and not 0 < days <= given(most).number:
        raise Refused("out-of-range", f"工作日数须在 1 到 {given(most).number} 之间", "days")


def _correct(facts: Situation, data: Data) -> None:
    if _past(facts.due.get(ClockKind.CORRECTION), _day(data, "corrected_on", facts)) and not data["good_cause"]:
        raise Refused(
            "late-correction", "已超过补正期限：有正当理由的写明理由，否则视为放弃（条例第三十条）", "good_cause"
        )


def _correct_more(facts: Situation, _data: Data) -> None:
    if not facts.corrected:
        raise Refused("nothing-corrected", "还没有告知补正并收到补正")
    if facts.correction_over:
        raise Refused("too-late", "补正期限已经届满，不能再补（条例第三十条）")


def _give_up(facts: Situation, data: Data) -> None:
    if facts.stage is Stage.EXAMINING:
        _check_still_lacking(facts, data)
        return
    kind = ClockKind.CORRECTION if facts.stage is Stage.TO_CORRECT else ClockKind.PAYMENT
    if not facts.late(kind):
        raise Refused("not-lapsed", f"{kind.label}还没有届满，不能视为放弃")


def _check_still_lacking(facts: Situation, data: Data) -> None:
    """What he was asked for and has not handed in by the end was not corrected in time; unclear words are R8's."""
    if not facts.corrected:
        raise Refused("nothing-corrected", "还没有告知补正并收到补正，不能视为放弃")
    if not facts.correction_over:
        raise Refused("not-lapsed", "补正期限还没有届满，申请人还可以继续补，不能视为放弃")
    if not data["note"]:
        message = "写明补正以后仍缺什么（如身份证明）；内容仍不明确的，不在这里办，按 R8 答复"
        raise Refused("missing", message, "note")


def _split(_facts: Situation, data: Data) -> None:
    lines = [line for line in data["items"].splitlines() if line.strip()]
    if not 2 <= len(lines) <= 99:
        raise Refused("not-a-split", "分项须有 2 到 99 行，每行一项", "items")
    if len({line.strip() for line in lines}) < len(lines):
        raise Refused("equal-lines", "有两行相同：每行一项，各不相同", "items")


def _consult(facts: Situation, data: Data) -> None:
    for number in numbers_in(data["items"]):
        facts.item(number)
    if facts.reply_late and _day(data, "sent_on", facts) < facts.today:
        raise Refused("too-late", "答复期限已经届满：发出日期只能是今天，届满的期限不因补记而停表", "sent_on")


def _of_consultation(facts: Situation, data: Data) -> Consulted:
    return facts.consultation(data["consultation"])


def _consult_received(facts: Situation, data: Data) -> None:
    asked = _of_consultation(facts, data)
    if asked.closed or asked.received_on:
        raise Refused("noted-already", "这一次征求的签收或结果已经登记", "consultation")
    _not_before(_day(data, "received_on", facts), asked.sent_on, "received_on")


def _not_before(on: date, sent: date, field: str) -> None:
    if on < sent:
        raise Refused("before-sending", f"日期早于发出之日（{sent.isoformat()}）", field)


def _consult_answered(facts: Situation, data: Data) -> None:
    asked = _of_consultation(facts, data)
    if data["opinion"] in (Opinion.SILENT, Opinion.CLOSED):
        raise Refused("no-opinion", "没有收到意见的，用“逾期未答复”登记", "opinion")
    if asked.opinion and asked.opinion not in (Opinion.SILENT, Opinion.CLOSED):
        raise Refused("noted-already", "这一次征求的意见已经登记", "consultation")
    _not_before(_day(data, "answered_on", facts), asked.sent_on, "answered_on")


def _consult_lapsed(facts: Situation, data: Data) -> None:
    asked = _of_consultation(facts, data)
    if asked.closed:
        raise Refused("noted-already", "这一次征求已经了结", "consultation")
    if asked.asked is Asked.OTHER_ORGAN:
        return
    kind = ClockKind(asked.asked.value)
    if asked.received_on is None:
        raise Refused("not-received", "还没有登记对方收到之日，15 个工作日没有起算", "consultation")
    if not facts.late(kind):
        raise Refused("not-lapsed", f"{kind.label}还没有届满", "consultation")


def _ask_reasons(facts: Situation, data: Data) -> None:
    if facts.ruling is not None:
        raise Refused("ruled-already", "已经裁定过理由")
    _check_days(data["days"], "correction_days_most")


def _explain(facts: Situation, _data: Data) -> None:
    if facts.explained:
        raise Refused("noted-already", "申请人的理由已经登记")


def _rule(facts: Situation, data: Data) -> None:
    if not facts.explained and not facts.late(ClockKind.REASONS):
        raise Refused("not-explained", "申请人还没有说明理由，期限也没有届满")
    if data["days"] and data["ruling"] is Ruling.UNREASONABLE:
        raise Refused("no-delay", "理由不合理的，不确定延迟答复的期限", "days")
    if data["days"] and facts.reply_late:
        raise Refused("too-late", "答复期限已经届满，不能再确定延迟答复的期限（条例第三十五条）", "days")


def _of_reply(facts: Situation) -> None:
    """Whether the limit by law still runs at all."""
    if ClockKind.REPLY not in facts.due:
        raise Refused("no-limit", "答复期限已经不在计算，不能延期")


def _propose_extension(facts: Situation, data: Data) -> None:
    _of_reply(facts)
    if facts.extension in ("proposed", "approved"):
        raise Refused("proposed-already", "延期已经报请，等待处理")
    if facts.extension == "extended":
        raise Refused("extended-already", "已经延期一次，不能再延（条例第三十三条）")
    if facts.late(ClockKind.REPLY):
        raise Refused("too-late", "答复期限已经届满，不能延期（条例第三十三条）")
    if not 0 < data["days"] <= given("extension_most").number:
        raise Refused("out-of-range", f"延长不得超过 {given('extension_most').number} 个工作日", "days")


def _rule_on_extension(facts: Situation, _data: Data) -> None:
    if facts.extension != "proposed":
        raise Refused("nothing-proposed", "没有报请延期")
    if facts.extension_by == facts.actor:
        raise Refused("own-proposal", "不能同意自己报请的延期")


def _approve_extension(facts: Situation, data: Data) -> None:
    _rule_on_extension(facts, data)
    if facts.late(ClockKind.REPLY):
        raise Refused("too-late", "答复期限已经届满，不能延期（条例第三十三条）")


def _extend(facts: Situation, _data: Data) -> None:
    _of_reply(facts)
    if facts.extension == "extended":
        raise Refused("extended-already", "已经延期一次，不能再延（条例第三十三条）")
    if facts.extension != "approved":
        raise Refused("not-approved", "延期须先经公开工作负责人同意（条例第三十三条）")
    if facts.late(ClockKind.REPLY):
        raise Refused("too-late", "须在答复期限届满以前告知申请人，现在已经届满（条例第三十三条）", "told_on")


def _charge(facts: Situation, data: Data) -> None:
    if facts.charged:
        raise Refused("charged-already", "已经发过收费通知：按件、按量只能择一，不能重复收费", "ladder")
    if data["ladder"] is Ladder.PAGES and data["pages"] is None:
        raise Refused("missing", "按量计费的请填写“页数”：A4 单面，不含已主动公开的", "pages")
    if facts.reply_late:
        raise Refused("too-late", "收费通知须在答复期限内发出（国办函〔2020〕109号）", "told_on")


def _waive(facts: Situation, data: Data) -> None:
    if data["amount"] >= facts.fee:
        raise Refused("not-less", f"减免后须少于应缴的 {facts.fee} 元", "amount")


def _pay(facts: Situation, data: Data) -> None:
    if data["amount"] != facts.fee:
        raise Refused("wrong-amount", f"应缴 {facts.fee} 元", "amount")
    late = _past(facts.due.get(ClockKind.PAYMENT), _day(data, "paid_on", facts))
    if late and given("late_payment").value == "refuse":
        raise Refused("too-late", "已超过缴费期限：视为放弃申请（国办函〔2020〕109号）；到账的记录后退还", "paid_on")


def _look_for(facts: Situation, data: Data) -> None:
    facts.item(data["item"])


def _decide(facts: Situation, data: Data) -> None:
    item, code = facts.item(data["item"]), data["reply"]
    kind = reply_types()[code]
    if kind.by == "end":
        raise Refused("not-a-reply", f"{code.value} 由“视为放弃”得出，不在这里选", "reply")
    for need in kind.needs:
        _NEEDS[need](facts, data, item)
    if data["exemption"] and code not in (ReplyType.R3, ReplyType.R4):
        raise Refused("no-exemption", f"{code.value} {code.label}，不用理由代码", "exemption")
    if Exemption.N8 in (data["exemption"], *data["also"]):
        raise Refused("redirect", "行政查询事项按 R5 答复（条例第三十六条（七））", "exemption")
    check_opposed(facts, code, item.number, public_interest=bool(data["public_interest"]), reason=bool(data["reason"]))


def _must(field: str, need: Need) -> Callable[[Situation, Data, Decided], None]:
    def check(_facts: Situation, data: Data, _item: Decided) -> None:
        if not data[field]:
            raise Refused("missing", f"请{need.label}", field)

    return check


def _searched(_facts: Situation, data: Data, item: Decided) -> None:
    if data["not_ours"]:
        return
    if not item.searched:
        raise Refused("no-search", "答复“不存在”，最近一次检索须没有找到；非本机关负责的请勾选", "reply")


def _corrected(facts: Situation, _data: Data, _item: Decided) -> None:
    if not facts.corrected:
        raise Refused("not-corrected", "R8 须已告知补正并收到补正，补正后仍不明确", "reply")


def _unreasonable(facts: Situation, _data: Data, _item: Decided) -> None:
    if facts.ruling is not Ruling.UNREASONABLE:
        raise Refused("not-ruled", "R12 须先要求说明理由，由负责人裁定理由不合理（条例第三十五条）", "reply")


_NEEDS: dict[Need, Callable[[Situation, Data, Decided], None]] = {
    Need.WAY: _must("way", Need.WAY),
    Need.REASON: _must("reason", Need.REASON),
    Need.EXEMPTION: _must("exemption", Need.EXEMPTION),
    Need.WITHHELD: _must("withheld", Need.WITHHELD),
    Need.EARLIER: _must("earlier", Need.EARLIER),
    Need.SEARCH_OR_ORGAN: _searched,
    Need.CORRECTED: _corrected,
    Need.UNREASONABLE: _unreasonable,
}


def _propose(facts: Situation, _data: Data) -> None:
    if left := [each.number for each in facts.items if each.reply is None]:
        raise Refused("undecided", f"第 {'、'.join(map(str, left))} 项还没有拟定处理")
    if any(not each.closed for each in facts.consultations):
        raise Refused("still-asking", "还有征求意见没有了结")
    if facts.extension == "proposed":
        raise Refused("still-asking", "延期还在等负责人处理")
    for each in facts.items:
        _check_again(facts, each)


def _check_again(facts: Situation, item: Decided) -> None:
    """An opinion or a search may have come after the decision."""
    check_opposed(facts, item.reply, item.number, public_interest=item.public_interest, reason=item.reason)
    if item.reply is ReplyType.R6 and not item.not_ours and not item.searched:
        raise Refused("no-search", f"第 {item.number} 项答复“不存在”，最近一次检索却找到了：请重新拟定")


def _sign(facts: Situation, _data: Data) -> None:
    if facts.proposer == facts.actor:
        raise Refused("own-proposal", "不能签发自己拟的答复")


def _send(_facts: Situation, data: Data) -> None:
    if data["delivery"] is not Delivery.POST:
        if data["carrier"] or data["tracking"] or data["collect"]:
            raise Refused("not-posted", "邮寄企业、邮件号、到付只属于邮寄", "delivery")
        return
    if data["carrier"] is not Carrier.POST_OFFICE:
        raise Refused("courier", "邮寄只能交邮政企业（国办公开办函〔2016〕235号）", "carrier")
    if data["collect"]:
        raise Refused("collect", "不得到付（国办公开办函〔2016〕235号）", "collect")
    if not data["tracking"]:
        raise Refused("missing", "请填写“邮件号”：交邮之日要有凭证", "tracking")


def _to_hotline(facts: Situation, data: Data) -> None:
    if not any(each.reply is ReplyType.R9 for each in facts.items):
        raise Refused("no-r9", "先按 R9 告知不作为申请处理，再转 12345（条例第三十九条）")
    if facts.hotline_case:
        raise Refused("filed-already", "已经转为 12345 工单")
    if not data["wished"]:
        raise Refused("not-wished", "申请人愿意的，才登记为 12345 工单", "wished")


def _dispute_result(facts: Situation, data: Data) -> None:
    if data["dispute"] not in facts.disputes_open:
        raise Refused("no-such-dispute", "没有这一件尚未审结的复议诉讼", "dispute")
    if data["days"] is not None and data["result"] is not DisputeResult.CORRECTED:
        raise Refused("not-corrected", "结果纠正的才有重新答复的期限", "days")
    _check_anew(data["days"])


def _check_anew(days: int | None) -> None:
    most = given("anew_days_most").number
    if days is not None and not 0 < days <= most:
        raise Refused("out-of-range", f"天数须在 1 到 {most} 之间", "days")


def _answer_anew(facts: Situation, data: Data) -> None:
    if data["dispute"] not in facts.disputes_to_answer:
        message = "须先登记这一件复议诉讼的结果为“结果纠正”；同一决定、判决只能据以重新答复一次"
        raise Refused("nothing-to-answer", message, "dispute")
    _check_anew(data["days"])
    for number in numbers_in(data["items"]):
        facts.item(number)


def _need_no_answer(facts: Situation, data: Data) -> None:
    if data["dispute"] not in facts.disputes_to_answer:
        raise Refused("nothing-to-answer", "没有这一件“结果纠正”而未重新答复的复议诉讼", "dispute")


def _archive(facts: Situation, _data: Data) -> None:
    if facts.disputes_open:
        raise Refused("still-disputed", "还有尚未审结的复议诉讼")
    if facts.disputes_to_answer:
        message = "复议、诉讼“结果纠正”，还没有重新答复：先“重新答复”，没有责令重新答复的记“不需重新答复”，再归档"
        raise Refused("to-answer-anew", message)


CONDITIONS: dict[str, Callable[[Situation, Data], None]] = {
    "ask_correction": _ask_correction,
    "correct": _correct,
    "correct_more": _correct_more,
    "give_up": _give_up,
    "split": _split,
    "consult": _consult,
    "consult_received": _consult_received,
    "consult_answered": _consult_answered,
    "consult_lapsed": _consult_lapsed,
    "ask_reasons": _ask_reasons,
    "explain": _explain,
    "rule": _rule,
    "propose_extension": _propose_extension,
    "approve_extension": _approve_extension,
    "refuse_extension": _rule_on_extension,
    "extend": _extend,
    "charge": _charge,
    "waive": _waive,
    "pay": _pay,
    "look_for": _look_for,
    "decide": _decide,
    "propose": _propose,
    "sign": _sign,
    "send": _send,
    "to_hotline": _to_hotline,
    "dispute_result": _dispute_result,
    "answer_anew": _answer_anew,
    "need_no_answer": _need_no_answer,
    "archive": _archive,
}
