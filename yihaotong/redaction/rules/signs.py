"""A text read sign by sign, however it was written: 1, full-width 1, ringed 1, 一 and 壹 are one digit.

Every sign keeps its place, so that what was found can be shown, and covered, where it stands.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

#: Chinese numerals, those of banks among them, and what people say on the telephone.
_NUMERALS = {
    sign: str(digit)
    for row in ("零一二三四五六七八九", "\u3007壹贰叁肆伍陆柒捌玖", "\u25cb幺两参")
    for digit, sign in enumerate(row)
}
#: Rings that NFKC leaves alone.
_RINGS = {sign: str(digit) for digit, sign in enumerate("\u24ff\u2776\u2777\u2778\u2779\u277a\u277b\u277c\u277d\u277e")}
#: Letters of other alphabets that look like an X, with which many identity numbers end.
_LOOKALIKES = dict.fromkeys("×\u0425\u0445\u03a7\u03c7", "X")
#: What stands between the groups of one number; a comma does not: it parts numbers, and thousands.
_PARTING = re.compile(r"[-\u2010-\u2015\u2212\ufe63\uff0d.\uff0e\u00b7\u2022\u30fb\u2027_/\uff0f()\uff08\uff09]")
#: Not shown, or nothing but room: control, format, surrogates, private use, and every kind of blank.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"})


@dataclass(frozen=True)
class Signs:
    """`line`: the signs that count; `places[i]`: where the i-th stands in the text; `joined[i]`: whether nothing at all
    stands between it and the one before."""

    line: str
    places: tuple[int, ...]
    joined: tuple[bool, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where signs `first` to `last` (both included) stand in the text, half-open."""
        return self.places[first], self.places[last] + 1


def digit(sign: str) -> str:
    """The digit that a sign means, "" for every other sign."""
    if sign in _NUMERALS:
        return _NUMERALS[sign]
    if sign in _RINGS:
        return _RINGS[sign]
    plain = unicodedata.normalize("NFKC", sign)
    return str(int(plain)) if len(plain) == 1 and plain.isdecimal() else ""


def unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN or sign in "\ufffe\uffff"


def plain(sign: str) -> str:
    """The sign as it is compared: full width and small letters make no difference, what is not seen is nothing."""
    if sign.isascii():
        return "" if sign.isspace() or not sign.isprintable() else sign.upper()
    if unseen(sign):
        return ""
    return _LOOKALIKES.get(sign) or unicodedata.normalize("NFKC", sign).upper()


def numbers_of(text: str) -> Signs:
    """Only for numbers: numerals are digits, and what parts groups of digits is left out."""
    return _read(text, _as_number)


def words_of(text: str) -> Signs:
    """For words: nothing is left out but what is not seen."""
    return _read(text, plain)


def written(text: str) -> Signs:
    """For what ends at a blank: every blank stays, as one."""
    return _read(text, lambda sign: " " if sign.isspace() else plain(sign))


def _as_number(sign: str) -> str:
    if sign.isascii() and sign.isdigit():
        return sign
    if _PARTING.match(sign):
        return ""
    return digit(sign) or plain(sign)


def _read(text: str, mean: Callable[[str], str]) -> Signs:
    line: list[str] = []
    places: list[int] = []
    joined: list[bool] = []
    known: dict[str, str] = {}
    before = -2
    for place, sign in enumerate(text):
        meant = known.get(sign)
        if meant is None:
            meant = known[sign] = mean(sign)
        for letter in meant:
            line.append(letter)
            places.append(place)
            joined.append(before == place or before == place - 1)
            before = place
    return Signs("".join(line), tuple(places), tuple(joined))
