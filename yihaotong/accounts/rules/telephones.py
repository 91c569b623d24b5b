"""What can be dialled: the one rule for requesters, units and shifts."""

import re
import unicodedata

from yihaotong.journal.refusal import Refused

_MOBILE = r"1[3-9]\d{9}"
#: Behind the 0: Peking and the twenties with eight digits, the others with seven or eight.
_AREA_AND_LOCAL = r"(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7}"
_LOCAL = r"[2-9]\d{6,7}"
_SERVICE = r"[48]00\d{7}"
#: Mobile, area code with number, number alone, 400 and 800, short numbers, abroad, the cards of devices.
_NUMBER = re.compile(rf"{_MOBILE}|0\d{{9,11}}|{_LOCAL}|{_SERVICE}|\d{{5,6}}|00\d{{6,15}}|1064\d{{9}}")
#: The same without what nobody can be rung back on: service numbers, area codes and countries that do not exist,
#: devices (their cards call only who was agreed on).
_RUNG_BACK = re.compile(rf"{_MOBILE}|0(?:{_AREA_AND_LOCAL})|{_LOCAL}|{_SERVICE}|00[1-9]\d{{6,14}}")
#: A switchboard of which no digit is missing: what stands behind one more stroke is its extension.
_SWITCHBOARD = re.compile(rf"0(?:{_AREA_AND_LOCAL})|{_LOCAL}")
#: A mobile with a 0 before it, as one dialled it from another city.
_MOBILE_BEHIND_0 = re.compile(rf"0({_MOBILE})")
#: With our own country's code before it, which leaves out the 0 of the area code.
_HOME = re.compile(rf"(?:\+|00)?86(?:({_MOBILE})|0?({_AREA_AND_LOCAL}))")
_HOME_SERVICE = re.compile(rf"(?:\+|00)86({_SERVICE})")
_NOISE = re.compile(r"[\s()\-.·]")
_STROKES = re.compile(r"[\u2010-\u2015\u2212]")
#: A switchboard's number and the extension behind it: 0951-6012345转801, 6012345-801.
_BEHIND = re.compile(r"(.*\d)\s*(?:转|#|-(?=\s*\d{1,4}$))\s*(\d{1,6})")
#: A neighbour's code as one writes it who forgets the plus: 852-2345 6789.
_NO_PLUS = re.compile(r"(?:85[23][\s-]*[2-9](?:[\s-]*\d){7}|886[\s-]*(?:\d[\s-]*){8,9})")
#: What an operator is asked for once an office has answered.
_EXTENSION = re.compile(r"\s*转\s*[0-9０-９]{1,6}\s*")
PHONE_LENGTH = 20
_NO_NUMBER = "不像电话号码，请核对"
_ABROAD = "不像电话号码，请核对；境外号码前面写加号和国家或地区代码，如 +852"


def number_of(written: str) -> str:
    """The digits of a number however it was written, "" for nothing; an extension stays behind it: 6012345转801.

    Our own country's code and the 0 before a mobile fall away: one telephone is always the same digits.
    Raises ValueError: nobody could dial it.
    """
    plain = _plain(written)
    behind = _BEHIND.fullmatch(plain)
    whole, main = _digits(plain), _digits(behind[1]) if behind else ""
    # 0951-6012345-8 is an extension, 400-8108-888 and +1-212-555-0100 are cut into groups.
    if behind and _SWITCHBOARD.fullmatch(main) and not re.fullmatch(_SERVICE, whole):
        return f"{main}转{behind[2]}"
    if not whole or _dialled(whole):
        return whole
    if behind and re.fullmatch(_MOBILE, main):
        main = _NOISE.sub("", behind[1]).removeprefix("+86")
    if behind and not main.startswith("1") and _dialled(main):
        return f"{main}转{behind[2]}"
    raise ValueError(_ABROAD if lacks_plus(written) else _NO_NUMBER)


def lacks_plus(written: str) -> bool:
    """Whether it looks like a number in Hong Kong, Macao or Taiwan without the plus before its code: +852 2345 6789."""
    return bool(_NO_PLUS.fullmatch(_plain(written)))


def _plain(written: str) -> str:
    # NFKC: full-width digits, signs and brackets are the plain ones; strokes of any length are one.
    return _STROKES.sub("-", unicodedata.normalize("NFKC", written)).strip()


def _dialled(number: str) -> bool:
    return bool(_NUMBER.fullmatch(number.replace("+", "00")))


def _digits(plain: str) -> str:
    """Without what only parts the groups; a number of our own country as it is dialled there."""
    digits = _NOISE.sub("", plain)
    if service := _HOME_SERVICE.fullmatch(digits):
        return service[1]
    if home := _HOME.fullmatch(digits):
        return home[1] or f"0{home[2]}"
    if mobile := _MOBILE_BEHIND_0.fullmatch(digits.removeprefix("+86")):
        return mobile[1]
    return digits.removeprefix("+86")


def main_number(number: str) -> str:
    """What is dialled first: the number without its extension."""
    return number.partition("转")[0]


def can_be_rung_back(number: str) -> bool:
    """Whether somebody may be reached on it whom we know by nothing else: a mobile, a landline with its area code or a
    local one, 400 and 800, abroad with the country's code; no service number (12345, 95588), no row of one digit.

    `number` as `number_of` gives it.
    """
    main = main_number(number)
    return bool(_RUNG_BACK.fullmatch(main.replace("+", "00"))) and len(set(main)) > 1


def check_phone(written: str, field: str) -> str:
    """The telephone of an office as it was written, without surrounding blanks; an extension may follow (转801).

    Raises Refused: phone-too-long, not-a-phone.
    """
    stripped = written.strip()
    if len(stripped) > PHONE_LENGTH:
        raise Refused("phone-too-long", f"电话不得超过 {PHONE_LENGTH} 位", field)
    number, asked, extension = stripped.partition("转")
    try:
        dialled = number_of(number)
    except ValueError as wrong:
        raise Refused("not-a-phone", f"电话{wrong}", field) from wrong
    if asked and not (dialled and _EXTENSION.fullmatch(asked + extension)):
        raise Refused("not-a-phone", "分机写作“转801”，前面须有总机号码", field)
    return stripped
