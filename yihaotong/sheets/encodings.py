"""In which characters a file is written, found by reading it once: its mark, UTF-8, UTF-16 by its zeros, GB18030."""

import codecs
import re
from pathlib import Path

from yihaotong.journal.refusal import Refused

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROKEN = re.compile("[\udc80-\udcff]")
_FOREIGN = re.compile("[\x80-\udc7f\ue000-\U0010ffff]")
#: Of so many good characters beyond ASCII one may be broken, and the file is still in that encoding: a bad row is then
#: refused, not the file.
_GOOD_TO_BROKEN = 20
#: How bytes that are no characters are kept until their row is refused: as half surrogates.
_ERRORS = {"utf-16": "surrogatepass", "utf-16-le": "surrogatepass", "utf-16-be": "surrogatepass"}


def errors_of(encoding: str) -> str:
    """The error handler with which a text in that encoding is read."""
    return _ERRORS.get(encoding, "surrogateescape")


def encoding_of(path: Path) -> str:
    """A name for `open`. Raises Refused("unreadable-text")."""
    with path.open("rb") as file:
        start = file.read(4096)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "") or _by_zeros(start)
    if marked.startswith("utf-16"):
        if not _decodes(path, marked):
            raise Refused("unreadable-text", "文件像是 UTF-16，但不完整或有损坏", "file")
        return marked
    if _strictly(path, "utf-8"):
        return marked or "utf-8"
    if _mostly(path, "utf-8"):
        return marked or "utf-8"
    if _strictly(path, "gb18030") or _mostly(path, "gb18030"):
        return "gb18030"
    raise Refused("unreadable-text", "认不出文件的文字编码（支持 UTF-8、GB18030、UTF-16），请另存为 UTF-8 再试", "file")


def _by_zeros(start: bytes) -> str:
    """UTF-16 without a mark: ASCII in it has a zero in every other byte."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    many = max(4, len(start) // 10)
    if odd >= many and not even:
        return "utf-16-le"
    return "utf-16-be" if even >= many and not odd else ""


def _strictly(path: Path, encoding: str) -> bool:
    return _decodes(path, encoding, "strict")


def _decodes(path: Path, encoding: str, errors: str = "surrogatepass") -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mostly(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    good = broken = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            good, broken = good + len(_FOREIGN.findall(text)), broken + len(_BROKEN.findall(text))
    return good >= broken * _GOOD_TO_BROKEN
