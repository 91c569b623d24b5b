"""Looking at a finished Word file again: its parts by name, each as text without the tree, and python-docx's reader."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from docx import Document

from yihaotong.redaction.engines.pictures import extra_in_jpeg, extra_in_png
from yihaotong.redaction.rules.proof import Check, folded, surviving, surviving_bytes

_ALLOWED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(document|styles|numbering)\.xml|word/_rels/document\.xml\.rels"
    r"|word/media/image\d+\.(png|jpeg)"
)
#: Names that stand in no result: revisions, notes, hidden text, fields, objects, ids, alternative texts, other places.
_FORBIDDEN = re.compile(
    r"<w:(ins|del|moveFrom|moveTo|delText|vanish|webHidden|specVanish|comment\w*|footnote\w*|endnote\w*|headerReference|"
    r"footerReference|bookmarkStart|instrText|fldChar|fldSimple|hyperlink|object|pict|sdt|smartTag|customXml|altChunk|"
    r"txbxContent|tblCaption|tblDescription|\w+Change|proofErr|permStart)\b"
    r"|\bw:(rsid\w*|author|date|initials)=|\b(descr|title)=|mc:|w14:|TargetMode|https?://(?!schemas\.openxmlformats\.org/)"
)
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH_END = re.compile(r"</w:p>")
_VALUE = re.compile(r'"([^"]*)"')


def prove(result: Path, texts: Sequence[str], words: Sequence[str], ranges: Sequence[str]) -> list[Check]:
    """`texts`: the paragraphs as they must read; `words` taken out everywhere; `ranges` taken out in one place."""
    with zipfile.ZipFile(result) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        beside = archive.comment or any(entry.extra or entry.comment for entry in archive.infolist())
        dates = {entry.date_time for entry in archive.infolist()}
    told = {name: content.decode("utf-8") for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    read = list(_paragraphs(result))
    return [
        _only_parts(parts, beside=bool(beside) or len(dates) != 1),
        _all_referenced(parts, told),
        _nothing_foreign(told),
        _words_in_parts(parts, told, words),
        _words_read(read, words),
        _reads_as_expected(read, texts),
        _ranges_gone(read, ranges),
        _pictures_bare(parts),
    ]


def _only_parts(parts: dict[str, bytes], *, beside: bool) -> Check:
    foreign = [name for name in parts if not _ALLOWED.fullmatch(name)]
    good = not foreign and not beside
    label = "包里只有正文、样式、编号和图片，没有属性、批注、页眉、自定义数据"
    return Check("only_parts", label, "解压（zip 目录）", good, f"{len(parts)} 个部件，{len(foreign)} 个多余")


def _all_referenced(parts: dict[str, bytes], told: dict[str, str]) -> Check:
    media = {name.removeprefix("word/") for name in parts if name.startswith("word/media/")}
    linked = set(re.findall(r'Target="(media/[^"]+)"', told.get("word/_rels/document.xml.rels", "")))
    used = set(re.findall(r'r:embed="([^"]+)"', told["word/document.xml"]))
    known = set(re.findall(r'Id="(rIdP[^"]+)"', told.get("word/_rels/document.xml.rels", "")))
    good = media == linked and used == known
    return Check("all_referenced", "每个部件都被正文用到", "解压（关系表）", good, f"图片 {len(media)} 张")


def _nothing_foreign(told: dict[str, str]) -> Check:
    found = {match.group() for text in told.values() for match in _FORBIDDEN.finditer(text)}
    said = "、".join(sorted(found))[:200] or "无"
    label = "没有修订、批注、脚注、隐藏文字、域、书签、链接、对象、替代文字、修订号"
    return Check("nothing_foreign", label, "各部件原文", not found, said)


def _words_in_parts(parts: dict[str, bytes], told: dict[str, str], words: Sequence[str]) -> Check:
    left = sum(surviving_bytes(content, words) for content in parts.values())
    for text in told.values():
        left += sum(surviving(_bare(part), words) for part in _PARAGRAPH_END.split(text))
        left += sum(surviving(value, words) for value in set(_VALUE.findall(text)) if _says_something(value))
    return Check("words_in_parts", "遮去的文字不在任何部件里", "解压（各部件原文）", not left, _said(left, words))


def _bare(text: str) -> str:
    return unescape(_TAG.sub("", text))


def _says_something(value: str) -> bool:
    """Whether an attribute may be somebody's words: not a number, a colour or a name of the format."""
    return not value.isascii() or len(value) > 40


def _words_read(read: Sequence[str], words: Sequence[str]) -> Check:
    left = sum(surviving(text, words) for text in read)
    return Check("words_read", "遮去的文字读不出来", "python-docx", not left, _said(left, words))


def _reads_as_expected(read: Sequence[str], texts: Sequence[str]) -> Check:
    def shown(rows: Sequence[str]) -> list[str]:
        return [bare for row in rows if (bare := folded(row.replace("\ufffc", "")))]

    same = shown(read) == shown(texts)
    label = "其余文字一字不多、一字不少"
    return Check("reads_as_expected", label, "python-docx", same, f"{len(read)} 段")


def _ranges_gone(read: Sequence[str], ranges: Sequence[str]) -> Check:
    """What was taken out in one place may stand in another on purpose: that is said, and no fault."""
    whole = "\n".join(map(folded, read))
    elsewhere = sum(len(bare) > 1 and bare in whole for bare in {folded(each) for each in ranges})
    said = f"注意：其中 {elsewhere} 处的文字在别处还有，没有标注" if elsewhere else f"{len(ranges)} 处"
    return Check("elsewhere", "选定遮盖的文字在别处有没有", "python-docx", passed=True, said=said)


def _pictures_bare(parts: dict[str, bytes]) -> Check:
    media = [content for name, content in parts.items() if name.startswith("word/media/")]
    extra = [each for one in media for each in (extra_in_jpeg if one.startswith(b"\xff\xd8") else extra_in_png)(one)]
    return Check(
        "pictures_exact", "图片没有 EXIF 等信息", "原始字节", not extra, "、".join(extra) or f"{len(media)} 张"
    )


def _paragraphs(result: Path) -> Iterator[str]:
    document: Any = Document(str(result))
    yield from _within(document)


def _within(holder: Any) -> Iterator[str]:
    for item in holder.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item._tbl.tr_lst:  # noqa: SLF001 — `row.cells` repeats merged cells
                for cell in row.tc_lst:
                    yield from ("".join(part.text or "" for part in p.iter(_TEXT)) for p in cell.iter(_P))
        else:
            yield item.text


_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _P = f"{_NAMESPACE}t", f"{_NAMESPACE}p"


def _said(left: int, words: Sequence[str]) -> str:
    return f"查 {len(set(words))} 个词，残留 {left} 个"
