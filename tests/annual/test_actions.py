"""A report's life on the real database: drafted, rewritten, stated, finished, decided, released, corrected."""

import pytest

from tests.annual.conftest import Press, go, year_of
from tests.articles.conftest import PASSED, REVIEWERS
from yihaotong.annual import access, actions, verifying
from yihaotong.annual.models import Edition, Problem, Report, Rewriting, StatedCell
from yihaotong.annual.rules.figures import Kind
from yihaotong.articles import access as reading
from yihaotong.articles import actions as articles
from yihaotong.articles.models import Article
from yihaotong.articles.rules.contents import fields_of
from yihaotong.chronicle.models import StatedFigure
from yihaotong.forms.rules.codes import format_of
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused


def begun(press: Press) -> Report:
    return actions.begin(year_of(press), actor=press.by("officer"), at=press.at)


def refused(act, *args, **kwargs) -> str:
    before = (list(Report.objects.values()), Edition.objects.count(), Line.objects.count())
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert (list(Report.objects.values()), Edition.objects.count(), Line.objects.count()) == before
    return caught.value.code


def test_a_year_without_records_has_no_report(press: Press) -> None:
    assert refused(access.report_of, 2010) == "no-records"
    assert refused(actions.begin, 2010, actor=press.by("officer"), at=press.at) == "no-records"
    assert refused(access.report_of, 1) == "no-such-year"


def test_what_is_drafted_from_a_year(filled: Press) -> None:
    year = year_of(filled)
    told = access.report_of(year)
    text = "\n".join(each.text for part in told.parts for each in part.paragraphs)
    for words in (
        "累计受理市民诉求890649件（含超出受理范围等无效电话35784件），办结846542件，办结率达到95.05%",
        "主动公开信息187条。其中，在政府门户网站政务公开专栏公开48条；微博发布、转发信息97条；微信公众号推送信息40条；政民互动平台答复信息2条",
        "90余批次2000余人次",
        "在全国335个城市政务热线综合测评中排名第5位、西北地区排名第1位",
        "为事业单位，不承担行政职能，特此说明。",
        "此外，最长等待12秒。",
        "新收到政府信息公开申请0件",
    ):
        assert words in text
    assert told.form is format_of(year)
    licences = next(each for place, each in told.cells.items() if place[:2] == (2, "licences"))
    assert (licences.value, licences.kind) == ("0", Kind.INAPPLICABLE)
    assert told.figures["reception.persons"].value == "2041"
    assert not [each for each in told.findings if each.weight.value == "error"]
    assert access.slips(told) == []


def test_the_life_of_a_report(filled: Press) -> None:
    report = begun(filled)
    assert begun(filled) == report
    problem = {"words": "主动公开的数量不足", "measure": "按月检查各栏目"}
    actions.enter_problem(report.year, problem, actor=filled.by("officer"), at=filled.at)
    go(filled, report, "finish", "officer")
    assert refused(go, filled, report, "check", "officer") == "same-person"
    go(filled, report, "check", "colleague")
    assert refused(go, filled, report, "approve", "colleague") == "wrong-role"
    go(filled, report, "approve", "chief")
    tomorrow = {"on": f"{filled.at.year + 1}-01-01", "receipt": "回执 1"}
    assert refused(go, filled, report, "submit", "officer", tomorrow) == "out-of-range"
    go(filled, report, "submit", "officer", {"on": filled.at.date().isoformat(), "receipt": "回执 1"})
    go(filled, report, "offer", "officer")
    article = Article.objects.get(submission=f"{report.key}.1")
    kept = reading.content_of(reading.latest_of(article))
    assert "| 规章 |" in kept["body"]
    assert [each["name"].rpartition(".")[2] for each in kept["attachments"]] == ["docx", "pdf"]
    release(filled, article)
    hear(filled)
    report.refresh_from_db()
    assert (report.progress, access.public_report(report.year)[1].edition) == ("released", 1)
    assert list(verifying.check()) == []
    assert access.due_of(report.year, filled.at, report).over
    go(filled, report, "correct", "officer", {"reason": "表二有误"})
    assert access.public_report(report.year)[1].edition == 1, "the released edition stays until the next one is out"
    assert access.report_of(report.year).edition == 0


def release(press: Press, article: Article) -> None:
    """As the office does it: the row of the catalogue, a reason for every warning, three reviews."""
    officer, at = press.by("officer"), press.at
    found = fields_of(reading.content_of(reading.latest_of(article)))
    fields = found | {"outlets": ",".join(found["outlets"]), "row_key": "B-01"}
    articles.revise(article, fields, actor=officer, at=at, expect=None, note="目录", sure=True)
    with pytest.raises(Refused) as warned:
        articles.submit(press.fresh(article), actor=officer, at=at, expect=None)
    reasons = {each.fingerprint: "单位对外公布的联系方式" for each in warned.value.facts["found"]}
    articles.submit(press.fresh(article), actor=officer, at=at, expect=None, reasons=reasons)
    for who in REVIEWERS:
        here = press.fresh(article)
        articles.review(here, PASSED, actor=press.by(who), at=at, expect=here.version)
    articles.release(press.fresh(article), actor=officer, at=at, expect=None)


def hear(press: Press) -> None:
    actions.follow_articles(list(Line.objects.filter(kind__startswith="article.")), press.at)
    actions.follow_articles(list(Line.objects.filter(kind__startswith="article.")), press.at)


def test_two_people_at_once_make_one_edition(filled: Press) -> None:
    """The second has the page as it was before the first: he is told, and nothing of his is kept."""
    report = begun(filled)
    other = Report.objects.get()
    go(filled, report, "finish", "officer")
    assert refused(go, filled, other, "finish", "colleague") == "stale"
    assert Edition.objects.count() == 1


def test_what_a_stated_figure_says_besides(filled: Press) -> None:
    """Of the note: what the report says after the figure, and the slips of the source's own words."""
    year = year_of(filled)
    entered = {"year": year, "as_of": filled.at.date(), "source": "台账", "entered_at": filled.at, "entered_by": "x"}
    note = "含《供热分析》《文明城市分析》，原文写作“办结 846542 万余件”。年报写：每天以专报上报"
    StatedFigure.objects.create(measure="hotline.special", label="专题报告", value=31, note=note, **entered)
    StatedFigure.objects.create(measure="t3.r1.total", label="新收申请", value=2, **entered)
    told = access.report_of(year)
    text = "".join(each.text for part in told.parts for each in part.paragraphs)
    assert (
        "编发《供热分析》《文明城市分析》等专题报告和简报31期，为各级各部门解决问题提供参考依据。每天以专报上报。"
        in text
    )
    assert [(each.kind, each.where) for each in access.slips(told)] == [("unit", "专题报告")]
    assert [each.words[:21] for each in told.findings if each.rule == "stated-differs"] == [
        "按记录统计是 0，外来数字填的是 2（台账"
    ]


def test_a_rewritten_paragraph_keeps_its_figures(filled: Press) -> None:
    report = begun(filled)
    drafted = access.drafted(report.year, report)
    before = drafted.before["released"].text
    said = {"actor": filled.by("officer"), "at": filled.at}
    actions.rewrite(report, "released", {"text": before.replace("187", "1000")}, expect=report.version, **said)
    wrong = [each for each in access.report_of(report.year).findings if each.rule == "figure-changed"]
    assert "写的是 1000" in wrong[0].words
    assert refused(go, filled, report, "finish", "officer") == "has-errors"
    actions.rewrite(report, "released", {"text": f"{before}本年另新增坐席 45 个。"}, expect=report.version, **said)
    assert [each.rule for each in access.report_of(report.year).findings if each.rule.startswith("figure-")] == [
        "figure-unfounded"
    ]
    actions.rewrite(report, "released", {"text": "全年" + before}, expect=report.version, **said)
    assert not [each for each in access.report_of(report.year).findings if each.rule.startswith("figure-")]
    assert refused(actions.rewrite, report, "nonsense", {"text": "x"}, expect=None, **said) == "no-such-paragraph"
    assert refused(actions.rewrite, report, "released", {"text": "x"}, expect=1, **said) == "stale"
    assert list(verifying.check()) == []
    Rewriting.objects.update(text="另写")
    assert [each.kind for each in verifying.check()] == ["record-changed"]
    actions.rewrite(report, "released", {"text": ""}, expect=report.version, **said)
    assert not report.rewritings.exists()


def test_a_cell_is_stated_with_its_source(filled: Press) -> None:
    report = begun(filled)
    said = {"actor": filled.by("officer"), "at": filled.at}
    place = "t2.rules.issued" if report.year >= 2021 else "t2.rules.made"
    actions.state_cell(report, place, {"value": "1", "source": "法制科台账"}, expect=report.version, **said)
    told = access.report_of(report.year).cells[(2, "rules", place.rpartition(".")[2])]
    assert (told.value, told.kind) == ("1", Kind.STATED)
    assert "法制科台账" in told.source
    assert list(verifying.check()) == []
    StatedCell.objects.update(value="3")
    assert [each.kind for each in verifying.check()] == ["record-changed"]
    StatedCell.objects.update(value="1")
    for value, code in (("一", "not-a-number"), ("-1", "not-a-number"), ("1.5", "not-a-number")):
        assert refused(actions.state_cell, report, place, {"value": value, "source": "x"}, expect=None, **said) == code
    assert refused(actions.state_cell, report, "t3.r1.total", {"value": "1", "source": "x"}, expect=None, **said) == (
        "no-such-cell"
    )


def test_problems_are_reported_the_year_after(filled: Press) -> None:
    year = year_of(filled)
    officer = {"actor": filled.by("officer"), "at": filled.at}
    before = actions.enter_problem(year - 1, {"words": "更新不及时", "measure": "专人负责"}, **officer)
    actions.settle_problem(before, {"outcome": "done", "evidence": "每周检查一次"}, expect=before.version, **officer)
    for words in ("数量不足", "形式欠丰富"):
        actions.enter_problem(year, {"words": words, "measure": f"改进{words}"}, **officer)
    text = "\n".join(each.text for part in access.report_of(year).parts for each in part.paragraphs)
    assert "“更新不及时”已改进：每周检查一次" in text
    assert "一是数量不足；二是形式欠丰富。" in text
    assert list(verifying.check()) == []
    Problem.objects.filter(pk=before.pk).update(evidence="每天检查一次")
    assert [each.kind for each in verifying.check()] == ["record-changed"]
    gone = access.problems_of(year)[0]
    actions.remove_problem(gone, expect=gone.version, **officer)
    assert refused(actions.remove_problem, gone, expect=gone.version, **officer) == "stale"
