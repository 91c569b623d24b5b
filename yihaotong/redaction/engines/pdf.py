"""A PDF as it is seen: its pages as pictures, its signs with their places. Nothing is taken over from it but pixels."""

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw as pdfium

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.limits import LimitKind, of, too_much
from yihaotong.redaction.rules.marks import WHOLE, Box, places_of

#: Pages are drawn with so many dots per inch; a page too large for that with fewer.
DPI = 200
PIXELS_AT_MOST = 40_000_000
_POINTS = 72
#: What a box is made larger by on each side: the edges of letters stand out of their boxes.
_MARGIN = 12
_FINE = 1_000_000


@contextmanager
def opened(source: Path) -> Iterator["Document"]:
    """Open a PDF. Raises Refused("empty" | "broken" | "encrypted" | "too-many-pages")."""
    if source.stat().st_size == 0:
        raise Refused("empty", "文件是空的")
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("encrypted", "PDF 加了密码，请去掉密码再来") from None
        raise Refused("broken", "PDF 已损坏，打不开") from None
    try:
        _check(document)
        yield Document(document, source)
    finally:
        document.close()


def _check(document: Any) -> None:
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Refused("encrypted", "PDF 加了密码或限制，请另存为不加密的 PDF 再来")
    if not len(document):
        raise Refused("broken", "PDF 里一页也没有")
    if len(document) > of(LimitKind.PAGES):
        raise too_much("too-many-pages", LimitKind.PAGES, f"有 {len(document)} 页")
    if document.get_formtype():
        document.init_forms()


class Document:
    """An open PDF."""

    def __init__(self, document: Any, source: Path) -> None:
        self._document = document
        self._source = source

    def __len__(self) -> int:
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator["Page"]:
        """Page `number`, from 1, with what its annotations and form fields show made part of it. Raises Refused."""
        try:
            page = self._document[number - 1]
            if pdfium.FPDFPage_GetAnnotCount(page):
                page.flatten()
                page.close()
                page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            raise Refused("broken", f"PDF 的第 {number} 页已损坏，打不开") from None
        try:
            yield Page(page, number)
        finally:
            page.close()

    def annotated(self, pages: Iterable[int]) -> dict[str, int]:
        """How many annotations these pages have, from 0, as `hidden` tells it."""
        count = sum(self._annotations(number) for number in pages)
        return {"annotations": count} if count else {}

    def hidden(self, pages: Iterable[int] | None = None) -> dict[str, int]:
        """How much there is that nobody sees on the pages, by code (see `rules.hidden`); annotations of all pages, or
        of these, from 0: every other page has been asked before."""
        document, content = self._document, self._source.read_bytes()
        found = {
            **self.annotated(range(len(document)) if pages is None else pages),
            "attachments": pdfium.FPDFDoc_GetAttachmentCount(document),
            "scripts": max(0, pdfium.FPDFDoc_GetJavaScriptActionCount(document)),
            "bookmarks": sum(1 for _ in document.get_toc()),
            "fields": int(bool(document.get_formtype())),
            "metadata": sum(bool(value) for value in document.get_metadata_dict().values()),
            "xmp": int(b"/Metadata" in content),
            "layers": int(b"/OCProperties" in content or b"/OCG" in content),
            "revisions": max(0, content.count(b"%%EOF") - 1),
        }
        return {code: count for code, count in found.items() if count}

    def _annotations(self, number: int) -> int:
        """How many a page has; none if it cannot be opened: drawing it will say so."""
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            return 0
        count: int = pdfium.FPDFPage_GetAnnotCount(page)
        page.close()
        return count


@dataclass(frozen=True)
class Seen:
    """A page as a picture, without anything but its pixels. `width` and `height` in points, as it is seen."""

    picture: Image.Image
    width: float
    height: float
    dpi: int


class Page:
    """One open page."""

    def __init__(self, page: Any, number: int) -> None:
        self._page = page
        self.number = number

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height in points, as it is seen: turned, and cut to what is shown."""
        width, height = self._page.get_size()
        if not (width > 0 and height > 0):
            raise Refused("broken", f"PDF 的第 {self.number} 页没有大小")
        return width, height

    def seen(self, dpi: int = DPI) -> Seen:
        """Draw it. A page that would have too many pixels is drawn with fewer dots per inch."""
        width, height = self.size
        scale = dpi / _POINTS
        if width * height * scale * scale > PIXELS_AT_MOST:
            scale = (PIXELS_AT_MOST / (width * height)) ** 0.5 * 0.999
        # Not narrower than a pixel, whatever the page says.
        scale = max(scale, 1 / min(width, height))
        bitmap = self._page.render(scale=scale, draw_annots=False, may_draw_forms=False, rev_byteorder=True)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        return Seen(picture, width, height, round(scale * _POINTS))

    @cached_property
    def _signs(self) -> tuple[str, list[int]]:
        """The text of the page, and of each of its signs the number it has inside pdfium."""
        text = self._text
        told: list[str] = []
        numbers: list[int] = []
        high = 0
        for number in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, number)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            told.append(chr(code) if 0 < code <= 0x10FFFF else "\ufffd")
            numbers.append(number)
        return "".join(told), numbers

    @cached_property
    def _text(self) -> Any:
        return self._page.get_textpage()

    @property
    def text(self) -> str:
        return self._signs[0]

    def boxes_of(self, words: Iterable[str]) -> list[Box]:
        """Boxes over these words wherever they stand on the page, a little larger than they are; one a line."""
        return [box for span in places_of(self.text, words) for box in self._lines(*span)]

    def grown(self, boxes: Iterable[Box]) -> list[Box]:
        """Boxes made so large that no sign is covered by half: those whose middle lies within are covered whole."""
        wanted = list(boxes)
        if not wanted:
            return []
        signs = [sign for place in range(len(self.text)) if (sign := self.box_of(place)) is not None]
        grown = []
        for box in wanted:
            larger = box
            for sign in signs:
                if box.holds_middle_of(sign):
                    larger = larger.joined(sign)
            grown.append(larger)
        return grown

    def _lines(self, start: int, end: int) -> Iterator[Box]:
        line: Box | None = None
        for place in range(start, end):
            sign = self.box_of(place)
            if sign is None:
                continue
            if line is not None and not _same_line(line, sign):
                yield _widened(line)
                line = sign
            else:
                line = sign if line is None else line.joined(sign)
        if line is not None:
            yield _widened(line)

    def box_of(self, place: int) -> Box | None:
        """The box of one sign of `text`; None for one without room, or outside of what is seen."""
        number = self._signs[1][place]
        corners = [corner for loose in (True, False) for corner in self._corners(number, loose=loose)]
        if not corners:
            return None
        across = [x for x, _ in corners]
        down = [y for _, y in corners]
        if min(across) >= WHOLE or max(across) <= 0 or min(down) >= WHOLE or max(down) <= 0:
            return None
        sides = [min(WHOLE, max(0, round(value))) for value in (min(across), min(down), max(across), max(down))]
        return Box(*sides) if sides[0] < sides[2] and sides[1] < sides[3] else None

    def _corners(self, number: int, *, loose: bool) -> list[tuple[float, float]]:
        if loose:
            rect = pdfium.FS_RECTF()
            if not pdfium.FPDFText_GetLooseCharBox(self._text, number, rect):
                return []
            left, right, bottom, top = rect.left, rect.right, rect.bottom, rect.top
        else:
            values = [ctypes.c_double() for _ in range(4)]
            if not pdfium.FPDFText_GetCharBox(self._text, number, *values):
                return []
            left, right, bottom, top = (value.value for value in values)
        if left == right and top == bottom:
            return []
        return [self._place(left, bottom), self._place(right, top)]

    def _place(self, x: float, y: float) -> tuple[float, float]:
        (ox, oy), (ax, ay), (bx, by) = self._axes
        return ox + x * ax + y * bx, oy + x * ay + y * by

    @cached_property
    def _axes(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Where the page's own nought lies on the seen page, and how far one point across and up leads from there."""
        span = 1000.0
        nought, across, up = (self._device(x, y) for x, y in ((0, 0), (span, 0), (0, span)))
        return (
            nought,
            ((across[0] - nought[0]) / span, (across[1] - nought[1]) / span),
            ((up[0] - nought[0]) / span, (up[1] - nought[1]) / span),
        )

    def _device(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
        return across.value * WHOLE / _FINE, down.value * WHOLE / _FINE

    def unlettered(self, dpi: int) -> Image.Image:
        """The page without its text. What was read stays known; the page is of no other use afterwards."""
        for part in list(self._page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1)):
            self._page.remove_obj(part)
        return self.seen(dpi).picture


def _same_line(line: Box, sign: Box) -> bool:
    """Whether most of the sign's height lies within the line's, or of a column's width within the column's."""
    down = min(line.bottom, sign.bottom) - max(line.top, sign.top)
    across = min(line.right, sign.right) - max(line.left, sign.left)
    near = sign.left - line.right < 3 * (sign.bottom - sign.top) and line.left - sign.right < 3 * (
        sign.bottom - sign.top
    )
    if 2 * down > min(line.bottom - line.top, sign.bottom - sign.top):
        return near
    return 2 * across > min(line.right - line.left, sign.right - sign.left) and sign.top - line.bottom < WHOLE // 100


def _widened(box: Box) -> Box:
    return Box(
        max(0, box.left - _MARGIN),
        max(0, box.top - _MARGIN),
        min(WHOLE, box.right + _MARGIN),
        min(WHOLE, box.bottom + _MARGIN),
    )
