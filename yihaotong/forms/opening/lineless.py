"""Tables without lines: rows told by their figures, headings by what stands to the left."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from yihaotong.forms.rules.grids import Given, grid
from yihaotong.forms.rules.names import named
from yihaotong.forms.rules.recognising import Piece
from yihaotong.forms.rules.words import plain

_FIGURE = re.compile(r"^(?:[-+—–/\\]+|[-+—–]*\d[\d,.]*(?:件|元|万元)?)$")
_REQUESTS, _DISPUTES = 7, 15
_NEAR = 4
_Word = dict[str, Any]


def grids_of_words(words: Sequence[_Word]) -> tuple[list[tuple[float, Piece]], list[_Word]]:
    """(tables by where they begin, the words that are in none) of a page. A row with a blank in it is not told:
    without lines nothing says which column its figures are of."""
    lines = list(_lines(words))
    requests = [line for line in lines if _figures(line) == _REQUESTS]
    disputes = [line for line in lines if _figures(line) == _DISPUTES]
    matters = [line for line in lines if _is_matter(line)]
    rows = (grid([[Given(word["text"]) for word in line]]) for line in matters)
    found: list[tuple[float, Piece]] = [(line[0]["top"], row) for line, row in zip(matters, rows, strict=True)]
    if requests:
        found.append((requests[0][0]["top"], _requests(requests, words)))
    if disputes:
        found.append((disputes[0][0]["top"], _disputes(disputes)))
    taken = {id(word) for line in (*requests, *disputes, *matters) for word in line}
    return found, [word for word in words if id(word) not in taken]


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    line: list[_Word] = []
    for word in sorted(words, key=lambda each: (each["top"], each["x0"])):
        if line and word["top"] - line[0]["top"] > _NEAR:
            yield sorted(line, key=lambda each: float(each["x0"]))
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda each: float(each["x0"]))


def _figures(line: Sequence[_Word]) -> int:
    """How many words at the end of the line are figures."""
    count = 0
    for word in reversed(line):
        if not _FIGURE.match(plain(word["text"])):
            break
        count += 1
    return count


def _requests(lines: Sequence[list[_Word]], words: Sequence[_Word]) -> Piece:
    return grid(
        [Given(_label(place, lines, words)), *(Given(word["text"]) for word in line[-_REQUESTS:])]
        for place, line in enumerate(lines)
    )


def _label(place: int, lines: Sequence[list[_Word]], words: Sequence[_Word]) -> str:
    """A heading of several lines stands around its figures: what is nearer to this row than to its neighbours."""
    own = lines[place]
    figures, top = own[-_REQUESTS]["x0"], own[0]["top"]
    above = (lines[place - 1][0]["top"] + top) / 2 if place else top - 40
    below = (lines[place + 1][0]["top"] + top) / 2 if place + 1 < len(lines) else top + 40
    near = [word for word in words if above <= word["top"] < below and word["x1"] <= figures]
    near.sort(key=lambda word: (abs(word["top"] - top), -word["x0"]))
    known = next((word["text"] for word in near if named("row3", word["text"])), "")
    return known or (near[0]["text"] if near else "")


def _disputes(lines: Sequence[list[_Word]]) -> Piece:
    head = [Given(text) for _ in range(3) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
    return grid([head, *([Given(word["text"]) for word in line[-_DISPUTES:]] for line in lines)])


def _is_matter(line: Sequence[_Word]) -> bool:
    """A head or a row of table 2."""
    first = line[0]["text"]
    if len(line) < 2:
        return False
    return first == "信息内容" or bool(named("row2", first) and _figures(line) == len(line) - 1)
