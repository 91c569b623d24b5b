"""What a file really is, by its first bytes; also of what is never kept, so that its owner is told what he sent."""

from dataclasses import dataclass

from yihaotong.journal.refusal import Refused

#: So many bytes from the front decide.
HEAD = 4096

ARCHIVE = "这是{what}压缩包，不能上传；请解压后把里面的照片、文件逐个上传"
_PROGRAM = "这是{what}，不能上传"
_PAGE = "这是{what}，不能上传；请截图，或另存为 PDF 再上传"
_CONVERT = "这是{what}，请转成 {to} 再上传"


@dataclass(frozen=True)
class Signature:
    """Bytes at a place that tell one kind. `kind` "" is never kept, and `refusal` says why."""

    begins: bytes
    kind: str = ""
    refusal: str = ""
    offset: int = 0


_TABLE = (
    Signature(b"\xff\xd8\xff", "jpeg"),
    Signature(b"\x89PNG\r\n\x1a\n", "png"),
    Signature(b"GIF87a", "gif"),
    Signature(b"GIF89a", "gif"),
    Signature(b"WEBP", "webp", offset=8),
    Signature(b"%PDF-", "pdf"),
    Signature(b"PK\x03\x04", "zip"),
    Signature(b"WAVE", "wav", offset=8),
    Signature(b"#!AMR", "amr"),
    Signature(b"ftyp", "boxes", offset=4),
    Signature(b"moov", "boxes", offset=4),
    Signature(b"wide", "boxes", offset=4),
    Signature(b"ID3", "mp3"),
    Signature(b"PK\x05\x06", refusal=ARCHIVE.format(what="空的 ZIP ")),
    Signature(b"PK\x07\x08", refusal=ARCHIVE.format(what="分卷 ZIP ")),
    Signature(b"Rar!\x1a\x07", refusal=ARCHIVE.format(what=" RAR ")),
    Signature(b"7z\xbc\xaf\x27\x1c", refusal=ARCHIVE.format(what=" 7z ")),
    Signature(b"\x1f\x8b", refusal=ARCHIVE.format(what=" GZ ")),
    Signature(b"BZh", refusal=ARCHIVE.format(what=" BZ2 ")),
    Signature(b"\xfd7zXZ\x00", refusal=ARCHIVE.format(what=" XZ ")),
    Signature(b"\x28\xb5\x2f\xfd", refusal=ARCHIVE.format(what=" ZST ")),
    Signature(b"ustar", refusal=ARCHIVE.format(what=" TAR "), offset=257),
    Signature(b"MSCF", refusal=ARCHIVE.format(what=" CAB ")),
    Signature(b"MZ", refusal=_PROGRAM.format(what="程序（EXE）")),
    Signature(b"\x7fELF", refusal=_PROGRAM.format(what="程序（ELF）")),
    Signature(b"\xca\xfe\xba\xbe", refusal=_PROGRAM.format(what="程序")),
    Signature(b"\xcf\xfa\xed\xfe", refusal=_PROGRAM.format(what="程序（Mach-O）")),
    Signature(b"dex\n", refusal=_PROGRAM.format(what="安卓程序")),
    Signature(b"L\x00\x00\x00\x01\x14\x02\x00", refusal=_PROGRAM.format(what="快捷方式（LNK）")),
    Signature(b"#!/", refusal=_PROGRAM.format(what="脚本")),
    Signature(b"SQLite format 3\x00", refusal=_PROGRAM.format(what="数据库文件")),
    Signature(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        refusal="这是旧版 Office 文件（doc、xls、ppt）或加了密码的文档；请另存为不加密的 docx、xlsx 或 PDF 再上传",
    ),
    Signature(b"{\\rtf", refusal=_CONVERT.format(what=" RTF 文档", to="docx 或 PDF")),
    Signature(b"II*\x00", refusal=_CONVERT.format(what=" TIFF 图片或相机原片", to="JPG")),
    Signature(b"MM\x00*", refusal=_CONVERT.format(what=" TIFF 图片或相机原片", to="JPG")),
    Signature(b"8BPS", refusal=_CONVERT.format(what=" Photoshop 图片", to="JPG")),
    Signature(b"\x00\x00\x01\x00", refusal=_CONVERT.format(what="图标（ICO）", to="PNG")),
    Signature(b"\x1a\x45\xdf\xa3", refusal=_CONVERT.format(what=" MKV 或 WebM 视频", to="MP4")),
    Signature(b"AVI ", refusal=_CONVERT.format(what=" AVI 视频", to="MP4"), offset=8),
    Signature(b"FLV\x01", refusal=_CONVERT.format(what=" FLV 视频", to="MP4")),
    Signature(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", refusal=_CONVERT.format(what=" WMV 或 WMA 文件", to="MP4 或 MP3")),
    Signature(b"OggS", refusal=_CONVERT.format(what=" OGG 文件", to="MP3")),
    Signature(b"fLaC", refusal=_CONVERT.format(what=" FLAC 录音", to="MP3")),
)

#: What the beginning of a text tells, in small letters.
_PAGES = (
    ("<!doctype html", _PAGE.format(what="网页（HTML）")),
    ("<html", _PAGE.format(what="网页（HTML）")),
    ("<script", _PAGE.format(what="网页（HTML）")),
    ("<svg", _CONVERT.format(what=" SVG 图片", to="PNG")),
    ("<!doctype svg", _CONVERT.format(what=" SVG 图片", to="PNG")),
    ("<?xml", _PAGE.format(what=" XML 文件")),
    ("mime-version:", _PAGE.format(what="邮件或网页（MHT）")),
)


def recognise(head: bytes) -> str:
    """The code of the kind that the first bytes promise; "zip" and "boxes" need a closer look, "text" is anything
    that no signature claims. Raises Refused with what it is instead."""
    if not head:
        raise Refused("empty", "文件是空的")
    for row in _TABLE:
        if head[row.offset : row.offset + len(row.begins)] == row.begins:
            if row.refusal:
                raise Refused("kind-refused", row.refusal)
            return row.kind
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in {12, 40, 52, 56, 64, 108, 124}:
        return "bmp"
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xE6 == 0xE2:
        return "mp3"
    return "text"


def check_no_page(text: str) -> None:
    """Refuse what a browser would take for a page: markup is never kept as plain text."""
    start = text[:2048].lower()
    for mark, refusal in _PAGES:
        if start.lstrip().startswith(mark) or (mark in {"<html", "<script", "<svg"} and mark in start):
            raise Refused("kind-refused", refusal)
