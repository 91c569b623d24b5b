"""Slips of the pen that annual reports are full of, found in the text and tables of any report, ours or another's.

The kinds are those of the report of Yinchuan's command centre on 2019 (handbook §0.15 and F1). Each names what is
written, so that whoever reads it can find it: a breakdown that does not come to its total, 万余件 beside an exact
number, 近…余, 规范性文件 counted beside 不承担行政职能, a list of monthly reports that is not January to December,
社会组织 for 社会公益组织, a table that breaks off.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from yihaotong.forms.rules.layout import tables
from yihaotong.forms.rules.report import Report
from yihaotong.forms.rules.words import number

_NUMBER = r"\d[\d,，]*"
_COUNTERS = "余?(?:件|条|篇|人次|人|批次|期|项|个|次|份|起)"
_ROUND = re.compile(r"(?P<lead>近|将近|约|大约)\s*(?P<body>[\d一二三四五六七八九十百千万亿两]+)\s*余")
_UNIT = re.compile(rf"(?P<body>{_NUMBER})\s*(?P<unit>[万亿])\s*余?(?P<of>件|条|人次|人|次|元)")
#: An exact count of five digits or more is no count of 万: nobody writes 846542 万.
_EXACT = 10_000
_TOTAL = re.compile(
    r"(?:近|约)?(?<![\d.])(?<!\d[,，])(?P<total>\d[\d,，]*|[\d一二三四五六七八九十百千万两]+)\s*余?(?P<unit>条|件|篇|个|次)(?:信息)?[。，；,;]?\s*其中[，,：:]?(?P<rest>[^。]*)"
)
_TERM = re.compile(rf"(?P<n>{_NUMBER})\s*(?P<unit>条|件|篇|个|次)")
_RATE = re.compile(
    rf"受理[^。]{{0,20}}?(?P<whole>{_NUMBER})\s*件[^。]*?办结\s*(?P<done>{_NUMBER})\s*万?余?件[^。]*?办结率[^\d]{{0,6}}(?P<rate>\d+(?:\.\d+)?)\s*[%％]"
)
#: What became of the requests, or of last year's, is no part of a count by applicants or channels.
_NO_PART = re.compile(r"上一?年|去年|结转|办结|办理完毕|完成|正在办理|继续办理|同比|截[至止]")
_ANY = rf"(?:{_NUMBER}|[一二三四五六七八九十百千两]+)"
_CARRIED = re.compile(
    rf"(?:上一?年度?|去年度?|往年|历年)[^\d，,。]{{0,8}}?(?:结转|转入|遗留)[^\d，,。]{{0,12}}?(?P<n>{_ANY})\s*件"
)
_COUNT = re.compile(rf"{_ANY}\s*件")
_SPLIT = re.compile(
    rf"(?P<whole>{_ANY})\s*件，[^。]{{0,24}}?(?:完成|办结)[^\d]{{0,6}}(?P<done>{_NUMBER})\s*件[，,]\s*[^\d。]{{0,10}}办理[^\d]{{0,4}}(?P<open>{_NUMBER})\s*件"
)
#: One row of a list: its name, then perhaps who issued it and when; a sentence that names reports is none.
_MONTHLY = re.compile(
    r"(?:\d+[、.])?[^、。；：:，,]{0,50}月报[（(](?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月份?[）)][^、。；：:，,]{0,40}"
)
_FEW_CELLS, _FEW_LINES = 3, 6
_NO_POWER = "不承担行政职能"


@dataclass(frozen=True)
class Slip:
    """`quote`: what is written; `words`: what is wrong with it; `where`: in whose words, "" for the report's own."""

    kind: str
    quote: str
    words: str
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def slips(report: Report, *, year: int | None = None, read: bool = False) -> list[Slip]:
    """Every slip of a report. `read`: it was read out of a file, so that rows may be missing and words differ."""
    found = written(report, year=year)
    return [*found, *_broken_off(report)] if read or report.cells else found


def written(report: Report, *, year: int | None = None, cells: Iterable[str] = ()) -> list[Slip]:
    """The slips of what a report says; whether its tables are whole is left to forms. `cells`: the words of the tables
    of a file, where a list of monthly reports may stand."""
    text = "\n".join(paragraph for each in report.sections for paragraph in (each.heading, *each.paragraphs))
    wanted = year or report.year
    return [*in_text(text, year=wanted), *_months(cells, _FEW_CELLS, wanted), *_powerless(report, text)]


def in_text(text: str, *, year: int | None = None) -> list[Slip]:
    """The slips that a text shows by itself."""
    plain = re.sub(r"[ \t\u3000]+", "", text.translate(_HALF))
    finders = (_round, _unit, _breakdown, _rate, _split, _terms)
    return [slip for finder in finders for slip in finder(plain)] + list(_months(plain.splitlines(), _FEW_LINES, year))


_HALF = str.maketrans("０１２３４５６７８９％", "0123456789%")


def _round(text: str) -> Iterator[Slip]:
    for found in _ROUND.finditer(text):
        lead = found["lead"]
        yield Slip("near-and-over", found[0], f"“{lead}”是不到，“余”是超过，两个不能同用")


def _unit(text: str) -> Iterator[Slip]:
    for found in _UNIT.finditer(text):
        body = number(found["body"])
        if body is not None and body >= _EXACT:
            words = f"{found['body']} 已是精确数，后面不能再写“{found['unit']}”：应为 {found['body']} {found['of']}"
            yield Slip("unit", found[0], words)


def _breakdown(text: str) -> Iterator[Slip]:
    for found in _TOTAL.finditer(text):
        terms = [each for each in _TERM.finditer(_parts(found["rest"])) if each["unit"] == found["unit"]]
        total = number(found["total"])
        before = text[text.rfind("。", 0, found.start()) + 1 : found.start()]
        if len(terms) < 2 or total is None or any(each["unit"] == found["unit"] for each in _TERM.finditer(before)):
            continue  # after several counts, 其中 may speak of all of them
        come_to = sum(number(each["n"]) or 0 for each in terms)
        listed = "＋".join(each["n"] for each in terms)
        rounded = "余" in found[0].partition("其中")[0] or found[0].startswith(("近", "约"))
        if come_to != total and not (rounded and 0 <= come_to - total < total // 10 + 1):
            words = f"分项 {listed}＝{come_to}，与总数“{found['total']}”不符，分项没有列全或者总数不实"
            yield Slip("breakdown", found[0].partition("其中")[0] + "其中…", words)


def _parts(rest: str) -> str:
    """What follows 其中 as far as it lists parts of one level; "" where that cannot be told."""
    flat = re.sub(r"（[^（）]*）|\([^()]*\)", "", rest)
    first = re.match(r"[^，,；;、]*", flat)
    own = first[0] if first else ""
    if "其中" in flat or (_NO_PART.search(own) and _NO_PART.search(flat, len(own))):
        return ""
    other = _NO_PART.search(flat, len(own))
    return flat[: other.start()] if other else flat


def _rate(text: str) -> Iterator[Slip]:
    for found in _RATE.finditer(text):
        whole, done = number(found["whole"]), number(found["done"])
        if whole and done is not None and abs(Decimal(100) * done / whole - Decimal(found["rate"])) > Decimal("0.05"):
            computed = (Decimal(100) * done / whole).quantize(Decimal("0.01"))
            words = f"{found['done']} ÷ {found['whole']} = {computed}%，写的是 {found['rate']}%"
            yield Slip("rate", f"办结率{found['rate']}%", words)


def _split(text: str) -> Iterator[Slip]:
    for found in _SPLIT.finditer(text):
        whole, done, left = (number(found[name]) or 0 for name in ("whole", "done", "open"))
        carried = _carried(text, found)
        if carried is None or done + left in (whole, whole + carried):
            continue
        came = f"{whole}＋{carried}" if carried else f"{whole}"
        yield Slip("breakdown", found[0], f"{done}＋{left}＝{done + left}，与 {came} 不符")


def _carried(text: str, found: re.Match[str]) -> int | None:
    """What came over from last year, as the sentence says it; None where another count stands in it, so that nobody
    can tell what the two parts are parts of."""
    begins = max(text.rfind(mark, 0, found.start()) for mark in "。；;\n") + 1
    ends = min((at for mark in "。；;\n" if (at := text.find(mark, found.end())) >= 0), default=len(text))
    whole = text[begins : found.end("whole")] + "件"
    others = (text[found.end("whole") + 1 : found.start("done")], text[found.end() : ends])
    came_over = [each for said in others for each in _CARRIED.finditer(said)]
    counts = sum(len(_COUNT.findall(each)) for each in (whole, *others))
    if counts != 1 + len(came_over) or _CARRIED.search(whole):
        return None
    return sum(number(each["n"]) or 0 for each in came_over)


def _terms(text: str) -> Iterator[Slip]:
    """The official word of the column is 社会公益组织; 科研企业 and the like are slips of the same kind."""
    for wrong, right in (("社会组织", "社会公益组织"), ("科研企业", "科研机构")):
        if re.search(rf"(?:商业企业|科研机构|法律服务机构)[^。]{{0,30}}{wrong}|{wrong}[^。]{{0,20}}法律服务机构", text):
            yield Slip("column-name", wrong, f"申请人情况的这一栏应为“{right}”")


def _months(rows: Iterable[str], few: int, year: int | None) -> Iterator[Slip]:
    """A list of monthly reports beside a report on a calendar year. `rows`: the cells of tables, or lines of text;
    fewer than `few` of the form are no list."""
    listed = list(_listed(rows))
    if len(listed) < few:
        return
    known = sorted({each for each, _month in listed if each})
    wanted = year or (known[-1] if known else None)
    if wanted is None:
        return
    months = {month for each, month in listed if each == wanted}
    missing = [month for month in range(1, 13) if month not in months]
    strange = [f"{each or '（未写年份）'}年{month}月" for each, month in listed if each != wanted]
    if missing or strange:
        lacks = f"缺 {wanted} 年 {'、'.join(map(str, missing))} 月" if missing else ""
        has = f"列入了{'、'.join(strange)}" if strange else ""
        words = "；".join(filter(None, [f"月报清单不是 {wanted} 年 1 月至 12 月", lacks, has]))
        yield Slip("months", f"月报清单 {len(listed)} 行", words)


def _listed(rows: Iterable[str]) -> Iterator[tuple[int | None, int]]:
    for row in rows:
        if found := _MONTHLY.fullmatch("".join(row.split())):
            yield (int(found["year"]) if found["year"] else None), int(found["month"])


def _powerless(report: Report, text: str) -> Iterator[Slip]:
    """规范性文件 of an organ without administrative functions."""
    if _NO_POWER not in re.sub(r"\s+", "", text):
        return
    counted = {
        column: written
        for (table, row, column), written in report.cells.items()
        if table == 2 and row == "normative" and (number(written) or 0) > 0
    }
    if counted:
        listed = "/".join(counted.values())
        words = "写明不承担行政职能的单位无权制发行政规范性文件，这些可能是内部文件：请核对口径"
        yield Slip("powerless", f"规范性文件 {listed}", words)


def _broken_off(report: Report) -> Iterator[Slip]:
    """A table of which the end is missing, or that is not there at all."""
    for table in tables(report.form):
        rows = list(dict.fromkeys(row.id for _block, row, _column in table.cells()))
        there = {row for number_, row, _column in report.cells if number_ == table.number}
        missing = [row for row in rows if row not in there]
        if len(missing) == len(rows):
            yield Slip("table-missing", f"表{_TABLES[table.number]}", f"没有表{_TABLES[table.number]}（{table.title}）")
        elif missing:
            words = {row.id: row.words for _block, row, _column in table.cells()}
            last = next((words[row] for row in reversed(rows) if row in there), "")
            told = f"表{_TABLES[table.number]}到“{last}”为止，缺 {len(missing)} 行，从“{words[missing[0]]}”起"
            yield Slip("table-broken-off", f"表{_TABLES[table.number]}", told)


_TABLES: Mapping[int, str] = {2: "二", 3: "三", 4: "四"}
