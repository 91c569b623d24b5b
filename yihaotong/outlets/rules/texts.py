"""What each outlet is given to put out, made of one version: the WeChat draft, the text for Weibo. Where a limit does
not fit, that is said in words, and what was shortened too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from yihaotong.articles.rules import body
from yihaotong.articles.rules.body import Block, Shape, Span
from yihaotong.articles.rules.contents import Attachment
from yihaotong.outlets.rules.tables import outlets

_MORE = "…"
_URL = re.compile(r"https?://[!-~]+")
#: Weibo counts a link as this many characters, however long it is; and a character of ASCII as half (未核实).
_URL_COUNTS = 10
_CUT = re.compile(r"(?<=[。！？；])")

_P = "margin:0 0 1em;line-height:1.75;font-size:16px;color:#333;text-align:justify;"
_H = "margin:1.4em 0 .8em;line-height:1.4;font-size:18px;font-weight:bold;color:#1a1a1a;"
_LIST = "margin:0 0 1em;padding-left:1.4em;line-height:1.75;font-size:16px;color:#333;"
_TABLE = "width:100%;border-collapse:collapse;margin:0 0 1em;font-size:14px;"
_CELL = "border:1px solid #ccc;padding:6px 8px;line-height:1.5;"
_PICTURE = "margin:0 0 1em;padding:12px;background:#f5f5f5;color:#666;font-size:14px;text-align:center;"


@dataclass(frozen=True)
class Draft:
    """What is copied into an outlet. `said`: what was shortened or left out, in words; `wrong`: why it cannot go in as
    it is, "" where it can; `counts` of `most` as the outlet counts, 0 for no limit."""

    title: str
    digest: str
    text: str
    pictures: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    wrong: str = ""
    counts: int = 0
    most: int = 0


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters: by whole sentences where one fits, else with an ellipsis."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    kept = ""
    for sentence in _CUT.split(plain):
        if len(kept) + len(sentence) > most:
            break
        kept += sentence
    return kept or plain[: most - 1] + _MORE


# --- WeChat ----------------------------------------------------------------------------------------------------------


def wechat(content: Mapping[str, Any]) -> Draft:
    """A draft for 微信公众号: an HTML fragment with styles in its elements, without scripts, links or pictures from
    elsewhere; the editor takes nothing else."""
    row = outlets()["wechat"]
    blocks = body.read(str(content["body"]))
    text = "\n".join(_wechat(block) for block in blocks)
    said, title = list[str](), str(content["title"])
    wrong = ""
    if len(title) > row.title_most:
        wrong = f"标题有 {len(title)} 字，公众号最多 {row.title_most} 字：请按三审三校改短标题，不能在这里改"
    source = str(content["summary"]) or _first_words(blocks)
    digest = shortened(source, row.digest_most)
    if digest != " ".join(source.split()):
        said.append(f"摘要原有 {len(source)} 字，已缩到 {len(digest)} 字（公众号最多 {row.digest_most} 字）")
    if count := len(body.links(blocks)):
        said.append(f"正文里 {count} 处链接已写成文字：公众号正文不能链到外面，原文链接请填在“阅读原文”")
    pictures = tuple(block.picture for block in body.pictures(blocks))
    if pictures:
        said.append(f"{len(pictures)} 张图片请在编辑器里逐张上传，放到标出的位置")
    if len(text) > row.text_most:
        wrong = wrong or f"正文连格式 {len(text)} 字，公众号最多 {row.text_most} 字：请分篇或只发摘要"
    return Draft(title, digest, text, pictures, tuple(said), wrong, len(text), row.text_most)


def _wechat(block: Block) -> str:
    if block.shape is Shape.HEADING:
        return f'<p style="{_H}">{_words(block.lines[0])}</p>'
    if block.shape is Shape.TABLE:
        return _wechat_table(block)
    if block.shape is Shape.PICTURE:
        words = f"：{block.text}" if block.text else ""
        return f'<p style="{_PICTURE}">{escape(f"（此处放图片 {block.picture}{words}）")}</p>'
    if block.shape is Shape.ENUMERATION:
        told = "".join(f"<li>{_words(line)}</li>" for line in block.lines)
        return f'<ul style="{_LIST}">{told}</ul>'
    return f'<p style="{_P}">{"<br>".join(_words(line) for line in block.lines)}</p>'


def _wechat_table(block: Block) -> str:
    head, *rows = block.rows or ((),)
    top = "".join(f'<th style="{_CELL}background:#f2f2f2;">{escape(cell)}</th>' for cell in head)
    below = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f'<table style="{_TABLE}"><tbody><tr>{top}</tr>{below}</tbody></table>'


def _words(line: Sequence[Span]) -> str:
    """A link's words, with its address behind where the words do not say it."""
    told = [f"{span.text}（{span.href}）" if span.href.startswith("http") else span.text for span in line]
    return escape("".join(told))


def _first_words(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.shape is Shape.PARAGRAPH), "")


# --- Weibo -----------------------------------------------------------------------------------------------------------


def weibo_length(text: str) -> int:
    """As Weibo counts: a Chinese character one, two of ASCII one, a link ten however long it is; rounded up."""
    links = len(_URL.findall(text))
    rest = _URL.sub("", text)
    halves = sum(1 if char.isascii() else 2 for char in rest)
    return links * _URL_COUNTS + (halves + 1) // 2


def weibo(content: Mapping[str, Any], url: str) -> Draft:
    """Title, summary (else the beginning of the body) and the link to the item; shortened until it fits."""
    row = outlets()["weibo"]
    blocks = body.read(str(content["body"]))
    summary = str(content["summary"]) or _first_words(blocks)
    head, tail = f"【{content['title']}】", f" 全文：{url}"
    room = row.text_most - weibo_length(head + tail)
    told = _fitting(" ".join(summary.split()), room)
    text = head + told + tail
    said = () if told == " ".join(summary.split()) else (f"摘要已缩短，全文 {weibo_length(text)} 字",)
    pictures = tuple(block.picture for block in body.pictures(blocks))
    return Draft(str(content["title"]), "", text, pictures, said, "", weibo_length(text), row.text_most)


def _fitting(text: str, room: int) -> str:
    """As much of a text as counts no more than `room`."""
    if weibo_length(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weibo_length(text[:middle] + _MORE) <= room else (low, middle - 1)
    return text[:low] + _MORE


# --- for a machine ---------------------------------------------------------------------------------------------------


def item_name(article: int) -> str:
    """The name under which a machine keeps an article: the same for every release of it."""
    return f"article-{article}"


def key_of(article: int, release: int) -> str:
    """The idempotency key: of one release the same however often it is tried."""
    return f"article-{article}.{release}"


@dataclass(frozen=True)
class Head:
    """What a machine is told of a release besides its content. `url`: the item's page, with a slash at its end; `at`:
    when it was released, ISO 8601."""

    article: int
    release: int
    digest: str
    url: str
    index_number: str
    at: str


def package(told: Head, content: Mapping[str, Any], files: Sequence[Attachment]) -> dict[str, Any]:
    """What is posted to a machine, as JSON. `release` counts up: whoever holds a newer one keeps it. `files`: those of
    the content that anybody may open now."""
    head = ("title", "summary", "keywords", "source", "author", "document_number", "formed_on", "validity", "period")
    return {
        "id": item_name(told.article),
        "release": told.release,
        "digest": told.digest,
        "index_number": told.index_number,
        "url": told.url,
        "released_at": told.at,
        **{name: content.get(name, "") for name in head},
        "body": content["body"],
        "html": wechat(content).text,
        "files": [_file(each, told.url) for each in files],
    }


def _file(each: Attachment, page: str) -> dict[str, Any]:
    """Where anybody opens it, for as long as the item stands, with what shows that it arrived whole."""
    told = {"name": each.name, "media": each.media, "size": each.size, "sha256": each.sha256}
    return told | {"url": f"{page}files/{each.key}/"}
