"""Which letter a move calls for, and what stands in it. The area of letters makes the pages; here are the facts."""

import re
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.applications.models import Application, Event, Item, Letter
from yihaotong.applications.rules.codes import Exemption, ReplyType
from yihaotong.applications.rules.tables import reply_types

#: The letter of each move (宿迁 list of documents, handbook B4), by the code of its template.
TEMPLATES = {
    "register": "receipt",
    "ask_correction": "correction",
    "ask_reasons": "reasons",
    "rule": "delay",
    "extend": "extension",
    "consult": "consultation",
    "charge": "charge",
    "take_back_charge": "charge_taken_back",
    "sign": "reply",
    "give_up": "abandoned",
}


def prepare(application: Application, move: str, event: Event, *, actor: Actor, at: datetime) -> Letter | None:
    """The letter that this move calls for, without its pages yet; None if it calls for none."""
    template = TEMPLATES.get(move)
    if template is None or (move == "rule" and not event.days):
        return None
    return Letter.objects.create(application=application, template=template, event=event, at=at, by=actor.key)


def drafted(application: Application) -> str:
    """The body of a reply as it follows from what was decided of each item; an officer may write another."""
    items = list(Item.objects.filter(application=application).order_by("number"))
    parts = [_of_item(item) for item in items]
    if len(parts) == 1:
        return parts[0]
    return "\n".join(
        f"{ordinal(number)}、关于“{item.text[:60]}”：{part}"
        for number, (item, part) in enumerate(zip(items, parts, strict=True), 1)
    )


_ARTICLES = {
    Exemption.N1: "第十四条",
    Exemption.N2: "第十四条",
    Exemption.N3: "第十四条",
    Exemption.N4: "第十五条",
    Exemption.N5: "第十六条第一款",
    Exemption.N6: "第十六条第二款",
    Exemption.N7: "第十六条第二款",
}
_BODIES = {
    ReplyType.R1: "您申请的信息已主动公开，获取方式、途径：{way}",
    ReplyType.R2: "您申请的信息予以公开，随本答复书提供。",
    ReplyType.R3: "您申请的信息予以部分公开，可公开的部分随本答复书提供；不予公开的部分：{withheld}。{reason}",
    ReplyType.R4: "您申请的信息不予公开。理由：{reason}",
    ReplyType.R5: "您申请的信息属于行政查询事项，请按下列程序办理：{way}",
    ReplyType.R7: "您申请的信息需要加工、分析，本机关没有现成信息，不予提供。{reason}",
    ReplyType.R8: "您补正后的申请内容仍不明确，本机关无法提供。{reason}",
    ReplyType.R9: "您提出的事项属于信访、投诉、举报等活动，不作为政府信息公开申请处理，可以通过以下渠道提出：{way}",
    ReplyType.R10: "您的申请与 {earlier} 号申请内容相同，本机关已经答复，不予重复处理。",
    ReplyType.R11: "您申请的是公开出版物，获取途径：{way}",
    ReplyType.R12: "您申请的数量、频次明显超过合理范围，所述理由不合理，本机关不予处理。",
    ReplyType.R13: "您要求确认或者重新出具已经获取的信息，本机关不予处理。{reason}",
    ReplyType.R16: "{reason}",
    ReplyType.A41: "您要求更正与您本人有关的政府信息记录，不属于申请公开政府信息，已按更正请求办理。{reason}",
}


def _of_item(item: Item) -> str:
    reply = ReplyType(item.reply)
    if reply is ReplyType.A41 and item.not_ours:
        return _not_ours_to_put_right(item)
    if reply is ReplyType.R6:
        return _absent(item)
    words: dict[str, Any] = {
        "way": item.way.strip(),
        "withheld": item.withheld.strip().rstrip("。；;"),
        "reason": item.reason.strip(),
        "earlier": item.earlier,
    }
    return _ended(_by(_basis(item, reply)) + _BODIES[reply].format(**words))


def _basis(item: Item, reply: ReplyType) -> str:
    """With the very articles for what is kept back: the ground that was chosen, and no other."""
    basis = reply_types()[reply].basis
    grounds = grounds_of(item) if reply in (ReplyType.R3, ReplyType.R4) else ""
    return f"{basis}、{grounds}" if grounds else basis


def grounds_of(item: Item) -> str:
    """The articles of the grounds that were chosen for an item, each once."""
    codes = [item.exemption, *filter(None, item.also.split(","))]
    articles = dict.fromkeys(_ARTICLES.get(Exemption(code), "") for code in codes if code)
    return "、".join(filter(None, articles))


def ordinal(number: int) -> str:
    """一 … 九十九, as the first level of an official letter is numbered (GB/T 9704 7.3.3)."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones or not tens else "")


def _ended(said: str) -> str:
    """Every paragraph of a letter ends as a sentence does."""
    return "\n".join(
        line if line[-1] in "。！？：；" else f"{line.rstrip('，、,.;')}。"
        for line in said.splitlines()
        if line.strip()
    )


def _absent(item: Item) -> str:
    if not item.not_ours:
        return _ended(f"{_by('政府信息公开条例第三十六条（四）')}经检索，您申请的信息不存在。{item.reason}")
    organ = f"，建议向{item.organ}提出" if item.organ else ""
    return _ended(f"{_by('政府信息公开条例第三十六条（五）')}您申请的信息不属于本机关负责公开{organ}。{item.reason}")


def _not_ours_to_put_right(item: Item) -> str:
    organ = f"有权更正的机关是{item.organ}。" if item.organ else ""
    basis = _by(reply_types()[ReplyType.A41].basis)
    return _ended(f"{basis}您要求更正的政府信息记录不属于本机关职能范围。{organ}{item.reason}")


def _by(basis: str) -> str:
    """The regulation by its whole name, its items as 第（四）项."""
    named = re.sub(r"(?<!国)政府信息公开条例", "《中华人民共和国政府信息公开条例》", basis)
    whole = re.sub(r"(?<!第)（([一二三四五六七八九])）", r"第（\1）项", named)
    return f"根据{whole}的规定，"
