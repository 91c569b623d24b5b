"""A requester's own telephone number where it stands in the words of a case, however it is spaced there."""

import re
from collections.abc import Callable

#: Shorter runs of digits are no telephone number.
_SHORTEST = 7
_PARTED = re.compile(r"[/,;\uff0c\uff1b\u3001\s]+")
#: What people write between the digits of a number: 139 1111-2222.
_GAP = r"[\s\-\u2010-\u2014\uff0d\u00b7.()\uff08\uff09]{0,3}"
_FULL_WIDTH = 0xFF10 - ord("0")
_MOBILE = 11
_TWO_DIGIT_AREA = ("01", "02")


def mask_own(text: str, *, phone: str, shown: Callable[[str], str]) -> str:
    """The text with each occurrence of `phone` as `shown` gives it; every other number stays.

    `phone` as it was left, also several parted by a stroke or a comma. A number with an area code is also found
    without it, one with +86 before it as well: "电话139 1111-2222" → "电话139****2222".
    """
    for number in _numbers(phone):
        text = shown(number).join(_pattern(number).split(text))
    return text


def may_hold_number(text: str) -> bool:
    """Whether so many digits stand in the text that a telephone number may be among them."""
    return sum(map(str.isdecimal, text)) >= _SHORTEST


def _numbers(phone: str) -> list[str]:
    """The numbers in the field, as digits only."""
    parts = [digits for part in _PARTED.split(phone) if len(digits := _digits(part)) >= _SHORTEST]
    whole = _digits(phone)
    return parts or ([whole] if len(whole) >= _SHORTEST else [])


def _digits(written: str) -> str:
    digits = "".join(str(int(char)) for char in written if char.isdecimal())
    return digits[2:] if len(digits) == _MOBILE + 2 and digits.startswith("86") else digits


def _pattern(number: str) -> re.Pattern[str]:
    area = (3 if number.startswith(_TWO_DIGIT_AREA) else 4) if number.startswith("0") and len(number) > _SHORTEST else 0
    if len(number) - area < _SHORTEST:
        area = 0
    before = f"(?:{_spaced(number[:area])}{_GAP})?" if area else ""
    return re.compile(rf"(?<!\d)(?:(?:\+|00)?{_spaced('86')}{_GAP})?{before}{_spaced(number[area:])}(?!\d)")


def _spaced(digits: str) -> str:
    return _GAP.join(f"[{digit}{chr(ord(digit) + _FULL_WIDTH)}]" for digit in digits)
