"""文号 and 索引号: how they are written, and how somebody's 代字 is read."""

import re

from yihaotong.journal.refusal import Refused

#: 机关代字: Chinese characters, as in 银智发.
_WORD = re.compile(r"[\u4e00-\u9fff]{2,12}")


def word(typed: str) -> str:
    """发文机关代字 as it is printed before the year. Raises Refused("bad-word")."""
    found = "".join(typed.split())
    if not _WORD.fullmatch(found):
        raise Refused("bad-word", "发文机关代字为 2 到 12 个汉字，如“银智发”，不带年份和序号", "word")
    return found


def document_number(word: str, year: int, serial: int) -> str:
    """银智发〔2026〕3号: six-angle brackets, no leading zero, no 第 (GB/T 9704-2012 §7.2.5)."""
    return f"{word}〔{year}〕{serial}号"


def index_number(prefix: str, year: int, serial: int) -> str:
    """640100-142/2026-00027: the prefix of the organ, the year, five digits."""
    return f"{prefix}/{year}-{serial:05d}"
