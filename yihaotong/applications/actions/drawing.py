"""Drawing up a letter that a move called for: DOCX and PDF, with a number where it answers. Once each."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor, Role
from yihaotong.applications import access
from yihaotong.applications.actions.anew import anew_words
from yihaotong.applications.actions.facts import Facts, in_words, told
from yihaotong.applications.actions.letters import drafted
from yihaotong.applications.models import Application, Item, Letter, Reply
from yihaotong.applications.rules.codes import Asked, ReplyType
from yihaotong.applications.rules.relief import paragraph, relief_of
from yihaotong.disclosure import city
from yihaotong.journal.refusal import Refused
from yihaotong.letters import access as letters
from yihaotong.letters import actions as writing
from yihaotong.letters.models import Letter as Drawn
from yihaotong.letters.rules import templates
from yihaotong.letters.rules.writing import Enclosing, Letterhead, Paragraph, Writing

#: The templates of the area of letters by ours; a consultation's follows from whom it asks, a reply's from its type.
_NAMED = {
    "receipt": "receipt",
    "correction": "correction",
    "reasons": "reasons",
    "delay": "late",
    "extension": "extension",
    "charge": "fee",
    "abandoned": "reply_abandoned",
    "third_party_decided": "third_party_decided",
}
_ASKED = {
    Asked.THIRD_PARTY: "third_party",
    Asked.JOINT_ORGAN: "joint_organ",
    Asked.OTHER_ORGAN: "assistance",
}
#: These bear a number (发文字号) in the series of replies.
_NUMBERED = frozenset({"reply", "abandoned"})


def draw_up(letter: Letter, *, actor: Actor, at: datetime) -> Drawn:
    """The letter with its two files; called twice it is the same letter. Its date is that of `at`.

    Raises Refused: "out-of-reach", or what the template lacks, naming the placeholder (letters.actions.draw_up).
    """
    application = letter.application
    if Role.WORKER not in actor.roles and not access.works_here(actor):
        raise Refused("out-of-reach", "您的岗位不能生成这件文书")
    with transaction.atomic():
        kept = Letter.objects.select_for_update().get(pk=letter.pk)
        if kept.drawn is not None:
            return kept.drawn
        series = city.organ().reply_word if kept.template in _NUMBERED else ""
        whole = _in_own_words(kept, localtime(at).date())
        if whole is not None:
            drawn = writing.draw_up_written(whole, subject=application.key, series=series, actor=actor, at=at)
        else:
            code = template_of(kept)
            facts, enclosing = _printable(told(Facts(kept, localtime(at).date()), code))
            drawn = writing.draw_up(
                code,
                facts,
                subject=application.key,
                series=series,
                actor=actor,
                at=at,
                letterhead=letterhead(),
                enclosing=enclosing,
            )
        Letter.objects.filter(pk=kept.pk).update(drawn=drawn)
    return drawn


def preview(letter: Letter, *, at: datetime) -> bytes:
    """A PDF of the letter as it would be, marked as a preview; for staff who see the request. Raises Refused."""
    whole = _in_own_words(letter, localtime(at).date())
    if whole is not None:
        return letters.preview_of(whole, at)
    code = template_of(letter)
    facts, enclosing = _printable(told(Facts(letter, localtime(at).date()), code))
    return letters.preview(code, facts, letterhead=letterhead(), at=at, enclosing=enclosing)


def _printable(facts: Mapping[str, object]) -> tuple[dict[str, object], Enclosing]:
    """What the applicant wrote is repeated as far as our fonts go: no character of his leaves him without a letter."""
    strange = letters.unprintable(map(str, facts.values()))
    shown = {name: letters.printable(said) if isinstance(said, str) else said for name, said in facts.items()}
    return shown, Enclosing(replaced=tuple(strange))


def _printable_whole(addressee: str, lines: list[str], **more: Any) -> Writing:
    """The same of a letter without a template."""
    body = tuple(Paragraph(letters.printable(line)) for line in lines)
    strange = tuple(letters.unprintable([addressee, *lines]))
    return Writing(addressee=letters.printable(addressee), body=body, replaced=strange, **more)


def preview_reply(application: Application, *, at: datetime) -> bytes:
    """The same of a reply that waits for its signature: what the leader signs."""
    event = application.events.order_by("-seq").first()
    if event is None:
        raise Refused("nothing-proposed", "还没有拟定答复")
    return preview(Letter(application=application, template="reply", event=event, at=at, by=""), at=at)


def template_of(letter: Letter) -> str:
    """The template's code in the area of letters."""
    if letter.template in _NAMED:
        return _NAMED[letter.template]
    if letter.template == "consultation":
        asked = letter.application.consultations.get(number=letter.event.number)
        return _ASKED[Asked(asked.asked)]
    item = Item.objects.filter(application=letter.application).order_by("number")[0]
    return _of_reply(item)


def _of_reply(item: Item) -> str:
    if item.reply == ReplyType.R6.value:
        return "reply_other_organ" if item.not_ours and item.organ else "reply_absent"
    return templates.for_reply(item.reply)[0].code


def _in_own_words(letter: Letter, on: date) -> Writing | None:
    """A reply to several items, or one whose text the officer wrote himself, has no template."""
    if letter.template == "charge_taken_back":
        return _charge_taken_back(letter, on)
    if letter.template != "reply":
        return None
    application = letter.application
    reply = Reply.objects.filter(application=application).order_by("-pk").first()
    items = list(Item.objects.filter(application=application).order_by("number"))
    unnamed = any(item.reply == ReplyType.R6.value and item.not_ours and not item.organ for item in items)
    apart = any(item.reply == ReplyType.A41.value for item in items)
    anew = anew_words(application)
    plain = len(items) == 1 and not (unnamed or apart or anew)
    if reply is None or (plain and reply.text == drafted(application)):
        return None
    facts = Facts(letter, on)
    received = f"{facts.received}，我单位收到您提出的政府信息公开申请（登记编号：{application.number}）。"
    corrected = facts.told_on("correct")
    received += f"{corrected}，我单位收到您补正的申请。" if corrected else ""
    opening = [received + (anew or "经审查，现答复如下：")]
    lines = [*opening, *filter(None, reply.text.splitlines()), _relief(items, reply, on)]
    title = "关于更正政府信息记录的告知书" if apart and len(items) == 1 else "政府信息公开申请答复书"
    return _printable_whole(f"{facts.applicant}：", lines, letterhead=letterhead(), title=title, on=on)


def _charge_taken_back(letter: Letter, on: date) -> Writing:
    """A notice that was wrong is taken back in writing, with the reason: nothing is to be paid by it."""
    facts = Facts(letter, on)
    told = facts.charge
    opening = (
        f"我单位于{in_words(told.told_on)}就您的政府信息公开申请（登记编号：{letter.application.number}）发出的信息"
        f"处理费收费通知（应缴{told.owed}元），现予撤回，请您不要据此缴费。"
    )
    lines = [
        opening,
        f"撤回理由：{told.why_taken_back.rstrip('。')}。",
        "您的申请继续办理，答复期限照原来的计算。如有疑问，请与我单位联系。",
    ]
    title = "政府信息公开信息处理费收费通知撤回告知书"
    return _printable_whole(f"{facts.applicant}：", lines, letterhead=letterhead(), title=title, on=on)


def relief_told(application: Application, reply: Reply) -> str:
    """Where he can turn if he does not agree, as the reply that went out says it."""
    items = list(Item.objects.filter(application=application).exclude(reply=""))
    on = reply.sent_on or localtime(reply.proposed_at).date()
    return _relief(items, reply, on) if items else ""


def _relief(items: list[Item], reply: Reply, on: date) -> str:
    organ = city.organ()
    day = localtime(reply.signed_at).date() if reply.signed_at else on
    relief = relief_of([ReplyType(item.reply) for item in items], day)
    return paragraph(relief, review_body=organ.review_body, court=organ.court)


def letterhead() -> Letterhead:
    """Whose letter it is, as the city sets it."""
    organ = city.organ()
    return Letterhead(
        organ=organ.signs_as,
        short_name=organ.short_name,
        phone=organ.phone,
        address=organ.address,
        postcode=organ.postcode,
    )
