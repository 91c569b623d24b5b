"""An HTML page: its paragraphs and its tables with their spans. Tables that only lay out the page are walked."""

import re
from collections.abc import Iterator

from lxml import etree, html

from yihaotong.forms.opening.refusing import MOST_PIECES, CannotRead
from yihaotong.forms.rules.grids import MOST_COLUMNS, MOST_ROWS, Given, grid
from yihaotong.forms.rules.recognising import Piece

_SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "select", "option", "textarea", "iframe"})
#: Inline marks; every other tag begins a paragraph of its own.
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "label",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "ins",
        "mark",
        "wbr",
    }
)
_MOST_MARKS = MOST_PIECES * 50
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def pieces(content: bytes) -> list[Piece]:
    """Raises CannotRead."""
    text = _decoded(content).replace("\x00", "")
    if not text.strip():
        raise CannotRead("文件里没有内容")
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as bad:
        raise CannotRead("不是可以读的 HTML") from bad
    return list(_walk(root))


def _decoded(content: bytes) -> str:
    """By what the bytes are, before what the page says of itself: a wrong charset is common."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(content[:4096])
        name = named[1].decode("ascii").lower() if named else "gb18030"
        if name.replace("-", "") in {"utf8", "gb2312", "gbk"}:
            name = "gb18030"
        try:
            return content.decode(name, "replace")
        except LookupError:
            return content.decode("gb18030", "replace")


def _walk(root: html.HtmlElement) -> Iterator[Piece]:
    """In the order of the document; a table of data is one piece."""
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    said: list[str] = []
    for count, (event, element) in enumerate(walker):
        if count > _MOST_MARKS:
            raise CannotRead("网页太大，没有读")
        tag = element.tag if isinstance(element.tag, str) else ""
        if event in ("start", "end") and tag not in _INLINE:
            yield from _flushed(said)
        if event != "start":
            said.append(element.tail or "")
        elif _is_data(element, tag):
            yield _grid(element)
            walker.skip_subtree()
        elif tag in _SKIPPED or _HIDDEN.search(element.get("style", "")):
            walker.skip_subtree()
        else:
            said.append(element.text or "")
    yield from _flushed(said)


def _flushed(said: list[str]) -> Iterator[str]:
    text = "".join(said).strip()
    said.clear()
    if text:
        yield text


def _is_data(element: html.HtmlElement, tag: str) -> bool:
    return tag == "table" and next(element.iterdescendants("table"), None) is None


def _grid(table: html.HtmlElement) -> Piece:
    lines = []
    for line in table.iter("tr"):
        cells = [each for each in line if each.tag in ("td", "th")]
        lines.append(
            [
                Given(_text(each), _span(each, "rowspan", MOST_ROWS), _span(each, "colspan", MOST_COLUMNS))
                for each in cells[:MOST_COLUMNS]
            ]
        )
        if len(lines) >= MOST_ROWS:
            break
    return grid(lines)


def _text(cell: html.HtmlElement) -> str:
    texts = cell.xpath(".//text()[not(ancestor::script) and not(ancestor::style)]")
    return "".join(str(text) for text in texts).strip()


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    written = re.match(r"\s*(\d{1,9})", cell.get(name, ""))
    return max(1, min(int(written[1]), most)) if written else 1
