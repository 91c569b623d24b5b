"""A Word document (.docx): its paragraphs and tables from the XML itself, with gridSpan and vMerge.

What is shown when all changes are accepted: nothing deleted, moved away or hidden.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from yihaotong.forms.opening.refusing import MOST_PIECES, CannotRead
from yihaotong.forms.rules.grids import MOST_COLUMNS, MOST_ROWS, Cell, placed
from yihaotong.forms.rules.recognising import Picture, Piece

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: The body unpacked; a real report's is under 5 MB.
_MOST_BODY = 40_000_000
_GONE = (f"{_W}del", f"{_W}moveFrom")
#: Holds pieces, shows none itself.
_HOLDERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
#: A picture that may hold a table, in English Metric Units: 5 by 2 cm.
_WIDE, _HIGH = 1_800_000, 720_000
_DATA_ROWS, _DATA_COLUMNS = 6, 4
_TWO_CELLS = "(.//*[local-name()='tc'])[position() < 3]"
#: A row or a cell whose deletion is tracked.
_DELETED = "./*[local-name()='trPr' or local-name()='tcPr']/*[local-name()='del' or local-name()='cellDel']"


def pieces(content: bytes) -> list[Piece]:
    """Raises CannotRead."""
    body = _parsed(_part(content, "word/document.xml")).find(f"{_W}body")
    if body is None:
        raise CannotRead("这份 .docx 没有正文")
    found = []
    for piece in _walk(body):
        found.append(piece)
        if len(found) > MOST_PIECES:
            raise CannotRead("文档太长，没有读")
    return found


def about(content: bytes) -> list[str]:
    """The title and the author of the file's own properties."""
    try:
        said = _parsed(_part(content, "docProps/core.xml"))
    except CannotRead:
        return []
    named = said.xpath("//*[local-name()='title' or local-name()='creator']/text()")
    return [str(each)[:200] for each in named]


def _part(content: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(name) as part:
            read = part.read(_MOST_BODY + 1)
    except KeyError as bad:
        raise CannotRead(f"不是 Word 文档：里面没有 {name}") from bad
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
            yield from _paragraph(element)
        elif element.tag == f"{_W}tbl":
            yield from _table(element)
        elif element.tag in _HOLDERS:
            yield from _walk(element)
        elif element.tag == f"{_MC}AlternateContent":
            yield from _walk(next(iter(element), element))


def _paragraph(element: etree._Element) -> Iterator[Piece]:
    text = _text(element).strip()
    if text:
        yield text
    for box in element.iter(f"{_W}txbxContent"):
        outer = next(each for each in box.iterancestors(f"{_W}p"))
        if outer is element and not _in_fallback(box):
            yield from _walk(box)
    if any(_is_large(each) for each in element.iter() if str(each.tag).endswith(("}extent", "}shape"))):
        yield Picture()


def _in_fallback(element: etree._Element) -> bool:
    """The same box once more, for older programs."""
    return any(each.tag == f"{_MC}Fallback" for each in element.iterancestors())


def _is_large(shape: etree._Element) -> bool:
    """A drawing's extent; an old shape (VML) is one if it shows a picture."""
    if str(shape.tag).endswith("}shape"):
        return bool(shape.xpath("./*[local-name()='imagedata']"))
    across, down = shape.get("cx", ""), shape.get("cy", "")
    pictured = shape.xpath("..//*[local-name()='blip']")
    return bool(pictured and across.isdigit() and down.isdigit() and int(across) > _WIDE and int(down) > _HIGH)


def _table(table: etree._Element) -> Iterator[Piece]:
    """A table with tables in it lays out the page, if it is not itself one of many columns or they are single cells:
    its cells are walked."""
    if _is_data(table):
        yield placed(_cells(table))
        yield from (Picture() for each in table.iter() if str(each.tag).endswith("}extent") and _is_large(each))
        return
    for line in _inside(table, "tr"):
        for cell in _inside(line, "tc"):
            yield from _walk(cell)


def _is_data(table: etree._Element) -> bool:
    if all(len(each.xpath(_TWO_CELLS)) <= 1 for each in table.iterdescendants(f"{_W}tbl")):
        return True
    return sum(len(list(_inside(line, "tc"))) >= _DATA_COLUMNS for line in _inside(table, "tr")) >= _DATA_ROWS


def _cells(table: etree._Element) -> list[Cell]:
    """A vMerge that goes on makes the cell above it taller."""
    found: list[Cell] = []
    above: dict[int, int] = {}
    for row, line in enumerate(_inside(table, "tr")):
        if row >= MOST_ROWS:
            break
        column = _number(line, "gridBefore")
        for cell in _inside(line, "tc"):
            width = min(_number(cell, "gridSpan") or 1, MOST_COLUMNS)
            if _goes_on(cell, "hMerge") and found and found[-1].row == row:
                left = found[-1]
                found[-1] = Cell(left.text, row, left.column, left.rowspan, left.colspan + width)
                column += width
                continue
            if _goes_on(cell, "vMerge") and column in above:
                upper = found[above[column]]
                found[above[column]] = Cell(upper.text, upper.row, upper.column, row - upper.row + 1, upper.colspan)
            else:
                text = "\n".join(_text(each) for each in cell.iter(f"{_W}p") if not _in_fallback(each))
                found.append(Cell(text.strip(), row, column, 1, width))
                above[column] = len(found) - 1
            column += width
            if column >= MOST_COLUMNS:
                break
    return found


def _goes_on(cell: etree._Element, name: str) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}{name}")
    return merge is not None and merge.get(f"{_W}val", "continue") != "restart"


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of a name, also in content controls and tracked changes; none that was deleted."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            if not child.xpath(_DELETED):
                yield child
        elif child.tag in _HOLDERS:
            yield from _inside(child, name)


def _number(element: etree._Element, name: str) -> int:
    found = next(iter(element.xpath(f"./*/*[local-name()='{name}']")), None)
    written = found.get(f"{_W}val", "") if found is not None else ""
    return int(written) if written.isdigit() and len(written) < 6 else 0


def _text(paragraph: etree._Element) -> str:
    """What is shown: no deleted or hidden text, no field codes, nothing of a text box."""
    shown = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}noBreakHyphen": "-"}
    parts = (each for each in paragraph.iter(f"{_W}t", *shown) if _is_shown(each, paragraph))
    return "".join(shown.get(str(each.tag)) or each.text or "" for each in parts)


def _is_shown(part: etree._Element, paragraph: etree._Element) -> bool:
    for each in part.iterancestors():
        if each is paragraph:
            return True
        if each.tag in _GONE or each.tag == f"{_W}p":
            return False
        hidden = each.find(f"{_W}rPr/{_W}vanish") if each.tag == f"{_W}r" else None
        if hidden is not None and hidden.get(f"{_W}val", "true") not in ("0", "false", "off"):
            return False
    return False
