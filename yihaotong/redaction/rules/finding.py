"""Personal data known by its pattern, so that nobody has to look for it alone (条例 art. 15;
个人信息保护法 art. 4, 28).

A find is a suggestion: a person decides. Names have no pattern; they are typed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yihaotong.redaction.rules import checks, labelled
from yihaotong.redaction.rules.codes import Personal
from yihaotong.redaction.rules.signs import Signs, numbers_of, written


@dataclass(frozen=True)
class Found:
    """`text` is `whole[start:end]`, as it was written."""

    kind: Personal
    start: int
    end: int
    text: str


_RUN = re.compile(r"\d[\dX]{6,}")
_CREDIT = re.compile(r"(?<![0-9A-Z])[1-9ANY][0-9A-Z]{17}(?![0-9A-Z])")
_IDENTITY = re.compile(rf"(?=(\d(?:{labelled.PARTED}?\d){{16}}{labelled.PARTED}?[\dX]))")
_MOBILE = re.compile(r"(?:(?:00)?86|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:(?:00)?86)?0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
_E_MAIL = re.compile(
    r"[0-9A-Z][0-9A-Z.+_%-]{0,63}(?:@|[\[(（【{#]AT[\])）】}#])[0-9A-Z](?:[0-9A-Z-]*[0-9A-Z])?(?:\.[0-9A-Z-]+)*\.[A-Z]{2,10}",
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-Z] ?[·•・.\-]? ?(?:[A-HJ-NP-Z0-9]{4}[学警港澳挂试超]|[A-HJ-NP-Z0-9]{5,6})(?![A-Z0-9])"
)
#: GA/T 1185 and the entry-exit law's papers: passports E, G, D, S, P; 往来港澳 C, W; 回乡证 H, M; 台湾 L, T.
_PASSPORT = re.compile(
    r"(?<![A-Z0-9])(?:E[A-HJ-NP-Z]\d{7}|[EG]\d{8}|[DSP]E?\d{7,8}|C[A-Z]?\d{7,8}|[HM]\d{8}(?:\d{2})?|[WLT]\d{8})"
    r"(?![A-Z0-9])"
)
_NUMERAL = "[0-9零\u3007一二三四五六七八九十百]{1,5}+"
_GAP = "[ \\-\u2010-\u2015\u2212,\u3001]{0,2}"
_HOUSE = rf"{_NUMERAL} ?(?:号楼|号院|#楼|#|栋|幢|座|号|区) ?[东西南北]?"
_WITHIN = rf"{_NUMERAL} ?(?:栋|幢|座|号楼|#楼|门)"
#: Behind a door without its word nothing is counted: 3栋120套.
_DOOR = (
    r"(?:\d{3,4}|[一二三四五六七八九][零\u3007一二三四五六七八九]{2,3})"
    r"(?=\W|[住的内居业房系与和及]|$)(?! ?[元万亿套户人件个平米年])"
)
_DWELLING = re.compile(
    rf"(?:{_HOUSE}{_GAP})?(?:{_WITHIN}{_GAP})?{_NUMERAL} ?单元{_GAP}(?:{_NUMERAL} ?[层楼]{_GAP})?"
    rf"{_NUMERAL}(?! ?[年月日元万亿课])(?: ?[室户房号])?"
    rf"|{_HOUSE}{_GAP}(?:{_WITHIN}{_GAP})?(?:{_NUMERAL} ?[层楼]{_GAP})?{_NUMERAL} ?[室户房]"
    rf"|{_NUMERAL} ?(?:号楼|#楼|栋|幢|座){_GAP}{_DOOR}(?:[,\u3001]{_DOOR})*"
    # 3-2-501 by itself: a floor and a door on it, no day and no number of a chapter
    r"|(?<![0-9A-Z./\-\u2010-\u2015图表式第附])\d{1,3}[\-\u2010-\u2015\u2212]\d{1,2}[\-\u2010-\u2015\u2212]"
    r"(?!(?:19|20)\d\d)\d{1,2}(?:0[1-9]|1\d|20)(?![0-9./\-\u2010-\u2015年月日])"
)
_WECHAT = re.compile(
    r"(?:微 ?信|WECHAT|WEIXIN|V信|VX|WX)(?: ?(?:号码?|ID|账号|帐号) ?(?:[:=]|为|是)? ?| ?[:=] ?)"
    r"([A-Z](?!TTPS?:)[A-Z0-9_\-]{5,19})"
)
#: Telephone numbers without an area's code are known by the word before them.
_CALLED = re.compile(r"(?:电话|手机|传真|座机|拨打|联系方式|TEL)[号码是为:：]{0,4}([2-8]\d{6,7})(?!\d)")


def find_personal(text: str) -> list[Found]:
    """What looks like somebody's data, in the order of the text, none within another.

    Numbers are found spaced and parted (138 0013-8000), in full width, in rings and in Chinese numerals. A unified
    social credit code is an organisation's and not found.
    """
    numbers = numbers_of(text)
    row = _Row(numbers)
    for first, last in labelled.of_things(numbers):
        row.set_aside(first, last)
    for match in _CREDIT.finditer(numbers.line):
        if _is_organisation(match.group()):
            row.take(*match.span())
            row.set_aside(*match.span())
    found: list[tuple[Personal, int, int]] = []
    for look in (_identities, _labelled, _by_length, _called):
        for kind, first, last in look(row):
            row.take(first, last)
            start, end = numbers.span(first, last - 1)
            found.append((kind, start - (start > 0 and text[start - 1] in _OPENS), end))
    words = written(text)
    for kind, pattern in _IN_WORDS.items():
        found += [
            (kind, *words.span(match.start(match.lastindex or 0), match.end(match.lastindex or 0) - 1))
            for match in pattern.finditer(words.line)
        ]
    return _apart(text, found)


_IN_WORDS = {
    Personal.E_MAIL: _E_MAIL,
    Personal.PLATE: _PLATE,
    Personal.PASSPORT: _PASSPORT,
    Personal.DWELLING: _DWELLING,
    Personal.WECHAT: _WECHAT,
}
#: What may begin a telephone number before its first digit.
_OPENS = "+(\uff0b\uff08"
_Hit = tuple[Personal, int, int]


class _Row:
    """The signs of a text, and which of them belong to something already."""

    def __init__(self, signs: Signs) -> None:
        self.line = signs.line
        self._joined = signs.joined
        self.signs = signs
        self._taken = bytearray(len(signs.line))
        self._aside = bytearray(len(signs.line))
        self._ends: set[int] = set()

    def take(self, first: int, last: int) -> None:
        self._taken[first:last] = b"\x01" * (last - first)
        self._ends |= {first, last}

    def free(self, first: int, last: int) -> bool:
        return not any(self._taken[first:last])

    def set_aside(self, first: int, last: int) -> None:
        """A thing's or an organisation's number: neither its length nor its groups make it somebody's."""
        self._aside[first:last] = b"\x01" * (last - first)

    def things(self, first: int, last: int) -> bool:
        return any(self._aside[first:last])

    def edge(self, index: int) -> bool:
        """Whether a group begins or ends before this sign: something stands between, or another kind of sign."""
        if index in {0, len(self.line)} or not self._joined[index] or index in self._ends:
            return True
        return not (self.line[index - 1].isdigit() and self.line[index].isdigit())


def _is_organisation(code: str) -> bool:
    """A number with somebody's birthday in it is no organisation's, whatever its last sign vouches for by chance."""
    return checks.is_credit_code(code) and (code[0] == "9" or not checks.is_day(code[6:14]))


def _identities(row: _Row) -> Iterator[_Hit]:
    """Also within longer rows of digits: place, day and check digit together are hardly ever chance."""
    end = 0
    for match in _IDENTITY.finditer(row.line):
        first, last = match.span(1)
        if first >= end and row.free(first, last) and checks.is_identity(_without_parting(match.group(1))):
            end = last
            yield Personal.IDENTITY, first, last


def _without_parting(written: str) -> str:
    return re.sub(labelled.PARTED, "", written)


def _labelled(row: _Row) -> Iterator[_Hit]:
    """Also around what was found already: an account may hold digits that make somebody's number."""
    for kind, first, last in labelled.look(row.signs):
        if not row.things(first, last):
            yield kind, first, last


def _is_mobile(number: str) -> bool:
    return _MOBILE.fullmatch(number) is not None


def _is_landline(number: str) -> bool:
    return _LANDLINE.fullmatch(number) is not None


#: The longer first, so that a shorter number is not found within it.
_LENGTHS: tuple[tuple[Personal, Callable[[str], bool], tuple[int, ...]], ...] = (
    (Personal.BANK_CARD, checks.is_bank_card, (19, 18, 17, 16)),
    (Personal.IDENTITY, checks.is_old_identity, (15,)),
    (Personal.MOBILE, _is_mobile, (15, 13, 12, 11)),
    (Personal.LANDLINE, _is_landline, (16, 15, 14, 13, 12, 11, 10)),
)


def _by_length(row: _Row) -> Iterator[_Hit]:
    """Rows of digits that begin and end where a group of digits does."""
    for kind, fits, lengths in _LENGTHS:
        for run in _RUN.finditer(row.line):
            first = run.start()
            while first < run.end():
                last = _fitting(row, first, [first + length for length in lengths if first + length <= run.end()], fits)
                if last:
                    yield kind, first, last
                first = last or first + 1


def _fitting(row: _Row, first: int, lasts: list[int], fits: Callable[[str], bool]) -> int:
    if not row.edge(first):
        return 0
    for last in lasts:
        if row.edge(last) and row.free(first, last) and not row.things(first, last) and fits(row.line[first:last]):
            return last
    return 0


def _called(row: _Row) -> Iterator[_Hit]:
    for match in _CALLED.finditer(row.line):
        if row.free(*match.span(1)):
            yield Personal.LANDLINE, *match.span(1)


def _apart(text: str, found: list[tuple[Personal, int, int]]) -> list[Found]:
    told: list[Found] = []
    for kind, start, end in sorted(found, key=lambda hit: (hit[1], -hit[2])):
        if not told or told[-1].end <= start:
            told.append(Found(kind, start, end, text[start:end]))
        elif end > told[-1].end:
            # Two that overlap are one stretch, so that nothing of either stays to be read.
            first = told[-1]
            told[-1] = Found(first.kind, first.start, end, text[first.start : end])
    return told
