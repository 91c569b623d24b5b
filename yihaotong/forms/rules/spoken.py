"""Text against table: figures in sentences that can only mean the whole organ and this year (data/spoken.csv).

Better silent than wrong: a clause with a part (其中、通过…方式), another time or another body is left alone.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from importlib import resources

from yihaotong.forms.rules.codes import Format, Kind
from yihaotong.forms.rules.figures import figure
from yihaotong.forms.rules.finding import Finding
from yihaotong.forms.rules.layout import rows
from yihaotong.forms.rules.report import Report
from yihaotong.forms.rules.words import plain

_N = r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:件|条|份|宗|项|例|个|起|次)"
_REQUEST = "(?:依申请公开(?:政府)?(?:信息)?的?(?:申请|事项)?|(?:政府)?信息公开的?申请(?:事项)?|依申请公开)"
#: Words that make a clause about a part, another time or somebody else.
_PART = re.compile(
    r"其中|同比|环比|去年|以来|半年|季度|\d月|通过|网上|网络|线上|信函|来信|邮寄|邮件|邮箱|当面|现场|传真|电话|窗口"
    r"|各部门|各区|各县|各镇|各乡|各街道|各单位|下属|所属|代表|协助|配合|平均|每|占|左右|自然人|企业|法人|公民|前\d|近"
)
_OTHER = re.compile(r"提案|建议|热线|12345|留言|信箱|咨询|诉求|工单|网民|舆情|信访件|投诉")
_WIDER = re.compile(r"全[市县区省州盟旗镇乡]|本[市县区省州盟旗镇乡]|我[市县区省州盟旗镇乡]")
#: 收到 12 件（含上年结转 2 件）: the number is of both.
_WITH_CARRIED = re.compile(r"(?:含|包括|连同|加上).{0,6}(?:上年|上一年|结转)")
#: As the authority that decides other organs' cases.
_AUTHORITY = re.compile(r"审理|审结|受理|办理|作出|化解|调解|维持")
_CLAUSE = re.compile(r"[,;:(](?!\d{3}(?:\D|$))")
_OURS = r"^(?:\d{4}年|本年度?|全年|本机关|我[局委办厅院]|共计?|新|依法)*"
_NORMATIVE = {
    Format.F2021: (("(?:制发|制定|出台|制作)", "issued"), ("废止", "abolished"), ("现行有效", "in_force")),
    Format.F2019: (("(?:制发|制定|出台|制作)", "made"), ("新公开", "released")),
}


@dataclass(frozen=True)
class _Said:
    """`pattern` captures the number; without a group it says that there was none. Any of `groups` may be meant."""

    words: str
    pattern: re.Pattern[str]
    table: int
    groups: tuple[tuple[str, ...], ...]


@cache
def _patterns(form: Format) -> tuple[_Said, ...]:
    text = resources.files(__package__).joinpath("data", "spoken.csv").read_text(encoding="utf-8")
    return tuple(
        _Said(
            line["words"],
            re.compile(line["pattern"].replace("{REQUEST}", _REQUEST).replace("{N}", _N)),
            int(line["table"]),
            tuple(tuple(_named(group, form)) for group in line["rows"].split("|")),
        )
        for line in csv.DictReader(text.splitlines())
    )


def _named(group: str, form: Format) -> Iterator[str]:
    for name in group.split():
        yield from (row for row in rows(form) if fnmatch(row, name)) if "*" in name else (name,)


def against_text(report: Report) -> Iterator[Finding]:
    """Each number once, with the clause it stands in."""
    told: set[tuple[str, str]] = set()
    for sentence in _sentences(report):
        if not _is_ours(sentence, report):
            continue
        for clause in _CLAUSE.split(sentence):
            if _PART.search(clause):
                continue
            for finding in (*_counted(report, clause, sentence), *_normative(report, clause)):
                if (finding.row, finding.values[0]) not in told:
                    told.add((finding.row, finding.values[0]))
                    yield finding


def _sentences(report: Report) -> Iterator[str]:
    for section in report.sections:
        for paragraph in section.paragraphs:
            yield from (each for each in re.split(r"[。!?]", plain(paragraph)) if each)


def _is_ours(sentence: str, report: Report) -> bool:
    """Of this year and this organ. The report of a city speaks of the whole city; that of a bureau does not."""
    years = set(re.findall(r"(20\d\d)年", sentence))
    if _OTHER.search(sentence) or (years and years != {str(report.year)}):
        return False
    whole = re.search(r"(?:[省市县区州盟旗镇乡]|人民政府)$", report.organ)
    return bool(whole) or not _WIDER.search(sentence)


def _counted(report: Report, clause: str, sentence: str) -> Iterator[Finding]:
    if not re.search(r"信息公开|依申请|申请公开", sentence):
        return
    for said in _patterns(report.form):
        found = said.pattern.search(clause)
        if not found or (said.table == 4 and _AUTHORITY.search(clause)):
            continue
        number = int(found[1].replace(",", "")) if found.groups() else 0
        groups = said.groups
        if groups == (("r1",),) and _WITH_CARRIED.search(sentence):
            groups = (*groups, ("r1", "r2"))
        known = [_total(report, said.table, group) for group in groups]
        if None not in known and number not in known:
            name = {3: "表三", 4: "表四"}[said.table]
            words = f"正文写“{clause[-40:]}”，{name}{said.words.removeprefix('没有')}是 {known[0]}"
            yield Finding("TEXT", "error", said.table, said.words, "总计", words, (str(number), str(known[0])))


def _normative(report: Report, clause: str) -> Iterator[Finding]:
    for verb, column in _NORMATIVE[report.form]:
        found = re.search(rf"{_OURS}{verb}的?(?:行政)?规范性文件共?{_N}", clause)
        written = report.cells.get((2, "normative", column)) if found else None
        value = None if written is None else figure(written, Kind.COUNT).value
        if found and value is not None and value != int(found[1].replace(",", "")):
            words = f"正文写“{clause[-40:]}”，表二规范性文件写 {value}"
            yield Finding("TEXT", "error", 2, "规范性文件", column, words, (found[1], str(value)))


def _total(report: Report, table: int, group: Sequence[str]) -> int | None:
    """The sum of the rows' 总计; None if one of them was not read."""
    totals = [_row_total(report, table, row) for row in group]
    return None if None in totals else sum(each for each in totals if each is not None)


def _row_total(report: Report, table: int, row: str) -> int | None:
    """总计 as written; where that is blank, the sum of the parts."""
    written = report.cells.get((table, row, "total"))
    if written is None:
        return None
    texts = [written]
    if not written.strip():
        texts = [text for (number, each, _), text in report.cells.items() if (number, each) == (table, row)]
    values = [figure(text, Kind.COUNT).value for text in texts]
    return None if None in values else int(sum(each for each in values if each is not None))
