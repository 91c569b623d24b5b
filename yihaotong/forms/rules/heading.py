"""Who reports, and on which year: the title in one line or in several, the opening words, the signature, the file."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yihaotong.forms.rules.words import plain

_DIGITS = dict(zip("〇○零O0一二三四五六七八九", "00000123456789", strict=True))  # noqa: RUF001 — as years are typed
_Y = r"(?:20[12]\d|二[〇○零O0][一二][〇○零O0一二三四五六七八九])年(?:度)?"  # noqa: RUF001
_YEAR = re.compile(_Y + r"(?!\d)")
#: 年度报告, 年报, or 工作情况的报告; a plan, a notice or a list of reports is none.
_TITLE = re.compile(
    rf"^(?P<before>.{{0,40}}?)(?P<year>{_Y})?(?P<about>.{{0,30}}?)(?:政府|政务)?信息公开(?:工作)?"
    rf"(?:(?:情况)?(?:的)?(?:年度(?:工作)?报告|年报|工作报告|情况报告|报告|{_Y}报告))(?:\((?P<late>[^()]*)\))?$"
)
_LOOSE = re.compile(r"(?:年度报告|年报|年度工作报告)")
_NO_TITLE = re.compile(r"[。>,;!?|]|规定|格式|通知|附件|目录|指南|模板|点击|上一篇|下一篇|:")
#: What an organ's name ends with.
_ORGAN = re.compile(
    r"^[^0-9。,;:>|]{2,40}?(?:人民政府|政府|[厅局委办部署院所队站处社省市县区州盟旗镇乡]|中心|办公室|委员会|管委会|街道"
    r"|办事处|集团|公司|大学|学院|学校|医院|银行|法院|总队|支队|大队|联合会|协会|开发区|分局)$"
)
_NO_ORGAN = re.compile(
    r"首页|位置|索引|发布|来源|公开|年报|时间|打印|字号|分享|目录|报告|概况|情况|我[局委办厅院市县区]$"
)
_BY = re.compile(
    r"(?:报告|年报)(?:是|系)?(?:由|经)([^,。;:()]{3,40}?)(?:\([^()]*\))?"
    r"(?:根据|按照|依据|依照|严格|综合|汇总|负责|办公室负责|编制|编写|编撰|撰写|结合)"
)
_SAID = re.compile(
    r"(?:编制|编写|公布|公开|发布|提交|报送)(?:了|的)?(?:本|此)?([^,。;:()]{3,40}?)(?:关于)?(?:20[12]\d年度?)(?:政府|政务)?信息公开"
)
_PERIOD = re.compile(r"(?:期限|时限|时间|区间|数据|自|从|为)[^。]{0,16}?(20[12]\d)年1月1日")
_WHOLE_PERIOD = re.compile(
    r"(?:统计|期限|时限|数据)[^。]{0,24}?(20[12]\d)年1月1日[^。]{0,4}?(?:至|到|—|-|~|–)[^。]{0,2}?(?:(20[12]\d)年)?12月31日"
)
_AS_OF = re.compile(r"(?:数据|统计|截至|截止)[^。]{0,24}?(20[12]\d)年12月31日")
_REPORTED = re.compile(rf"将[^。]{{0,30}}?({_Y})[^。]{{0,10}}?信息公开[^。]{{0,20}}?(?:报告|公布|公开)")
_DATE = re.compile(
    r"^(?:20[12]\d年\d{1,2}月\d{1,2}日|20[12]\d[-./]\d{1,2}[-./]\d{1,2}|二[〇○零O0].{1,3}年.{1,3}月.{1,3}日)$"  # noqa: RUF001
)
_LABEL = re.compile(r"^(?:信息)?(?:名称|标题|题名):")
_YEAR_ALONE = re.compile(rf"^\(?{_Y}\)?$")
_LONGEST, _LINES, _LAST = 60, 80, 12


@dataclass(frozen=True)
class Heading:
    """`period`: the year that the opening words say the figures are of, from its first to its last day; None if they
    do not say it. `several`: the page names reports of several years, and one of them was taken."""

    title: str = ""
    organ: str = ""
    year: int | None = None
    period: int | None = None
    several: bool = False


@dataclass(frozen=True)
class _Named:
    title: str
    organ: str
    year: int | None
    line: int
    lines: int


def heading(paragraphs: Sequence[str], file: Iterable[str] = ()) -> Heading:
    """`file`: what the file says of itself (its title, its author), for what the text does not say."""
    texts = [plain(each) for each in paragraphs[:_LINES]]
    period = _period(texts, _WHOLE_PERIOD)
    beside = [plain(each) for each in file]
    found = list(_candidates(paragraphs, texts))
    named = min(found, key=lambda each: _rank(each, period, beside), default=None)
    year = named.year if named else None
    if year is None and named:
        beneath = (texts[place] for place in _around(named, len(texts)))
        year = next((year_of(text) for text in beneath if _YEAR_ALONE.match(text)), None)
    if year is None:
        year = period or _period(texts, _PERIOD) or _reported(texts) or _period(texts, _AS_OF)
    return Heading(
        named.title if named else "",
        _who(named, paragraphs, texts, beside),
        year,
        period,
        len({each.year for each in found if each.year}) > 1,
    )


def year_of(text: str) -> int | None:
    """2019年, ２０１９年度, 二〇一九年."""
    found = _YEAR.search(plain(text))
    if not found:
        return None
    digits = found[0][:4]
    return int(digits if digits.isdecimal() else "".join(_DIGITS[each] for each in digits))


def _rank(each: _Named, period: int | None, beside: Sequence[str]) -> tuple[object, ...]:
    """A page lists the reports of other years: that of the period, or of the page's own title, is meant."""
    other = period is not None and each.year is not None and each.year != period
    unlike = bool(beside) and not any(each.year == year_of(said) for said in beside if year_of(said))
    whole = plain(each.title) not in beside
    return (other, each.year is None, unlike and each.year is not None, whole, not each.organ, each.lines, each.line)


def _candidates(paragraphs: Sequence[str], texts: Sequence[str]) -> Iterator[_Named]:
    for line in range(len(texts)):
        for lines in (1, 2, 3):
            parts = texts[line : line + lines]
            if len(parts) < lines or any(not 0 < len(each) <= _LONGEST for each in parts):
                break
            named = _named("".join(parts), line, lines)
            if named is None:
                continue
            title = " ".join("".join(paragraphs[line : line + lines]).split())
            yield _Named(title, named.organ, named.year, line, lines)


def _named(text: str, line: int, lines: int) -> _Named | None:
    text = _LABEL.sub("", text)
    found = _TITLE.match(text)
    if len(text) > _LINES or _NO_TITLE.search(text):
        return None
    if not found:
        loose = lines == 1 and _LOOSE.search(text) and "公开" in text
        return _Named(text, _trimmed(text), year_of(text), line, lines) if loose else None
    organ = _name(found["before"] + ("" if found["year"] and found["before"] else found["about"]))
    if organ.endswith("人民"):
        organ += "政府"
    if lines > 1 and organ and not is_organ(organ):
        return None
    return _Named(text, organ, year_of(text), line, lines)


def _name(text: str) -> str:
    return _YEAR.sub("", text).strip("()").removeprefix("关于").removesuffix("关于").removesuffix("的").strip()


def _trimmed(text: str) -> str:
    return re.sub(rf"(?:关于)?(?:{_Y})?(?:政府)?(?:信息|政务)公开.*$", "", _YEAR.sub("", text, count=1)).strip()


def is_organ(text: str) -> bool:
    return bool(_ORGAN.match(text)) and not _NO_ORGAN.search(text)


def _who(named: _Named | None, paragraphs: Sequence[str], texts: Sequence[str], beside: Sequence[str]) -> str:
    if named and named.organ:
        return named.organ
    near = [texts[place] for place in _around(named, len(texts))] if named else []
    signed = _signed([plain(each) for each in paragraphs[-_LAST:]])
    by = (found[1] for text in texts for found in [_BY.search(text) or _SAID.search(text)] if found)
    of_file = (said.organ for text in beside if (said := _named(text, 0, 1)) and said.organ)
    found = (*near, *by, *signed, *of_file, *beside)
    return next((each for text in found if is_organ(each := text.removesuffix("负责"))), "")


def _around(named: _Named, many: int) -> Iterator[int]:
    """The lines above and below a title that names nobody."""
    for place in (named.line - 1, named.line + named.lines, named.line - 2):
        if 0 <= place < many:
            yield place


def _signed(last: Sequence[str]) -> Iterator[str]:
    """The line over the date at the end."""
    for above, below in pairwise(last):
        if _DATE.match(below):
            yield above


def _period(texts: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    for text in texts:
        found = pattern.search(text)
        if found and (pattern.groups < 2 or found[2] in (None, found[1])):
            return int(found[1])
    return None


def _reported(texts: Sequence[str]) -> int | None:
    return next((year_of(found[1]) for text in texts if (found := _REPORTED.search(text))), None)
