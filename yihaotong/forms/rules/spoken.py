"""Text against table: figures in sentences that can only mean the whole organ and this year (data/spoken.csv).

Better silent than wrong: from a clause about a part (其中、通过…方式), another time or another body on, the rest of the
sentence is left alone.
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
from yihaotong.forms.rules.layout import rows, tables
from yihaotong.forms.rules.report import Report
from yihaotong.forms.rules.words import number, plain

#: 一起、一次、一个 and 一件一策 are words, no figures.
_N = (
    r"(\d{1,3}(?:,\d{3})+(?=[件条份宗项例个起次])|\d{1,9}(?=[件条份宗项例个起次])"
    r"|[零一二三四五六七八九十百千两]{1,7}(?=[件份宗](?![一以实])))[件条份宗项例个起次]"
)
_REQUEST = "(?:依申请公开(?:政府)?(?:信息)?的?(?:申请|事项)?|(?:政府)?信息公开的?申请(?:事项)?|依申请公开)"
#: A clause that compares or estimates; what follows it may again be meant.
_ASIDE = re.compile(r"同比|环比|去年|上年同期|较|比20|比上|占|平均|每|左右|前\d|近|约")
#: From here to the end of the sentence somebody else, a part, or another time is meant.
_PART = re.compile(
    r"其中|以来|半年|季度|\d月|累计|截至|截止|历年|通过.{0,30}(?:渠道|方式|平台|[\d一二三四五六七八九十][件条份])"
    r"|网上|网络|线上|信函|来信|邮寄|邮件|邮箱|当面|现场|传真|电话|窗口"
    r"|各部门|各区|各县|各镇|各乡|各街道|各单位|下属|所属|代表|协助|配合|指导|督促|审核|审查|转办|转来|自然人|企业|法人|公民"
)
_OTHER = re.compile(
    r"提案|建议|热线|12345|留言|信箱|咨询|诉求|工单|网民|舆情|信访件|投诉|[件条份宗项例个起次]\((?:网|信|邮|当面|现场|传真|自然人|企业)"
)
_WIDER = re.compile(r"全[市县区省州盟旗镇乡]|本[市县区省州盟旗镇乡]|我[市县区省州盟旗镇乡]")
#: 收到 12 件（含上年结转 2 件）: the number is of both.
_WITH_CARRIED = re.compile(r"(?:含|包括|连同|加上).{0,6}(?:上年|上一年|结转)")
#: As the authority that decides other organs' cases, or as what was published of them.
_AUTHORITY = re.compile(r"审理|审结|受理|办理|作出|化解|调解|维持|公示|公布|公开行政|决定书")
_ABOUT_DISCLOSURE = re.compile(r"信息公开(?!专?栏|平台|网|目录|指南)|依申请|申请公开")
#: Withdrawn requests are counted by some among the answered, by others not.
_WITHDRAWN = re.compile(r"撤回|撤销|撤诉|放弃|终止|并案|合并")
#: 其中 before a kind of result goes on with the whole.
_RESULT_OF_WHOLE = re.compile(
    r"^其中(?=,?(?:\([一二三四五六]\))?(?:予以公开|部分公开|不予公开|无法提供|不予处理|其他处理))"
)
#: Everybody who may ask, and the whole of the year: no part.
_EVERYBODY = re.compile(r"公民、?法人(?:和|或者?|及|与|以及)?其[他它]组织(?:提出|递交|提交)?的?")
_WHOLE_YEAR = re.compile(
    r"(?:20\d\d年)?1月1日起?(?:至|到|-|—)+(?:20\d\d年)?12月31日止?"
    r"|(?:数据)?截[至止]到?(?:20\d\d年)?(?:12月31日|年底|12月底|年末)"
)
_VERB = re.compile(
    r"(?:共|共计|合计|总共|新|已|均|依法|按时|按期|一共|尚?未|没有|无)*(?:发生|收到|新收|受理|办理|接收|接到|办结|答复|回复)"
)
_WHEN = re.compile(
    r"20\d\d年度?(?:以来)?|全年|本年度?|年内|当年|期间|依申请公开(?:工作|方面|情况)?|[:、一二三四五六七八九十()是在]"
)
_BODY = re.compile(
    r"(?:[局厅委办部院所区县市镇乡旗州盟省处站队]|中心|街道|单位|部门|机关|办公室|本级|公司|学校|政府|系统)$"
)
_CLAUSE = re.compile(r"[,;:(](?!\d{3}(?:\D|$))")
_OURS = r"^(?:\d{4}年|本年度?|全年|本机关|我[局委办厅院]|共计?|新|依法)*"
_DISPUTES, _ANSWERED = 4, "办结答复"
#: A sentence of nothing but these is about all disputes that we were in, if nothing around it is about other work.
_ALL_DISPUTES = re.compile(
    r"(?:20\d\d年度?|本年度?|全年度?|年内|当年|期间|本机关|[我本][局委办厅院所队校处站镇乡街道区县市单位中心]{1,3}|共计?|均|也|尚?未|没有|无"
    rf"|因?被?(?:发生|收到|出现|申请|提起|引发|涉及)过?|行政|复议|诉讼|案件|案|情况|事项|的|有|和|及|或者?|、|与|{_N})+"
)
_OTHER_WORK = re.compile(
    r"执法|处罚|许可|强制|征收|征地|拆迁|仲裁|法治|依法行政|法制|工伤|合同|应诉|民事|刑事|审批|信访|监管|规划|土地|市场|劳动|无关|不涉及|不属于|其他类|其中"
)
_LONGEST_HEADING = 45
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


@dataclass(frozen=True)
class _Clause:
    """`before`: what stands before it in its `sentence`; `around`: the paragraph with the heading over it."""

    text: str
    before: str
    sentence: str
    around: str


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
    for sentence, around in _sentences(report):
        for clause, before in _of_the_whole(sentence, report):
            said = _Clause(clause, before, sentence, around)
            for finding in (*_counted(report, said), *_normative(report, clause)):
                if (finding.row, finding.values[0]) not in told:
                    told.add((finding.row, finding.values[0]))
                    yield finding


def _sentences(report: Report) -> Iterator[tuple[str, str]]:
    """Each with its paragraph and the heading over it. None after one that begins with another year, unless it names
    this one."""
    for section in report.sections:
        above = plain(section.heading)
        for paragraph in section.paragraphs:
            around = above + plain(paragraph)
            if len(plain(paragraph)) <= _LONGEST_HEADING and not paragraph.rstrip().endswith("。"):
                above = plain(section.heading + paragraph)
            elsewhen = False
            for sentence in re.split(r"[。!?]", plain(paragraph)):
                begins = re.match(r"\D{0,6}(20\d\d)年", sentence)
                elsewhen = begins[1] != str(report.year) if begins else elsewhen
                if sentence and not elsewhen:
                    yield _EVERYBODY.sub("", _WHOLE_YEAR.sub("", sentence)), around


def _of_the_whole(sentence: str, report: Report) -> Iterator[tuple[str, str]]:
    """The clauses of this year and this organ, each with what stands before it in the sentence. The report of a city
    speaks of the whole city; that of a bureau does not."""
    if _OTHER.search(sentence) or (not _is_wide(report) and _WIDER.search(sentence)):
        return
    before = ""
    for written in _CLAUSE.split(sentence):
        clause = _RESULT_OF_WHOLE.sub("", written)
        others = {year for year in re.findall(r"(20\d\d)年", clause) if year != str(report.year)}
        if not _ASIDE.search(clause):
            if others or _PART.search(clause) or _is_of_another(clause, report):
                return
            yield clause, before
        before += clause


def _is_wide(report: Report) -> bool:
    return bool(re.search(r"(?:[省市县区州盟旗镇乡]|人民政府)$", report.organ))


def _is_of_another(clause: str, report: Report) -> bool:
    """Whoever stands before the verb is named, and is not who reports."""
    verb = _VERB.search(clause)
    who = _WHEN.sub("", clause[: verb.start()] if verb else "")
    if not _BODY.search(who) or who[0] in "我本全":
        return False
    if _is_wide(report):
        return who not in (report.organ, report.organ.removesuffix("人民政府"))
    left = iter(report.organ)
    return not all(character in left for character in who)


def _counted(report: Report, clause: _Clause) -> Iterator[Finding]:
    about = re.search(r"信息公开|依申请|申请公开", clause.sentence)
    for said in _patterns(report.form):
        found = said.pattern.search(clause.text) if about or said.table == _DISPUTES else None
        if not found or not _is_meant(report, said, clause):
            continue
        count = number(found[1]) if found.groups() else 0
        groups = tuple(_possible(report, said, found[0]))
        if groups == (("r1",),) and _WITH_CARRIED.search(clause.sentence):
            groups = (*groups, ("r1", "r2"))
        known = [_total(report, said.table, group) for group in groups]
        if None not in known and count not in known:
            name = {3: "表三", 4: "表四"}[said.table]
            words = f"正文写“{clause.text[-40:]}”，{name}{said.words.removeprefix('没有')}是 {known[0]}"
            row = rows(report.form).get(groups[0][0], said.words) if len(groups[0]) == 1 else said.words
            yield Finding("TEXT", "error", said.table, row, "总计", words, (str(count), str(known[0])))


def _possible(report: Report, said: _Said, words: str) -> Iterator[tuple[str, ...]]:
    """办结 cannot mean all that came while some of it is left."""
    left, carried = (_total(report, 3, (row,)) for row in ("r4", "r2"))
    done = said.words == _ANSWERED and not re.search("答复|回复", words)
    for group in said.groups:
        most = {("r1",): carried, ("r1", "r2"): 0}.get(group)
        if not (done and left is not None and most is not None and left > most):
            yield group


def _is_meant(report: Report, said: _Said, clause: _Clause) -> bool:
    if said.table != _DISPUTES:
        return said.words != _ANSWERED or not _WITHDRAWN.search(clause.sentence)
    told = clause.before + clause.text
    if _ABOUT_DISCLOSURE.search(told):
        return not _AUTHORITY.search(clause.text)
    # A number may be explained by what follows it: 均与政府信息公开无关.
    told = re.sub("[,;:]", "", clause.sentence) if said.pattern.groups else told
    return bool(_ALL_DISPUTES.fullmatch(told)) and not _is_wide(report) and not _OTHER_WORK.search(clause.around)


def _normative(report: Report, clause: str) -> Iterator[Finding]:
    """Of a bureau; a city's own documents are but some of those that its table counts."""
    if _is_wide(report):
        return
    for verb, column in _NORMATIVE[report.form]:
        found = re.search(rf"{_OURS}{verb}的?(?:行政)?规范性文件共?{_N}", clause)
        written = report.cells.get((2, "normative", column)) if found else None
        value = None if written is None else figure(written, Kind.COUNT).value
        if found and value is not None and value != number(found[1]):
            words = f"正文写“{clause[-40:]}”，表二规范性文件写 {value}"
            named = next(each.words for each in tables(report.form)[0].blocks[0].columns if each.id == column)
            yield Finding("TEXT", "error", 2, "规范性文件", named, words, (found[1], str(value)))


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
