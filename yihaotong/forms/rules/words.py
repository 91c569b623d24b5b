"""Chinese words as printed, made comparable: full width, brackets, spaces and line breaks inside a word go."""

import re
import unicodedata

_GONE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\ufeff\u00ad]+")
#: Some fonts of a PDF give the radical for the character (U+2EA0 for 民); NFKC leaves these alone.
_RADICALS = (
    "\u2e81\u2e8c\u2e9f\u2ea0\u2ea2\u2ea4\u2eab\u2eac\u2eb6\u2eb7\u2ec4\u2ec5"
    "\u2ec6\u2ec9\u2eca\u2ecb\u2ed3\u2ed4\u2ed7\u2ed8\u2eda\u2edb\u2edc\u2edd"
    "\u2ee2\u2ee3\u2ee4\u2ee5\u2ee6\u2ee8\u2ee9\u2eec\u2eee\u2ef0\u2ef3"
)
_CHARACTERS = "厂小母民水爪目示羊羊西见角贝足车长门雨青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟"
_ALIKE = str.maketrans("“”「」〔〕【】" + _RADICALS, '""""()()' + _CHARACTERS)
_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.:]|\([一二三四五六七八九十\d]+\)、?|\d+[、.)])")


def plain(written: str) -> str:
    """NFKC (full-width digits, brackets, ：；), quotes and brackets of one kind, no white space."""
    return _GONE.sub("", unicodedata.normalize("NFKC", written)).translate(_ALIKE)


def bare(written: str) -> str:
    """As plain, without the numbering before it: 一、（二）3."""
    return _NUMBERING.sub("", plain(written))


def number(written: str) -> int | None:
    """ "890,649" → 890649, 千 → 1000, 三百二十 → 320; None for what is no whole number."""
    text = written.replace(",", "").replace("，", "").strip()
    if text.isascii() and text.isdecimal():
        return int(text)
    return _chinese(text)


def _chinese(written: str) -> int | None:
    total, group, digit = 0, 0, 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _STEPS:
            group, digit = group + (digit or 1) * _STEPS[sign], 0
        elif sign == "万":
            total, group, digit = (total + group + digit or 1) * 10_000, 0, 0
        else:
            return None
    return total + group + digit if written else None
