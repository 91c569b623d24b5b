"""The first letters of Chinese words in pinyin: 兴庆区 is also found as "xqq".

The first level of GB 2312-80 (3,755 characters) stands in the order of its pinyin, so the letter of a character follows
from its place between 23 others; no table of readings is needed. What is on the second level, or has several readings
of which another is meant, is found by its own characters only.
"""

from bisect import bisect_right
from functools import lru_cache

#: The first character of each letter in the order of the standard; nothing begins with i, u or v.
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "abcdefghjklmnopqrstwxyz"
_CODES = [each.encode("gb2312") for each in _FIRST]
#: The last character of the first level.
_LAST = "座".encode("gb2312")


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """ "兴庆区3号" → "xqq3"; Latin letters and digits stay, other signs fall away, an unknown character is "*"."""
    return "".join(filter(None, map(_letter, text)))


def _letter(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return "*" if char.isalpha() else ""
    if not _CODES[0] <= code <= _LAST:
        return "*" if char.isalpha() else ""
    return _LETTERS[bisect_right(_CODES, code) - 1]
