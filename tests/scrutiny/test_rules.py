"""The tables, the questionnaires, results and scores as worked examples, and what holds for any of them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Role
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.rules import (
    assessment,
    liability,
    life,
    masking,
    matters,
    questionnaires,
    results,
    tables,
    training,
)
from yihaotong.scrutiny.rules.codes import (
    OPEN,
    AssessmentProgress,
    ItemKind,
    LiabilityProgress,
    Origin,
    Outcome,
    Progress,
    QuestionKind,
    Route,
    Wrong,
)
from yihaotong.scrutiny.rules.figures import Figure
from yihaotong.scrutiny.rules.questionnaires import Content, Question
from yihaotong.scrutiny.rules.results import Sampled
from yihaotong.scrutiny.rules.tables import LimitKind
from yihaotong.scrutiny.rules.training import Line, RowFault

TABLES = {Progress: matters.MOVES, LiabilityProgress: liability.MOVES, AssessmentProgress: assessment.MOVES}


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


# --- the tables ------------------------------------------------------------------------------------


def test_every_code_has_its_row_and_every_row_its_basis():
    assert set(tables.origins()) == set(Origin)
    assert set(tables.wrongs()) == set(Wrong)
    assert set(tables.limits()) == set(LimitKind)
    assert {row.route for row in tables.origins().values()} == set(Route)
    rows = [*tables.origins().values(), *tables.wrongs().values(), *tables.limits().values()]
    rows += [*tables.grounds().values(), *tables.measures().values()]
    assert all(row.basis for row in rows)
    assert [wrong for wrong in Wrong if tables.is_urgent(wrong)] == [Wrong.EXPOSED]
    assert {"第五十二条", "第五十三条第（一）项", "第五十三条第（二）项"} <= {
        ground.basis.removeprefix("政府信息公开条例") for ground in tables.grounds().values()
    }


def test_the_supervising_office_enters_its_own_route_only():
    routes = {row.route for row in tables.origins_for(frozenset({Role.SUPERVISING_OFFICE}))}
    assert routes == {Route.ADMINISTRATIVE}


@pytest.mark.parametrize(("progress", "table"), TABLES.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_every_progress_is_reached_and_left(progress, table):
    reached = {target for move in table.values() for target in move.targets}
    left = {source for move in table.values() if move.target for source in move.sources}
    first = next(iter(progress))
    assert reached | {first} == set(progress)
    ends = set(progress) - left
    assert ends <= {Progress.WITHDRAWN, LiabilityProgress.CLOSED, AssessmentProgress.FIXED}
    assert all(move.basis and move.effect and move.by and move.done for move in table.values())
    assert all(name in table or name in {"open", "draft"} for move in table.values() for name in move.apart)


def test_what_was_found_to_be_nothing_is_verified_and_goes_back_to_be_investigated():
    investigate, send_back = matters.MOVES["investigate"], matters.MOVES["send_back"]
    assert matters.target_of(investigate, Outcome.UNFOUNDED) is Progress.TO_VERIFY
    assert matters.target_of(investigate, Outcome.PARTLY) is Progress.RECTIFYING
    assert matters.target_of(send_back, Outcome.UNFOUNDED) is Progress.IN_HAND
    assert matters.starts_of(investigate, Progress.TO_VERIFY) == (LimitKind.VERIFY,)
    assert matters.starts_of(send_back, Progress.RECTIFYING) == (LimitKind.RECTIFY,)


def test_three_roles_of_responsibility_are_apart():
    makers = {"open": "person:1", "establish": "person:1", "hear": "person:1", "propose": "person:2"}
    propose, decide = liability.MOVES["propose"], liability.MOVES["decide"]
    assert refused(life.check_apart, propose, makers, "person:1") == "same-person"
    assert refused(life.check_apart, decide, makers, "person:1") == "same-person"
    assert refused(life.check_apart, decide, makers, "person:2") == "same-person"
    life.check_apart(decide, makers, "person:3")
    settle = liability.MOVES["settle"]
    assert refused(life.check_apart, settle, makers | {"decide": "person:3"}, "person:3") == "same-person"


@pytest.mark.parametrize(
    ("key", "kept"),
    [("article:3", True), ("catalogue:row:12", True), ("https://x", False), ("a:1", False), ("article:<b>", False)],
)
def test_a_forged_key_of_a_page_is_left_out(key, kept):
    assert matters.check_page_key(key) == (key if kept else "")


WROTE = "我叫王小明，身份证 11010519491231002X，手机 139 5100-0009，办公室 0951-6980000。姓名：王小明"


@pytest.mark.parametrize(
    ("text", "contact", "read"),
    [
        (
            WROTE,
            {},
            "我叫〔姓名已遮〕，身份证 〔身份证号已遮〕，手机 〔手机号已遮〕，办公室 0951-6980000。姓名：〔姓名已遮〕",
        ),
        ("我是李大力，请回电", {"name": "李大力"}, "我是〔姓名已遮〕，请回电"),
        ("打 0951-501 8888 找我", {"contact": "0951-5018888"}, "打 〔联系方式已遮〕 找我"),
        ("写给 Zhang@Example.com", {"contact": "zhang@example.com"}, "写给 〔联系方式已遮〕"),
        ("第 3 版的电话错了", {"name": "", "contact": ""}, "第 3 版的电话错了"),
    ],
)
def test_what_a_section_reads_names_nobody(text, contact, read):
    assert masking.masked(text, contact) == read


def test_a_title_is_ours_or_names_nobody():
    title = matters.title_of(Wrong.OUTDATED, Origin.COMPLAINT, date(2026, 11, 3))
    assert title == "内容有错或过时（投诉举报，2026年11月3日）"
    matters.check_title("指南上的电话 0951-6980000 打不通", "王小明")
    for bad in ("王小明来电反映指南过时", "来电 13951000009 反映指南过时"):
        assert refused(matters.check_title, bad, "王小明") == "personal"


def test_what_is_over_is_over():
    assert [each for each in Progress if matters.is_over(each)] == [each for each in Progress if each not in OPEN]


# --- questionnaires and their results --------------------------------------------------------------


TEXT = """打分 | 必答 | 好不好找？
单选 | 选答 | 申请过吗？ | 没有；申请过
多选 | 选答 | 想看什么？ | 甲；乙；丙
填写 | 选答 | 还有什么？"""
ASKED = questionnaires.from_text("评议", "", TEXT)


def test_a_questionnaire_is_the_same_as_text_and_as_data():
    assert questionnaires.as_text(ASKED) == TEXT
    assert questionnaires.read(questionnaires.written(ASKED)) == ASKED
    shipped = questionnaires.shipped()
    again = questionnaires.from_text(shipped.title, shipped.basis, questionnaires.as_text(shipped))
    assert again == shipped


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 个"),
        ("猜谜 | 必答 | 什么", "第 1 行"),
        ("打分 | 必答 | 甲\n单选 | 必答 | 乙", "第 2 题要有 2 到"),
        ("单选 | 必答 | 乙 | 同；同", "不同的选项"),
        ("填写 | 选答 | 丙 | 多余；选项", "不带选项"),
    ],
)
def test_a_questionnaire_that_cannot_be_read_names_the_place(text, says):
    with pytest.raises(Refused) as caught:
        questionnaires.from_text("评议", "", text)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "missing"),
        ({"q1": ["6"]}, "not-an-answer"),
        ({"q1": ["3"], "q2": ["1", "2"]}, "not-an-answer"),
        ({"q1": ["3"], "q4": ["长" * 1001]}, "too-long"),
    ],
)
def test_answers_that_are_none(given, code):
    assert refused(questionnaires.clean, ASKED, given) == code


def test_answers_are_kept_as_they_were_given():
    given = {"q1": ["5"], "q2": [""], "q3": ["3", "1"], "q4": ["  好  "], "zz": ["1"]}
    assert questionnaires.clean(ASKED, given) == {"q1": ["5"], "q3": ["1", "3"], "q4": ["好"]}


def test_small_numbers_are_counted_and_not_broken_down():
    found = results.results(ASKED, [{"q1": ["5"]}] * 4, Sampled())
    assert (found[0].n, found[0].hidden, found[0].shares) == (4, True, ())
    found = results.results(ASKED, [{"q1": ["5"]}] * 4 + [{"q1": ["2"]}], Sampled())
    assert (found[0].n, found[0].hidden, found[0].small) == (5, False, True)
    assert [(share.words[0], share.count, share.percent) for share in found[0].shares] == [
        ("5", 4, "80.0"),
        ("4", 0, "0.0"),
        ("3", 0, "0.0"),
        ("2", 1, "20.0"),
        ("1", 0, "0.0"),
    ]
    assert found[0].mean_words == "4.40"


def test_a_margin_is_given_only_for_a_random_group():
    said = [{"q2": ["1"]}] * 60 + [{"q2": ["2"]}] * 40
    own_accord = results.results(ASKED, said, Sampled())[1].shares[0]
    assert own_accord.margin == ""
    drawn = results.results(ASKED, said, Sampled(100_000))[1].shares[0]
    # Wilson's interval of 60 of 100: 50.2 to 69.1; the whole population asked leaves none.
    assert drawn.margin == "50.2–69.1"
    assert results.results(ASKED, said, Sampled(100))[1].shares[0].margin == "60.0–60.0"
    assert results.results(ASKED, said[:20], Sampled(100))[1].shares[0].margin == ""


@given(st.integers(1, 400), st.data())
def test_an_interval_holds_its_share(n, data):
    count = data.draw(st.integers(0, n))
    population = data.draw(st.integers(n, 10_000))
    low, high = results.interval(count, n, population)
    assert 0 <= low <= 100 * count / n + 1e-9 <= high + 2e-9 <= 100 + 3e-9


def test_a_released_table_has_no_words_of_anybody():
    said = [{"q1": ["5"], "q4": ["我是某某"]}] * 9
    table = results.as_table(results.results(ASKED, said, Sampled()))
    assert not any("某某" in cell for line in table for cell in line)
    assert all(len(line) == len(table[0]) for line in table)


# --- assessment ------------------------------------------------------------------------------------

IN_TIME = assessment.Item("a", ItemKind.AUTOMATIC, "按期", 30, "x", 100, 60)
FOUNDED = assessment.Item("b", ItemKind.AUTOMATIC, "查实", 20, "y", 0, 5)


@pytest.mark.parametrize(
    ("item", "figure", "hundredths"),
    [
        (IN_TIME, Figure.share(10, 10), 3000),
        (IN_TIME, Figure.share(8, 10), 1500),
        (IN_TIME, Figure.share(5, 10), 0),
        (IN_TIME, Figure.share(0, 0), None),
        (FOUNDED, Figure(Fraction(0), 0, 3), 2000),
        (FOUNDED, Figure(Fraction(0), 0, 0), None),
        (FOUNDED, Figure(Fraction(1), 1, 3), 1600),
        (FOUNDED, Figure(Fraction(9), 9, 9), 0),
    ],
)
def test_what_a_figure_earns(item, figure, hundredths):
    assert assessment.hundredths_of(item, figure) == hundredths


@pytest.mark.parametrize(
    ("marks", "adjusted", "hundredths"),
    [
        ([(30, 3000), (20, 1600)], [], 9200),
        ([(30, 3000), (20, None)], [], 10000),
        ([(30, 1500), (20, 1600)], [100, -250], 6050),
        ([(30, 0)], [-300], 0),
        ([], [], None),
        ([(30, None)], [100], None),
    ],
)
def test_what_a_result_comes_to(marks, adjusted, hundredths):
    assert assessment.total(marks, adjusted) == hundredths


@pytest.mark.parametrize(
    ("marks", "adjusted", "words"),
    [
        ([(30, 3000), (20, 1600)], [], "得 46.00 分 ÷ 计入的 50 分 × 100 = 92.00"),
        (
            [(30, None), (20, 2000), (20, 0), (30, None)],
            [],
            "得 20.00 分 ÷ 计入的 40 分 × 100 = 50.00；没有数据或还没有评的 2 项（60 分）不计入分母",
        ),
        (
            [(30, 1500)],
            [100, -250],
            "得 15.00 分 ÷ 计入的 30 分 × 100 = 50.00，加减分 -1.50，合计 48.50",
        ),
        ([(30, None)], [100], "无数据：没有数据或还没有评的 1 项（30 分）不计入分母"),
        ([], [], "无数据"),
    ],
)
def test_a_result_explains_itself(marks, adjusted, words):
    assert assessment.explained(marks, adjusted) == words


@given(st.lists(st.tuples(st.integers(1, 100), st.one_of(st.none(), st.fractions(0, 1))), max_size=12))
def test_a_result_without_adjustments_lies_between_nothing_and_all(items):
    marks = [(weight, None if share is None else assessment.rounded(100 * weight * share)) for weight, share in items]
    result = assessment.total(marks, [])
    assert (result is None) == all(share is None for _weight, share in items)
    assert 0 <= (result or 0) <= 10000


def test_a_plan_is_the_same_as_text_and_as_data():
    shipped = assessment.shipped()
    assert assessment.read(assessment.written(shipped)) == shipped
    assert assessment.from_text(shipped.title, shipped.basis, assessment.as_text(shipped)) == shipped
    assert sum(item.weight for item in shipped.items) == 100


@pytest.mark.parametrize(
    "text",
    ["", "自动 | 30 | 按期 | x | 60 | 60 | 说明", "人工 | 0 | 名称 | 说明", "人工 | x | 名称 | 说明", "别的 | 3 | 名"],
)
def test_a_plan_that_cannot_be_read(text):
    assert refused(assessment.from_text, "考核", "", text) == "bad-plan"


@pytest.mark.parametrize(("typed", "value"), [("8", 800), ("7.5", 750), ("0.25", 25), (" 10 ", 1000)])
def test_points_as_typed(typed, value):
    assert assessment.parse(typed, most=1000, field="points") == value


@pytest.mark.parametrize("typed", ["", "-1", "1.", "1.234", "十", "1e3", "99999", "10.01", "²"])
def test_points_that_are_none(typed):
    assert refused(assessment.parse, typed, most=1000, field="points") in {"not-points", "out-of-range"}


# --- training --------------------------------------------------------------------------------------

TODAY = date(2026, 11, 23)
CELLS = {"日期": "2026/11/2", "主题": "条例解读", "学时": 2, "授课人": "李老师", "参加人": "nigao1"}


def test_a_row_of_a_table():
    line = training.read_row(2, CELLS | {"成绩": 92.0}, TODAY)
    assert line == Line(2, date(2026, 11, 2), "条例解读", Decimal(2), "李老师", "nigao1", score=92)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"日期": "昨天"}, "日期"),
        ({"日期": date(2026, 11, 24)}, "日期"),
        ({"学时": "1.3"}, "学时"),
        ({"学时": "NaN"}, "学时"),
        ({"学时": 81}, "学时"),
        ({"成绩": 101}, "成绩"),
        ({"成绩": "优"}, "成绩"),
        ({"参加人": " "}, "参加人"),
    ],
)
def test_a_row_that_cannot_be_used_names_its_column(changed, column):
    fault = training.read_row(7, CELLS | changed, TODAY)
    assert isinstance(fault, RowFault)
    assert (fault.number, fault.column) == (7, column)


def test_rows_of_one_session_agree():
    rows = [training.read_row(number, CELLS | more, TODAY) for number, more in enumerate(({}, {"学时": 3}, {}), 2)]
    assert [(fault.number, fault.column) for fault in training.disagreements(rows)] == [(3, "")]


def test_a_table_without_a_column_says_which():
    with pytest.raises(Refused) as caught:
        training.check_columns(["日期", "主题", "学时"])
    assert "授课人、参加人" in caught.value.message


def test_every_question_has_its_choices():
    scale = Question("q", QuestionKind.SCALE, "好吗")
    assert [value for value, _words in scale.choices] == ["5", "4", "3", "2", "1"]
    assert Content("t", "", (scale,)).questions[0].required is False
