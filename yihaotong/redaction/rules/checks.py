"""The check digits by which a number is known: GB 11643-1999, GB 32100-2015, ISO/IEC 7812-1 (Luhn),
GB 16735-2019."""

from datetime import date

#: The first two digits of an identity number: GB/T 2260; 81–83 are permits of residents of 港澳台, 9 begins the
#: permanent residence card of a foreigner (2023).
_PROVINCES = frozenset(
    str(first * 10 + second)
    for first, seconds in {
        1: "12345",
        2: "123",
        3: "1234567",
        4: "123456",
        5: "01234",
        6: "12345",
        7: "1",
        8: "123",
    }.items()
    for second in map(int, seconds)
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
#: The department that registered is the first sign: 机构编制 1, 外交 2, 司法 3, 文化 4, 民政 5, 旅游 6, 宗教 7, 工会 8,
#: 市场监管 9, 军队 A, 农业 N, 其他 Y.
_CREDIT_FIRST = frozenset("123456789ANY")

#: GB 16735-2019, table A.1 and A.2: what a sign counts, and by how much in its place; I, O and Q are not used.
_FRAME_SIGNS = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True)
)
_FRAME_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_identity(number: str) -> bool:
    """Whether 18 signs are an identity number: a province, a day that was, the right last sign."""
    if len(number) != 18 or not number[:17].isdigit() or not _has_province(number):
        return False
    if not is_day(number[6:14]):
        return False
    return (
        number[17]
        == _ID_CHECKS[sum(int(sign) * weight for sign, weight in zip(number, _ID_WEIGHTS, strict=False)) % 11]
    )


def is_old_identity(number: str) -> bool:
    """Whether 15 digits may be an identity number of before 1999: it has no check digit."""
    return len(number) == 15 and number.isdigit() and number[:2] in _PROVINCES and is_day("19" + number[6:12])


def is_bank_card(number: str) -> bool:
    """16 to 19 digits of a card organisation's range (62 银联, 3, 4, 5, 6, 9, 2221–2720), with the right last digit."""
    if not 16 <= len(number) <= 19 or not number.isdigit() or len(set(number)) < 3:
        return False
    return (number[0] in "34569" or "2221" <= number[:4] <= "2720") and _luhn(number)


def is_credit_code(code: str) -> bool:
    """Whether 18 signs are a unified social credit code: an organisation's, open to everybody."""
    if len(code) != 18 or code[0] not in _CREDIT_FIRST or any(sign not in _CREDIT_SIGNS for sign in code):
        return False
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT_SIGNS[-total % 31] == code[17]


def is_frame(code: str) -> bool:
    """Whether 17 signs are a vehicle's identification number: GB 16735-2019, the ninth sign checks the others."""
    if len(code) != 17 or any(sign not in _FRAME_SIGNS for sign in code):
        return False
    total = sum(_FRAME_SIGNS[sign] * weight for sign, weight in zip(code, _FRAME_WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == code[8]


def _has_province(number: str) -> bool:
    return number[:2] in _PROVINCES or number[0] == "9"


def is_day(day: str) -> bool:
    """Whether eight digits are a day on which somebody living, or dead not long, was born."""
    try:
        return 1890 <= date(int(day[:4]), int(day[4:6]), int(day[6:])).year <= 2099
    except ValueError:
        return False


def _luhn(number: str) -> bool:
    doubled = (int(sign) * 2 for sign in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(value - 9 * (value > 9) for value in doubled)) % 10 == 0
