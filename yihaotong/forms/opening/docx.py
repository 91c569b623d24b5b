"""A Word document (.docx): its paragraphs and tables from the XML itself, with gridSpan and vMerge."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from yihaotong.forms.opening.refusing import MOST_PIECES, CannotRead
from yihaotong.forms.rules.grids import MOST_COLUMNS, MOST_ROWS, Cell, placed
from yihaotong.forms.rules.recognising import Piece

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: The body unpacked; a real report's is under 5 MB.
_MOST_BODY = 40_000_000
_OLE = b"\xd0\xcf\x11\xe0"


def pieces(content: bytes) -> list[Piece]:
    """Raises CannotRead."""
    if content.startswith(_OLE):
        raise CannotRead("文件已加密，或是旧版 .doc；请另存为不加密的 .docx")
    body = _parsed(_body(content)).find(f"{_W}body")
    if body is None:
        raise CannotRead("这份 .docx 没有正文")
    found = []
    for piece in _walk(body):
        found.append(piece)
        if len(found) > MOST_PIECES:
            raise CannotRead("文档太长，没有读")
    return found


def _body(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open("word/document.xml") as part:
            read = part.read(_MOST_BODY + 1)
    except KeyError as bad:
        raise CannotRead("不是 Word 文档：里面没有 word/document.xml") from bad
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError, zlib.error) as bad:
        raise CannotRead("文件已损坏或加密，打不开") from bad
    if len(read) > _MOST_BODY:
        raise CannotRead("文档展开后太大，没有读")
    return read.replace(_STRICT.encode(), _W[1:-1].encode())


def _parsed(body: bytes) -> etree._Element:
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body[:2000]:
        raise CannotRead("文档正文里有 DTD，没有读")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as bad:
        raise CannotRead("文档正文不是合格的 XML，文件可能已损坏") from bad


def _walk(parent: etree._Element) -> Iterator[Piece]:
    for element in parent:
        if element.tag == f"{_W}p":
            text = _text(element).strip()
            if text:
                yield text
            for box in element.iter(f"{_W}txbxContent"):
                if not any(each.tag == f"{_MC}Fallback" for each in box.iterancestors()):
                    yield from _walk(box)
        elif element.tag == f"{_W}tbl":
            yield from _table(element)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _walk(element)


def _table(table: etree._Element) -> Iterator[Piece]:
    """A table with tables in it lays out the page: its cells are walked through."""
    if next(table.iterdescendants(f"{_W}tbl"), None) is None:
        yield placed(_cells(table))
        return
    for cell in table.iterchildren():
        for inner in cell.iterchildren(f"{_W}tc"):
            yield from _walk(inner)


def _cells(table: etree._Element) -> list[Cell]:
    """A vMerge that goes on makes the cell above it taller."""
    found: list[Cell] = []
    above: dict[int, int] = {}
    for row, line in enumerate(_lines(table)):
        if row >= MOST_ROWS:
            break
        column = _number(line, "gridBefore")
        for cell in _inside(line, "tc"):
            width = min(_number(cell, "gridSpan") or 1, MOST_COLUMNS)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") != "restart"
            if goes_on and column in above:
                upper = found[above[column]]
                found[above[column]] = Cell(upper.text, upper.row, upper.column, row - upper.row + 1, upper.colspan)
            else:
                text = "\n".join(_text(each) for each in cell.iter(f"{_W}p"))
                found.append(Cell(text.strip(), row, column, 1, width))
                above[column] = len(found) - 1
            column += width
            if column >= MOST_COLUMNS:
                break
    return found


def _lines(table: etree._Element) -> Iterator[etree._Element]:
    yield from _inside(table, "tr")


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of a name, also in content controls and tracked changes."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _inside(child, name)


def _number(element: etree._Element, name: str) -> int:
    found = next(iter(element.xpath(f"./*/*[local-name()='{name}']")), None)
    written = found.get(f"{_W}val", "") if found is not None else ""
    return int(written) if written.isdigit() and len(written) < 6 else 0


def _text(paragraph: etree._Element) -> str:
    """What is shown: no deleted text, no field codes, nothing of a text box."""
    shown = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}noBreakHyphen": "-"}
    parts = (each for each in paragraph.iter(f"{_W}t", *shown) if next(each.iterancestors(f"{_W}p")) is paragraph)
    return "".join(shown.get(str(each.tag)) or each.text or "" for each in parts)
