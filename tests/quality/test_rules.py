"""Drawing and scoring as tables of worked examples, and what holds whatever is drawn or answered."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Actor, Held, Role
from yihaotong.journal.refusal import Refused
from yihaotong.quality.rules import sampling, scoring, sheets
from yihaotong.quality.rules.codes import LINES, Among, ItemKind, People, Per, Progress, Take, Work
from yihaotong.quality.rules.limits import LimitKind, limits
from yihaotong.quality.rules.sampling import Piece, PlanLine
from yihaotong.quality.rules.sheets import SHEET_FOR, Content, Item, Section, SheetCode
from yihaotong.quality.rules.who import SCORES, WHO_MAY, check_may_decide, check_may_score, works_scored_by

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SHEET = Content(
    "样表",
    "",
    (
        Section("一", (Item("a", "甲", ItemKind.GRADE, 60), Item("b", "乙", ItemKind.GRADE, 40))),
        Section("二", (Item("d", "丁", ItemKind.DEDUCT, 5), Item("v", "否", ItemKind.VETO, 0))),
    ),
)


@pytest.mark.parametrize(
    ("answers", "hundredths", "words"),
    [
        ({"a": 5, "b": 5, "d": 0, "v": 0}, 10000, "评分项得 100 ÷ 满分 100 × 100 = 100.00 分"),
        ({"a": 1, "b": 1, "d": 0, "v": 0}, 0, "评分项得 0 ÷ 满分 100 × 100 = 0.00 分"),
        ({"a": 5, "b": 3, "d": 0, "v": 0}, 8000, "评分项得 80 ÷ 满分 100 × 100 = 80.00 分"),
        ({"a": 5, "b": 3, "d": 2, "v": 0}, 7000, "评分项得 80 ÷ 满分 100 × 100 − 扣 10 分 = 70.00 分"),
        # What does not apply leaves the denominator, too.
        ({"a": 0, "b": 3, "d": 0, "v": 0}, 5000, "评分项得 20 ÷ 满分 40 × 100 = 50.00 分"),
        ({"a": 0, "b": 0, "d": 1, "v": 0}, 9500, "没有适用的评分项，按 100 − 扣 5 分 = 95.00 分"),
        ({"a": 1, "b": 2, "d": 4, "v": 0}, 0, "评分项得 10 ÷ 满分 100 × 100 − 扣 20 分 = 0.00 分"),
        ({"a": 5, "b": 5, "d": 0, "v": 1}, 0, "一票否决（否），记 0 分"),
        # 60 × 1/4 ÷ 60 = a quarter; thirds are rounded half up at the second decimal.
        ({"a": 2, "b": 0, "d": 0, "v": 0}, 2500, "评分项得 15 ÷ 满分 60 × 100 = 25.00 分"),
    ],
)
def test_what_answers_come_to(answers, hundredths, words):
    result = scoring.points(SHEET, answers)
    assert (result.hundredths, result.words) == (hundredths, words)


def test_a_third_is_rounded_half_up():
    sheet = Content("", "", (Section("", tuple(Item(c, c, ItemKind.GRADE, 1) for c in "abc")),))
    assert scoring.points(sheet, {"a": 5, "b": 5, "c": 1}).hundredths == 6667
    assert scoring.mean(20001, 2) == "100.01"
    assert scoring.mean(0, 0) == "—"


def answers():
    return st.fixed_dictionaries({
        "a": st.integers(0, 5), "b": st.integers(0, 5), "d": st.integers(0, 4), "v": st.integers(0, 1)
    })  # fmt: skip


@given(answers())
def test_a_score_lies_between_0_and_100(given_answers):
    result = scoring.points(SHEET, given_answers)
    assert 0 <= result.hundredths <= 10000
    assert (result.hundredths == 0) or not result.vetoes
    assert Fraction(0) <= result.earned <= result.possible


@given(answers(), st.sampled_from("ab"))
def test_a_better_grade_never_lowers_the_score(given_answers, code):
    if 1 <= given_answers[code] < 5:
        better = given_answers | {code: given_answers[code] + 1}
        assert scoring.points(SHEET, better).hundredths >= scoring.points(SHEET, given_answers).hundredths


@given(answers())
def test_what_was_not_fully_met_is_told_and_nothing_else(given_answers):
    told = {loss.item.code for loss in scoring.losses(SHEET, given_answers, {})}
    assert told == {code for code, answer in given_answers.items() if (0 < answer < 5 if code in "ab" else answer > 0)}


@pytest.mark.parametrize(
    ("changed", "notes", "field"),
    [
        ({"a": None}, {}, "a"),
        ({"b": 2}, {}, "b"),
        ({"d": 1}, {}, "d"),
        ({"v": 1}, {}, "v"),
        ({"b": 2}, {"b": "漏字"}, ""),
    ],
)
def test_a_loss_says_why_and_every_item_is_answered(changed, notes, field):
    given_answers = {"a": 5, "b": 3, "d": 0, "v": 0} | changed
    complete = {code: answer for code, answer in given_answers.items() if answer is not None}
    if not field:
        scoring.check_complete(SHEET, complete, notes)
        return
    with pytest.raises(Refused) as refused:
        scoring.check_complete(SHEET, complete, notes)
    assert refused.value.field == field


@pytest.mark.parametrize("value", ["6", "-1", "x", "٣", "1.5", 7, "1" * 5000])
def test_what_is_no_answer(value):
    with pytest.raises(Refused, match="须是 0 到 5"):
        scoring.clean(SHEET, {"a": value})


# --- sheets ---


def test_every_work_has_a_sheet_that_ships_and_survives_being_edited_as_text():
    assert set(SHEET_FOR) == set(Work)
    for code in SheetCode:
        content = sheets.shipped()[code]
        assert sum(item.weight for item in content.items if item.kind is ItemKind.GRADE) == 100
        assert sheets.read(sheets.written(content)) == content
        again = sheets.from_text(content.title, content.basis, sheets.as_text(content))
        assert [(i.label, i.kind, i.weight, i.guidance) for i in again.items] == [
            (i.label, i.kind, i.weight, i.guidance) for i in content.items
        ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("评分 | 10 | 甲 |", "第一行须是分节的标题"),
        ("# 节\n加分 | 10 | 甲 |", "第 2 行须写成"),
        ("# 节\n评分 | 十 | 甲 |", "第 2 行须写成"),
        ("# 节\n评分 | 0 | 甲 |", "分值须在 1 到 100"),
        ("# 节\n评分 | 101 | 甲 |", "分值须在 1 到 100"),
        ("# 节\n扣分 | 5 | 甲 |", "至少要有一个评分项"),
        ("", "至少要有一个评分项"),
        ("# 节\n" + "评分 | 1 | 甲 |\n" * 61, "最多 60 项"),
    ],
)
def test_what_is_no_sheet(text, words):
    with pytest.raises(Refused, match=words):
        sheets.from_text("表", "", text)


# --- drawing ---


def piece(number: int, person: int = 1, **more):
    return Piece(number, more.pop("work", Work.FILING), person, number, AT, **more)


THREE = PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3)


def draw(plan, pieces, seed="s", per=Per.WEEK):
    piles = {}
    sampling.put(piles, plan, seed, pieces, per)
    return sampling.taken(piles, plan)


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        (THREE, True),
        (PlanLine(Work.REPLY, Per.WEEK, Take.COUNT, 3), False),
        (PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3, people=People.NEW), False),
        (PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3, among=Among.DISSATISFIED), True),
        (PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3, channel="phone"), True),
        (PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3, channel="portal"), False),
        (PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3, category="01"), True),
        (PlanLine(Work.FILING, Per.WEEK, Take.COUNT, 3, category="02"), False),
    ],
)
def test_which_pieces_a_line_of_the_plan_looks_at(line, fits):
    assert sampling.fits(line, piece(1, channel="phone", category="0101", dissatisfied=True)) is fits


def test_each_person_gives_so_many_and_each_piece_comes_once():
    every = PlanLine(Work.FILING, Per.WEEK, Take.EVERY, 0, among=Among.DISSATISFIED)
    pieces = [piece(n, person=n % 2, dissatisfied=n == 7) for n in range(100)]
    taken = draw([THREE, every], pieces)
    assert sum(each.by == 0 and each.person == 0 for each in taken) == 3
    assert 7 in {each.line for each in taken}
    assert len({each.line for each in taken}) == len(taken)
    assert {each.among for each in taken if each.by == 0} == {50}
    assert draw([THREE], pieces, per=Per.MONTH) == []


def test_a_sample_says_why_it_is_one():
    [first, *_] = sorted(draw([THREE], [piece(n) for n in range(10)]), key=lambda each: each.nth)
    assert "共 10 件" in first.why(THREE)
    assert "这是第 1 件" in first.why(THREE)
    assert first.number == min(sampling.chance("s", n) for n in range(10))


def test_too_many_are_left_out_and_counted():
    every = PlanLine(Work.FILING, Per.WEEK, Take.EVERY, 0)
    piles = {}
    sampling.put(piles, [every], "s", [piece(n) for n in range(sampling.MOST + 5)], Per.WEEK)
    assert len(sampling.taken(piles, [every])) == sampling.MOST
    assert piles[0, 1].left_out == 5


lines = st.builds(
    PlanLine,
    st.sampled_from([Work.FILING, Work.REPLY]),
    st.just(Per.WEEK),
    st.sampled_from(Take),
    st.integers(1, 9),
    people=st.sampled_from(People),
    among=st.sampled_from(Among),
)
pieces_strategy = st.lists(
    st.builds(
        piece,
        st.integers(1, 400),
        st.integers(1, 4),
        work=st.sampled_from([Work.FILING, Work.REPLY]),
        new=st.booleans(),
        dissatisfied=st.booleans(),
    ),
    unique_by=lambda each: each.line,
    max_size=80,
)


@given(st.lists(lines, min_size=1, max_size=4), pieces_strategy, st.text(max_size=8), st.integers(1, 20))
def test_a_draw_is_the_same_in_whatever_order_and_portions(plan, pieces, seed, portion):
    at_once = draw(plan, pieces, seed)
    piles = {}
    turned = pieces[::-1]
    for begin in range(0, len(turned), portion):
        sampling.put(piles, plan, seed, turned[begin : begin + portion], Per.WEEK)
        piles = sampling.unpacked(sampling.packed(piles))
    assert sampling.taken(piles, plan) == at_once
    assert {each.line for each in at_once} <= {each.line for each in pieces}


@given(st.text(max_size=8))
def test_a_share_takes_about_that_share(seed):
    line = PlanLine(Work.FILING, Per.WEEK, Take.SHARE, 10)
    taken = draw([line], [piece(n, person=n % 20) for n in range(2000)], seed)
    assert 100 <= len(taken) <= 320


def test_the_shipped_plan_reads_and_every_line_of_it_speaks():
    plan = sampling.shipped_plan()
    assert sampling.read_lines(sampling.rows_of(plan)) == plan
    assert {line.work for line in plan} == set(Work)
    assert "受理登记：到岗三个月内的新人，每人每周 5 件" in {line.words for line in plan}


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"work": "filing", "per": "year", "take": "count", "amount": "1"},
        {"work": "filing", "per": "week", "take": "count", "amount": "0"},
        {"work": "filing", "per": "week", "take": "count", "amount": "201"},
        {"work": "filing", "per": "week", "take": "share", "amount": "101"},
        {"work": "filing", "per": "week", "take": "count", "amount": "x"},
        {"work": "filing", "per": "week", "take": "count", "amount": "1", "channel": "fax"},
    ],
)
def test_what_is_no_line_of_a_plan(row):
    with pytest.raises(Refused, match="第 1 条规则"):
        sampling.read_lines([row])


@pytest.mark.parametrize(
    ("per", "today", "span"),
    [
        (Per.WEEK, date(2026, 11, 23), (date(2026, 11, 16), date(2026, 11, 23))),
        (Per.WEEK, date(2026, 11, 29), (date(2026, 11, 16), date(2026, 11, 23))),
        (Per.MONTH, date(2026, 11, 23), (date(2026, 10, 1), date(2026, 11, 1))),
        (Per.MONTH, date(2026, 1, 31), (date(2025, 12, 1), date(2026, 1, 1))),
    ],
)
def test_the_newest_span_that_is_over(per, today, span):
    assert sampling.last_whole(per, today) == span


# --- who ---


def acting(*roles, key="person:1"):
    return Actor(key, "某人", tuple(Held(role, 1) for role in roles))


@pytest.mark.parametrize(
    ("role", "works"),
    [
        (Role.SHIFT_LEADER, {Work.FILING, Work.ANSWER, Work.TURNED_DOWN, Work.DISPATCH, Work.CALL_BACK}),
        (Role.REVIEWER, {Work.REPLY}),
        (Role.SUPERVISOR, set(Work)),
        (Role.OPERATOR, set()),
        (Role.HANDLER, set()),
    ],
)
def test_who_scores_what(role, works):
    assert works_scored_by([role]) == works
    assert set(SCORES) == set(Work) == set(LINES)


@pytest.mark.parametrize(
    ("actor", "person", "progress", "code"),
    [
        (acting(Role.OPERATOR), 2, Progress.WAITING, "wrong-role"),
        (acting(Role.SHIFT_LEADER), 1, Progress.WAITING, "own-work"),
        (acting(Role.SHIFT_LEADER), 2, Progress.SCORED, "scored-already"),
    ],
)
def test_who_may_not_score(actor, person, progress, code):
    with pytest.raises(Refused) as refused:
        check_may_score(actor, Work.FILING, person, progress)
    assert refused.value.code == code
    check_may_score(acting(Role.SHIFT_LEADER), Work.FILING, 2, Progress.WAITING)


@pytest.mark.parametrize(
    ("actor", "person", "scorer", "code"),
    [
        (acting(Role.SHIFT_LEADER), 2, "person:3", "wrong-role"),
        (acting(Role.SUPERVISOR), 1, "person:3", "own-case"),
        (acting(Role.SUPERVISOR), 2, "person:1", "own-case"),
    ],
)
def test_who_may_not_decide(actor, person, scorer, code):
    with pytest.raises(Refused) as refused:
        check_may_decide(actor, person, [scorer])
    assert refused.value.code == code
    check_may_decide(acting(Role.SUPERVISOR), 2, ["person:3"])


def test_the_limits_say_on_what_they_rest():
    assert set(limits()) == set(LimitKind)
    assert limits()[LimitKind.APPEAL].basis.endswith("（设计默认值，未核实）")
    assert Role.WORKER in WHO_MAY["draw.begin"]
