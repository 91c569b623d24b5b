"""Marks of secrecy in a text, found before anybody reviews it. The list is data: data/marks.csv."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Letters that are put between the characters of a mark, as in "机 密".
_GAP = r"[\s\u3000]*"
#: Words in which the letters stand without being a mark: they are not marked.
_HARMLESS = ("机密性", "秘密级以下", "保守国家秘密", "商业秘密", "不予公开的理由")
_AROUND = 12


@dataclass(frozen=True)
class Mark:
    """One word of the list. `kind`: "secret" (密级), "inner" (内部), "part" (a passage marked as not public)."""

    word: str
    kind: str
    says: str
    basis: str


@dataclass(frozen=True)
class Found:
    """A mark where it stands in a text, with some words around it."""

    mark: Mark
    at: int
    quote: str


@cache
def marks() -> tuple[Mark, ...]:
    with (resources.files("yihaotong.documents") / "data" / "marks.csv").open(encoding="utf-8") as file:
        return tuple(Mark(row["word"], row["kind"], row["says"], row["basis"]) for row in csv.DictReader(file))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(_GAP.join(map(re.escape, word)))


def found_in(text: str) -> list[Found]:
    """Every mark in a text, in the order of their places; a word that only contains one is none."""
    harmless = [found.span() for word in _HARMLESS for found in _pattern(word).finditer(text)]
    hits = [
        Found(mark, hit.start(), " ".join(text[max(0, hit.start() - _AROUND) : hit.end() + _AROUND].split()))
        for mark in marks()
        for hit in _pattern(mark.word).finditer(text)
        if not any(begin <= hit.start() < end for begin, end in harmless)
    ]
    return sorted(hits, key=lambda each: (each.at, each.mark.word))
