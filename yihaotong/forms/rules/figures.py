"""What stands in a cell that should hold a figure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from yihaotong.forms.rules.codes import Kind
from yihaotong.forms.rules.words import plain
from yihaotong.journal.codes import Code


class Reads(Code):
    NUMBER = "number", "数字"
    BLANK = "blank", "空白"
    MARK = "mark", "斜杠或横线"
    NONE = "none", "文字“无”"
    WRONG = "wrong", "不是数字"


#: A written "nothing here": "/" and dashes of every width.
_MARK = re.compile(r"^[-/\\—–―─_~\u2010\u2011−一]{1,4}$")
_NONE = re.compile(r"^(?:无|不涉及|不适用|无此项|N/?A)$", re.IGNORECASE)
_NUMBER = re.compile(r"^([+-]?)(\d{1,12}(?:\.\d{1,8})?)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_UNIT = re.compile(r"(?<=\d)\(?(?:件|个|项|条|次|宗|份|万元|元|万)\)?$")
#: 本年增/减 is written in many ways: 增3、减少2、↑1、+3/-2、0/0.
_CHANGE = re.compile(r"^(?:(?:新?增加?|减少?|[↑↓+-])?\d+(?:项|个|件)?[/、,;]?){1,2}$")
_DASHES = str.maketrans({"—": "-", "–": "-", "−": "-", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True)
class Figure:
    """`value` is None where the cell holds no usable figure; `odd` says in words what is unusual but clear."""

    reads: Reads
    value: Decimal | None
    odd: str = ""
    wrong: str = ""


_ZERO = Decimal(0)


@lru_cache(maxsize=4096)
def figure(written: str, kind: Kind) -> Figure:
    """A cell as it is to be understood. Blank and marks count as 0."""
    text = plain(written)
    if not text:
        return Figure(Reads.BLANK, _ZERO)
    if _MARK.match(text):
        return Figure(Reads.MARK, _ZERO)
    if _NONE.match(text):
        return Figure(Reads.NONE, _ZERO)
    return _number(text, kind)


def _number(text: str, kind: Kind) -> Figure:
    bared = _UNIT.sub("", text).translate(_DASHES)
    odd = f"带有单位“{text[len(bared) :]}”" if len(bared) < len(text) and kind is not Kind.MONEY else ""
    if _GROUPED.match(bared):
        bared = bared.replace(",", "")
    found = _NUMBER.match(bared)
    if not found:
        if kind is Kind.SIGNED and _CHANGE.match(bared):
            return Figure(Reads.NUMBER, None)
        return Figure(Reads.WRONG, None, wrong=_why(bared))
    return _sized(found[1], found[2], kind, odd)


def _why(text: str) -> str:
    if re.match(r"^[-+]{2,}\d", text):
        return "数字前多写了符号"
    return "不是数字"


def _sized(sign: str, digits: str, kind: Kind, odd: str) -> Figure:
    value = Decimal(digits)
    whole = value == value.to_integral_value()
    if kind is not Kind.MONEY and not whole:
        return Figure(Reads.WRONG, None, wrong="件数不能有小数")
    if sign == "-" and kind is Kind.COUNT and value:
        return Figure(Reads.WRONG, None, wrong="件数不能是负数")
    if sign == "-" and kind is Kind.MONEY and value:
        return Figure(Reads.NUMBER, -value, odd="金额是负数")
    if kind is Kind.COUNT and (sign or "." in digits):
        odd = "件数应写作整数，不带正负号和小数点"
    return Figure(Reads.NUMBER, -value if sign == "-" else value, odd)
