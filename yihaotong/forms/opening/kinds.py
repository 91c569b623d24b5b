"""What a file is by its first bytes; its name may say something else."""

from yihaotong.forms.opening.refusing import CannotRead

KNOWN = frozenset({".docx", ".html", ".htm", ".pdf", ".json"})
_OLE, _ZIP, _PDF, _RTF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF-", b"{\\rtf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_MARKS = (b"<!doctype", b"<html", b"<table", b"<body", b"<div", b"<p", b"<head", b"<meta", b"<?xml", b"<!--", b"<tr")


def kind_of(content: bytes, suffix: str) -> str:
    """The suffix that the content deserves. Raises CannotRead."""
    if not content.strip():
        raise CannotRead("文件是空的，没有内容")
    begin = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:64]
    if content.startswith(_OLE):
        raise CannotRead("文件已加密，或是旧版 .doc、.wps；请另存为不加密的 .docx")
    if begin.startswith(_RTF):
        raise CannotRead("是 RTF 文件；请另存为 .docx")
    if content.startswith(_PICTURES):
        raise CannotRead("是图片，不是文件；表格在图片里读不出来")
    if _PDF in content[:1024]:
        return ".pdf"
    if content.startswith(_ZIP):
        return ".docx"
    return _of_text(begin, suffix.lower())


def _of_text(begin: bytes, suffix: str) -> str:
    if begin.lower().startswith(_MARKS):
        return ".html"
    if begin.startswith(b"{") and suffix != ".html":
        return ".json"
    if suffix not in KNOWN:
        raise CannotRead(f"不认识“{suffix or '没有扩展名'}”的文件；可以核对 .docx、.html、.pdf、.json")
    return suffix
