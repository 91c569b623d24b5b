"""Word and Excel files: archives with a known inside. Every other archive is refused."""

import re
import zipfile
import zlib
from typing import IO

from yihaotong.files.rules.signatures import ARCHIVE
from yihaotong.journal.refusal import Refused

UNPACKED_AT_MOST = 100_000_000
ENTRIES_AT_MOST = 5_000
_TYPES = "[Content_Types].xml"
_MAINS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_OTHERS = {
    "ppt/presentation.xml": "这是 PPT，请另存为 PDF 再上传",
    "OFD.xml": "这是 OFD 版式文件，请另存为 PDF 再上传",
    "AndroidManifest.xml": "这是安卓程序（APK），不能上传",
    "META-INF/MANIFEST.MF": "这是 Java 程序（JAR），不能上传",
    "content.xml": "这是 ODF 文档，请另存为 docx、xlsx 或 PDF 再上传",
}
_EMBEDDED = re.compile(r"(word|xl)/embeddings/[^/]+\.(docx|xlsx)", re.IGNORECASE)
#: First bytes of what a document must not carry: programs, OLE packages, other archives.
_FORBIDDEN = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"PK\x03\x04")
#: A template fetched from elsewhere when the document is opened: an old way to bring in macros.
_FOREIGN_TEMPLATE = re.compile(rb"attachedTemplate[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_BLOCK = 1 << 16
#: What zipfile raises for broken, encrypted and strangely packed archives.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, RuntimeError)


def look_through(file: IO[bytes], *, inner: bool = False) -> str:
    """The code of its kind, once every entry was read. Raises Refused for any other archive, and for dangers."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            kind = _kind({entry.filename for entry in entries})
            _check_directory(entries)
            unpacked = 0
            for entry in entries:
                unpacked += _check_entry(archive, entry, inner=inner)
                if unpacked > UNPACKED_AT_MOST:
                    raise _bomb()
            return kind
    except _UNREADABLE:
        raise Refused("broken", "文件已损坏，或是加了密码的压缩包，打不开") from None


def _kind(names: set[str]) -> str:
    if _TYPES in names:
        for main, kind in _MAINS.items():
            if main in names:
                return kind
    for main, refusal in _OTHERS.items():
        if main in names:
            raise Refused("kind-refused", refusal)
    raise Refused("kind-refused", ARCHIVE.format(what=" ZIP "))


def _bomb() -> Refused:
    return Refused("unpacks-too-large", "文档解开后太大，不能上传；请分成几份，或另存为 PDF")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES_AT_MOST or sum(entry.file_size for entry in entries) > UNPACKED_AT_MOST:
        raise _bomb()
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith("/"):
            raise Refused("broken", "文档内部的路径不正常，不能上传")
        if parts[-1].lower() in {"vbaproject.bin", "vbadata.xml"}:
            raise Refused("has-macros", "文档带有宏，不能上传；请另存为不带宏的 docx、xlsx，或 PDF")
        if "activex" in entry.filename.lower():
            raise Refused("has-programs", "文档里嵌有控件，不能上传；请另存为 PDF")


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, inner: bool) -> int:
    """Read one entry to its end; how many bytes it really has."""
    if entry.is_dir():
        return 0
    with archive.open(entry) as part:
        head = part.read(_BLOCK)
        if head.startswith(_FORBIDDEN):
            _check_embedded(archive, entry, inner=inner)
        if entry.filename.endswith(".rels") and _FOREIGN_TEMPLATE.search(head):
            raise Refused("foreign-template", "文档引用了网上的模板，不能上传；请另存为 PDF")
        size = len(head)
        while block := part.read(_BLOCK):
            size += len(block)
            if size > UNPACKED_AT_MOST:
                raise _bomb()
    return size


def _check_embedded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, inner: bool) -> None:
    """The table behind a chart is an Excel file inside the Word file: that one only, and only one level deep."""
    if inner or not _EMBEDDED.fullmatch(entry.filename):
        raise Refused("has-programs", "文档里嵌有程序或其他文件，不能上传；请去掉后再上传，或另存为 PDF")
    with archive.open(entry) as part:
        look_through(part, inner=True)
