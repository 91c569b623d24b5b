"""Numbers known by the word before them, or by how their groups are parted: what a check digit would let through.

Written for signs as `signs.numbers_of` reads them: numerals are digits, blanks, hyphens, points and brackets are gone.
"""

import re
from collections.abc import Iterator

from yihaotong.redaction.rules import checks
from yihaotong.redaction.rules.codes import Personal
from yihaotong.redaction.rules.signs import Signs

#: What somebody puts between the digits of one number, and what else parts figures of a list.
PARTED = r"""[,;|\\'"\u2018\u2019\u201c\u201d`^\u3001]"""
#: The same without what lists figures in running text: 156、1204、3310件.
_NOT_LISTED = r"""[,;|\\'"\u2018\u2019\u201c\u201d`^]"""
#: Between the word and its number.
_TOLD = r"(?:号码|编号|号|为|是|系|[^\w]){0,8}"
#: The same where the word alone says too little (社保卡 2026-11-23 起可用).
_TOLD_PLAINLY = r"(?:号码|编号|号|[:=])(?:为|是|系|[^\w]){0,6}"
#: An amount or a count is none of these.
_COUNTED = r"(?![,\d]*[元万亿余件次个户人笔张])"
_Q = f"{PARTED}{{0,2}}"

_LABELLED: tuple[tuple[Personal, re.Pattern[str]], ...] = (
    (
        Personal.IDENTITY,
        re.compile(
            rf"(?:身份证件?|身份号|身份编号|身份证明|证件|居住证|公民身份|IDCARD|SFZ){_TOLD}"
            rf"(\d(?:{_Q}\d){{16}}{_Q}[\dX]|\d(?:{_Q}\d){{14,16}}+)"
        ),
    ),
    (
        Personal.SOCIAL_CARD,
        re.compile(
            rf"(?:(?:社保|社会保障|社会保险|医保|医疗保险|新农合|就诊|诊疗)(?:卡|证|个人)?){_TOLD_PLAINLY}"
            rf"([A-Z]{{0,2}}\d(?:{_Q}[\dA-Z]){{5,19}}+)"
        ),
    ),
    (
        Personal.ACCOUNT,
        re.compile(
            rf"(?:[账帐]号|卡号|(?:[账帐]户|银行卡|储蓄卡|借记卡|信用卡|存折){_TOLD_PLAINLY}|开户(?:银行|行)"
            rf"(?:(?!电话|手机|传真|热线|座机|代码|行号|邮编)\D){{0,40}}?){_TOLD}(\d(?:{_Q}\d){{7,29}}+){_COUNTED}"
        ),
    ),
    (Personal.QQ, re.compile(r"(?:QQ|扣扣)(?!群)(?:号码|号|为|是|[^\w]){0,5}([1-9]\d{4,11}+)(?!@)" + _COUNTED)),
    (
        Personal.MOBILE,
        re.compile(
            rf"(?:电话|手机|联系方式|联系人|TEL|MOBILE|拨打|致电){_TOLD}((?:86)?1{_Q}[3-9](?:{_Q}\d){{9}})(?!\d)"
        ),
    ),
)
_PARTED_MOBILE = re.compile(
    rf"(?<!\d)(1[3-9]\d{_NOT_LISTED}\d{{4}}{_NOT_LISTED}\d{{4}}|1{PARTED}[3-9](?:{PARTED}\d){{9}})(?!\d)"
)
_PARTED_CARD = re.compile(
    rf"(?<!\d)(?<!\d,)(\d{{4}}(?:{_NOT_LISTED}\d{{4}}){{3}}(?:{_NOT_LISTED}\d{{1,3}})?)(?!\d|,\d)"
)
#: An amount written in thousands is parted by commas too.
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_FRAME = re.compile(r"(?=([A-HJ-NPR-Z0-9]{13}\d{4}))")
_FRAME_CALLED = re.compile(rf"(?:VIN|车架|车辆识别代[号码]|车辆识别号|底盘){_TOLD}([A-Z0-9]{{17}}+)")
#: Numbers of things and papers: no length and no check digit makes them a card or a telephone.
_OF_THINGS = re.compile(
    r"(?:订单|工单|流水|受理|索引|案件|办件|事项|合同|发票|项目|批准|备案|许可|快递|运单|条形?码|登记|交易|凭证|行)"
    r"(?:编?号码?|编码|代码)[^\w]{0,3}([A-Z]{0,6}\d{12,}+)"
)

Hit = tuple[Personal, int, int]


def of_things(signs: Signs) -> Iterator[tuple[int, int]]:
    """Numbers that the word before them makes a thing's."""
    for match in _OF_THINGS.finditer(signs.line):
        yield match.span(1)


def look(signs: Signs) -> Iterator[Hit]:
    """What the word before says it is, right check digit or not; then numbers parted in ways of their own."""
    yield from _frames(signs)
    for kind, pattern in _LABELLED:
        for match in pattern.finditer(signs.line):
            first, last = match.start(1), _to_the_end(signs, match.end(1))
            digits = re.sub(PARTED, "", signs.line[first:last])
            if not _is_day(digits):
                yield (_sort(digits) if kind is Personal.ACCOUNT else kind), first, last
    for match in _PARTED_MOBILE.finditer(signs.line):
        if not _THOUSANDS.fullmatch(match.group(1)):
            yield Personal.MOBILE, *match.span(1)
    for match in _PARTED_CARD.finditer(signs.line):
        if checks.is_bank_card(re.sub(PARTED, "", match.group(1))):
            yield Personal.BANK_CARD, *match.span(1)


def _frames(signs: Signs) -> Iterator[Hit]:
    """A car's 17 signs: said to be, with the right check digit, or beginning as China's do (L)."""
    for match in _FRAME_CALLED.finditer(signs.line):
        if any(sign.isdigit() for sign in match.group(1)):
            yield Personal.FRAME, *match.span(1)
    for match in _FRAME.finditer(signs.line):
        first, last = match.span(1)
        code = match.group(1)
        letters = sum(sign.isalpha() for sign in code)
        if letters < 2 or _runs_on(signs, first) or _runs_on(signs, last):
            continue
        if checks.is_frame(code) or (code[0] == "L" and letters >= 3):
            yield Personal.FRAME, first, last


def _runs_on(signs: Signs, index: int) -> bool:
    """Whether a word of letters and digits goes on over this place."""
    if index in {0, len(signs.line)} or not signs.joined[index]:
        return False
    one, other = signs.line[index - 1], signs.line[index]
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum()


def _to_the_end(signs: Signs, last: int) -> int:
    """A digit too many belongs to the number as well."""
    while last < len(signs.line) and signs.joined[last] and (signs.line[last].isdigit() or signs.line[last] == "X"):
        last += 1
    return last


def _is_day(digits: str) -> bool:
    return len(digits) == 8 and digits[:2] in {"19", "20"} and checks.is_day(digits)


def _sort(digits: str) -> Personal:
    """卡号 and 账号 are said of many things; a number that proves to be one thing is called that."""
    if checks.is_bank_card(digits):
        return Personal.BANK_CARD
    return Personal.MOBILE if re.fullmatch(r"1[3-9]\d{9}", digits) else Personal.ACCOUNT
