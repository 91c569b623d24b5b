"""Looking at a finished PDF again, by ways on which it was not made: its bytes, its streams taken apart by hand,
poppler's programs where they are, pdfium's reader. Nothing is believed because of how the file was written."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2 import raw as pdfium

from yihaotong.redaction.engines import programs
from yihaotong.redaction.engines.pdf_writing import Part
from yihaotong.redaction.engines.pictures import extra_in_jpeg
from yihaotong.redaction.rules.marks import Box
from yihaotong.redaction.rules.proof import Check, surviving, surviving_bytes

#: What no result has any use for. Looked for in all that is not a picture.
_FORBIDDEN = tuple(
    name.encode()
    for name in (
        "/Annots",
        "/Annot",
        "/AcroForm",
        "/XFA",
        "/JavaScript",
        "/JS",
        "/EmbeddedFile",
        "/Filespec",
        "/Metadata",
        "/OCG",
        "/OCProperties",
        "/Outlines",
        "/Info",
        "/ID",
        "/AA",
        "/OpenAction",
        "/URI",
        "/PieceInfo",
        "/StructTreeRoot",
        "/Thumb",
        "/Names",
        "/ObjStm",
        "/Encrypt",
        "/Prev",
        "/Group",
        "/SMask",
        "/Alternates",
    )
)
_STREAM = re.compile(rb"<<([^<>]*(?:<<[^<>]*>>[^<>]*)*)/Length (\d+) >>\nstream\n")
_NUMBER = re.compile(rb"/(Width|Height|BitsPerComponent) (\d+)")
_HEXADECIMAL = re.compile(rb"<((?:[0-9A-Fa-f]{4})+)> Tj")
_PLAIN = re.compile(rb"\(([^()]*)\)\s*(?:Tj|TJ|'|\")")
#: The darkest that is still black after a picture was compressed with loss; and how far inside a box is looked.
_BLACK, _INSIDE = 48, 2
_LOOK_DPI = 100


@dataclass(frozen=True)
class Stream:
    head: bytes
    raw: bytes

    @property
    def picture(self) -> bool:
        return b"/Subtype /Image" in self.head

    @property
    def inflated(self) -> bytes:
        return zlib.decompress(self.raw) if b"/FlateDecode" in self.head else self.raw


def prove(result: Path, parts: Sequence[Part], words: Sequence[str]) -> list[Check]:
    """All that is looked for in a result made of these parts from which these words were taken."""
    outside, streams = _taken_apart(result)
    return [
        _whole(result, parts),
        _one_version(outside),
        _nothing_foreign(outside, streams),
        _pictures_exact(streams),
        _words_in_bytes(outside, streams, words),
        _text(result, parts, words),
        _text_of_reader(result, parts, words),
        _only_page_pictures(result, len(parts)),
        _nothing_beside(result),
        _metadata(result),
        _black(result, parts),
    ]


def _taken_apart(result: Path) -> tuple[bytes, list[Stream]]:
    """The bytes between the streams, and the streams. A stream that is not as long as it says breaks what follows."""
    content = result.read_bytes()
    outside: list[bytes] = []
    streams: list[Stream] = []
    place = 0
    while match := _STREAM.search(content, place):
        end = match.end() + int(match.group(2))
        outside.append(content[place : match.end()])
        streams.append(Stream(match.group(1), content[match.end() : end]))
        place = end
    outside.append(content[place:])
    return b"".join(outside), streams


def _whole(result: Path, parts: Sequence[Part]) -> Check:
    document = pypdfium2.PdfDocument(result)
    try:
        sizes = [document.get_page_size(number) for number in range(len(document))]
    finally:
        document.close()
    wanted = [(part.width, part.height) for part in parts]
    same = len(sizes) == len(wanted) and all(
        abs(one[0] - two[0]) < 1 and abs(one[1] - two[1]) < 1 for one, two in zip(sizes, wanted, strict=True)
    )
    return Check("whole", "页数、页面大小与原件一致", "pdfium", same, f"{len(sizes)} 页")


def _one_version(outside: bytes) -> Check:
    ends, tables = outside.count(b"%%EOF"), outside.count(b"\nxref\n")
    good = ends == 1 and tables == 1 and outside.endswith(b"%%EOF\n")
    return Check("one_version", "只有一个版本，没有增量更新", "原始字节", good, f"{ends} 个文件尾")


def _nothing_foreign(outside: bytes, streams: Sequence[Stream]) -> Check:
    texts = [outside, *(stream.head for stream in streams), *(each.inflated for each in streams if not each.picture)]
    found = {name for name in _FORBIDDEN for text in texts if re.search(re.escape(name) + rb"(?![A-Za-z0-9])", text)}
    said = "、".join(sorted(name.decode() for name in found)) or "无"
    return Check(
        "nothing_foreign", "没有批注、表单、附件、脚本、图层、书签、元数据", "原始字节与解压流", not found, said
    )


def _pictures_exact(streams: Sequence[Stream]) -> Check:
    wrong = sum(not _exact(stream) for stream in streams if stream.picture)
    count = sum(stream.picture for stream in streams)
    return Check("pictures_exact", "页面图片里没有夹带（长度、段落逐一核对）", "原始字节", not wrong, f"{count} 张")


def _exact(stream: Stream) -> bool:
    told = {name: int(value) for name, value in _NUMBER.findall(stream.head)}
    if b"/DCTDecode" in stream.head:
        return not extra_in_jpeg(stream.raw)
    inflater = zlib.decompressobj()
    length = len(inflater.decompress(stream.raw))
    return length == -(-told[b"Width"] // 2) * told[b"Height"] and not inflater.unused_data and inflater.eof


def _words_in_bytes(outside: bytes, streams: Sequence[Stream], words: Sequence[str]) -> Check:
    texts = [outside, *(stream.inflated for stream in streams if not stream.picture)]
    left = sum(surviving_bytes(text, words) + surviving(_drawn(text), words) for text in texts)
    return Check("words_in_bytes", "遮去的文字不在字节和解压流里", "原始字节与解压流", not left, _said(left, words))


def _drawn(content: bytes) -> str:
    """What the strings of a drawing say, one after another: hexadecimal ones as UTF-16, plain ones as they are."""
    told = b"".join(bytes.fromhex(part.decode()) for part in _HEXADECIMAL.findall(content))
    return told.decode("utf-16-be", "replace") + b"".join(_PLAIN.findall(content)).decode("latin-1")


def _text(result: Path, parts: Sequence[Part], words: Sequence[str]) -> Check:
    label = "遮去的文字读不出来；有遮盖的页没有文字"
    if not programs.here("pdftotext"):
        return _text_check(label, "pdfium（没有 pdftotext）", list(_read_by_pdfium(result)), parts, words)
    try:
        told = programs.said_by("pdftotext", "-enc", "UTF-8", "-q", str(result), "-")
    except programs.Unanswered as error:
        return Check("text", label, "pdftotext", passed=False, said=f"没有回答：{error}")
    return _text_check(label, "pdftotext", told.split("\f")[: len(parts)], parts, words)


def _text_check(label: str, tool: str, texts: Sequence[str], parts: Sequence[Part], words: Sequence[str]) -> Check:
    left = sum(surviving(text, words) for text in texts) + surviving("\n".join(texts), words)
    bare = all(not text.strip() for text, part in zip(texts, parts, strict=True) if part.covered or not part.letters)
    said = _said(left, words) if bare else "有遮盖的页上还有文字"
    return Check("text", label, tool, not left and bare, said)


def _text_of_reader(result: Path, parts: Sequence[Part], words: Sequence[str]) -> Check:
    texts = list(_read_by_pdfium(result))
    check = _text_check("浏览器的阅读引擎也读不出来", "pdfium", texts, parts, words)
    return Check("text_of_reader", check.label, check.tool, check.passed, check.said)


def _read_by_pdfium(result: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(result)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield text.get_text_range() if text.count_chars() else ""
            text.close()
            page.close()
    finally:
        document.close()


def _only_page_pictures(result: Path, pages: int) -> Check:
    label = "每页正好一张图片，没有别的图片"
    if not programs.here("pdfimages"):
        counts = list(_pictures_by_pdfium(result))
        return Check("only_pictures", label, "pdfium（没有 pdfimages）", counts == [1] * pages, f"{sum(counts)} 张")
    try:
        told = programs.said_by("pdfimages", "-list", str(result))
    except programs.Unanswered as error:
        return Check("only_pictures", label, "pdfimages", passed=False, said=f"没有回答：{error}")
    rows = [line.split() for line in told.splitlines()[2:]]
    good = [int(row[0]) for row in rows] == list(range(1, pages + 1)) and all(row[2] == "image" for row in rows)
    return Check("only_pictures", label, "pdfimages", good, f"{len(rows)} 张")


def _pictures_by_pdfium(result: Path) -> Iterator[int]:
    document = pypdfium2.PdfDocument(result)
    try:
        for number in range(len(document)):
            page = document[number]
            yield sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
            page.close()
    finally:
        document.close()


def _nothing_beside(result: Path) -> Check:
    document = pypdfium2.PdfDocument(result)
    try:
        annotations = 0
        for number in range(len(document)):
            page = document[number]
            annotations += pdfium.FPDFPage_GetAnnotCount(page)
            page.close()
        counts = {
            "附件": document.count_attachments(),
            "脚本": max(0, pdfium.FPDFDoc_GetJavaScriptActionCount(document)),
            "书签": sum(1 for _ in document.get_toc()),
            "表单": int(bool(document.get_formtype())),
            "批注": annotations,
        }
    finally:
        document.close()
    said = "、".join(f"{name} {count}" for name, count in counts.items())
    return Check(
        "nothing_beside", "阅读引擎看不到附件、脚本、书签、表单、批注", "pdfium", not any(counts.values()), said
    )


def _metadata(result: Path) -> Check:
    label = "没有作者、标题、软件、时间等元数据"
    if not programs.here("pdfinfo"):
        document = pypdfium2.PdfDocument(result)
        try:
            told = [name for name, value in document.get_metadata_dict().items() if value]
        finally:
            document.close()
        return Check("metadata", label, "pdfium（没有 pdfinfo）", not told, "、".join(told) or "无")
    try:
        lines = programs.said_by("pdfinfo", str(result)).splitlines()
    except programs.Unanswered as error:
        return Check("metadata", label, "pdfinfo", passed=False, said=f"没有回答：{error}")
    telling = {"Title", "Subject", "Keywords", "Author", "Creator", "Producer", "CreationDate", "ModDate"}
    found = [line for line in lines if line.partition(":")[0] in telling]
    streams = [line for line in lines if line.startswith(("Metadata Stream:", "Custom Metadata:")) and "no" not in line]
    return Check("metadata", label, "pdfinfo", not found and not streams, f"{len(found) + len(streams)} 项")


def _black(result: Path, parts: Sequence[Part]) -> Check:
    """Each box is black in the picture that a reader shows, drawn at another resolution than it was made at."""
    document = pypdfium2.PdfDocument(result)
    wrong = count = 0
    try:
        for number, part in enumerate(parts):
            if not part.boxes:
                continue
            page = document[number]
            picture = page.render(scale=_scale(part), grayscale=True).to_pil()
            page.close()
            count += len(part.boxes)
            wrong += sum(not is_black(picture, Box(*box)) for box in part.boxes)
    finally:
        document.close()
    return Check("black", "每个方框里只有黑色", "pdfium（重新画出）", not wrong, f"{count} 处，{wrong} 处不是全黑")


def _scale(part: Part) -> float:
    return min(_LOOK_DPI, part.dpi) / 72


def is_black(picture: Image.Image, box: Box) -> bool:
    """Whether nothing but black is seen within a box; its very edge may be mixed with what is beside it."""
    left, top, right, bottom = box.pixels(*picture.size)
    inside = (left + _INSIDE, top + _INSIDE, right - _INSIDE, bottom - _INSIDE)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return True
    extremes = picture.convert("L").crop(inside).getextrema()
    return int(extremes[1]) <= _BLACK  # type: ignore[arg-type]


def _said(left: int, words: Sequence[str]) -> str:
    return f"查 {len(set(words))} 个词，残留 {left} 个"
