"""An article as others read it: its body as safe HTML, its head as rows, its tags for machines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from yihaotong.articles.models import Article, Version
from yihaotong.articles.rules import body
from yihaotong.articles.rules.body import Block, Shape, Span
from yihaotong.articles.rules.checks import Finding
from yihaotong.articles.rules.codes import Five, Period, Validity
from yihaotong.articles.rules.contents import BY_NAME, shown

#: By the name of a picture in the body, where it is found.
Pictures = Mapping[str, str]


def html(text: str, pictures: Pictures, found: Iterable[Finding] = ()) -> SafeString:
    """The body as HTML. Nothing of it is taken over unescaped; what was found in it is marked."""
    marks: dict[int, list[Finding]] = {}
    for each in found:
        if each.field == "body" and each.excerpt:
            marks.setdefault(each.block, []).append(each)
    blocks = body.read(text)
    lowest = min((block.depth for block in blocks if block.depth), default=1)
    drawn = [_block(block, pictures, marks.get(block.number, ()), lowest) for block in blocks]
    return mark_safe("\n".join(drawn))  # noqa: S308 — every part was escaped where it was made


def _block(block: Block, pictures: Pictures, found: Sequence[Finding], lowest: int) -> SafeString:
    place = f"p-{block.number}"
    if block.shape is Shape.HEADING:
        # The article's name is the only h1 of its page, and no level is left out below it.
        depth = min(block.depth - lowest + 2, 4)
        inner = _spans(block.lines[0], found)
        return format_html('<h{} id="{}">{}</h{}>', depth, place, inner, depth)
    if block.shape is Shape.TABLE:
        return _table(block, found, place)
    if block.shape is Shape.PICTURE:
        return _picture(block, pictures, found, place)
    if block.shape is Shape.ENUMERATION:
        items = format_html_join("", "<li>{}</li>", ((_spans(line, found),) for line in block.lines))
        return format_html('<ul id="{}">{}</ul>', place, items)
    lines = mark_safe("<br>".join(_spans(line, found) for line in block.lines))  # noqa: S308 — escaped
    return format_html('<p id="{}">{}</p>', place, lines)


def _table(block: Block, found: Sequence[Finding], place: str) -> SafeString:
    head, *rows = block.rows or ((),)
    top = format_html_join("", '<th scope="col">{}</th>', ((marked(cell, found),) for cell in head))
    drawn = [format_html_join("", "<td>{}</td>", ((marked(cell, found),) for cell in row)) for row in rows]
    below = format_html_join("", "<tr>{}</tr>", ((row,) for row in drawn))
    # Named apart: a report has ten of them, and who hears the page jumps from one to the next.
    return format_html(
        '<div class="wide" id="{}" tabindex="0" role="region" aria-label="第 {} 段的表格">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        place,
        block.number,
        top,
        below,
    )


def _picture(block: Block, pictures: Pictures, found: Sequence[Finding], place: str) -> SafeString:
    words, address = block.text, pictures.get(block.picture, "")
    if not address:
        lost = marked(f"（缺图片 {block.picture}）", found)
        return format_html('<p id="{}">{}</p>', place, lost)
    caption = format_html("<figcaption>{}</figcaption>", words) if words else ""
    return format_html('<figure id="{}"><img src="{}" alt="{}">{}</figure>', place, address, words, caption)


def _spans(spans: Sequence[Span], found: Sequence[Finding]) -> SafeString:
    drawn = []
    for span in spans:
        text = marked(span.text, found)
        if not span.href:
            drawn.append(text)
            continue
        away = ' rel="noopener noreferrer"' if span.href.lower().startswith("http") else ""
        drawn.append(format_html('<a href="{}"{}>{}</a>', span.href, mark_safe(away), text))  # noqa: S308 — ours
    return mark_safe("".join(drawn))  # noqa: S308 — escaped


def marked(text: str, found: Sequence[Finding]) -> SafeString:
    """A text with what was found in it marked, each mark with its words for whoever points at it."""
    told = {each.excerpt: each for each in reversed(found) if each.excerpt and each.excerpt in text}
    if not told:
        return SafeString(conditional_escape(text))
    pattern = re.compile("|".join(re.escape(each) for each in sorted(told, key=len, reverse=True)))
    drawn, at = [], 0
    for hit in pattern.finditer(text):
        each = told[hit.group()]
        drawn.append(conditional_escape(text[at : hit.start()]))
        drawn.append(format_html('<mark class="{}" title="{}">{}</mark>', each.weight.value, each.words, hit.group()))
        at = hit.end()
    drawn.append(conditional_escape(text[at:]))
    return mark_safe("".join(drawn))  # noqa: S308 — escaped


def head(
    article: Article, version: Version, content: Mapping[str, Any], *, organ: str, unit: str, kind: str
) -> list[tuple[str, str]]:
    """The head of an item as the sites of Yinchuan print it (handbook B1), in their sequence."""
    went = localtime(article.standing.first_at) if article.standing else None
    return [
        ("索引号", article.index_number),
        ("发布日期", f"{went:%Y-%m-%d}" if went else ""),
        ("发布机构", organ),
        ("责任部门", unit),
        ("名称", version.title),
        ("文号", str(content["document_number"]) or "无"),
        ("生成日期", f"{version.formed_on:%Y-%m-%d}" if version.formed_on else ""),
        ("公开时限", _label(Period, content["period"])),
        ("所属分类", kind),
        ("效力状态", _label(Validity, content["validity"])),
        ("公开方式", "主动公开"),
        ("关键词", str(content["keywords"])),
        ("五公开", _label(Five, content["five"])),
        ("内容概述", str(content["summary"])),
    ]


def _label(codes: Any, value: str) -> str:
    return codes(value).label if value else ""


def tags(version: Version, content: Mapping[str, Any], *, at: datetime, url: str, image: str) -> list[tuple[str, str]]:
    """The article tags of 政府网站发展指引 (国办发〔2017〕47号): three that must be there, the others where known."""
    told = [
        ("ArticleTitle", version.title),
        ("PubDate", f"{localtime(at):%Y-%m-%d %H:%M}"),
        ("ContentSource", str(content["source"])),
        ("Keywords", str(content["keywords"])),
        ("Author", str(content["author"])),
        ("Description", str(content["summary"]) or version.title),
        ("Image", image),
        ("Url", url),
    ]
    return [(name, value) for name, value in told if value or name in {"ArticleTitle", "PubDate", "ContentSource"}]


def facts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every field but the body, in words, for the desk."""
    told = ((field.label, shown(field, content.get(name, ""))) for name, field in BY_NAME.items() if name != "body")
    return [(label, words) for label, words in told if words]
