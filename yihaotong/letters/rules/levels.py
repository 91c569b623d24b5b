"""层次序数: 一、 （一） 1. （1） (GB/T 9704-2012 7.3.3), and whether they are in step."""

import re
from collections.abc import Iterable, Iterator

_DIGITS = "零一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_MARKS = (
    re.compile(rf"({_CHINESE})、"),
    re.compile(rf"[（(]({_CHINESE})[）)]"),
    re.compile(r"(\d{1,2})[.\uff0e](?!\d)"),
    re.compile(r"[（(](\d{1,2})[）)]"),
)
NAMES = ("正文", "一级（一、）", "二级（（一））", "三级（1.）", "四级（（1））")


def level_of(text: str) -> int:
    """1–4 by the mark with which a paragraph begins; 0 for plain text."""
    return next((level for level, mark in enumerate(_MARKS, 1) if mark.match(text)), 0)


def heading_length(text: str, level: int) -> int:
    """How many characters of a paragraph are its heading: as far as the first 。 or ：, all of it if there is none.

    Only the first two levels have a type of their own.
    """
    if level not in {1, 2}:
        return 0
    ends = [place for place in (text.find("。"), text.find("：")) if place >= 0]
    return min(ends) + 1 if ends else len(text)


def out_of_step(paragraphs: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The paragraphs (from 1) whose level or number does not follow from those above, with what is wrong."""
    at = 0
    counts = [0, 0, 0, 0, 0]
    for place, text in enumerate(paragraphs, 1):
        level = level_of(text)
        if not level:
            continue
        if level > at + 1:
            yield place, f"从{NAMES[at]}直接到了{NAMES[level]}，中间少一级"
        expected = counts[level] + 1
        number = number_of(text, level)
        if number != expected:
            yield place, f"序号应为 {expected}，写的是 {number}"
        counts[level] = number
        counts[level + 1 :] = [0] * (4 - level)
        at = level


def number_of(text: str, level: int) -> int:
    found = _MARKS[level - 1].match(text)
    said = found.group(1) if found else ""
    return int(said) if said.isdigit() else _chinese(said)


def _chinese(said: str) -> int:
    """十二 → 12; 0 for what is no number."""
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS.find(said) if len(said) == 1 else 0
    return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)
