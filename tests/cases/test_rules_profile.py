"""The profiles of limits, as data that a clerk can read and change."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import UnitKind
from yihaotong.cases.rules import profiles
from yihaotong.cases.rules.cards import Card, Offsets, card, offsets
from yihaotong.cases.rules.clocks import AT_UNIT, NAMED, Basis, ClockKind, Line, Profile, Setting, Title, UnitClass
from yihaotong.cases.rules.codes import RequestType, Urgency

HEADING = "clock,request_type,urgency,unit_kind,limit,basis,basis_kind,verified\n"
CODES = [title.code for title in profiles.titles()]
TITLE = Title("own-1", "本市方案")
EVERYBODY = list(product(RequestType, Urgency, UnitClass))


# profile, clock, request type, urgency, class of unit, limit, what its basis says
EXAMPLES = """
默认 派单 投诉 一般 部门     1wd   宁夏12345运行管理办法（试行）2022：中心1个工作日内转办（地方规定）
默认 派单 求助 紧急 部门     30min 默认方案：民生保障诉求30分钟内派单（设计默认值，未核实）
默认 签收 投诉 一般 部门     4wh   默认方案：一般诉求4个工作小时内签收（设计默认值，未核实）
默认 签收 求助 紧急 公用企业 30min 天津市令39号实施细则：水电气热30分钟内签收（任何一天）（地方规定）
默认 签收 咨询 特急 部门     15min 天津市令39号实施细则：危及生命财产15分钟内签收（任何一天）（地方规定）
默认 退单 投诉 一般 部门     1wd   天津市令39号实施细则：1个工作日内退单（地方规定）
默认 首次联系 求助 一般 镇街 24h   默认方案：签收后24小时内联系诉求人（设计默认值，未核实）
默认 办理 咨询 一般 部门     1wd   默认方案：咨询1个工作日内答复（设计默认值，未核实）
默认 办理 求助 一般 部门     5wd   山东省12345管理办法2020：5个工作日内办理（地方规定）
默认 办理 投诉 一般 部门     5wd   山东省12345管理办法2020：5个工作日内办理（地方规定）
默认 办理 投诉 一般 执法类单位 15wd 默认方案：须执法查处的投诉15个工作日内办理（设计默认值，未核实）
默认 办理 举报 紧急 执法类单位 15wd 默认方案：须执法查处的举报15个工作日内办理（设计默认值，未核实）
默认 办理 建议 一般 执法类单位 5wd 山东省12345管理办法2020：5个工作日内办理（地方规定）
默认 回访 投诉 一般 中心     3wd   上海（大宁路街道2019）：回访复核3个工作日（地方规定）
默认 全程 咨询 紧急 中心     3wd   默认方案：咨询的全程时限（设计默认值，未核实）
默认 裁定 投诉 一般 中心     1wd   默认方案：退单申请1个工作日内裁定（设计默认值，未核实）
默认 值班报告 求助 特急 中心 30min 默认方案：特急事项30分钟内报值班室（设计默认值，未核实）
广东 办理 咨询 一般 部门     2wd   广东省12345热线管理办法2022：咨询2个工作日内办理（地方规定）
广东 办理 求助 一般 部门     10wd  广东省12345热线管理办法2022：求助10个工作日内办理（地方规定）
广东 办理 建议 一般 部门     10wd  广东省12345热线管理办法2022：建议10个工作日内办理（地方规定）
广东 办理 投诉 一般 部门     15wd  广东省12345热线管理办法2022：投诉15个工作日内办理（地方规定）
广东 办理 举报 一般 执法类单位 15wd 广东省12345热线管理办法2022：举报15个工作日内办理（地方规定）
广东 办理 表扬 一般 部门     5wd   山东省12345管理办法2020：5个工作日内办理（地方规定，沿用默认方案）
广东 签收 投诉 一般 部门     4wh   默认方案：一般诉求4个工作小时内签收（设计默认值，未核实，沿用默认方案）
天津 签收 投诉 一般 部门     1wd   天津市令39号实施细则：一般诉求1个工作日内签收（地方规定）
天津 签收 求助 紧急 公用企业 30min 天津市令39号实施细则：水电气热30分钟内签收（任何一天）（地方规定）
天津 签收 求助 特急 部门     15min 天津市令39号实施细则：危及生命财产15分钟内签收（任何一天）（地方规定）
天津 退单 投诉 一般 部门     1wd   天津市令39号实施细则：1个工作日内退单，逾期未退的应当办理（地方规定）
天津 办理 投诉 一般 部门     5wd   山东省12345管理办法2020：5个工作日内办理（地方规定，沿用默认方案）
山东 办理 投诉 一般 部门     5wd   山东省12345管理办法2020：5个工作日内办理（地方规定）
山东 办理 咨询 一般 部门     5wd   山东省12345管理办法2020：5个工作日内办理（地方规定）
山东 退单 投诉 一般 部门     2wd   山东省12345管理办法2020：2个工作日内退单（地方规定）
山东 签收 投诉 一般 部门     4wh   默认方案：一般诉求4个工作小时内签收（设计默认值，未核实，沿用默认方案）
"""


@pytest.mark.parametrize("example", EXAMPLES.strip().splitlines())
def test_which_limit_a_case_gets_and_why(example: str) -> None:
    name, clock, kind, urgency, unit, limit, says = example.split(maxsplit=6)
    profile = profiles.shipped(next(each.code for each in profiles.titles() if each.name == f"{name}方案"))
    line = profile.line(
        next(each for each in ClockKind if each.label == f"{clock}时限"),
        next(each for each in RequestType if each.label == kind),
        next(each for each in Urgency if each.label.startswith(urgency)),
        next(each for each in UnitClass if each.label == unit),
    )
    assert line
    assert str(line.limit) == limit
    assert line.says == says


@pytest.mark.parametrize(
    ("code", "setting", "value", "verified"),
    [
        ("default", Setting.DISPATCHES_FINAL, "3", False),
        ("default", Setting.COMPLEX_RETURN, "2wd", True),
        ("default", Setting.SUPERVISE, "3wd", True),
        ("default", Setting.YELLOW_CARD, None, None),
        ("tianjin", Setting.DISPATCHES_FINAL, "3", False),
        ("tianjin", Setting.COMPLEX_RETURN, "2wd", True),
        ("shandong", Setting.EXTENSION, "10wd", True),
        ("shandong", Setting.YELLOW_CARD, "1wd", True),
        ("shandong", Setting.RED_CARD, "1wd", True),
        ("guangdong", Setting.SUPERVISE, "3wd", True),
    ],
)
def test_what_a_profile_sets_besides(code: str, setting: Setting, value: str | None, verified: bool | None) -> None:
    line = profiles.shipped(code).setting(setting)
    assert (line.value if line else None) == value
    assert (line.verified if line else None) == verified


def test_a_number_of_a_profile_is_read_as_one() -> None:
    assert profiles.shipped("tianjin").number(Setting.DISPATCHES_FINAL, 9) == 3
    assert Profile([], TITLE).number(Setting.DISPATCHES_FINAL, 9) == 9


@pytest.mark.parametrize("code", CODES)
def test_every_profile_that_ships_sets_every_clock_for_everybody(code: str) -> None:
    profile = profiles.shipped(code)
    for clock in ClockKind:
        for case in EVERYBODY:
            line = profile.line(clock, *case)
            assert line, (clock, case)
            assert line.limit


def test_every_kind_of_unit_has_its_class() -> None:
    assert {kind.value for kind in UnitKind} == {each.value for each in UnitClass} - {"law_enforcement"}


@pytest.mark.parametrize("code", CODES)
def test_what_ships_reads_back_as_it_was_written(code: str) -> None:
    profile = profiles.shipped(code)
    assert profiles.from_text(profiles.text_of(profile.lines), profile.title).lines == profile.lines


def test_a_profile_that_handles_for_longer_than_it_may_take_says_so() -> None:
    text = HEADING + "total,suggestion,,,4wd,某规定,local_rule,yes\n"
    assert "建议：办理时限 5 个工作日，长于全程时限 4 个工作日" in profiles.from_text(text, TITLE).warnings
    assert profiles.shipped("guangdong").warnings == []


# --- the order of narrowness, and inheriting ---


def _lines() -> st.SearchStrategy[list[Line]]:
    """Lines such as a file can have: none twice for the same."""
    units = st.sampled_from(["", *(unit.value for unit in UnitClass)])
    clocks = st.sampled_from(sorted(AT_UNIT))
    line = st.builds(
        Line,
        clock=clocks,
        request_type=st.sampled_from(["", *(kind.value for kind in RequestType)]),
        urgency=st.sampled_from(["", *(urgency.value for urgency in Urgency)]),
        unit_kind=units,
        value=st.integers(1, 90).map(lambda days: f"{days}wd"),
        basis=st.just("某规定"),
        kind=st.sampled_from(Basis),
        verified=st.booleans(),
    )
    return st.lists(line, max_size=12, unique_by=lambda line: line.key)


@given(_lines())
def test_of_two_lines_for_one_case_one_is_narrower(lines: list[Line]) -> None:
    for case in EVERYBODY:
        words = tuple(each.value for each in case)
        for clock in AT_UNIT:
            fitting = [line.narrowness for line in lines if line.clock is clock and line.fits(*words)]
            assert len(fitting) == len(set(fitting))


@given(_lines())
def test_an_own_line_holds_where_one_fits_and_the_defaults_elsewhere(lines: list[Line]) -> None:
    profile = Profile(lines, TITLE, profiles.shipped())
    for clock, case in product(NAMED, EVERYBODY):
        own = [line for line in lines if line.clock is clock and line.fits(*(each.value for each in case))]
        found, inherited = profile.line(clock, *case), profiles.shipped().line(clock, *case)
        if own:
            assert found is max(own, key=lambda line: line.narrowness)
        elif inherited is None:
            assert found is None
        else:
            assert found
            assert found.inherited
            assert (found.key, found.value, found.basis) == (inherited.key, inherited.value, inherited.basis)
            assert found.says.endswith("沿用默认方案）")


# --- files with mistakes ---


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("disptch,,,,1wd,x,design,no", "clock"),
        ("dispatch,,,,1weekday,x,design,no", "limit"),
        ("dispatches_final,,,,three,x,design,no", "limit"),
        ("yellow_card,,,,24h,x,design,no", "limit"),
        ("dispatch,complain,,,1wd,x,design,no", "request_type"),
        ("dispatch,,very,,1wd,x,design,no", "urgency"),
        ("handle,,,ministry,1wd,x,design,no", "unit_kind"),
        ("total,,,street,1wd,x,design,no", "unit_kind"),
        ("dispatch,,,,1wd,x,habit,no", "basis_kind"),
        ("dispatch,,,,1wd,,design,no", "basis"),
        ("dispatch,,,,1wd,x,design,perhaps", "verified"),
    ],
)
def test_a_wrong_profile_names_the_row_and_the_column(row: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.csv"
    path.write_text(f"{HEADING}{row}\n")
    with pytest.raises(ValueError, match=f"profile.csv 第 2 行“{profiles.LABELS[named]}”（{named} 列）"):
        profiles.read(path)


def test_all_mistakes_are_named_at_once_and_doubles_too() -> None:
    text = HEADING + "sign,,,,1wd,x,law,yes\nhandle,,,,soon,,law,yes\nsign,,,,2wd,x,law,yes\n"
    with pytest.raises(profiles.BadProfile) as bad:
        profiles.from_text(text, TITLE)
    assert [(fault.row, fault.column) for fault in bad.value.faults] == [
        (3, "limit"),
        (3, "basis"),
        (4, "clock"),
    ]
    assert bad.value.faults[2].message.startswith("与第 2 行管的是同一种情形")


def test_a_citys_file_of_before_needs_no_class_of_unit_and_inherits(tmp_path: Path) -> None:
    path = tmp_path / "本市.csv"
    path.write_text(
        "clock,request_type,urgency,limit,basis,basis_kind,verified\nhandle,,,7wd,本市规定,local_rule,yes\n",
        encoding="utf-8-sig",
    )
    profile = profiles.read(path)
    handle = profile.line(ClockKind.HANDLE, RequestType.INQUIRY, Urgency.NORMAL)
    sign = profile.line(ClockKind.SIGN, RequestType.INQUIRY, Urgency.NORMAL)
    assert handle
    assert sign
    assert (handle.value, handle.inherited) == ("7wd", False)
    assert (sign.value, sign.inherited) == ("4wh", True)


# --- cards ---

SHANDONG = offsets(profiles.shipped("shandong"), RequestType.COMPLAINT, Urgency.NORMAL)


@pytest.mark.parametrize(
    ("days_left", "overdue", "hung"),
    [
        (3, False, None),
        (2, False, None),
        (1, False, Card.YELLOW),  # the working day before the last
        (0, False, Card.YELLOW),  # the last day
        (0, True, Card.YELLOW),  # over, and the first working day after has not come: a Saturday
        (-1, True, Card.RED),  # the first working day after
        (-9, True, Card.RED),
        (None, False, None),
    ],
)
def test_the_cards_of_shandong(days_left: int | None, overdue: bool, hung: Card | None) -> None:
    assert card(days_left, overdue=overdue, offsets=SHANDONG) is hung


def test_where_the_profile_knows_no_cards_there_are_none() -> None:
    none = offsets(profiles.shipped(), RequestType.COMPLAINT, Urgency.NORMAL)
    assert none == Offsets(None, None)
    assert card(-5, overdue=True, offsets=none) is None
