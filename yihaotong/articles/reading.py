"""The words of an attachment, so that the pre-check reads what the public will: PDF, Word, tables, plain text, within
bounds.

What was not read is said: a check that stopped without a word would be taken for one that found nothing.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pypdfium2
from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from yihaotong.articles.rules.checks import Passage, Read
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.files.rules.kinds import Form
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import aside, measuring
from yihaotong.redaction.rules.codes import Form as RedactionForm
from yihaotong.redaction.rules.limits import LimitKind
from yihaotong.sheets import Row, open_table

PAGES = 200
SIGNS = 300_000
SECONDS = 8.0
#: A Word file may unpack to so many bytes; python-docx holds all of them.
_UNPACKED = 80_000_000
#: Paragraphs of a Word file read as one passage: a number may go over the end of a line.
_TOGETHER = 40
#: What a broken, locked or false file makes its reader say; a syntax error is that of its XML.
_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    pypdfium2.PdfiumError,
    OpcError,
    SyntaxError,
    ValueError,
    KeyError,
    AttributeError,
    RuntimeError,
)
_PLACES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
_BESIDE = re.compile(rf"/word/({'|'.join(_PLACES)})\d*\.xml")


@dataclass
class _Bounds:
    """What may still be read, of all files of one article together: somebody waits for the answer."""

    until: float
    signs: int = SIGNS


def read(files: Iterable[File]) -> dict[str, Read]:
    """By the SHA-256 of a file. Of a file that cannot be opened, and of kinds without letters, nothing was read."""
    bounds = _Bounds(monotonic() + SECONDS)
    return {file.sha256: _read(file, bounds) for file in files}


def _read(file: File, bounds: _Bounds) -> Read:
    if file.kind.form not in {Form.DOCUMENT, Form.TEXT}:
        return Read((), _UNREAD_FORMS[file.kind.form])
    path = store.path(file.key)
    try:
        if file.kind.code == "xlsx":
            return _sheet(path, bounds)
        return _bounded(_READERS[file.kind.code](path), bounds)
    except (*_UNREADABLE, Refused):
        return Read((), "附件里的文字读不出来，没有自动检查")


def _bounded(passages: Iterable[Passage], bounds: _Bounds) -> Read:
    """As many passages as the bounds allow; `unread` says where reading ended."""
    told: list[Passage] = []
    for passage in passages:
        if len(told) >= PAGES or bounds.signs <= 0 or monotonic() > bounds.until:
            where = f"只读到{told[-1].place}，后面的文字" if told else "里面的文字"
            return Read(tuple(told), f"附件太长，{where}没有自动检查")
        told.append(Passage(passage.place, passage.text[: bounds.signs]))
        if len(passage.text) > bounds.signs:
            bounds.signs = 0
            return Read(tuple(told), f"附件太长，{passage.place}没有读完，后面的文字没有自动检查")
        bounds.signs -= len(passage.text)
    blank = [passage.place for passage in told if not passage.text.strip()]
    if len(blank) == len(told):
        return Read((), "附件里没有可读的文字（像是扫描件），没有自动检查")
    few = "、".join(blank[:5]) + ("等" if len(blank) > 5 else "")
    return Read(tuple(told), f"{few}没有可读的文字（像是扫描件），没有自动检查" if blank else "")


def _sheet(path: Path, bounds: _Bounds) -> Read:
    """The first sheet of a workbook; what of it, or beside it, was not read is said."""
    table = open_table(path, lambda name: bool(name.strip()))
    faults: list[str] = []
    try:
        read = _bounded(_rows(table.columns, table.rows, faults), bounds)
    finally:
        table.close()
    few = [f"有 {len(faults)} 行没有读（{faults[0]}）"] if faults else []
    return Read(read.passages, "；".join([*([read.unread] if read.unread else []), *few, *table.warnings]))


def _rows(columns: list[str], rows: Iterable[Row], faults: list[str]) -> Iterator[Passage]:
    lines = ["\t".join(columns)]
    first = 1
    for row in rows:
        if row.fault is not None:
            faults.append(f"第 {row.number} 行：{row.fault.reason}")
            continue
        lines.append("\t".join(_cell(value) for value in row.cells.values()))
        if len(lines) >= _TOGETHER:
            yield Passage(f"第 {first}–{row.number} 行", "\n".join(lines))
            lines, first = [], row.number + 1
    if lines:
        yield Passage(f"第 {first} 行起", "\n".join(lines))


def _cell(value: Any) -> str:
    """A number as it is seen: Excel keeps a telephone number as 13800138000.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _plain(path: Path) -> Iterator[Passage]:
    """Text as it was kept: written anew in UTF-8 when it came."""
    yield Passage("正文", path.read_text(encoding="utf-8-sig", errors="replace")[: SIGNS + 1])


def _pages(path: Path) -> Iterator[Passage]:
    """Read in a process of its own: a foreign file that has no end keeps nobody waiting but that process."""
    measuring.check(path, RedactionForm.PDF)
    asked = {"most": PAGES, "signs": SIGNS + 1, "seconds": SECONDS / 2}
    told, _none = aside.ask("texts", path, within=LimitKind.PAGE_SECONDS, saying="读附件", **asked)
    for number in range(told["pages"]):
        # A page that was not come to is told as one without letters: nobody has read it.
        yield Passage(f"第 {number + 1} 页", told["texts"][number] if number < len(told["texts"]) else "")


def _paragraphs(path: Path) -> Iterator[Passage]:
    """The body with its tables and text boxes, then headers, footers, notes: every part with paragraphs."""
    measuring.check(path, RedactionForm.DOCX)
    with zipfile.ZipFile(path) as box:
        if sum(part.file_size for part in box.infolist()) > _UNPACKED:
            raise ValueError("unpacks too large")
    document = Document(str(path))
    yield from _together("正文", document.element.body)
    for part in document.part.package.iter_parts():
        if found := _BESIDE.fullmatch(str(part.partname)):
            yield from _together(_PLACES[found[1]], parse_xml(part.blob))


def _together(place: str, element: Any) -> Iterator[Passage]:
    lines = [line for each in element.iter(qn("w:p")) if (line := _line(each)).strip()]
    for first in range(0, len(lines), _TOGETHER):
        beyond = min(first + _TOGETHER, len(lines))
        where = f"{place}第 {first + 1}–{beyond} 段" if len(lines) > _TOGETHER else place
        yield Passage(where, "\n".join(lines[first:beyond]))


def _line(paragraph: Any) -> str:
    """The letters of a paragraph, of whatever run or link; a paragraph in a box within it has a line of its own."""
    own = (each for each in paragraph.iter(qn("w:t")) if next(each.iterancestors(qn("w:p"))) is paragraph)
    return "".join(each.text or "" for each in own)


_READERS: Mapping[str, Callable[[Path], Iterator[Passage]]] = {"pdf": _pages, "docx": _paragraphs, "txt": _plain}
_UNREAD_FORMS: Mapping[Form, str] = {
    Form.PICTURE: "图片里的文字没有自动检查",
    Form.SOUND: "录音里说的没有自动检查",
    Form.VIDEO: "视频里的画面和说的没有自动检查",
}
