"""What stands in the letters of a request, by the placeholders of the area of letters."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime

from yihaotong.applications import access, charging
from yihaotong.applications.actions.identity import for_letter
from yihaotong.applications.actions.letters import drafted, grounds_of, ordinal
from yihaotong.applications.identities import unseal_party
from yihaotong.applications.models import Application, Charge, Clock, Consultation, Event, Item, Letter, Reply, Search
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import Channel, Ladder, ReplyType, SupplyForm
from yihaotong.applications.rules.relief import paragraph, relief_of
from yihaotong.applications.rules.situation import numbers_in
from yihaotong.applications.standing import clock_deadline
from yihaotong.disclosure import city
from yihaotong.letters.rules import templates

_FEES = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
#: No limit by law: practice, so the letter asks for it and nothing follows from it.
_HELP_WITHIN = "收到本函之日起第五个工作日24:00"


@dataclass
class Facts:
    """One letter's facts, each looked up when its template asks for it. `on` is the letter's date."""

    letter: Letter
    on: date

    @property
    def application(self) -> Application:
        return self.letter.application

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What was typed into the move that calls for the letter."""
        return dict(json.loads(self.letter.event.words))

    @cached_property
    def item(self) -> Item:
        return Item.objects.filter(application=self.application).order_by("number")[0]

    @cached_property
    def reply(self) -> Reply | None:
        return Reply.objects.filter(application=self.application).order_by("-pk").first()

    @cached_property
    def asked(self) -> Consultation:
        return Consultation.objects.get(application=self.application, number=self.letter.event.number)

    @property
    def party(self) -> str:
        return unseal_party(self.asked).name

    @cached_property
    def asking(self) -> Mapping[str, Any]:
        """What was typed when that opinion was asked for."""
        asked = Event.objects.filter(application=self.application, move="consult", number=self.letter.event.number)
        return dict(json.loads(asked.get().words))

    @property
    def _of_asked(self) -> list[Item]:
        """The items that the consultation is about; all where none was named."""
        items = Item.objects.filter(application=self.application).order_by("number")
        wanted = numbers_in(self.asking.get("items", ""))
        return list(items.filter(number__in=wanted)) if wanted else []

    @property
    def matter(self) -> str:
        """What the information is called: the words of the items it is about, else of the whole request."""
        said = "；".join(item.text for item in self._of_asked) or self.application.description
        return said.strip().rstrip("。")[:500]

    @property
    def disclosed_for(self) -> str:
        """Why it is disclosed against the objection (条例 art. 32)."""
        items = self._of_asked or list(Item.objects.filter(application=self.application).order_by("number"))
        said = dict.fromkeys(item.public_interest.strip().rstrip("。；;") for item in items if item.public_interest)
        return "；".join(said)

    @cached_property
    def charge(self) -> Charge:
        """The notice that this letter is, or takes back."""
        moves = Event.objects.filter(application=self.application, move="charge", seq__lte=self.letter.event.seq)
        return Charge.objects.get(application=self.application, number=moves.count())

    @property
    def registered(self) -> str:
        """Its number; a reply tells beside it when what was corrected came in."""
        corrected = self.told_on("correct") if self.letter.template == "reply" else ""
        return f"{self.application.number}；{corrected}收到补正" if corrected else self.application.number

    @property
    def applicant(self) -> str:
        return for_letter(self.application).name or "申请人"

    @property
    def received(self) -> str:
        return in_words(self.application.received_on or localtime(self.application.registered_at).date())

    def last_day(self, kind: ClockKind) -> str:
        """When the newest clock of this kind is due, in words, as if one that stands went on at once; "" for none."""
        clock = Clock.objects.filter(application=self.application, kind=kind.value).order_by("-place").first()
        due = _going_on(clock) if clock else None
        return _until(due)

    def said(self, move: str, field: str = "note") -> str:
        """What was typed into the newest move of that name."""
        event = Event.objects.filter(application=self.application, move=move).order_by("-seq").first()
        return str(json.loads(event.words).get(field, "")) if event else ""

    def told_on(self, *moves: str) -> str:
        event = Event.objects.filter(application=self.application, move__in=moves).order_by("-seq").first()
        return in_words(event.on) if event else ""


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _going_on(clock: Clock) -> datetime | None:
    """When it is due without the pause that has not ended."""
    clock.pauses = json.dumps([each for each in json.loads(clock.pauses) if each[1]])
    return clock_deadline(clock).due


def _reply_limit(facts: Facts) -> str:
    """The limit as it was before an extension; before the confirmation it has no day yet."""
    clock = access.reply_clock(facts.application)
    if clock is None:
        return "双方确认之日起第二十个工作日24:00"
    due = clock.due_at
    if facts.letter.template == "receipt":
        # As it was when the request came, whatever has stopped it before the letter was made.
        clock.extension, clock.pauses, clock.restart_at = "", "[]", None
        due = clock_deadline(clock).due
    if facts.letter.template == "extension":
        # The limit that is prolonged; one that stands now is told as if it went on at once.
        clock.extension = ""
        due = _going_on(clock)
    return _until(due)


def _until(due: datetime | None) -> str:
    """2026年3月20日24:00: limits in days end with their last day, and the letter says "…前"."""
    return f"{in_words(localtime(due).date())}24:00" if due else ""


def _to_correct(facts: Facts) -> str:
    """One line for each, numbered and punctuated as in one sentence."""
    lines = [
        re.sub(r"^[0-9一二三四五六七八九十]+[.、\uff0e]", "", each).strip("。；; \u3000") for each in _asked_for(facts)
    ]
    said = [line for line in lines if line]
    ends = ["；"] * (len(said) - 1) + ["。"]
    return "\n".join(f"{ordinal(at)}、{line}{end}" for at, (line, end) in enumerate(zip(said, ends, strict=True), 1))


def _asked_for(facts: Facts) -> list[str]:
    return facts.said("ask_correction", "defects").splitlines()


def _ladder(facts: Facts) -> str:
    """What is counted, and each step of the ladder that it reaches."""
    fee = charging.fee_in(facts.charge)
    how = "A4单面" if fee.ladder is Ladder.PAGES else ""
    return f"{fee.says}{how and f'（{how}）'}：{'；'.join(fee.steps)}"


def _searches(facts: Facts) -> str:
    found = Search.objects.filter(item=facts.item, found=False).order_by("pk")
    said = [f"{each.where}，关键词“{each.keywords}”，检索人{each.who}" for each in found]
    return f"经检索{'；'.join(said)}，未查找到您申请的信息" if said else ""


def _why_exempt(facts: Facts) -> str:
    item = facts.item
    return item.reason.strip().rstrip("。") or "各处不予公开的理由已在上面逐处写明"


def _given_up(facts: Facts) -> str:
    unpaid = facts.application.ended_as == ReplyType.R15.value
    if unpaid:
        return "您逾期没有缴纳信息处理费"
    if access.corrected(facts.application):
        lacking = facts.said("give_up").rstrip("。")
        return f"您在补正期限内没有补齐所告知的全部内容，也没有说明正当理由；仍缺：{lacking}"
    return "您在补正期限内没有补正，也没有说明正当理由"


def _earlier(facts: Facts) -> Application | None:
    return Application.objects.filter(number=facts.item.earlier).first()


def _earlier_on(facts: Facts) -> str:
    earlier = _earlier(facts)
    return in_words(earlier.concluded_on) if earlier and earlier.concluded_on else "此前"


def _earlier_number(facts: Facts) -> str:
    earlier = _earlier(facts)
    letter = Letter.objects.filter(application=earlier, drawn__number__isnull=False).last() if earlier else None
    return letter.drawn.number.shown if letter and letter.drawn and letter.drawn.number else facts.item.earlier


def _relief(facts: Facts) -> str:
    found = Item.objects.filter(application=facts.application)
    organ, reply = city.organ(), facts.reply
    day = localtime(reply.signed_at).date() if reply and reply.signed_at else facts.on
    relief = relief_of([ReplyType(item.reply) for item in found], day)
    said = paragraph(relief, review_body=organ.review_body, court=organ.court)
    return said.replace("本答复", "本决定") if facts.letter.template == "third_party_decided" else said


def _content(facts: Facts) -> str:
    if facts.item.reply == ReplyType.R2.value:
        return facts.item.reason or "您申请的信息随本答复书提供。"
    return facts.item.reason or drafted(facts.application)


#: By the name of the placeholder (letters/data/placeholders.toml).
_BY_NAME: Mapping[str, Callable[[Facts], str]] = {
    "申请人": lambda facts: facts.applicant,
    "收到日期": lambda facts: facts.received,
    "提交方式": lambda facts: Channel(facts.application.channel).label,
    "登记编号": lambda facts: facts.registered,
    "申请内容": lambda facts: facts.application.description or "（未写明）",
    "答复期限": _reply_limit,
    "补正事项": _to_correct,
    "补正期限": lambda facts: facts.last_day(ClockKind.CORRECTION),
    "说明期限": lambda facts: facts.last_day(ClockKind.REASONS),
    "申请情况": lambda facts: facts.said("ask_reasons"),
    "延期理由": lambda facts: facts.said("propose_extension"),
    "延期期限": lambda facts: facts.last_day(ClockKind.REPLY),
    "延迟期限": lambda facts: facts.last_day(ClockKind.DELAYED),
    "第三方": lambda facts: facts.party,
    "第三方称谓": lambda facts: "你" if facts.asking.get("natural") else "你单位",
    "征求事项": lambda facts: facts.asked.question.strip().rstrip("。；;"),
    "征求日期": lambda facts: in_words(facts.asked.sent_on),
    "第三方意见": lambda facts: facts.asked.words.strip().rstrip("。；;"),
    "公开理由": lambda facts: facts.disclosed_for,
    "公开日期": lambda facts: in_words(facts.reply.sent_on) if facts.reply and facts.reply.sent_on else "",
    "共同制作机关": lambda facts: facts.party,
    "协办机关": lambda facts: facts.party,
    "信息名称": lambda facts: facts.matter,
    "征求期限": lambda facts: "收到本征求意见书之日起第十五个工作日24:00",  # noqa: ARG005
    "协助事项": lambda facts: facts.asked.question,
    "协助期限": lambda facts: _HELP_WITHIN,  # noqa: ARG005
    "收费依据": lambda facts: _FEES,  # noqa: ARG005
    "收费标准": _ladder,
    "收费金额": lambda facts: f"{facts.charge.owed}元",
    "缴费方式": lambda facts: city.payment()[:500].rstrip("。"),  # noqa: ARG005
    "缴费期限": lambda facts: facts.last_day(ClockKind.PAYMENT),
    "通知日期": lambda facts: facts.told_on("ask_correction", "charge"),
    "答复内容": _content,
    "获取方式": lambda facts: facts.item.way,
    "办理渠道": lambda facts: facts.item.way,
    "公开形式": lambda facts: SupplyForm(facts.application.supply).label if facts.application.supply else "",
    "公开内容": lambda facts: "除下列不予公开的部分以外的内容",  # noqa: ARG005
    "不予公开内容": lambda facts: facts.item.withheld,
    "不予公开理由": _why_exempt,
    "不予公开依据": lambda facts: grounds_of(facts.item),
    "查询依据": lambda facts: facts.item.reason or "《中华人民共和国政府信息公开条例》第三十六条第（七）项",
    "检索情况": _searches,
    "负责机关": lambda facts: facts.item.organ,
    "不明确之处": lambda facts: facts.item.reason,
    "原答复日期": _earlier_on,
    "原答复文号": _earlier_number,
    "不合理情形": lambda facts: facts.said("rule"),
    "放弃情形": _given_up,
    "终止情形": lambda facts: facts.item.reason,
    "救济途径": _relief,
}


def told(facts: Facts, code: str) -> dict[str, object]:
    """What the template of that code asks for, as far as we know it."""
    asked = templates.template(code).open
    return {name: _BY_NAME[name](facts) for name in asked if name in _BY_NAME}
