"""An HTML page: its paragraphs and its tables with their spans. Tables that only lay out the page are walked."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree, html

from yihaotong.forms.opening.refusing import MOST_PIECES, CannotRead
from yihaotong.forms.rules.grids import MOST_COLUMNS, MOST_ROWS, Given, grid
from yihaotong.forms.rules.recognising import Picture, Piece

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "option", "textarea", "iframe", "del", "strike"}
)
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
#: A picture smaller than this, in pixels, is an ornament.
_SMALL = 120
_DATA_ROWS, _DATA_COLUMNS = 6, 4


def pieces(content: bytes) -> list[Piece]:
    """Raises CannotRead."""
    return list(_walk(_root(content)))


def about(content: bytes) -> list[str]:
    """The page's own title: as marked for articles, or in its head."""
    root = _root(content)
    marked = root.xpath("//meta[@name='ArticleTitle' or @name='articletitle']/@content")
    return [str(each)[:200] for each in (*marked, *root.xpath("//title/text()"))[:3]]


def _root(content: bytes) -> html.HtmlElement:
    text = _decoded(content).replace("\x00", "")
    if not text.strip():
        raise CannotRead("文件里没有内容")
    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as bad:
        raise CannotRead("不是可以读的 HTML") from bad


def _decoded(content: bytes) -> str:
    """By what the bytes are, before what the page says of itself: a wrong charset is common."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[1:2] == b"\x00" and content[3:4] == b"\x00":
        return content.decode("utf-16-le", "replace")
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
        elif tag in _SKIPPED or _is_hidden(element):
            walker.skip_subtree()
        elif tag == "img" and _is_large(element):
            yield Picture()
        else:
            said.append(element.text or "")
    yield from _flushed(said)


def _flushed(said: list[str]) -> Iterator[str]:
    text = "".join(said).strip()
    said.clear()
    if text:
        yield text


def _is_data(element: html.HtmlElement, tag: str) -> bool:
    """A table with tables in it lays out the page, if it is not itself one of many columns or they are single cells."""
    if tag != "table" or _is_hidden(element):
        return False
    inner = list(islice(element.iterdescendants("table"), MOST_ROWS))
    if all(len(each.xpath("(.//td | .//th)[position() < 3]")) <= 1 for each in inner):
        return True
    return sum(len(_cells(line)) >= _DATA_COLUMNS for line in _lines(element)) >= _DATA_ROWS


def _is_hidden(element: html.HtmlElement) -> bool:
    return bool(_HIDDEN.search(element.get("style", ""))) or element.get("hidden") is not None


def _is_large(picture: html.HtmlElement) -> bool:
    """Without a size it may be a table."""
    sizes = [re.match(r"\s*(\d{1,5})", picture.get(name, "")) for name in ("width", "height")]
    return all(size is None or int(size[1]) >= _SMALL for size in sizes)


def _lines(table: html.HtmlElement) -> list[html.HtmlElement]:
    """Its own rows, not those of a table within; a form may stand between."""
    if next(table.iterdescendants("table"), None) is None:
        return list(table.iter("tr"))
    return list(table.xpath("./tr | ./tbody/tr | ./thead/tr | ./tfoot/tr"))


def _cells(line: html.HtmlElement) -> list[html.HtmlElement]:
    return [each for each in line if each.tag in ("td", "th") and not _is_hidden(each)]


def _grid(table: html.HtmlElement) -> Piece:
    lines = []
    for line in _lines(table):
        if _is_hidden(line):
            continue
        cells = _cells(line)
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
    gone = {each for each in cell.iterdescendants(etree.Element) if each.tag in _SKIPPED or _is_hidden(each)}
    if not gone:
        return str(cell.text_content()).strip()
    texts = cell.xpath(".//text()")
    return "".join(str(text) for text in texts if not gone.intersection(_around(text, cell))).strip()


def _around(text: etree._ElementUnicodeResult, cell: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements of the cell that the text stands in."""
    element = text.getparent()
    if text.is_tail and element is not None:
        element = element.getparent()
    while element is not None and element is not cell:
        yield element
        element = element.getparent()


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    written = re.match(r"\s*(\d{1,9})", cell.get(name, ""))
    return max(1, min(int(written[1]), most)) if written else 1
