"""Files with everything in them that must not get through, written byte by byte where no library would write it so."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: The right last sign of an identity number: GB 11643-1999.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(first: str) -> str:
    """A made-up number from its first 17 digits."""
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


IDENTITY = identity("64010419900307451")


@dataclass
class Pdf:
    """A PDF in the making. Page contents are drawing commands; `font` knows Chinese by UTF-16."""

    objects: list[bytes] = field(default_factory=lambda: [b"", b""])
    pages: list[int] = field(default_factory=list)
    catalogue: str = ""
    trailer: str = ""

    def add(self, body: str | bytes, stream: bytes | None = None) -> int:
        body = body if isinstance(body, bytes) else body.encode("latin-1")
        if stream is not None:
            body = (
                body.replace(b"<<", f"<< /Length {len(stream)} ".encode(), 1) + b"\nstream\n" + stream + b"\nendstream"
            )
        self.objects.append(body)
        return len(self.objects)

    def page(self, drawing: str, more: str = "", *, box: str = "0 0 595 842", resources: str = "") -> int:
        content = self.add("<< /Filter /FlateDecode >>", zlib.compress(drawing.encode("latin-1")))
        number = self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents {content} 0 R "
            f"/Resources << /Font << /F {self.latin} 0 R /C {self.chinese} 0 R >> {resources} >> {more} >>"
        )
        self.pages.append(number)
        return number

    @property
    def latin(self) -> int:
        return self._once(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")

    @property
    def chinese(self) -> int:
        inner = self._once(
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>"
        )
        return self._once(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            b"/DescendantFonts [%d 0 R] >>" % inner
        )

    def _once(self, body: bytes) -> int:
        return self.objects.index(body) + 1 if body in self.objects else self.add(body)

    def bytes(self) -> bytes:
        kids = " ".join(f"{page} 0 R" for page in self.pages)
        self.objects[0] = f"<< /Type /Catalog /Pages 2 0 R {self.catalogue} >>".encode("latin-1")
        self.objects[1] = f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>".encode()
        told, starts = b"%PDF-1.7\n", []
        for number, body in enumerate(self.objects, 1):
            starts.append(len(told))
            told += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        rows = b"".join(b"%010d 00000 n \n" % start for start in starts)
        count = len(starts) + 1
        return told + (
            b"xref\n0 %d\n0000000000 65535 f \n" % count
            + rows
            + f"trailer\n<< /Size {count} /Root 1 0 R {self.trailer} >>\nstartxref\n{len(told)}\n%%EOF\n".encode(
                "latin-1"
            )
        )

    def write(self, target: Path) -> Path:
        target.write_bytes(self.bytes())
        return target


def revised(content: bytes, number: int, body: bytes) -> bytes:
    """The file with a newer version of one object behind, an incremental update: the older one still lies in it."""
    start, before = len(content), content.rindex(b"\nxref\n") + 1
    told = b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return (
        content
        + told
        + (
            b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size 99 /Root 1 0 R /Prev %d >>\n" % (number, start, before)
            + b"startxref\n%d\n%%%%EOF\n" % (start + len(told))
        )
    )


def show(text: str, x: float, y: float, *, size: int = 14, before: str = "0 g 0 Tr") -> str:
    """Draw a text. Latin letters with Helvetica, everything else with the Chinese font."""
    if text.isascii():
        return f"BT {before} /F {size} Tf {x} {y} Td ({text}) Tj ET\n"
    return f"BT {before} /C {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def plain(lines: Sequence[str], pages: int = 1) -> Pdf:
    """These lines on every page."""
    pdf = Pdf()
    for _ in range(pages):
        pdf.page("".join(show(line, 60, 780 - 24 * at) for at, line in enumerate(lines)))
    return pdf
