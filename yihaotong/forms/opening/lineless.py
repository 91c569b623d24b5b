"""Tables without lines, from the places of the words: figures by the columns they stand in, headings by what is left.

Where the places do not say it beyond doubt the row is left out, and the reader is told that the table was not drawn.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from yihaotong.forms.rules.grids import Given, Grid, grid
from yihaotong.forms.rules.names import named
from yihaotong.forms.rules.recognising import Piece
from yihaotong.forms.rules.words import plain

_FIGURE = re.compile(r"^(?:[-+—–/\\]+|[-+—–]*\d[\d,.]*(?:件|元|万元)?)$")
_REQUESTS, _DISPUTES = 7, 15
_NEAR, _SPACED = 4, 3
#: How far above its first heading and below its last a row of table 3 may stand.
_AROUND = 30
_LEAF = re.compile(r"^(?:结果|结果?维持|结果?纠正|其他(?:结果)?|尚未(?:审结)?|审结|总计|合计)$")
_Word = dict[str, Any]
#: From where to where a column's figures stand.
_Span = tuple[float, float]
#: A line, and its figures in their columns.
_Row = tuple[list[_Word], list[Given]]


class Lineless:
    """Remembers the columns of table 3 over the pages."""

    def __init__(self) -> None:
        self._columns: list[_Span] = []

    def grids(self, words: Sequence[_Word]) -> tuple[list[tuple[float, Piece]], list[_Word]]:
        """(tables by where they begin, the words that are in none) of a page."""
        lines = [_whole(line) for line in _lines(words)]
        matters = [line for line in lines if _is_matter(line)]
        rest = [line for line in lines if line not in matters]
        requests, blank = self._requests(rest)
        disputes = _disputes([line for line in rest if not any(line is row for row, _ in requests)])
        found: list[tuple[float, Piece]] = [(line[0]["top"], _undrawn([row])) for line, row in _matters(matters)]
        if requests or blank:
            first = min(line[0]["top"] for line in (*(line for line, _ in requests), *blank))
            every = [word for line in lines for word in line]
            found.append((first, _undrawn(_labelled(requests, blank, every, self._columns))))
        found += [(line[0]["top"], _undrawn([_head_of_disputes(), row])) for line, row in disputes]
        taken = [*matters, *(line for line, _ in requests), *blank, *(line for line, _ in disputes)]
        gone = {id(part) for line in taken for word in line for part in word.get("parts", [word])}
        return found, [word for word in words if id(word) not in gone]

    def _requests(self, lines: Sequence[list[_Word]]) -> tuple[list[_Row], list[list[_Word]]]:
        """(rows with their seven figures, rows that have only a heading)."""
        full = [line for line in lines if _figures(line) == _REQUESTS]
        self._columns = _columns(full, _REQUESTS) or self._columns
        if not self._columns:
            return [], []
        left = self._columns[0][0]
        names = [line for line in lines if any(named("row3", word["text"]) for word in line if word["x1"] <= left)]
        if not names:
            return [], []
        top, bottom = names[0][0]["top"] - _AROUND, names[-1][0]["top"] + _AROUND
        rows, blank = [], []
        for line in lines:
            figures = _placed(line, self._columns) if top <= line[0]["top"] <= bottom or line in full else None
            if figures and any(_FIGURE.match(plain(cell.text)) for cell in figures):
                rows.append((line, figures))
            elif line in names and not _figures(line):
                blank.append(line)
        return rows, [line for line in blank if rows and rows[0][0][0]["top"] < line[0]["top"] < rows[-1][0][0]["top"]]


def rows_in(words: Sequence[_Word]) -> int:
    """How many rows of table 3 stand among the words."""
    return sum(_figures(line) == _REQUESTS for line in _lines(words))


def _undrawn(lines: Sequence[Sequence[Given]]) -> Grid:
    return replace(grid(lines), drawn=False)


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    line: list[_Word] = []
    for word in sorted(words, key=lambda each: (each["top"], each["x0"])):
        if line and word["top"] - line[0]["top"] > _NEAR:
            yield sorted(line, key=lambda each: float(each["x0"]))
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda each: float(each["x0"]))


def _whole(line: Sequence[_Word]) -> list[_Word]:
    """Spaced characters of a heading are one word; figures stay apart."""
    found: list[_Word] = []
    for word in line:
        last = found[-1] if found else None
        if last and word["x0"] - last["x1"] <= _SPACED and not any(_is_figure(each) for each in (last, word)):
            parts = [*last.get("parts", [last]), word]
            found[-1] = {**last, "text": last["text"] + word["text"], "x1": word["x1"], "parts": parts}
        else:
            found.append(word)
    return found


def _is_figure(word: _Word) -> bool:
    return bool(_FIGURE.match(plain(word["text"])))


def _figures(line: Sequence[_Word]) -> int:
    """How many words at the end of the line are figures."""
    count = 0
    for word in reversed(line):
        if not _is_figure(word):
            break
        count += 1
    return count


def _middle(word: _Word) -> float:
    return (float(word["x0"]) + float(word["x1"])) / 2


def _columns(lines: Sequence[Sequence[_Word]], many: int) -> list[_Span]:
    """From where to where the figures of each column stand; none if two columns run into each other."""
    if not lines:
        return []
    places = range(-many, 0)
    found = [(min(each[at]["x0"] for each in lines), max(each[at]["x1"] for each in lines)) for at in places]
    apart = all(left[1] < right[0] for left, right in pairwise(found))
    return found if apart else []


def _placed(line: Sequence[_Word], columns: Sequence[_Span]) -> list[Given] | None:
    """The figures of a line in their columns, blanks between, and what else stands there; None if one of them is in
    none or two are in one."""
    edge = columns[0][0] - (columns[1][0] - columns[0][1]) / 2 if len(columns) > 1 else columns[0][0]
    figures = [word for word in line if _middle(word) >= edge]
    found = [""] * len(columns)
    for word in figures:
        place = _column(word, columns)
        if place is None or found[place]:
            return None
        found[place] = word["text"]
    return [Given(text) for text in found] if figures else None


def _column(word: _Word, columns: Sequence[_Span]) -> int | None:
    """Less than half the way to the next column."""
    middle = _middle(word)
    for place, (left, right) in enumerate(columns):
        first = (columns[1][0] - columns[0][1]) / 2 if len(columns) > 1 else right - left
        before = (left - columns[place - 1][1]) / 2 if place else first
        after = (columns[place + 1][0] - right) / 2 if place + 1 < len(columns) else before
        if left - before < middle < right + after:
            return place
    return None


# --- the headings of table 3 -----------------------------------------------------------------------------------------


def _labelled(
    rows: Sequence[_Row],
    blank: Sequence[list[_Word]],
    words: Sequence[_Word],
    columns: Sequence[_Span],
) -> list[list[Given]]:
    """Rows under their headings, from the top; two rows under one heading are left out."""
    tops = [line[0]["top"] for line, _ in rows]
    left = columns[0][0]
    labels = [_label(place, tops, line, words, left) for place, (line, _) in enumerate(rows)]
    counted = Counter(name for label in labels if (name := named("row3", label)))
    found = [
        (top, [Given(label), *figures])
        for top, label, (_, figures) in zip(tops, labels, rows, strict=True)
        if counted[named("row3", label)] <= 1
    ]
    for line in blank:
        label = next(word["text"] for word in line if named("row3", word["text"]))
        if not counted[named("row3", label)]:
            found.append((line[0]["top"], [Given(label), *(Given("") for _ in columns)]))
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _label(place: int, tops: Sequence[float], line: Sequence[_Word], words: Sequence[_Word], left: float) -> str:
    """A heading of several lines stands around its figures: what is nearer to this row than to its neighbours."""
    own = [word for word in line if word["x1"] <= left]
    if own and named("row3", own[-1]["text"]):
        return str(own[-1]["text"])
    top = tops[place]
    above = (tops[place - 1] + top) / 2 if place else top - 40
    below = (tops[place + 1] + top) / 2 if place + 1 < len(tops) else top + 40
    near = [word for word in words if above <= word["top"] < below and word["x1"] <= left]
    near.sort(key=lambda word: (abs(word["top"] - top), -word["x0"]))
    known = next((word["text"] for word in near if named("row3", word["text"])), "")
    return known or _wrapped(near) or (own[-1]["text"] if own else near[0]["text"] if near else "")


def _wrapped(near: Sequence[_Word]) -> str:
    """A heading broken in the middle of its words: the lines that begin at one place, read on."""
    if not near:
        return ""
    edge = max(float(word["x0"]) for word in near)
    same = sorted((word for word in near if abs(word["x0"] - edge) <= _NEAR), key=lambda word: float(word["top"]))
    text = "".join(word["text"] for word in same)
    return text if named("row3", text) else ""


# --- tables 2 and 4 --------------------------------------------------------------------------------------------------


def _disputes(lines: Sequence[list[_Word]]) -> list[_Row]:
    """The row of fifteen; with blanks in it, by the columns of its head."""
    full = [line for line in lines if _figures(line) == _DISPUTES == len(line)]
    if full:
        return [(line, [Given(word["text"]) for word in line]) for line in full]
    head = [place for place, line in enumerate(lines) if sum(bool(_LEAF.match(word["text"])) for word in line) >= _NEAR]
    if not head:
        return []
    leaves = [word for place in head for word in lines[place] if _LEAF.match(word["text"])]
    columns = _heads(leaves)
    below = next((line for line in lines[head[-1] + 1 :] if _figures(line) == len(line)), None)
    figures = _placed(below, columns) if below and len(columns) == _DISPUTES else None
    return [(below, figures)] if below and figures else []


def _heads(words: Sequence[_Word]) -> list[_Span]:
    """The columns that the words of a head stand over."""
    found: list[_Span] = []
    for word in sorted(words, key=_middle):
        if found and word["x0"] < found[-1][1] and word["x1"] > found[-1][0]:
            found[-1] = (min(found[-1][0], word["x0"]), max(found[-1][1], word["x1"]))
        else:
            found.append((word["x0"], word["x1"]))
    return found


def _head_of_disputes() -> list[Given]:
    return [Given(text) for _ in range(3) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]


def _is_matter(line: Sequence[_Word]) -> bool:
    """A head or a row of table 2."""
    first = line[0]["text"]
    return first == "信息内容" or bool(named("row2", first) and _figures(line) == len(line) - 1)


def _matters(lines: Sequence[list[_Word]]) -> Iterator[_Row]:
    """Rows as they stand; one with fewer figures than its head has columns, by the columns."""
    heads: list[_Span] = []
    for line in lines:
        if line[0]["text"] == "信息内容":
            heads = [(word["x0"], word["x1"]) for word in line[1:]]
        elif 0 < len(line) - 1 < len(heads):
            figures = _placed(line, heads)
            if figures:
                yield line, [Given(line[0]["text"]), *figures]
            continue
        if len(line) > 1:
            yield line, [Given(word["text"]) for word in line]
