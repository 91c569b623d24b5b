"""How much there is in a file, told before anything is read from it: cheap, in one run, stopping at the limit.

What tells its size wrongly gets through here; it is read in a process with a time limit all the same (`aside`).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from PIL import Image

from yihaotong.files.rules import office
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import pictures
from yihaotong.redaction.engines.word_looks import W
from yihaotong.redaction.rules.codes import Form
from yihaotong.redaction.rules.limits import MEGA, LimitKind, of, too_much

_PDF_ADVICE = "请分成几份，或另存为普通的 PDF"
_WORD_ADVICE = "请分成几份，或另存为 PDF"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, NotImplementedError, RuntimeError, EOFError)
_STREAM = re.compile(rb"stream\r?\n")
#: How far before its stream the words of an object are looked for.
_WORDS_BEFORE = 1_000
_BLOCK = 1 << 16
_PARAGRAPH = f"{W} p"
#: Elements are counted so far beyond their limit, to tell the measure found.
_BEYOND = 3


def check(source: Path, form: Form) -> None:
    """Raises Refused for a file that is larger inside than it may be, or cannot be opened: within a second or two."""
    if not source.exists():
        raise Refused("broken", "文件不在了，请联系管理员")
    if source.stat().st_size == 0:
        raise Refused("empty", "文件是空的")
    if form is Form.PDF:
        _check_streams(source.read_bytes())
    elif form is Form.DOCX:
        _check_word(source)
    else:
        pictures.check_size(source)


def _check_streams(content: bytes) -> None:
    """What pdfium has to unpack and to go through; pictures are drawn by their pixels and do not count."""
    at_most, all_at_most, told = of(LimitKind.UNPACKED) * MEGA, of(LimitKind.STREAMS) * MEGA, 0
    for start in _packed(content):
        size = _unpacked(content, start, at_most)
        if size > at_most:
            found = f"有一段超过 {at_most // MEGA} MB"
            raise too_much("unpacks-too-large", LimitKind.UNPACKED, found, _PDF_ADVICE)
        told += size
        if told > all_at_most:
            found = f"超过 {told // MEGA} MB"
            raise too_much("unpacks-too-large", LimitKind.STREAMS, found, _PDF_ADVICE)


def _packed(content: bytes) -> Iterator[int]:
    for found in _STREAM.finditer(content):
        before = content[max(0, found.start() - _WORDS_BEFORE) : found.start()]
        words = before[before.rfind(b" obj") + 1 :]
        if words.rstrip().endswith(b">>") and not re.search(rb"/Subtype\s*/Image", words):
            yield found.end()


def _unpacked(content: bytes, start: int, at_most: int) -> int:
    """How large a stream is, no further than just beyond the limit; one that is not deflated has its size told by the
    file's own."""
    packed, size = zlib.decompressobj(), 0
    try:
        while not packed.eof and start < len(content) and size <= at_most:
            size += len(packed.decompress(content[start : start + _BLOCK], at_most - size + 1))
            start += _BLOCK
            while packed.unconsumed_tail and size <= at_most:
                size += len(packed.decompress(packed.unconsumed_tail, at_most - size + 1))
    except zlib.error:
        pass
    return size


def _check_word(source: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            with source.open("rb") as file:
                if office.look_through(file) != "docx":
                    raise Refused("kind-refused", "这不是 Word 文档（docx）")
            for entry in entries:
                if entry.filename.startswith("word/") and entry.filename.endswith((".xml", ".rels")):
                    _check_marks(archive.read(entry))
            _check_pixels(archive, [each for each in entries if each.filename.startswith("word/media/")])
    except _UNREADABLE:
        raise Refused("broken", "Word 文档已损坏，打不开；请用 Word 另存一份再来") from None


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    at_most = of(LimitKind.UNPACKED) * MEGA
    for entry in entries:
        if entry.file_size > at_most and entry.filename.endswith((".xml", ".rels")):
            found = f"的 {entry.filename[-40:]} 有 {-(-entry.file_size // MEGA)} MB"
            raise too_much("unpacks-too-large", LimitKind.UNPACKED, found, _WORD_ADVICE)


def _check_marks(content: bytes) -> None:
    """Count the elements and the paragraphs of one part, without growing a tree of them."""
    counts = {"paragraphs": 0, "elements": 0}
    most = of(LimitKind.ELEMENTS) * _BEYOND

    def begin(name: str, _settings: object) -> None:
        counts["elements"] += 1
        if name == _PARAGRAPH:
            counts["paragraphs"] += 1
        if counts["elements"] > most:
            raise OverflowError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    more = ""
    try:
        parser.Parse(content, True)  # noqa: FBT003 — expat takes it by place
    except expat.ExpatError:
        return  # reading it will say what is wrong with it
    except OverflowError:
        more = "至少"
    for kind in (LimitKind.PARAGRAPHS, LimitKind.ELEMENTS):
        if counts[kind.value] > of(kind):
            unit = "段" if kind is LimitKind.PARAGRAPHS else "个"
            raise too_much(f"too-many-{kind.value}", kind, f"{more}有 {counts[kind.value]} {unit}", _WORD_ADVICE)


def _check_pixels(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """By what the heads of the pictures say; one that is too large alone is left out when it is read."""
    told = 0
    for entry in entries:
        try:
            with Image.open(BytesIO(archive.read(entry)), formats=pictures.decoders()) as opened:
                size = opened.width * opened.height
        except Exception:  # noqa: BLE001, S112 — foreign bytes make a decoder fail in any way; it is left out later
            continue
        told += size if size <= pictures.PIXELS_AT_MOST else 0
    if told > of(LimitKind.ALL_PIXELS) * MEGA:
        found = f"有 {told // MEGA} 百万像素"
        raise too_much("too-many-pixels", LimitKind.ALL_PIXELS, found, "请缩小图片或分成几份")
