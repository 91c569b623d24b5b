"""Plain text: read as UTF-8 or GB 18030, kept as UTF-8."""

import unicodedata

from yihaotong.files.rules.signatures import check_no_page
from yihaotong.journal.refusal import Refused

#: A text larger than this (bytes) is no letter; it is read whole, so it must stay small.
LONGEST = 2_000_000
_BLANK = frozenset("\t\n\r\f\x1a")
#: Characters that no text holds: control characters, halves of a pair, places nobody has filled.
_NEVER = frozenset({"Cc", "Cs", "Cn"})


def read(content: bytes) -> str:
    """The text, without its byte order mark. Raises Refused for what is no text."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("wrong-encoding", "这个文本的编码是 UTF-16，请在记事本里另存为 UTF-8 再上传")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            check_no_page(text)
            return text.replace("\x1a", "")
    raise Refused("kind-unknown", "认不出这是什么文件，不能上传")


def _is_text(text: str) -> bool:
    return all(letter in _BLANK or unicodedata.category(letter) not in _NEVER for letter in set(text))
