"""Sentences, figures followed through rewriting, slips of the pen, moves: tables of worked examples."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yihaotong.accounts.rules import Role
from yihaotong.annual.rules import figures, findings, following, moves, sentences, slips, typed
from yihaotong.annual.rules.cells import code_of, named, place_of
from yihaotong.annual.rules.codes import Progress
from yihaotong.annual.rules.figures import Figure, Row, counted, share, summed
from yihaotong.annual.rules.sentences import Pattern, Sentence, filled, ordinal, paragraph, placed
from yihaotong.forms.checking import read
from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.report import Report, Section
from yihaotong.journal.refusal import Refused

PORTAL = counted("released.portal", "门户", (Row(f"article:{n}", f"第 {n} 篇") for n in range(48)), "条")


def text(said: sentences.Said | None) -> str | None:
    return None if said is None else "".join(each.printed if isinstance(each, Figure) else each for each in said)


@pytest.mark.parametrize(
    ("pattern", "values", "said"),
    [
        ("公开{released.portal}条", {"released.portal": PORTAL}, "公开48条"),
        ("公开{released.portal}条", {}, None),
        ("公开{released.portal}条[，撤下{gone}条]。", {"released.portal": PORTAL}, "公开48条。"),
        ("公开{released.portal}条[，撤下{gone}条]。", {"released.portal": PORTAL, "gone": "1"}, "公开48条，撤下1条。"),
        ("{a}[{b}][{c}]", {"a": "甲", "c": "丙"}, "甲丙"),
        ("没有空格", {}, "没有空格"),
    ],
)
def test_a_pattern_says_only_what_is_known(pattern, values, said) -> None:
    assert text(filled(pattern, values)) == said


def test_sentences_are_numbered_when_there_are_several() -> None:
    one, two = Sentence("做了{a}。"), Sentence("又做了{b}。", unless=("c",), otherwise="没有做。")
    pattern = Pattern("p", numbered=True, lead="", sentences=(one, two))
    told = {
        name: paragraph(pattern, values)
        for name, values in (("ab", {"a": "甲", "b": "乙"}), ("c", {"a": "甲", "c": "丙"}))
    }
    assert told["ab"].text == "一是做了甲。\n二是又做了乙。"
    assert paragraph(pattern, {"a": "甲", "c": "丙"}).text == "一是做了甲。\n二是没有做。"
    assert paragraph(Pattern("p", True, "", (one,)), {"a": "甲"}).text == "做了甲。"
    assert paragraph(Pattern("p", True, "", (one,)), {}) is None
    assert [ordinal(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


def test_a_sentence_that_follows_has_no_number_and_goes_with_the_one_before() -> None:
    sentences_ = (Sentence("做了{a}。"), Sentence("共{n}次。", follows=True), Sentence("又做了{b}。"))
    pattern = Pattern("p", numbered=True, lead="", sentences=sentences_)
    assert paragraph(pattern, {"a": "甲", "b": "乙", "n": "3"}).text == "一是做了甲。共3次。\n二是又做了乙。"
    assert paragraph(pattern, {"b": "乙", "n": "3"}).text == "又做了乙。"


def test_every_blank_of_the_shipped_text_can_be_filled() -> None:
    values = {
        name: "有"
        for part in sentences.outline()
        for p in part.patterns
        for s in p.sentences
        for name in sentences.blanks(s)
    }
    for form in Format:
        parts = sentences.parts(values, form.value)
        assert "monthly" not in [part.code for part in parts], "a plain table without rows is left out"
        assert [part.heading for part in parts if part.level == 1] == [
            "一、总体情况",
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
            "六、其他需要报告的事项",
        ]
        assert not any(sign in p.text for part in parts for p in part.paragraphs for sign in "{}[]")


def test_figures_are_reckoned_and_say_how() -> None:
    weibo = Figure("released.weibo", "微博", "97", "条")
    total = summed("released.total", "合计", [PORTAL, weibo], "条")
    assert (total.value, total.parts, len(total.rows)) == ("145", ("released.portal", "released.weibo"), 48)
    rate = share("rate", "办结率", Figure("a", "", "846542"), Figure("b", "", "890649"))
    assert (rate.value, rate.numerator, rate.denominator) == ("95.05", "846542", "890649")
    assert share("rate", "", PORTAL, Figure("b", "", "0")) is None


# --- rewriting -------------------------------------------------------------------------------------------------------

BEFORE = placed("p", ["公开", PORTAL, "条，其中原创", Figure("own", "原创", "40"), "条。"])


@pytest.mark.parametrize(
    ("new", "kept", "differ"),
    [
        ("本年共公开48条信息，其中原创40条。", ["released.portal", "own"], []),
        ("公开50条，其中原创40条。", ["released.portal", "own"], [("released.portal", "50")]),
        ("公开480条，其中原创40条。", ["released.portal", "own"], [("released.portal", "480")]),
        ("公开48条。", ["released.portal"], []),
        ("什么也没有。", [], []),
    ],
)
def test_figures_are_followed_through_rewriting(new, kept, differ) -> None:
    after = following.followed(BEFORE, new)
    assert [ref.code for ref in after.refs] == kept
    figures = {"released.portal": PORTAL, "own": Figure("own", "原创", "40")}
    assert [(figure.code, written) for figure, written in following.differing(after, figures)] == differ
    assert following.lost(BEFORE, after) == [code for code in ("released.portal", "own") if code not in kept]


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="公开条48，。 0", max_size=30))
def test_whatever_is_written_refs_stay_inside_the_text(new: str) -> None:
    after = following.followed(BEFORE, new)
    assert all(0 <= ref.start < ref.end <= len(new) for ref in after.refs)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("公开48条，本年另新增坐席 45 个。", ["45个"]),
        ("公开48条，满意率99.2%，培训１２场、1,204人次，另有1204次", ["99.2%", "12场", "1,204人", "1204次"]),
        ("公开 48 条，2019年3月5日至8日、1-6月、2019—2021年、9:30，7×24小时，20个工作日内答复", []),
        ("第3次会议，银政办发〔2019〕76号、（2019）15号，《十件实事60项》，第5位，12345热线，电话：0951-5555555", []),
        ("1. 公开48条\n（2）5G、A4纸、http://a.example/12，受理90余批次", []),
        ("依照第711号令，编码750004办理48件", ["48件"]),
    ],
)
def test_a_typed_figure_without_a_source_is_named(text, named) -> None:
    known = [PORTAL, Figure("batches", "批次", "93", "批次", words="90余")]
    before = placed("released", ["编码750004，公开", PORTAL, "条"])
    new = sentences.Paragraph("released", text, edited=True)
    assert [words.strip() for words in typed.unfounded(new, before, known)] == named


def test_a_year_that_is_not_over_and_a_basis_that_changed() -> None:
    last = date(2025, 12, 31)
    assert [len(list(findings.of_period(last, last + timedelta(days=n)))) for n in (-30, 0, 1)] == [1, 1, 0]
    for name, refused in (("finish", True), ("check", True), ("approve", True), ("send_back", False)):
        if refused:
            with pytest.raises(Refused, match="2025-12-31"):
                moves.check_period(moves.MOVES[name], last, last)
        else:
            moves.check_period(moves.MOVES[name], last, last)
    part = sentences.Part("p", "一", 1, (sentences.Paragraph("p", "另写", edited=True),))
    now = {"p": sentences.Paragraph("p", "公开49条")}
    assert ["“48”变为“49”" in each.words for each in findings.of_bases([part], now, {"p": "公开48条"})] == [True]
    assert not list(findings.of_bases([part], now, {"p": "公开49条"}))


def test_every_record_behind_a_figure_is_kept() -> None:
    """An edition of before kept the first 300 names only: it still says how many there were."""
    many = counted("documents.all", "公文", (Row(f"document:{n}", f"{n}") for n in range(316)), "件")
    kept = figures.as_json(many)
    assert (len(kept["rows"]), figures.from_json(kept).rows) == (316, many.rows)
    old = figures.from_json(kept | {"rows": kept["rows"][:300]})
    assert (old.origin, old.row_count) == (many.origin, 316)


# --- slips -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("主动公开信息近千余条。其中，网站公开48条；微博97条；微信40条；答复2条。", ["near-and-over", "breakdown"]),
        ("办结 846542 万余件", ["unit"]),
        ("办结 84 万余件，接待 2000 余人次", []),
        ("主动公开信息187条。其中，网站公开48条；微博97条；微信40条；答复2条。", []),
        ("公开信息 180 余条。其中网站公开48条；微博97条；微信40条。", []),
        ("派转432件，截至年底已完成办理427件，正在办理中5件", []),
        ("派转432件，截至年底已完成办理427件，正在办理中6件", ["breakdown"]),
        ("受理市民诉求890649件，办结846542件，办结率达到95.05%", []),
        ("受理市民诉求890649件，办结846542件，办结率达到99.05%", ["rate"]),
        ("商业企业 科研机构 社会组织 法律服务机构", ["column-name"]),
        ("鼓励社会组织参与社会治理。", []),
        ("近 90 批次", []),
        ("网站公开48条；微博97条。其中原创100条、转发45条。", []),
        ("近三百余条", ["near-and-over"]),
        ("新收到申请8件，上年结转1件，办结7件，结转下年度继续办理2件。", []),
        ("新收到申请8件，上年结转1件，办结7件，结转下年度继续办理3件。", ["breakdown"]),
        ("收到申请九件，上年结转1件，办结7件，继续办理3件。", []),
        ("收到申请九件，上年结转1件，办结7件，继续办理5件。", ["breakdown"]),
        ("上年结转1件，新收8件，办结7件，继续办理2件。", []),
        ("受理432件，其中电话31件，完成办理427件，正在办理中6件。", []),
        ("派转432件，完成办理427件，正在办理中4件，退回1件。", []),
        ("收到11件，其中自然人申请10件，上年结转1件，已办结10件，结转下年度2件。", []),
        ("收到11件，其中自然人申请9件，企业申请1件，上年结转1件，已办结10件。", ["breakdown"]),
        ("收到11件，其中自然人申请10件（网络6件，信函4件），企业申请1件，同比增加3件。", []),
        ("收到11件，其中办结9件，办理2件。", []),
        ("收到1,011件，其中网络1,000件，信函11件。", []),
        ("\n".join(f"运行情况月报（2019年{n}月份）" for n in range(1, 13)), []),
        (
            "\n".join(
                [*(f"运行情况月报（2019年{n}月份）　示例中心　2019-12-25" for n in range(1, 12)), "月报（12月份）"]
            ),
            ["months"],
        ),
        ("公开" + "、".join(f"运行情况月报（2019年{n}月份）" for n in range(1, 8)), []),
        ("48 条记录：2019-01-15 办理情况月报（12月份）、2019-01-17 主要职责\n" * 9, []),
    ],
)
def test_slips_of_the_pen(text, kinds) -> None:
    assert [each.kind for each in slips.in_text(text, year=2019)] == kinds


def test_slips_of_a_report_read_from_a_file() -> None:
    cells = {(2, "normative", "made"): "2", (3, "r1", "natural"): "0", (3, "r3_3_3", "total"): "0"}
    said = Section("一、总体情况", ("我中心为事业单位，不承担行政职能。",))
    found = slips.slips(Report(Format.F2019, 2019, "示例中心", "", cells, (said,)), read=True)
    assert [each.kind for each in found] == ["powerless", "table-broken-off", "table-broken-off", "table-missing"]
    assert "“3.危及“三安全一稳定””为止" in found[2].words


#: The public report on 2019 as it stood on a page: its own words where they slip, its tables as far as they were shown.
_SHOWN = """<h1>银川市智慧城市管理指挥中心 2019 年政府信息公开工作年度报告</h1><h2>一、 总体情况</h2>
<p>2019 年累计受理市民诉求 890649 件（无效电话 35784 件），办结 846542 万余件，办结率达到 95.05%。</p>
<p>主动公开信息近千余条。其中，在专栏公开 48 条；中心微博 97 条；微信公众号 40 条；互动平台答复信息 2 条。</p>
<p>中心为市政府直属事业单位，不承担行政职能。</p>{months}<h2>二、主动公开政府信息情况</h2>
<table><tr><td colspan=4>第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年新制作数量</td><td>本年新公开数量</td><td>对外公开总数量</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>规范性文件</td><td>2</td><td>2</td><td>2</td></tr></table>
<p>发现社情民意 432 件，已完成办理 427 件，正在办理中 5 件。</p>"""


def test_the_slips_of_the_public_report_are_named_and_no_others() -> None:
    """Handbook §0.15; what its tables lack, and 社会组织 above them, is found by forms."""
    names = [*(f"月报（2019年{month}月份）" for month in range(11, 0, -1)), "月报（12月份）"]
    listed = "".join(f"<tr><td>{name}</td><td>银川市智慧城市管理...</td></tr>" for name in names)
    listed += "<tr><td>48 条</td><td>据记录统计；48 条记录：月报（12月份）、主要职责等</td></tr>" * 3
    read_in = read(_SHOWN.replace("{months}", f"<table>{listed}</table>").encode(), ".html")
    found = slips.written(read_in.report, cells=read_in.cells)
    assert [each.kind for each in found] == ["near-and-over", "unit", "breakdown", "months", "powerless"]
    assert [each.quote for each in found[:2]] == ["近千余", "846542万余件"]
    assert "187" in found[2].words
    assert found[3].quote == "月报清单 12 行"


# --- cells, moves ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", list(Format))
def test_cells_have_codes_and_names(form) -> None:
    cells = list(named(form))
    assert len({code_of(each.place) for each in cells}) == len(cells)
    assert all(place_of(code_of(each.place)) == each.place for each in cells)
    assert place_of("hotline.closed") is None


@pytest.mark.parametrize(
    ("name", "progress", "roles", "code"),
    [
        ("nonsense", Progress.DRAFT, {Role.DISCLOSURE_OFFICER}, "no-such-move"),
        ("approve", Progress.DRAFT, {Role.DISCLOSURE_LEADER}, "wrong-progress"),
        ("approve", Progress.DECIDING, {Role.DISCLOSURE_OFFICER}, "wrong-role"),
        ("offer", Progress.DECIDED, {Role.DISCLOSURE_OFFICER}, "wrong-progress"),
    ],
)
def test_what_is_not_in_the_table_is_refused(name, progress, roles, code) -> None:
    with pytest.raises(Refused) as caught:
        moves.check(name, progress, roles)
    assert caught.value.code == code


def test_who_finished_does_not_check_nor_decide() -> None:
    makers = {"finish": "person:1", "check": "person:2"}
    both = {Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER}
    names = [move.name for move in moves.open_to(Progress.CHECKING, both, makers, "person:1")]
    assert names == ["send_back"]
    with pytest.raises(Refused):
        moves.check_apart(moves.MOVES["approve"], makers, "person:2")
