"""A PDF: its tables by their lines, over the pages; where there are no lines, by the places of the words."""

import io
import logging
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psparser import PSException
from pdfplumber.utils.exceptions import PdfminerException

from yihaotong.forms.opening.lineless import Lineless, rows_in
from yihaotong.forms.opening.refusing import CannotRead
from yihaotong.forms.rules.grids import Cell, Grid, placed
from yihaotong.forms.rules.recognising import Picture, Piece
from yihaotong.forms.rules.words import plain

#: It reports each odd font on the terminal.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_MOST_PAGES = 200
_MOST_OBJECTS = 60_000
#: What a whole report may take; a hostile page is not waited for after its end.
_MOST_SECONDS = 90
_NEAR = 3.0
_FEW_COLUMNS = 3
#: As many figures apart in one cell are several cells.
_MANY = 4
_NUMBERS = re.compile(r"(?<!\S)(?:[\d,.]+|[-/—]+)(?!\S)")
_UNDER_HEAD = re.compile(r"[\u4e00-\u9fff][)）]?\n[\d,.]+(?:\n|$)")
#: Figures of neighbouring columns may stand as near as this, in points.
_GAP = 1
#: As many rows of table 3 between what was drawn: every other row is shaded, and no lines stand at all.
_SHADED = 2
#: A picture that may hold a table, in points.
_WIDE, _HIGH = 150, 60
#: A tenth is 6 degrees, more than a crooked scan.
_SLANT = 0.1
_PAGE_NUMBER = re.compile(r"^[\s\-—–·.第页共/|]*\d{0,4}[\s\-—–·.第页共/|\d]*$")


def pieces(content: bytes) -> list[Piece]:
    """Raises CannotRead."""
    _looked_at(content)
    ends = time.monotonic() + _MOST_SECONDS
    found: list[Piece] = []
    lineless = Lineless()
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                if time.monotonic() > ends:
                    raise CannotRead("PDF 太复杂，没有读完")
                found += _page(page.filter(_is_straight), lineless)
                page.close()
    except CannotRead:
        raise
    except (PdfminerException, PSException, PDFEncryptionError, PDFPasswordIncorrect) as bad:
        raise CannotRead("PDF 已损坏或加密，打不开") from bad
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError) as bad:
        raise CannotRead("PDF 的内容不合格，读不了") from bad
    if not any(isinstance(piece, Grid | str) for piece in found):
        raise CannotRead("PDF 里没有文字（可能是扫描件）")
    return found


def about(content: bytes) -> list[str]:
    """The title and the author of the file's own properties."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return []
    try:
        said = document.get_metadata_dict()
    finally:
        document.close()
    return [said[name][:200] for name in ("Title", "Author") if said.get(name)]


def _looked_at(content: bytes) -> None:
    """The browser's own parser says quickly whether it is one, locked, or endless."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as bad:
        locked = "assword" in str(bad)
        raise CannotRead("PDF 有密码，打不开" if locked else "不是可以读的 PDF，或已损坏") from bad
    try:
        if len(document) > _MOST_PAGES:
            raise CannotRead(f"PDF 有 {len(document)} 页，至多读 {_MOST_PAGES} 页")
    finally:
        document.close()


def _page(page: Any, lineless: Lineless) -> list[Piece]:
    """The tables of a page from top to bottom, with the lines of text between them."""
    if len(page.chars) > _MOST_OBJECTS or len(page.lines) + len(page.rects) + len(page.curves) > _MOST_OBJECTS:
        raise CannotRead(f"PDF 第 {page.page_number} 页太复杂，没有读")
    settings = {"explicit_horizontal_lines": _open_ends(page.edges)}
    tables = [each for each in page.find_tables(settings) if len(each.cells) > 1 and _is_drawn(each)]
    words = page.extract_words(x_tolerance=_GAP, keep_blank_chars=False, use_text_flow=False)
    outside = [word for word in words if not any(_is_in(word, table) for table in tables)]
    if tables and rows_in(outside) >= _SHADED:
        tables, outside = [], words
    pieces: list[tuple[float, Piece]] = [(table.bbox[1], placed(_cells(table))) for table in tables]
    told, outside = lineless.grids(outside)
    pieces += told
    pieces += [(image["top"], Picture()) for image in page.images if _is_large(image)]
    return [piece for _, piece in sorted([*pieces, *_paragraphs(outside)], key=lambda each: each[0])]


def _is_straight(thing: dict[str, Any]) -> bool:
    """A watermark is written aslant; its characters would stand in the cells under it."""
    matrix = thing.get("matrix")
    return (
        thing["object_type"] != "char"
        or not matrix
        or min(abs(matrix[0]), abs(matrix[1])) < _SLANT * max(abs(matrix[0]), abs(matrix[1]))
    )


def _is_drawn(table: Any) -> bool:
    """Lines across alone, or a frame, make cells that hold whole rows; lines down alone, cells that hold a head and
    what is under it. Their words are told by their places."""
    texts = _texts(table).values()
    in_rows = any(len(_NUMBERS.findall(text)) >= _MANY for text in texts)
    return not in_rows and sum(bool(_UNDER_HEAD.search(text)) for text in texts) < _MANY


def _is_large(image: Any) -> bool:
    return bool(image["width"] > _WIDE and image["height"] > _HIGH)


def _open_ends(edges: Sequence[dict[str, Any]]) -> list[float]:
    """Where upright lines end without a line across: a browser's page break leaves the table open there."""
    # A line drawn as a thin box has two ends of its own width: they cross nothing.
    across = [edge for edge in edges if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _NEAR]
    ends: list[float] = []
    for edge in edges:
        if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > _NEAR:
            ends += [end for end in (edge["top"], edge["bottom"]) if not _crossed(edge["x0"], end, across)]
    return [end for end in _edges(ends) if sum(abs(each - end) <= _NEAR for each in ends) >= _FEW_COLUMNS]


def _crossed(x: float, y: float, across: Sequence[dict[str, Any]]) -> bool:
    return any(abs(line["top"] - y) <= _NEAR and line["x0"] - _NEAR <= x <= line["x1"] + _NEAR for line in across)


def _is_in(word: dict[str, Any], table: Any) -> bool:
    """In one of its cells; a row between them that has no lines of its own is none."""
    return _within(word, table.bbox) and any(_within(word, cell) for cell in table.cells)


def _within(word: dict[str, Any], box: Sequence[float]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] - 1 <= across <= box[2] + 1 and box[1] - 1 <= down <= box[3] + 1)


def _cells(table: Any) -> list[Cell]:
    """Each box between the drawn lines, placed by the edges it lies between."""
    xs = _edges([box[0] for box in table.cells] + [box[2] for box in table.cells])
    ys = _edges([box[1] for box in table.cells] + [box[3] for box in table.cells])
    texts = _texts(table)
    found = []
    for box in table.cells:
        left, right, top, bottom = _at(xs, box[0]), _at(xs, box[2]), _at(ys, box[1]), _at(ys, box[3])
        found.append(Cell(texts.get(tuple(box), ""), top, left, max(1, bottom - top), max(1, right - left)))
    return found


def _texts(table: Any) -> dict[tuple[float, ...], str]:
    found = {}
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                found[tuple(box)] = (text or "").strip()
    return found


def _edges(places: Sequence[float]) -> list[float]:
    """One per line, though it was drawn in pieces that are not quite straight."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _at(edges: Sequence[float], place: float) -> int:
    return min(range(len(edges)), key=lambda each: abs(edges[each] - place))


def _paragraphs(words: Sequence[dict[str, Any]]) -> Iterator[tuple[float, str]]:
    """Lines are joined until one is short: it ended its paragraph. Page numbers are none."""
    right = max((word["x1"] for word in words), default=0.0)
    held, began = "", 0.0
    for top, text, end in _lines(words):
        if _PAGE_NUMBER.match(text):
            continue
        heading = re.match(r"^[一二三四五六]、", plain(text)) is not None
        if held and heading:
            yield began, held
            held = ""
        if not held:
            began = top
        held += text
        if heading or end < right - 30 or len(held) > 20_000:
            yield began, held
            held = ""
    if held:
        yield began, held


def _lines(words: Sequence[dict[str, Any]]) -> Iterator[tuple[float, str, float]]:
    line: list[dict[str, Any]] = []
    for word in sorted(words, key=lambda each: (each["top"], each["x0"])):
        if line and word["top"] - line[0]["top"] > 5:
            yield _joined(line)
            line = []
        line.append(word)
    if line:
        yield _joined(line)


def _joined(line: list[dict[str, Any]]) -> tuple[float, str, float]:
    placed_words = sorted(line, key=lambda each: float(each["x0"]))
    return line[0]["top"], " ".join(word["text"] for word in placed_words), max(word["x1"] for word in line)
