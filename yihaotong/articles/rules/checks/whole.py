"""Checks of the article as a whole: what is missing, its own dates, links, pictures, what its files carry."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from yihaotong.articles.rules import body
from yihaotong.articles.rules.body import Block
from yihaotong.articles.rules.checks import texts
from yihaotong.articles.rules.checks.finding import Check, Finding, Known
from yihaotong.articles.rules.codes import Weight
from yihaotong.articles.rules.contents import BY_NAME, NEEDED, Attachment, attachments_of

_PICTURES = ("image/",)


def look(content: Mapping[str, Any], blocks: Sequence[Block], known: Known) -> Iterator[Finding]:
    yield from _fields(content, known.today)
    yield from _links(blocks, known)
    files = attachments_of(content)
    yield from _pictures(blocks, files)
    yield from _hidden(files, known)


def _fields(content: Mapping[str, Any], today: date) -> Iterator[Finding]:
    for name in NEEDED:
        if not content.get(name):
            label = BY_NAME[name].label
            yield Finding(Check.FIELD, Weight.BLOCK, label, f"没有填“{label}”", "发布前须填写", field=name)
    formed = content.get("formed_on")
    if formed and date.fromisoformat(formed) > today:
        words = f"生成日期 {formed} 还没有到"
        yield Finding(Check.DAY, Weight.BLOCK, "生成日期", words, "请核对生成日期", formed, "formed_on")
    number = content.get("document_number", "")
    if number and (wrong := texts.document_number(number)):
        yield Finding(Check.NUMBER, Weight.WARN, "文号", wrong, "依据 GB/T 9704—2012", number, "document_number")


def _links(blocks: Sequence[Block], known: Known) -> Iterator[Finding]:
    for block, href in body.links(list(blocks)):
        if not body.safe(href):
            words = f"链接“{href[:60]}”不能打开：只接受 https、http、mailto、tel 和本站的路径"
            advice = "改成完整的网址"
            yield Finding(Check.LINK, Weight.BLOCK, block.place, words, advice, href, "body", block.number)
        elif href not in known.links:
            if href.lower().startswith("http"):
                words = f"外部链接没有检查过：{href[:80]}"
                advice = "发布前请点开看一遍"
                yield Finding(Check.LINK, Weight.NOTE, block.place, words, advice, href, "body", block.number)
        elif wrong := known.links[href]:
            weight = Weight.BLOCK if href.startswith("/") else Weight.WARN
            words, advice = f"链接打不开（{wrong}）：{href[:80]}", "改正或删去这个链接"
            yield Finding(Check.LINK, weight, block.place, words, advice, href, "body", block.number)


def _pictures(blocks: Sequence[Block], files: Sequence[Attachment]) -> Iterator[Finding]:
    names = {each.name for each in files if each.media.startswith(_PICTURES)}
    for block in body.pictures(list(blocks)):

        def found(weight: Weight, words: str, advice: str, here: Block = block) -> Finding:
            return Finding(Check.PICTURE, weight, here.place, words, advice, here.picture, "body", here.number)

        if block.picture not in names:
            yield found(Weight.BLOCK, f"附件里没有图片“{block.picture}”", "先上传这张图片，或改正文里的文件名")
        if not block.text.strip():
            yield found(Weight.WARN, "图片没有说明", "写明图里是什么，读屏用户才知道（GB/T 37668—2019）")


def _hidden(files: Sequence[Attachment], known: Known) -> Iterator[Finding]:
    for file in files:
        place = f"附件“{file.name}”"
        if file.sha256 not in known.hidden:
            words, advice = "没有检查附件的隐藏信息", "请打开看一遍"
            yield Finding(Check.ATTACHMENT, Weight.NOTE, place, words, advice, file.name, "attachments")
        for each in known.hidden.get(file.sha256, ()):
            check = Check.PICTURE if file.media.startswith(_PICTURES) else Check.ATTACHMENT
            yield Finding(check, each.weight, place, each.words, each.advice, file.name, "attachments")
