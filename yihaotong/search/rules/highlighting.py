"""Where the terms of a query lie in a text as it was written, as pieces and not as markup: the page escapes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from yihaotong.search.rules.query import Query
from yihaotong.search.rules.text import align

ELLIPSIS = "…"
#: So many characters stand before the first hit of an excerpt.
_BEFORE = 20


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `hit` when a term of the query lies there."""

    text: str
    hit: bool = False


def spans(text: str, query: Query) -> list[tuple[int, int]]:
    """The places of all terms in `text`, half-open, in order; those that touch one another are joined."""
    aligned = align(text)
    found = sorted(
        (aligned.starts[place], aligned.ends[place + len(needle) - 1])
        for needle in query.needles
        for place in _places(aligned.plain, needle)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _places(plain_text: str, needle: str) -> Iterator[int]:
    place = plain_text.find(needle)
    while place >= 0:
        yield place
        place = plain_text.find(needle, place + 1)


def pieces(text: str, query: Query) -> list[Piece]:
    """The whole text, cut where hits begin and end."""
    return _cut(text, spans(text, query), 0, len(text))


def excerpt(text: str, query: Query, length: int = 90) -> list[Piece]:
    """About `length` characters around the first hit, or from the beginning; "…" where something is left out."""
    found = spans(text, query)
    first = found[0][0] if found else 0
    start = 0 if first <= _BEFORE or len(text) <= length else min(first - _BEFORE, len(text) - length)
    end = min(len(text), start + length)
    left_out = [Piece(ELLIPSIS)]
    return (left_out if start else []) + _cut(text, found, start, end) + (left_out if end < len(text) else [])


def _cut(text: str, found: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    cut = []
    place = start
    for hit_start, hit_end in ((max(start, one), min(end, other)) for one, other in found):
        if hit_start < hit_end:
            cut += [Piece(text[place:hit_start]), Piece(text[hit_start:hit_end], hit=True)]
            place = hit_end
    return [piece for piece in [*cut, Piece(text[place:end])] if piece.text]
