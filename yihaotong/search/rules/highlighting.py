"""Where the terms of a query lie in a text as it was written: spans, not markup, so that the page escapes as always."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

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
    """The places of all terms in `text`, half-open, in order, those that touch one another joined."""
    aligned = align(text)
    found = sorted(
        (aligned.starts[match.start()], aligned.ends[match.end() - 1])
        for term in query.terms
        for match in re.finditer(f"(?={re.escape(term.needle)})", aligned.plain)
        for match in [re.compile(re.escape(term.needle)).match(aligned.plain, match.start())]
        if match
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
