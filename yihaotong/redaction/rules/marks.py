"""What is taken out: boxes on pages as they are seen, words wherever they stand, ranges of one paragraph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.signs import numbers_of, words_of

#: A box is kept in parts of the seen page's width and height, so that no resolution and no rotation moves it.
WHOLE = 10_000
_LEAST_SIDE = 5
WORD_LENGTH = 80
_NUMBER = re.compile(r"[0-9A-Z]*\d[0-9A-Z]*")
#: So many digits make a number that is also found parted and in other numerals.
_NUMBER_FROM = 6


@dataclass(frozen=True)
class Box:
    """Left, top, right, bottom in ten-thousandths of the seen page, from its upper left corner."""

    left: int
    top: int
    right: int
    bottom: int

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The box on a picture of this size: every pixel that it touches; right and bottom not included."""
        return (
            self.left * width // WHOLE,
            self.top * height // WHOLE,
            min(width, -(-self.right * width // WHOLE)),
            min(height, -(-self.bottom * height // WHOLE)),
        )

    def joined(self, other: "Box") -> "Box":
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def holds_middle_of(self, other: "Box") -> bool:
        across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom


def box(left: int, top: int, right: int, bottom: int) -> Box:
    """A box from two corners in any order, cut to the page. Raises Refused("box-empty")."""
    sides = sorted(min(WHOLE, max(0, value)) for value in (left, right))
    edges = sorted(min(WHOLE, max(0, value)) for value in (top, bottom))
    if sides[1] - sides[0] < _LEAST_SIDE or edges[1] - edges[0] < _LEAST_SIDE:
        raise Refused("box-empty", "方框太小，或不在页面上", "box")
    return Box(sides[0], edges[0], sides[1], edges[1])


@dataclass(frozen=True)
class Range:
    """Characters `start` to `end` (half-open) of paragraph `paragraph`, counted from 0 in the cleaned body."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class Marks:
    """All that one making takes out. `boxes` by page, counted from 1."""

    words: tuple[str, ...] = ()
    boxes: dict[int, tuple[Box, ...]] = field(default_factory=dict)
    ranges: tuple[Range, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.boxes or self.ranges)


def check_word(text: str) -> str:
    """A word as it is kept. Raises Refused("word-short" | "word-long")."""
    word = " ".join(text.split())
    if len(words_of(word).line) < 2:
        raise Refused("word-short", "至少写两个字；单个字请画框，或选定段落", "words")
    if len(word) > WORD_LENGTH:
        raise Refused("word-long", f"一处文字最多 {WORD_LENGTH} 字；更长的请选定整段", "words")
    return word


def places_of(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where these words stand in a text, half-open, in order, overlapping ones joined. Blanks within, width, small
    letters and, in numbers, what parts their digits and how these are written make no difference."""
    by_words, by_numbers = words_of(text), numbers_of(text)
    found = []
    for word in words:
        sought, is_number = _sought(word)
        signs = by_numbers if is_number else by_words
        first = signs.line.find(sought) if sought else -1
        while first >= 0:
            found.append(signs.span(first, first + len(sought) - 1))
            first = signs.line.find(sought, first + 1)
    return joined(found)


def sameness(word: str) -> str:
    """Two words with the same sameness are found at the same places."""
    return _sought(word)[0]


def _sought(word: str) -> tuple[str, bool]:
    """What is looked for, and whether among numbers."""
    number = numbers_of(word).line
    if _NUMBER.fullmatch(number) and sum(map(str.isdigit, number)) >= _NUMBER_FROM:
        return number, True
    return words_of(word).line, False


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap or touch made one."""
    told: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if told and start <= told[-1][1]:
            told[-1] = (told[-1][0], max(end, told[-1][1]))
        else:
            told.append((start, end))
    return told
