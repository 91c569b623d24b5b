"""Figures that somebody typed into a rewritten paragraph, and for which no figure of the report stands."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.sentences import Paragraph

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[,，]\d{3}(?!\d))*(?:\.\d+)?", re.ASCII)
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_TO = r"(?:[-—－~至、]\s*\d{1,2}\s*)*"
#: What has digits and is no figure, each by what it is.
_NAMES = re.compile(
    "|".join(
        (
            r"《[^《》]*》|〔[^〔〕]*〕|[\[（(]\d{4}[\]）)]第?\d+号|\d+(?:-\d+)?号",  # titles, numbers of documents
            r"第\s*\d+(?:[、至\-—－]第?\d+)*",
            r"(?<!\d)\d{3,4}-\d{7,8}|(?<!\d)1[3-9]\d{9}|(?:电话|传真|邮编|编号)[：: ]?[\d-]+",
            r"(?<!\d)12345(?!\d)|(?<!\d)12\d{3}(?=热线|平台|电话)",
            r"(?<!\d)\d{4}\s*(?:[-—－~至、]\s*\d{4}\s*)*年|(?<!\d)\d{4}-\d{1,2}(?:-\d{1,2})?(?!\d)",
            rf"(?<!\d)\d{{1,2}}\s*{_TO}月|(?<!\d)\d{{1,2}}\s*{_TO}日|(?<!\d)\d{{1,2}}个(?:月|工作日)",
            r"(?<!\d)\d{1,2}[:：]\d{2}|(?<!\d)\d{1,2}[时点](?:\d{1,2}分)?|7\s*[×xX*]\s*24|(?<!\d)24\s*小时",
            r"[A-Za-z][\w./:@-]*\d[\w./:@-]*|\d+[A-Za-z]\w*",  # addresses, 5G
            r"^\s*[（(]\d{1,2}[）)]|^\s*\d{1,2}(?:[）)、\uff0e]|\.(?!\d))",  # the numbers of a list
        )
    ),
    re.ASCII | re.MULTILINE,
)


def unfounded(paragraph: Paragraph, before: Paragraph | None, figures: Iterable[Figure]) -> Iterator[str]:
    """The typed numbers of a rewritten paragraph, each with what follows it, that equal no figure of the report.

    Its own figures, and numbers that the drafted text says as words (an order of the State Council, a postcode), are
    none. Digits only: 四十五 is not read.
    """
    text = paragraph.text.translate(_NARROW)
    known = _values(figures)
    drafted = Counter(number for _at, _after, number in _numbers(before)) if before else Counter[str]()
    for start, end, number in _numbers(paragraph):
        if drafted[number] > 0:
            drafted[number] -= 1
            continue
        after = text[end:].lstrip(" 余多")
        if not any(after.startswith(unit) for unit in known.get(number, ())):
            yield f"{text[start:end]}{_counted(text[end:])}"


def _values(figures: Iterable[Figure]) -> dict[str, set[str]]:
    """Every number that the report counts or states, as written, with the units that it has."""
    found: dict[str, set[str]] = {}
    for each in figures:
        for words in (each.value, each.printed):
            for number in _NUMBER.findall(words):
                found.setdefault(_bare(number), set()).add(each.unit)
    return found


def _numbers(paragraph: Paragraph) -> Iterator[tuple[int, int, str]]:
    """Where the numbers begin and end that are neither names nor where a figure stands, and what they say."""
    text = paragraph.text.translate(_NARROW)
    taken = [found.span() for found in _NAMES.finditer(text)]
    taken += [(ref.start, ref.end) for ref in paragraph.refs]
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if not any(start < until and since < end for since, until in taken):
            yield start, end, _bare(found.group())


def _bare(number: str) -> str:
    return number.replace(",", "").replace("，", "")


def _counted(after: str) -> str:
    """What is counted, as far as its first character: 个, %."""
    sign = after.lstrip(" ")[:1]
    return sign if sign.isalpha() or sign == "%" else ""
