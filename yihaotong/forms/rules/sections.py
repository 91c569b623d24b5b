"""The six sections, the title, the year and the organ of a report, from its paragraphs."""

import re
from collections.abc import Iterable, Sequence

from yihaotong.forms.rules.report import Section
from yihaotong.forms.rules.words import plain

_HEADING = re.compile(
    r"^([一二三四五六])、?(总体情况|概述|主动公开|收到和处理|(?:因)?(?:政府)?信息公开.{0,12}行政复议|行政复议|.{0,12}存在的?(?:的)?(?:主要)?问题|.{0,4}其他(?:需要)?报告)"
)
_LONGEST_HEADING = 45
_TITLE = re.compile(r"(?:年度报告|年报|年度工作报告)")
_YEAR = re.compile(r"(20[12]\d)年(?:度)?(?!\d)")
_CHINESE_YEAR = re.compile(r"二[〇○零O0][一二][〇○零O0一二三四五六七八九]年")  # noqa: RUF001
_DIGITS = dict(zip("〇○零O0一二三四五六七八九", "00000123456789", strict=True))  # noqa: RUF001 — as years are typed
_PERIOD = re.compile(r"(?:期限|时限|时间|区间|数据|自|从|为)[^。]{0,16}?(20[12]\d)年1月1日")
_ORGAN_END = re.compile(r"(?:关于)?(?:20[12]\d年|二.[一二].年)?度?(?:政府)?(?:信息|政务)公开.*$")


def sections(paragraphs: Iterable[str]) -> tuple[Section, ...]:
    """What stands before the first heading is a section without one."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in paragraphs:
        text = plain(paragraph)
        if not text:
            continue
        if len(text) <= _LONGEST_HEADING and _HEADING.match(text):
            found.append((paragraph.strip(), []))
        else:
            found[-1][1].append(paragraph.strip())
    return tuple(Section(heading, tuple(body)) for heading, body in found if heading or body)


def title(paragraphs: Sequence[str]) -> str:
    """A line with a year, before a crumb of the page's navigation that has the words alone."""
    found = [each for each in paragraphs[:80] if _is_title(plain(each))]
    with_year = (each for each in found if _YEAR.search(plain(each)) or _CHINESE_YEAR.search(plain(each)))
    return " ".join(next(with_year, found[0] if found else "").split())


def _is_title(text: str) -> bool:
    return len(text) <= 80 and bool(_TITLE.search(text)) and "公开" in text and not re.search("[。>,]|规定|格式", text)


def year(written: str, paragraphs: Sequence[str]) -> int | None:
    """Of the title; else of the period that the figures are of."""
    text = plain(written)
    if found := _YEAR.search(text):
        return int(found[1])
    if found := _CHINESE_YEAR.search(text):
        return int("".join(_DIGITS[character] for character in found[0][:4] if character in _DIGITS) or "0") or None
    for paragraph in paragraphs[:60]:
        if found := _PERIOD.search(plain(paragraph)):
            return int(found[1])
    return None


def organ(written: str) -> str:
    """Who reports, as the title says it: what stands before the year and the words 政府信息公开."""
    text = re.sub(r"^(?:20[12]\d年度?)", "", plain(written))
    return _ORGAN_END.sub("", text).removesuffix("20").strip()
