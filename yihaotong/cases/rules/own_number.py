"""A requester's own telephone number where it stands in the words of a case, however it is written there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: Shorter runs of digits are no telephone number.
_SHORTEST = 7
#: So many digits at the end of a text may be the beginning of a number that was cut off there; beside an area's code
#: fewer tell as much.
_CUT_SHORTEST, _CUT_AFTER_AREA = 4, 2
_PARTED = re.compile(r"[/,;\uff0c\uff1b\u3001\s]+")
_MOBILE = 11
_TWO_DIGIT_AREA = ("01", "02")
_ABROAD = "00"
_MAINLAND = ("86", "0086")

#: Every sign that is read as a digit, by the way of writing: 1 and \uff11, \u2460 and \u00b9, 一 and 幺.
_WAYS = (
    ("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"),
    (
        "\u24ea\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468",
        "\u24ff\u2776\u2777\u2778\u2779\u277a\u277b\u277c\u277d\u277e",
        "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079",
        "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089",
    ),
    ("零一二三四五六七八九", "〇幺两叁肆伍陆柒捌玖", "\u25cb壹贰"),
)
_DIGIT = {sign: str(digit) for way in _WAYS for row in way for digit, sign in enumerate(row)}
_WAY = {sign: number for number, way in enumerate(_WAYS) for row in way for sign in row}
_IN_CHINESE = len(_WAYS) - 1
_ANY = f"[{''.join(_DIGIT)}]"
_EXTENSION = re.compile(r"转\d{1,6}")
#: What people write between the digits of a number: 139 1111-2222, +86(951)501.
_NEXT = rf"[\W_]{{0,8}}{_ANY}"
_RUN = re.compile(rf"{_ANY}(?:{_NEXT}){{{_CUT_SHORTEST - 1},}}")
#: What may follow digits at which a text was cut off.
_TAIL = r"[\s\u2026.\u00b7\u3001\uff0c,(\uff08\-\u2013\u2014]*(?:\u2026[\u201d\u2019\u300b\uff09\u300d])?\Z"
_ENDS = re.compile(_TAIL)
_MAY_HOLD = re.compile(
    rf"{_ANY}(?:{_NEXT}){{{_CUT_SHORTEST - 1}}}"
    rf"(?:(?:{_NEXT}){{{_SHORTEST - _CUT_SHORTEST}}}|(?:{_NEXT}){{0,{_SHORTEST - _CUT_SHORTEST - 1}}}{_TAIL})"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*")


def mask_own(text: str, *, phone: str, shown: Callable[[str], str]) -> str:
    """The text with each occurrence of `phone` as `shown` gives it; every other number stays.

    `phone` as it was left, also several parted by a stroke or a comma, or with an extension. A number with an area code
    is also found without it, one with +86 before it as well, in full-width digits, in rings and in Chinese numerals:
    "电话139 1111-2222" → "电话139****2222". So is its beginning where the text ends or was cut off: "电话139111…" →
    "电话139***…".
    """
    numbers = _numbers(phone)
    if not numbers:
        return text
    told, end = [], 0
    for run in _runs(text):
        for start, stop, words in _found(run, numbers, shown):
            told += [text[end:start], words]
            end = stop
    return "".join([*told, text[end:]])


def may_hold_number(text: str) -> bool:
    """Whether so many digits stand together that they may be a telephone number, or the beginning of one that was cut
    off at the end. Ask it of each text by itself."""
    return _MAY_HOLD.search(text) is not None


def beginning(text: str, length: int) -> str:
    """At most so many characters of a longer text, never a part of a number: its end alone would be left out, and
    nobody could tell then whose number it is. Of a text that is nothing but digits there is no other beginning."""
    whole = next((run.start() for run in _RUN.finditer(text) if run.start() < length < run.end()), length)
    return text[:whole].rstrip(" +\uff0b(\uff08") or text[:length]


@dataclass(frozen=True)
class _Number:
    """A number as it is shown, its end that is always dialled, and what may stand before that, the longest first."""

    whole: str
    core: str
    heads: tuple[str, ...]
    area: str = ""

    @property
    def alone(self) -> bool:
        """So long that it is this number also within a longer row of digits, as where a house's follows it at once."""
        return len(self.core) >= _MOBILE

    @property
    def local(self) -> bool:
        """Left without an area's code, so that any may stand before it."""
        return not self.heads


@dataclass(frozen=True)
class _Run:
    """Digits of a text that stand together, and the places of their signs; `cut`: whether the text may have been cut
    off after them."""

    text: str
    digits: str
    places: tuple[int, ...]
    cut: bool


def _numbers(phone: str) -> list[_Number]:
    """The numbers in the field."""
    phone = _EXTENSION.sub("", phone)
    parts = [digits for part in _PARTED.split(phone) if len(digits := _digits(part)) >= _SHORTEST]
    whole = _digits(phone)
    return list(map(_number, parts or ([whole] if len(whole) >= _SHORTEST else [])))


def _digits(written: str) -> str:
    digits = "".join(str(int(char)) for char in written if char.isdecimal())
    bare = digits.removeprefix("00").removeprefix("86")
    if len(bare) == _MOBILE and bare.startswith("1") and bare != digits:
        return bare
    return digits[1:] if len(digits) == _MOBILE + 1 and digits.startswith("01") and digits[2] in "3456789" else digits


def _number(digits: str) -> _Number:
    if digits.startswith(_ABROAD):
        return (
            _Number(digits, digits[2:], (_ABROAD,)) if len(digits) > _SHORTEST + 2 else _Number(digits, digits, ("",))
        )
    if not digits.startswith("0"):
        bare = len(digits) in (_SHORTEST, _SHORTEST + 1)
        return _Number(digits, digits, () if bare else ("0086", "860", "86", "0"))
    area = digits[: 3 if digits.startswith(_TWO_DIGIT_AREA) else 4]
    core = digits[len(area) :]
    if len(core) < _SHORTEST:
        return _Number(digits, digits, ("",))
    heads = {area, *(code + each for code in _MAINLAND for each in (area, area[1:]))}
    return _Number(digits, core, tuple(sorted(heads, key=len, reverse=True)), area)


def _runs(text: str) -> Iterator[_Run]:
    for found in _RUN.finditer(text):
        places = tuple(place for place in range(*found.span()) if text[place] in _DIGIT)
        cut = _ENDS.match(text, found.end()) is not None
        if cut or len(places) >= _SHORTEST:
            yield _Run(text, "".join(_DIGIT[text[place]] for place in places), places, cut)


def _found(run: _Run, numbers: list[_Number], shown: Callable[[str], str]) -> list[tuple[int, int, str]]:
    """Where in the text the numbers stand, half-open, and what is read there; in order, none within another."""
    spans = [(start, stop, shown(number.whole)) for number in numbers for start, stop in _spans(run, number)]
    told: list[tuple[int, int, str]] = []
    for start, stop, words in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not told or told[-1][1] <= start:
            told.append((start, stop, words))
    if run.cut and not (told and told[-1][1] > run.places[-1]):
        told += next(filter(None, (_cut_off(run, number, shown) for number in numbers)), [])
    return told


def _spans(run: _Run, number: _Number) -> Iterator[tuple[int, int]]:
    first = run.digits.find(number.core)
    while first >= 0:
        last = first + len(number.core) - 1
        head = _head(run, number, first) if number.alone or _ends_at(run, last) else None
        if head is None and number.alone:
            head = ""
        if head is not None:
            yield _widened(run, first - len(head), last)
        first = run.digits.find(number.core, first + 1 if head is None else last + 1)


def _cut_off(run: _Run, number: _Number, shown: Callable[[str], str]) -> list[tuple[int, int, str]]:
    """The beginning of the number with which the run ends: one span, or none. A year may end a text that is whole."""
    for length in range(min(len(number.core) - 1, len(run.digits)), 0, -1):
        first = len(run.digits) - length
        if not run.digits.endswith(number.core[:length]) or (head := _head(run, number, first)) is None:
            continue
        if length < (_CUT_AFTER_AREA if number.area and head.endswith(number.area[1:]) else _CUT_SHORTEST):
            continue
        if not head and _YEAR.fullmatch(run.text, run.places[first]):
            continue
        start, stop = _widened(run, first - len(head), len(run.digits) - 1)
        words, before = shown(number.whole), len(number.whole) - len(number.core)
        if len(words) == len(number.whole):
            words = words[0 if head else before : before + length]
        return [(start, stop, words)]
    return []


def _head(run: _Run, number: _Number, first: int) -> str | None:
    """What belongs to the number before the digit at `first`; None where that is within a longer number."""
    before = run.digits[:first]
    wild = [before[-length:] for length in (4, 3) if number.local and before[-length:][:1] == "0" and first >= length]
    heads = [*filter(before.endswith, number.heads), *wild, ""]
    return next((head for head in heads if _begins_at(run, first - len(head))), None)


def _begins_at(run: _Run, index: int) -> bool:
    """Whether no digit of the same writing stands right before."""
    place = run.places[index]
    return place == 0 or _WAY.get(run.text[place - 1]) != _WAY[run.text[place]]


def _ends_at(run: _Run, index: int) -> bool:
    """Whether no digit of the same writing stands right after; one 一 or 两 may begin the next word there."""
    way = _WAY[run.text[run.places[index]]]
    after = [_WAY.get(sign) for sign in run.text[run.places[index] + 1 : run.places[index] + 3]]
    return after[:1] != [way] or (way == _IN_CHINESE and after[1:] != [way])


def _widened(run: _Run, first: int, last: int) -> tuple[int, int]:
    """From the first digit to the last, with the sign or the bracket that opened before."""
    start, stop = run.places[first], run.places[last] + 1
    within = run.text[start:stop]
    if start and run.text[start - 1] in "+\uff0b":
        start -= 1
    if start and run.text[start - 1] in "(\uff08" and re.search(r"^[^(\uff08]*[)\uff09]", within):
        start -= 1
    return start, stop
