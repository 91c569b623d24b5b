"""What can be dialled: the one rule for requesters, units and shifts."""

import re
import unicodedata

from yihaotong.journal.refusal import Refused

#: Mobile, area code with number, number alone, 400 and 800, short numbers, abroad.
_NUMBER = re.compile(r"(1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}|\d{5,6}|00\d{6,15})")
_NOISE = re.compile(r"[\s()\-\u2010-\u2015\u2212.·]")
#: What an operator is asked for once an office has answered.
_EXTENSION = re.compile(r"\s*转\s*[0-9０-９]{1,6}\s*")
PHONE_LENGTH = 20


def number_of(written: str) -> str:
    """The digits of a number however it was written, "" for nothing. Raises ValueError: nobody could dial it."""
    # NFKC: full-width digits, signs and brackets are the plain ones.
    number = _NOISE.sub("", unicodedata.normalize("NFKC", written)).removeprefix("+86")
    if number and not _NUMBER.fullmatch(number.replace("+", "00")):
        raise ValueError("不像电话号码，请核对")
    return number


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
