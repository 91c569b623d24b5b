"""A new PDF of pictures, written by hand: a catalogue, its pages, one picture a page, and where it was asked for the
signs that were seen. There is no other object in it, so nothing of an older file can be.

Pages are made one by one into parts on the disk, so that a making that was killed goes on where it was.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from PIL import Image

from yihaotong.redaction.engines import pictures
from yihaotong.redaction.engines.glyphless import glyphless
from yihaotong.redaction.engines.pdf import Page, Seen
from yihaotong.redaction.rules.marks import WHOLE, Box

#: A page of letters is kept in four shades, four bits each, without loss. One with more than this part between black
#: and white is a photograph and becomes a JPEG.
_BITS = 4
_BETWEEN_AT_MOST = 0.15
_EDGE = 40
_QUALITY = 82
#: Drawn with so many dots per inch to see which signs are seen, and how much darker or lighter they make their place.
_LOOK_DPI = 100
_SEEN_FROM = 32


@dataclass(frozen=True)
class Letter:
    """One sign that was seen, and where."""

    sign: str
    box: Box


@dataclass(frozen=True)
class Part:
    """What a page of the new file is made of; `width` and `height` in points. The picture's bytes lie behind it."""

    width: float
    height: float
    across: int
    down: int
    colours: str
    bits: int
    filter: str
    dpi: int
    covered: bool
    #: Boxes that were blackened, for the proof.
    boxes: tuple[tuple[int, int, int, int], ...]
    #: A content stream for the signs, "" for none.
    letters: str = ""


def make_part(page: Page, boxes: Sequence[Box], target: Path, *, keep_text: bool) -> Part:
    """Draw a page, blacken its boxes and write it as a part; durable under its name only when it is whole."""
    seen = page.seen()
    letters = letters_seen(page) if keep_text and not boxes else []
    picture = pictures.blackened(seen.picture, boxes)
    content, colours, bits, method = _packed(picture)
    part = Part(
        width=round(seen.width, 2),
        height=round(seen.height, 2),
        across=picture.width,
        down=picture.height,
        colours=colours,
        bits=bits,
        filter=method,
        dpi=seen.dpi,
        covered=bool(boxes),
        boxes=tuple((box.left, box.top, box.right, box.bottom) for box in boxes),
        letters=_lettering(letters, seen),
    )
    unfinished = target.with_suffix(".new")
    with unfinished.open("wb") as file:
        file.write(json.dumps(asdict(part)).encode() + b"\n")
        file.write(content)
    unfinished.replace(target)
    return part


def read_part(source: Path) -> Part:
    with source.open("rb") as file:
        told = json.loads(file.readline())
    told["boxes"] = tuple(tuple(box) for box in told["boxes"])
    return Part(**told)


def _packed(picture: Image.Image) -> tuple[bytes, str, int, str]:
    """The bytes of a picture, its colour space, bits of a colour, and filter."""
    if pictures.coloured(picture):
        return pictures.encoded(picture, quality=_QUALITY), "DeviceRGB", 8, "DCTDecode"
    grey = picture.convert("L")
    between = sum(grey.histogram()[_EDGE : 256 - _EDGE])
    if between <= _BETWEEN_AT_MOST * grey.width * grey.height:
        shades = grey.point([round(value * 3 / 255) * 5 for value in range(256)])
        return zlib.compress(_halves(shades), 6), "DeviceGray", _BITS, "FlateDecode"
    return pictures.encoded(grey, quality=_QUALITY), "DeviceGray", 8, "DCTDecode"


def _halves(shades: Image.Image) -> bytes:
    """Two pixels in a byte; every row ends with a whole one."""
    if shades.width % 2:
        wider = Image.new("L", (shades.width + 1, shades.height), 15)
        wider.paste(shades)
        shades = wider
    content = shades.tobytes()
    high = int.from_bytes(content[0::2], "big")
    low = int.from_bytes(content[1::2], "big")
    return ((high << 4) | low).to_bytes(len(content) // 2, "big")


def letters_seen(page: Page) -> list[Letter]:
    """The signs that make a difference to the eye: taking the text away changes the picture where they stand.

    White on white, invisible, under a picture, in a layer that is off, within a form: none of these is told. Nor are
    two different signs at one place: one of them would be hidden behind the other.
    """
    boxes = [page.box_of(place) for place in range(len(page.text))]
    whole = page.seen(_LOOK_DPI).picture.convert("L")
    bare = page.unlettered(_LOOK_DPI).convert("L")
    found: dict[tuple[int, int], list[Letter]] = {}
    for sign, box in zip(page.text, boxes, strict=True):
        if box is None or sign.isspace() or not sign.isprintable() or ord(sign) > 0xFFFF:
            continue
        if _makes_a_difference(whole, bare, box):
            found.setdefault(_cell(box), []).append(Letter(sign, box))
    letters = dict.fromkeys(letter for near in found.values() for letter in near)
    return [letter for letter in letters if not _hides(letter, found)]


def _cell(box: Box) -> tuple[int, int]:
    return (box.left + box.right) // 200, (box.top + box.bottom) // 200


def _hides(letter: Letter, found: Mapping[tuple[int, int], Sequence[Letter]]) -> bool:
    """Whether another sign stands where this one does."""
    across, down = _cell(letter.box)
    around = [(x, y) for x in range(across - 1, across + 2) for y in range(down - 1, down + 2)]
    return any(
        other.sign != letter.sign and letter.box.holds_middle_of(other.box)
        for place in around
        for other in found.get(place, ())
    )


def _makes_a_difference(whole: Image.Image, bare: Image.Image, box: Box) -> bool:
    place = box.pixels(*whole.size)
    one, other = whole.crop(place).tobytes(), bare.crop(place).tobytes()
    return any(abs(a - b) >= _SEEN_FROM for a, b in zip(one, other, strict=True))


def _lettering(letters: Iterable[Letter], seen: Seen) -> str:
    """The signs at their places, drawn with no ink (text rendering mode 3)."""
    lines = []
    for letter in letters:
        box = letter.box
        size = max(1.0, (box.bottom - box.top) * seen.height / WHOLE)
        wide = max(1.0, (box.right - box.left) * seen.width / WHOLE / size * 100)
        left, bottom = box.left * seen.width / WHOLE, seen.height - (box.bottom - size / 10) * seen.height / WHOLE
        lines.append(f"/T {size:.1f} Tf {wide:.0f} Tz 1 0 0 1 {left:.1f} {bottom:.1f} Tm <{ord(letter.sign):04X}> Tj")
    return "BT 3 Tr\n" + "\n".join(lines) + "\nET" if lines else ""


def assemble(parts: Sequence[Path], target: Path) -> None:
    """Write the file from its parts, one after another; only one of them is in memory."""
    with target.open("wb") as file:
        writer = _Writer(file)
        kids, root, pages, font = [], writer.reserve(), writer.reserve(), 0
        for source in parts:
            part = read_part(source)
            if part.letters and not font:
                font = writer.font()
            kids.append(writer.page(part, source, pages, font))
        writer.put(root, f"<< /Type /Catalog /Pages {pages} 0 R >>")
        inside = " ".join(f"{kid} 0 R" for kid in kids)
        writer.put(pages, f"<< /Type /Pages /Count {len(kids)} /Kids [{inside}] >>")
        writer.end(root)


class _Writer:
    """Objects, one after another, and where each begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._starts: list[int] = []
        file.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        self._starts.append(0)
        return len(self._starts)

    def put(self, number: int, body: str, content: bytes | None = None) -> int:
        self._starts[number - 1] = self._file.tell()
        self._file.write(f"{number} 0 obj\n{body}\n".encode("ascii"))
        if content is not None:
            self._file.write(b"stream\n")
            self._file.write(content)
            self._file.write(b"\nendstream\n")
        self._file.write(b"endobj\n")
        return number

    def stream(self, content: bytes, keys: str = "") -> int:
        return self.put(self.reserve(), f"<< {keys}/Length {len(content)} >>", content)

    def page(self, part: Part, source: Path, pages: int, font: int) -> int:
        with source.open("rb") as file:
            file.readline()
            content = file.read()
        picture = self.stream(
            content,
            f"/Type /XObject /Subtype /Image /Width {part.across} /Height {part.down} "
            f"/ColorSpace /{part.colours} /BitsPerComponent {part.bits} /Filter /{part.filter} ",
        )
        drawn = f"q {part.width} 0 0 {part.height} 0 0 cm /P Do Q\n{part.letters}".encode("ascii")
        drawing = self.stream(zlib.compress(drawn), "/Filter /FlateDecode ")
        fonts = f" /Font << /T {font} 0 R >>" if part.letters else ""
        return self.put(
            self.reserve(),
            f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {part.width} {part.height}] "
            f"/Resources << /XObject << /P {picture} 0 R >>{fonts} >> /Contents {drawing} 0 R >>",
        )

    def font(self) -> int:
        """Every sign by its UTF-16 unit. Nothing is drawn with it, so it has one empty glyph."""
        high = [f"<{row:02X}00> <{row:02X}FF> <{row:02X}00>" for row in range(256) if not 0xD8 <= row <= 0xDF]
        blocks = [high[start : start + 100] for start in range(0, len(high), 100)]
        ranges = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
        flate = "/Filter /FlateDecode "
        meaning = self.stream(zlib.compress(_TO_UNICODE.format(ranges=ranges).encode("ascii")), flate)
        glyphs = self.stream(zlib.compress(bytes(1 << 17)), flate)
        empty = glyphless()
        program = self.stream(zlib.compress(empty), f"{flate}/Length1 {len(empty)} ")
        about = self.put(
            self.reserve(),
            "<< /Type /FontDescriptor /FontName /Unseen /Flags 5 /FontBBox [0 -100 1000 900] /ItalicAngle 0 "
            f"/Ascent 900 /Descent -100 /CapHeight 900 /StemV 80 /FontFile2 {program} 0 R >>",
        )
        inner = self.put(
            self.reserve(),
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /DW 1000 "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/CIDToGIDMap {glyphs} 0 R /FontDescriptor {about} 0 R >>",
        )
        return self.put(
            self.reserve(),
            "<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H "
            f"/DescendantFonts [{inner} 0 R] /ToUnicode {meaning} 0 R >>",
        )

    def end(self, root: int) -> None:
        start = self._file.tell()
        rows = "".join(f"{place:010d} 00000 n \n" for place in self._starts)
        count = len(self._starts) + 1
        self._file.write(f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode("ascii"))
        self._file.write(f"trailer\n<< /Size {count} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii"))


_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Seen def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
