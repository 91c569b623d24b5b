"""The rules by themselves: fee vectors, tables, checks of numbers, the year's tables over any requests."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.applications.rules import counting, fees, intake, tables
from yihaotong.applications.rules.codes import (
    ApplicantKind,
    Channel,
    Exemption,
    Ladder,
    ReplyType,
    Stage,
)
from yihaotong.applications.rules.counting import Counted, Disputed
from yihaotong.applications.rules.moves import MOVES
from yihaotong.applications.rules.relief import paragraph, relief_of
from yihaotong.applications.rules.repeating import alike
from yihaotong.applications.rules.tables import APART, Path, row_of
from yihaotong.forms.rules import layout
from yihaotong.forms.rules.codes import Format, format_of
from yihaotong.journal.refusal import Refused

# --- fees (handbook B5) ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "yuan"),
    [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000), (60, 11000), (100, 37000)],
)
def test_fees_by_item(count: int, yuan: int) -> None:
    assert fees.by_items(count) == yuan


@pytest.mark.parametrize(
    ("count", "yuan"), [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (300, 6700)]
)
def test_fees_by_page(count: int, yuan: int) -> None:
    assert fees.by_pages(count) == yuan


def _item(number: int) -> int:
    """What the so-many-th item of a month costs: 31–40 200 yuan, 41–50 300 …"""
    return 0 if number <= 10 else 100 if number <= 30 else 100 * (2 + (number - 31) // 10)


def _page(number: int) -> int:
    return 0 if number <= 30 else 10 if number <= 100 else 20 if number <= 200 else 40


@given(st.integers(0, 400))
def test_each_ladder_is_the_sum_of_its_steps(count: int) -> None:
    assert fees.by_items(count) == sum(map(_item, range(1, count + 1)))
    assert fees.by_pages(count) == sum(map(_page, range(1, count + 1)))


@given(st.lists(st.integers(1, 30), max_size=6))
def test_a_month_costs_the_same_however_it_is_cut_into_requests(parts: list[int]) -> None:
    before, total = 0, 0
    for part in parts:
        total += fees.fee(Ladder.ITEMS, count=part, before=before)
        before += part
    assert total == fees.by_items(before)


@given(st.sampled_from(list(Ladder)), st.integers(0, 300), st.integers(0, 120))
def test_the_steps_of_a_fee_add_up_to_it(ladder: Ladder, count: int, before: int) -> None:
    before = before if ladder is Ladder.ITEMS else 0
    steps = fees.steps(ladder, count=count, before=before)
    assert sum(step.total for step in steps) == fees.fee(ladder, count=count, before=before)
    assert sum(step.last - step.first + 1 for step in steps) == count


def test_the_steps_of_a_fee_are_told() -> None:
    assert [step.told("页") for step in fees.steps(Ladder.PAGES, count=128)] == [
        "第 1—30 页，免费",
        "第 31—100 页，每页 10 元，70 页计 700 元",
        "第 101—128 页，每页 20 元，28 页计 560 元",
    ]
    assert [step.told("件") for step in fees.steps(Ladder.ITEMS, count=3, before=9)] == [
        "第 10 件，免费",
        "第 11—12 件，每件 100 元，2 件计 200 元",
    ]
    assert fees.steps(Ladder.ITEMS, count=12, before=30)[-1].told("件") == "第 41—42 件，每件 300 元，2 件计 600 元"


def test_a_slip_of_the_keys_is_refused() -> None:
    with pytest.raises(Refused, match="1000000"):
        fees.by_pages(10_000_000)


# --- tables ---------------------------------------------------------------------------------------


def test_every_code_has_its_line() -> None:
    assert set(tables.reply_types()) == set(ReplyType)
    assert set(tables.receipts()) == set(Channel)
    assert [len(layout.rows(form)) for form in Format] == [22 + 1, 22 + 3]
    for form in Format:
        every = {row_of(code, Exemption.N1, form) for code in set(ReplyType) - {ReplyType.A41}}
        assert row_of(ReplyType.A41, None, form) == APART
        assert every | {"r3_3_1"} <= set(layout.rows(form))
    assert all(line.basis for line in tables.reply_types().values())


def test_the_row_of_a_refusal_follows_from_its_reason() -> None:
    rows = [row_of(ReplyType.R4, each, Format.F2021) for each in list(Exemption)[:7]]
    assert rows == [f"r3_3_{number}" for number in range(1, 8)]
    assert row_of(ReplyType.R5, None, Format.F2021) == "r3_3_8"
    assert row_of(ReplyType.R3, Exemption.N4, Format.F2019) == "r3_2"
    assert (row_of(ReplyType.R15, None, Format.F2019), row_of(ReplyType.R15, None, Format.F2021)) == ("r3_6", "r3_6_2")
    assert (format_of(2020), format_of(2021)) == (Format.F2019, Format.F2021)


@pytest.mark.parametrize(
    ("codes", "day", "path", "verified"),
    [
        (["R4"], "2023-12-31", Path.CHOICE, True),
        (["R4"], "2024-01-01", Path.REVIEW_FIRST, True),
        (["R3"], "2026-10-26", Path.REVIEW_FIRST, True),
        (["R2"], "2026-10-26", Path.CHOICE, True),
        (["R1", "R4"], "2026-10-26", Path.REVIEW_FIRST, True),
        (["R6"], "2026-10-26", Path.REVIEW_FIRST, False),
        (["R10"], "2026-10-26", Path.CHOICE, False),
    ],
)
def test_the_relief_paragraph_by_type_and_day(codes: list[str], day: str, path: Path, verified: bool) -> None:
    relief = relief_of(map(ReplyType, codes), date.fromisoformat(day))
    assert (relief.path, relief.verified) == (path, verified)
    said = paragraph(relief, review_body="示例市人民政府", court="示例法院")
    assert ("应当先" in said, "15 日" in said) == (path is Path.REVIEW_FIRST,) * 2
    assert "60 日" in said


def test_no_relief_before_the_regulation() -> None:
    with pytest.raises(Refused, match="没有适用"):
        relief_of([ReplyType.R2], date(2010, 1, 1))


# --- intake ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kind", "wrong"),
    [
        ("64010419900101123X", ApplicantKind.NATURAL, False),
        ("640104199001011231", ApplicantKind.NATURAL, True),
        ("990104199013011235", ApplicantKind.NATURAL, True),
        ("91350100M000100Y43", ApplicantKind.BUSINESS, False),
        ("91350100M000100Y44", ApplicantKind.BUSINESS, True),
    ],
)
def test_a_number_that_cannot_be_is_told(number: str, kind: ApplicantKind, wrong: bool) -> None:
    assert any("校验不对" in line for line in intake.defects({"id_no": number}, kind)) is wrong


def test_what_lacks_is_listed_in_one_go() -> None:
    assert len(intake.defects({}, ApplicantKind.NATURAL)) == 4
    assert len(intake.defects({}, ApplicantKind.BUSINESS)) == 5
    whole = {
        "name": "示例甲",
        "id_no": "6401 0419 9001 0112 3x",
        "email": "a@example.org",
        "description": "供热补贴办法",
    }
    assert intake.defects(whole, ApplicantKind.NATURAL) == []
    assert intake.defects(whole | {"id_no": "640104199001011231", "email": "a"}, ApplicantKind.NATURAL) == [
        "身份证号码校验不对，请核对",
        "电子邮箱格式不对，请核对",
    ]
    assert intake.mask_number("64010419900101123X") == "640*************3X"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": "打我女儿的电话"}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"email": "没有"}, "email"),
        ({"postcode": "银川"}, "postcode"),
        ({"delivery": "electronic"}, "email"),
        ({"delivery": "post", "email": "a@example.org"}, "address"),
        ({"delivery": "electronic", "email": "a@example.org"}, ""),
        ({"phone": "0951-6012345 转 801", "postcode": "750000", "delivery": "direct"}, ""),
    ],
)
def test_what_is_wrong_with_how_he_is_reached_names_its_field(said: dict[str, str], field: str) -> None:
    assert [name for name, _words in intake.of_contact(said)] == ([field] if field else [])
    assert {words for _name, words in intake.of_contact(said)} <= set(intake.defects(said, ApplicantKind.NATURAL))


@pytest.mark.parametrize(
    ("description", "wanted"),
    [
        ("热线登记的我本人的住址有误，要求更正", True),
        ("请把我的身份证号更正过来", True),
        ("2024 年统计错误的通报", False),
        ("我要热线月报", False),
    ],
)
def test_a_wish_to_put_a_record_right_is_noticed(description: str, wanted: bool) -> None:
    assert intake.sounds_like_putting_right(description) is wanted


@pytest.mark.parametrize(
    ("one", "other", "alike_enough"),
    [
        ("供热补贴发放办法", "供热补贴发放办法。", True),
        ("示例市2024年供热补贴发放办法", "示例市二〇二四年供热补贴的发放办法", True),
        ("供热补贴发放办法", "供水管网改造方案", False),
        ("办法", "示例市 2024 年供热补贴发放办法及其全部附件、会议记录、请示", False),
    ],
)
def test_when_two_ask_for_the_same(one: str, other: str, alike_enough: bool) -> None:
    assert bool(alike(one, [("YQ2025-000001", other)], percent=60)) is alike_enough


# --- moves ----------------------------------------------------------------------------------------


def test_every_move_rests_on_something_and_every_stage_is_reached() -> None:
    assert all(move.basis and move.effect and move.by for move in MOVES.values())
    assert all(move.done.startswith(("已", "没有")) for move in MOVES.values())
    assert len({move.done for move in MOVES.values()}) == len(MOVES)
    assert {target for move in MOVES.values() for target in move.targets} == set(Stage)
    assert all(move.day in {field.name for field in move.fields} for move in MOVES.values() if move.day)


# --- the year's tables (handbook C3) --------------------------------------------------------------

_DAYS = st.dates(date(2018, 6, 1), date(2023, 6, 30))
_LIVES = st.lists(
    st.tuples(
        st.sampled_from(list(ApplicantKind)),
        _DAYS,
        st.none() | _DAYS,
        st.sampled_from([each for each in ReplyType if each is not ReplyType.A41]),
    ),
    max_size=25,
)


def _counted(lives: Sequence[tuple], year: int, form: Format) -> list[Counted]:
    """As the tables ask for them: what was received by the end of the year and not concluded before it."""
    made = []
    for number, (kind, one, other, reply) in enumerate(lives):
        received, concluded = (min(one, other), max(one, other)) if other else (one, None)
        row = row_of(reply, Exemption.N5, form)
        if received.year <= year and (concluded is None or concluded.year >= year):
            made.append(Counted(f"YQ-{number}", kind.value, received, concluded, row))
    return made


@given(_LIVES, st.sampled_from(list(Format)))
def test_the_tables_always_add_up(lives: list[tuple], form: Format) -> None:
    years = range(2018, 2024)
    lines = {year: counting.table3(_counted(lives, year, form), year, form) for year in years}
    for year in years:
        assert list(counting.faults(lines[year], form)) == []
        if year + 1 in lines:
            assert list(counting.check_years(lines[year], lines[year + 1])) == []
    done = [number for year in years for line in lines[year] if line.row == "r3_7" for number in line.cells["total"]]
    new = [number for year in years for line in lines[year] if line.row == "r1" for number in line.cells["total"]]
    assert len(new) == len(set(new)) == len(lives)
    assert len(done) == len(set(done))


def test_a_table_that_does_not_add_up_is_found() -> None:
    requests = [Counted("YQ-1", "natural", date(2025, 1, 2), date(2025, 2, 3), "r3_1")]
    apart = counting.table3([Counted("YQ-0", "natural", date(2025, 1, 2), date(2025, 2, 3), APART)], 2025, Format.F2021)
    assert not any(line.cells["total"] for line in apart)
    lines = counting.table3(requests, 2025, Format.F2021)
    empty = dict.fromkeys(counting.COLUMNS, ())
    for row, found in (("r1", "T3-a"), ("r3_1", "T3-b")):
        broken = [counting.Line(each.row, each.words, empty) if each.row == row else each for each in lines]
        assert any(fault.startswith(found) for fault in counting.faults(broken, Format.F2021))
    assert list(counting.check_years(lines, lines)) == []
    left = counting.table3([Counted("YQ-2", "other", date(2025, 1, 2), None, "")], 2025, Format.F2021)
    assert len(list(counting.check_years(left, lines))) == 2


@pytest.mark.parametrize(
    ("items", "row"),
    [
        ([("R2", None), ("R2", None)], "r3_1"),
        ([("R1", None), ("R2", None)], "r3_1"),
        ([("R2", None), ("R4", "N6")], "r3_2"),
        ([("R6", None), ("R2", None)], "r3_2"),
        ([("R3", "N4"), ("R6", None)], "r3_2"),
        ([("R6", None), ("R4", "N1")], "r3_4_1"),
        ([("A41", None), ("R6", None)], "r3_4_1"),
        ([("A41", None)], "apart"),
    ],
)
def test_a_request_that_was_split_counts_once(items: list[tuple[str, str | None]], row: str) -> None:
    types = [(ReplyType(reply), Exemption(code) if code else None) for reply, code in items]
    assert counting.row_of_items(types, Format.F2021) == row


def test_the_real_table_of_a_city_satisfies_the_printed_rule() -> None:
    """handbook C3, positive vector."""
    assert 13612 + 535 == 13364 + 783
    assert 14069 + 560 == 13810 + 819
    kinds = [("a", "natural")] * 3 + [("b", "business")] * 2
    requests = [Counted(f"{name}{n}", kind, date(2025, 3, 3), None, "") for n, (name, kind) in enumerate(kinds)]
    lines = {line.row: line for line in counting.table3(requests, 2025, Format.F2021)}
    assert [len(lines["r4"].cells[column]) for column in counting.COLUMNS] == [3, 2, 0, 0, 0, 0, 5]


def test_the_headings_without_figures_stand_where_they_are_printed() -> None:
    """handbook C1, C2."""
    assert layout.groups(Format.F2021) == {
        "r3_1": ("三、本年度办理结果",),
        "r3_3_1": ("（三）不予公开",),
        "r3_4_1": ("（四）无法提供",),
        "r3_5_1": ("（五）不予处理",),
        "r3_6_1": ("（六）其他处理",),
    }
    assert "r3_6_1" not in layout.groups(Format.F2019)
    assert all(set(layout.groups(form)) <= set(layout.rows(form)) for form in Format)


def test_table_4_by_year() -> None:
    disputes = [
        Disputed("YQ-1", 1, "review", "upheld", date(2025, 5, 6)),
        Disputed("YQ-1", 2, "suit_after_review", "", None),
        Disputed("YQ-2", 1, "review", "corrected", date(2026, 1, 6)),
    ]
    found = counting.table4(disputes, 2025)
    counts = {kind.value: [len(cells) for cells in columns.values()] for kind, columns in found.items()}
    assert counts == {"review": [1, 0, 0, 1, 2], "suit": [0, 0, 0, 0, 0], "suit_after_review": [0, 0, 0, 1, 1]}
