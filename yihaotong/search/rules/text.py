"""The form in which texts are compared, and the grams by which they are found.

A text is written once more in its *plain form*: NFKC, lower case, Chinese runs as they are, every word and number
between bars, and a blank wherever adjacency ends. "请查3号楼WiFi，谢谢" becomes "请查|3|号楼|wifi| 谢谢". A term of a
query occurs in a text exactly when its plain form is a piece of the text's plain form: the bars keep "3号" from being
found in "13号". Grams only narrow the search: whoever contains the term has all of the term's grams.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import add

#: Longer texts are indexed up to here. PostgreSQL refuses a tsvector of a megabyte; no form lets so much in.
LONGEST = 100_000
#: A number of so many digits or more is found by any piece of it that is as long: the end of an order number.
PIECE = 4
#: Longer words share the gram of their beginning, the text itself decides. A lexeme of PostgreSQL ends at 2 kB.
_WORD = 24

BAR = "|"
GAP = " "
#: Between two fields: no query contains it, so no phrase spans a title and a body.
FIELD = "\n"

#: Scripts that put no blanks between words. Private use too: names written with it come from older systems.
_RUNNING = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u303c\u3041-\u3096\u309d-\u30fa\u30fc-\u318e"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uac00-\ud7af\u1100-\u11ff\uf900-\ufaff"
    "\ue000-\uf8ff\U00016fe0-\U00018dff\U0001b000-\U0001b2ff\U00020000-\U0003fffd\U000f0000-\U0010fffd"
)
#: Telephone numbers are often written apart: 0951-6012345, 138 0013 8000, 400-123-4567.
_TELEPHONE = r"(?<!\d)(?:0\d{2,3}[- ]\d{7,8}|1\d{2}[- ]\d{4}[- ]\d{4}|[48]00[- ]\d{3}[- ]\d{4})(?!\d)"
_TOKEN = re.compile(rf"(?P<run>[{_RUNNING}]+)|(?P<number>{_TELEPHONE}|\d+)|(?P<word>[^\W\d_{_RUNNING}]+)")
#: Where a sentence or a figure ends. Blanks, line ends, emoji and other signs between two Chinese characters do not.
_BREAK = re.compile(r"[!-/:-@\[-`{-~¡-¿\u2010-\u2027\u2030-\u205e、-〃〈-】〔-〟〰・]")
#: What nobody sees: joiners, marks of direction, selectors of a glyph, soft hyphens.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]+"
)


#: What NFKC would make of them. Nearly every text has some, and one alone makes NFKC ten times slower.
_FULL_WIDTH = tuple((chr(ord(sign) + 0xFEE0), sign) for sign in ",:;()!?")


def fold(text: str) -> str:
    """Half-width, lower case, composed, without what nobody sees."""
    for wide, narrow in _FULL_WIDTH:
        text = text.replace(wide, narrow)
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return unicodedata.normalize("NFKC", folded)


def plain(text: str) -> str:
    """The plain form of a text, at most `LONGEST` characters of it."""
    return "".join(written for written, _ in _written(fold(text[:LONGEST])))


def joined(texts: Iterable[str]) -> str:
    """The plain form of several fields, none of them running into the next."""
    return FIELD.join(filter(None, map(plain, texts)))


def _written(folded: str) -> Iterator[tuple[str, int]]:
    """The plain form in pieces, each with the place in `folded` where it begins."""
    before, end = "", 0
    for token in _TOKEN.finditer(folded):
        kind, start = token.lastgroup or "", token.start()
        if before and start > end and (kind == before != "run" or _BREAK.search(folded, end, start)):
            yield GAP, end
        before, end = kind, token.end()
        yield (token[0] if kind == "run" else f"{BAR}{token[0].translate(_APART)}{BAR}"), start


_APART = {ord("-"): None, ord(" "): None}


def grams(plain_text: str) -> set[str]:
    """All grams of a plain text: pairs of neighbours, the last character of each run, words, numbers in pieces.

    A single character is the beginning of a pair or the last of its run, so whatever begins with it finds it.
    """
    parts = plain_text.split(BAR)  # bars come in pairs, so every second part is a word or a number
    found: set[str] = set()
    for run in " ".join(parts[::2]).split():
        found.update(map(add, run, run[1:]))
        found.add(run[-1])
    for token in parts[1::2]:
        found.update(_of_token(token))
    return found


@dataclass(frozen=True)
class Needs:
    """What a text must have that contains a term: these grams, and something that begins with each of these.

    `enough`: whoever has them contains the term, so that nobody need look into the text.
    """

    grams: tuple[str, ...]
    beginnings: tuple[str, ...]
    enough: bool


def needs(plain_term: str) -> Needs:
    """The grams of a term, in its order, each once."""
    found: list[str] = []
    beginnings: list[str] = []
    for index, part in enumerate(plain_term.split(BAR)):
        if index % 2:
            found += _of_token(part)
            continue
        for run in part.split():
            found += map(add, run, run[1:])
            beginnings += run if len(run) == 1 else ""
    one_gram = len(found) == 1 and not beginnings and len(plain_term) < _WORD
    return Needs(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(beginnings)), one_gram)


def _of_token(token: str) -> list[str]:
    if token[0].isdecimal() and len(token) >= PIECE:
        return [token[start : start + PIECE] for start in range(len(token) - PIECE + 1)]
    return [token[:_WORD]]


@dataclass(frozen=True)
class Aligned:
    """A plain form with the places of its characters in the text as written: `starts[i]`, `ends[i]`, half-open."""

    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def align(text: str) -> Aligned:
    """The plain form of a text that is about to be shown, with the way back to the text. Slower than `plain`."""
    folded, places = _traced(text[:LONGEST])
    pieces, starts, ends = [], [], []
    for written, begin in _written(folded):
        place = begin
        for letter in written:
            if letter in (BAR, GAP):
                edge = places[place - 1][1] if place > begin else places[place][0]
                starts.append(edge)
                ends.append(edge)
                continue
            while folded[place] != letter:  # what stood between the parts of a telephone number
                place += 1
            starts.append(places[place][0])
            ends.append(places[place][1])
            place += 1
        pieces.append(written)
    return Aligned("".join(pieces), tuple(starts), tuple(ends))


def _traced(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the span it comes from."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _clings(text[end]):
            end += 1
        made = fold(text[start:end])
        letters.append(made)
        places += [(start, end)] * len(made)
        start = end
    return "".join(letters), places


def _clings(letter: str) -> bool:
    """Whether a character is written into the one before it."""
    return letter > "\u02ff" and (unicodedata.combining(letter) > 0 or letter in "\uff9e\uff9f")
