"""Limits as tables of worked examples around the holidays; what holds whatever is formed and released."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.catalogue.rules import laws, moves, periods, reading, rows
from yihaotong.catalogue.rules.codes import Act, Light, Progress
from yihaotong.catalogue.rules.comparing import Line, differences
from yihaotong.catalogue.rules.occasions import Formation, Item, Terms, standing
from yihaotong.catalogue.rules.periods import Period
from yihaotong.catalogue.rules.timing import Event, Every, Timing
from yihaotong.clock import CHINA, Limit, national
from yihaotong.journal.refusal import Refused

ART_26 = "event:formed+20wd"
BASIS = "《政府信息公开条例》第二十六条"


def on(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), CHINA)


def terms(timing: str, since: str = "2019-01-01") -> Terms:
    return Terms(Timing.parse(timing), on(since), BASIS, national())


def item(key: str, released: str, formed: str = "", title: str = "", withdrawn: str = "") -> Item:
    day = date.fromisoformat(formed) if formed else None
    return Item(key, title or key, on(released), day, on(withdrawn) if withdrawn else None)


# --- how limits are written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("自形成或变更之日起20个工作日内", ART_26),
        ("信息形成或者变更之日起20个工作日内公开", ART_26),
        ("自该信息形成之日起２０个工作日内", ART_26),
        ("及时公开", ART_26),
        ("批准后20日内", "event:approved+20d"),
        ("自作出决定之日起7个工作日内", "event:decided+7wd"),
        ("每月结束后20个工作日内", "monthly+20wd"),
        ("每季度末后15日内", "quarterly+15d"),
        ("每半年结束后1个月内", "half-yearly+1mo"),
        ("每年1月31日前", "yearly:01-31"),
        ("每年1月31日、7月31日前", "yearly:01-31,07-31"),
        ("长期公开", "permanent+20wd"),
        ("长期公开（变更后5个工作日内）", "permanent+5wd"),
        ("实时公开", "realtime+1wd"),
        ("实时（形成后2小时内）", "realtime+2h"),
    ],
)
def test_limits_are_read_as_people_write_them(written: str, short: str) -> None:
    assert str(Timing.parse(written)) == short


@pytest.mark.parametrize("written", ["", "尽快", "每年2月30日前", "每年13月1日前", "event:formed+0wd", "yearly:02-29"])
def test_what_cannot_be_counted_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="公开时限") as refused:
        Timing.parse(written)
    assert refused.value.field == "timing"


SPANS = st.builds(Limit.parse, st.sampled_from(["1wd", "20wd", "7wd", "20d", "1mo", "24h"]))
TIMINGS = st.one_of(
    st.builds(Timing, st.just(Every.EVENT), SPANS, st.sampled_from(Event)),
    st.builds(
        Timing, st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF, Every.PERMANENT, Every.REAL_TIME]), SPANS
    ),
    st.builds(
        lambda days: Timing(Every.YEAR, days=tuple(sorted(days))),
        st.sets(st.tuples(st.integers(1, 12), st.integers(1, 28)), min_size=1, max_size=4),
    ),
)


@given(TIMINGS)
def test_both_ways_of_writing_are_read_again(timing: Timing) -> None:
    assert Timing.parse(str(timing)) == timing
    assert Timing.parse(timing.chinese) == timing


@pytest.mark.parametrize(
    ("timing", "law", "allowed"),
    [
        (ART_26, "general", True),
        ("event:formed+10wd", "general", True),
        ("event:formed+21wd", "general", False),
        ("event:formed+20d", "general", True),
        ("event:formed+1mo", "general", False),
        ("event:formed+24h", "general", True),
        ("monthly+25wd", "general", False),
        # Special law first, in both directions.
        ("event:approved+20d", "budget", True),
        ("event:approved+20wd", "budget", False),
        ("event:decided+7wd", "licensing", True),
        ("event:decided+10wd", "licensing", False),
        ("yearly:01-31", "report", True),
        ("yearly:03-31", "report", False),
        ("permanent+30wd", "guide", False),
    ],
)
def test_no_row_gives_itself_more_time_than_the_law(timing: str, law: str, allowed: bool) -> None:
    if allowed:
        laws.check_within(Timing.parse(timing), laws.laws()[law])
    else:
        with pytest.raises(Refused, match="目录不能放宽"):
            laws.check_within(Timing.parse(timing), laws.laws()[law])


def test_all_articles_of_b1_are_there() -> None:
    codes = list(laws.articles())
    assert codes[:15] == [f"20-{number}" for number in range(1, 16)]
    assert len(codes) == 22


# --- when something is due -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timing", "since", "formed", "at", "due", "light"),
    [
        # The seed's report of September 2019: National Day and a make-up Saturday between, the 20th day is 1 November.
        ("monthly+20wd", "2019-09-02", "", "2019-10-20", "2019-11-01", Light.DUE),
        ("monthly+20wd", "2019-09-02", "", "2019-11-02", "2019-11-01", Light.OVERDUE),
        ("monthly+20wd", "2019-09-02", "", "2019-09-20", "2019-11-01", Light.EMPTY),
        # Over Spring Festival 2026 (15 to 23 February off, 14 and 28 February worked).
        (ART_26, "2026-01-05", "2026-02-10", "2026-02-11", "2026-03-16", Light.DUE),
        ("event:approved+20d", "2026-01-05", "2026-02-10", "2026-02-11", "2026-03-02", Light.DUE),
        ("event:decided+7wd", "2026-01-05", "2026-02-10", "2026-02-11", "2026-02-26", Light.DUE),
        ("realtime+1wd", "2026-01-05", "2026-02-13", "2026-02-13", "2026-02-14", Light.DUE),
        # Fixed dates do not move on holidays.
        ("yearly:01-31", "2025-03-01", "", "2025-06-01", "2026-01-31", Light.EMPTY),
        ("yearly:01-31", "2025-03-01", "", "2026-01-20", "2026-01-31", Light.DUE),
        ("yearly:01-31", "2025-03-01", "", "2026-02-01", "2026-01-31", Light.OVERDUE),
        ("yearly:01-31,07-31", "2025-03-01", "", "2025-07-15", "2025-07-31", Light.DUE),
        # What is always open must be there within the limit after the row came into force.
        ("permanent+20wd", "2026-11-02", "", "2026-11-03", "2026-11-30", Light.DUE),
        ("quarterly+15d", "2026-02-01", "", "2026-04-02", "2026-04-15", Light.DUE),
        ("half-yearly+1mo", "2026-02-01", "", "2026-07-02", "2026-07-30", Light.DUE),
        # Nothing was formed yet, or before the row came into force.
        (ART_26, "2026-01-05", "", "2026-06-01", "", Light.EMPTY),
        (ART_26, "2026-01-05", "2025-12-30", "2026-06-01", "", Light.EMPTY),
    ],
)
def test_what_is_due_next(timing: str, since: str, formed: str, at: str, due: str, light: Light) -> None:
    formations = [Formation(date.fromisoformat(formed), "预算")] if formed else []
    stood = standing(terms(timing, since), formations, [], on(at))
    assert stood.light is light
    assert (str(stood.next.due.at.date()) if stood.next else "") == due
    if stood.next:
        assert BASIS in stood.next.due.steps[-1].basis
        assert stood.next.due.at.time() == time(23, 59, 59)


SEED = [  # the list in the seed: the month it tells of as its title says it, and the day it came out
    ("银川市12345便民服务中心市民诉求办理情况月报（12月份）", "2019-01-15"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年1月份）", "2019-02-21"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年2月份）", "2019-03-21"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年3月份）", "2019-04-22"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年4月份）", "2019-05-13"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年5月份）", "2019-06-21"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年6月份）", "2019-07-12"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年7月份）", "2019-08-26"),
    ("银川市12345便民服务中心市民诉求办理情况月报（2019年8月份）", "2019-09-25"),
    ("银川市智慧城市运营管理指挥中心9月份运行情况月报（2019年9月份）", "2019-11-01"),
    ("银川市智慧城市运营管理指挥中心运行情况月报（2019年10月份）", "2019-11-26"),
    ("银川市智慧城市运营管理指挥中心运行情况月报（2019年11月份）", "2019-12-25"),
]


def test_the_monthly_reports_of_the_seed_were_all_in_time() -> None:
    """Handbook F1, 5: a lag of 7 to 20 working days, September exactly on the 20th; December 2019 comes in 2020."""
    reports = [item(day, day, title=title) for title, day in SEED]
    stood = standing(terms("monthly+20wd", "2018-12-03"), [], reports, on("2019-12-31"))
    met = [each for each in stood.occasions if each.item]
    assert [each.label for each in met] == ["2018年12月", *(f"2019年{month}月" for month in range(1, 12))]
    assert all(each.in_time for each in met)
    assert [str(each.due.at.date()) for each in met if each.item.key == "2019-11-01"] == ["2019-11-01"]
    assert (stood.light, stood.next.label, str(stood.next.due.at.date())) == (
        Light.FULFILLED,
        "2019年12月",
        "2020-02-05",
    )


def test_a_month_left_out_does_not_make_the_others_late() -> None:
    reports = [item("7", "2019-08-26", title="月报（2019年7月）"), item("9", "2019-10-25", title="9月份月报")]
    stood = standing(terms("monthly+20wd", "2019-07-01"), [], reports, on("2019-10-31"))
    assert [(each.label, each.item.key if each.item else "") for each in stood.occasions[:3]] == [
        ("2019年7月", "7"),
        ("2019年8月", ""),
        ("2019年9月", "9"),
    ]
    assert stood.light is Light.OVERDUE
    assert stood.next.label == "2019年8月"


@pytest.mark.parametrize(
    ("released", "title", "formed", "met"),
    [
        ("2026-01-20", "2025年政府信息公开工作年度报告", "", [(2026, False)]),
        ("2026-02-03", "政府信息公开工作年度报告（2025年度）", "", [(2026, True)]),
        ("2025-01-20", "2024 年政府信息公开工作年度报告", "", [(2025, False)]),
        # Half a year late, and nearer to the next date: that one is still to be met.
        ("2025-09-10", "2024年政府信息公开工作年度报告", "2025-09-09", [(2025, True)]),
        # Of a year before the row was in force.
        ("2025-03-10", "2022年政府信息公开工作年度报告", "", []),
        # A plan is for the year it names, however late it comes.
        ("2026-01-20", "2026年工作要点", "", [(2026, False)]),
        ("2026-02-10", "2025年工作要点", "", [(2025, True)]),
        # Without a year in its title not before the year it was formed; else whatever is due first.
        ("2026-01-20", "年度报告", "2026-01-19", [(2026, False)]),
        ("2026-01-20", "年度报告", "", [(2025, True)]),
        ("2025-01-20", "年度报告", "", [(2025, False)]),
    ],
)
def test_which_fixed_date_an_item_meets(released: str, title: str, formed: str, met: list[tuple[int, bool]]) -> None:
    stood = standing(terms("yearly:01-31", "2025-01-02"), [], [item("a", released, formed, title)], on("2026-03-01"))
    assert [(each.due.at.year, each.late) for each in stood.occasions if each.item] == met


def test_of_several_fixed_dates_each_item_meets_the_earliest_that_is_open() -> None:
    row = terms("yearly:01-31,07-31", "2026-01-02")
    items = [item("a", "2026-01-20"), item("b", "2026-07-20"), item("c", "2026-07-21", title="2026年上半年补充")]
    stood = standing(row, [], items, on("2026-08-01"))
    assert [(each.due.at.month, each.item.key if each.item else "") for each in stood.occasions] == [
        (1, "a"),
        (7, "b"),
        (1, ""),
    ]


def test_what_was_formed_is_met_by_the_item_of_that_day_then_by_one_that_says_none() -> None:
    formed = [
        Formation(date(2026, 3, 2), "甲"),
        Formation(date(2026, 3, 9), "乙"),
        Formation(date(2026, 3, 10), "丙", "z"),
    ]
    items = [item("x", "2026-03-12"), item("y", "2026-04-20", "2026-03-02"), item("z", "2026-03-13", "2026-03-11")]
    stood = standing(terms(ART_26, "2026-01-05"), formed, items, on("2026-05-01"))
    assert [(each.label[0], each.item.key, each.late) for each in stood.occasions] == [
        ("甲", "y", True),
        ("乙", "x", False),
        ("丙", "z", False),
    ]
    assert stood.light is Light.FULFILLED


def test_an_item_tells_itself_when_it_was_formed() -> None:
    stood = standing(terms(ART_26, "2026-01-05"), [], [item("a", "2026-04-20", "2026-03-02")], on("2026-05-01"))
    assert [(each.label, each.late) for each in stood.occasions] == [("a（2026-03-02）", True)]


@pytest.mark.parametrize(
    ("title", "every", "released", "label"),
    [
        ("12345月报（2019年11月份）", Every.MONTH, "2019-12-25", "2019年11月"),
        ("市民诉求办理情况月报（12月份）", Every.MONTH, "2019-01-15", "2018年12月"),
        ("关于2026年3月5日座谈会的通报", Every.MONTH, "2026-04-02", None),
        ("2026 年 第三季度 通报", Every.QUARTER, "2026-10-12", "2026年第三季度"),
        ("四季度通报", Every.QUARTER, "2026-01-12", "2025年第四季度"),
        ("2026年上半年总结", Every.HALF, "2026-07-12", "2026年上半年"),
        ("第13月份月报", Every.MONTH, "2019-01-15", None),
        ("月报", Every.MONTH, "2019-01-15", None),
    ],
)
def test_a_title_names_its_period(title: str, every: Every, released: str, label: str | None) -> None:
    found = periods.named(title, every, date.fromisoformat(released))
    assert (found.label if found else None) == label


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF]))
def test_periods_follow_one_another_without_a_gap(day: date, every: Every) -> None:
    here = periods.containing(day, every)
    ended = periods.last_ended(day, every)
    assert ended.last <= day <= here.last
    assert ended in (here, Period(here.year, here.number, every)) or ended.next() == here
    following = here.next()
    assert periods.containing(here.last + timedelta(days=1), every) == following


DAYS = st.dates(date(2026, 1, 5), date(2026, 11, 1))
ITEMS = st.lists(st.tuples(DAYS, st.none() | DAYS, st.none() | DAYS), max_size=8)


@given(TIMINGS, st.lists(DAYS, max_size=5), ITEMS)
def test_whatever_is_formed_and_released(timing: Timing, formed: list[date], released: list) -> None:
    """An item meets one occasion at most, before it is released it meets none, and the light says what is open."""
    items = [
        Item(str(number), "信息", on(day.isoformat()), formed_on, on(max(day, gone).isoformat(), 12) if gone else None)
        for number, (day, formed_on, gone) in enumerate(released)
    ]
    at = on("2026-11-02")
    stood = standing(
        Terms(timing, on("2026-01-05"), BASIS, national()), [Formation(day, "形成") for day in formed], items, at
    )
    met = [each.item.key for each in stood.occasions if each.item and not each.standing]
    assert len(met) == len(set(met))
    assert all(each.begins <= at or each.item is None for each in stood.occasions if timing.every is not Every.YEAR)
    assert (stood.light is Light.OVERDUE) == any(each.breached(at) for each in stood.occasions)
    assert (stood.light in {Light.OVERDUE, Light.DUE}) == bool(stood.open)
    if stood.next:
        assert stood.next.due.at == min(each.due.at for each in stood.occasions if each.item is None)
    earlier = standing(Terms(timing, on("2026-01-05"), BASIS, national()), [], items, on("2026-01-05", 0))
    assert not any(each.item for each in earlier.occasions)


# --- rows, cells, moves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("outlets", "政府网站、政务微博", "site,weibo"),
        ("outlets", "■政府网站 □政府公报\n■两微一端 □发布会/听证会", "site,wechat"),
        ("outlets", "发布会/听证会", "briefing"),
        ("outlets", "政府网站（政务公开专栏）", "site"),
        ("audience", "√全社会", "everybody"),
        ("audience", "特定群众", "some"),
        ("way", "主动公开", "proactive"),
        ("level", "市级", "city"),
        ("law", "财政预算、决算", "budget"),
        ("article", "第二十条第(二)项", "20-2"),
        ("article", "条例第二十一条（公共服务）", "21-2"),
        ("column", " 12345月报 ", "12345月报"),
    ],
)
def test_cells_are_read_as_templates_are_filled(name: str, written: str, read: str) -> None:
    assert reading.read(name, written) == read


def test_a_cell_that_cannot_be_read_names_what_could_stand_there() -> None:
    with pytest.raises(Refused, match="“公开渠道和载体”里的“大喇叭”看不懂，可以写：政府网站") as refused:
        reading.read("outlets", "大喇叭")
    assert refused.value.field == "outlets"


def test_every_part_of_a_row_is_shown_and_read_again() -> None:
    for field in rows.FIELDS:
        if field.choices is not None:
            for member in field.choices:
                assert reading.read(field.name, rows.shown(field.name, member.value)) == member.value
    assert all(reading.read("law", law.name) == code for code, law in laws.laws().items())
    assert all(reading.read("article", each.label) == code for code, each in laws.articles().items())


def test_what_became_of_each_row() -> None:
    def line(key: str, parent: str, name: str, **cells: str) -> Line:
        return Line(key, parent, name, cells)

    before = [
        line("A", "", "机构"),
        line("B", "", "业务"),
        line("1", "A", "职能"),
        line("2", "A", "领导"),
        line("3", "A", "旧"),
    ]
    after = [
        line("A", "", "机构信息"),
        line("B", "", "业务"),
        line("2", "B", "领导"),
        line("1", "A", "职能", timing="monthly+20wd"),
        line("4", "B", "新"),
    ]
    found = differences(before, after, {"3": (Act.MERGED, "内容重复", "1"), "2": (Act.MOVED, "归口", "")}, {})
    assert [(each.act, each.key, each.cells, each.reason, each.into) for each in found] == [
        (Act.MERGED, "3", (), "内容重复", "职能"),
        (Act.RENAMED, "A", (("一级事项", "机构", "机构信息"),), "", ""),
        (Act.MOVED, "2", (("一级事项", "机构信息", "业务"),), "归口", ""),
        (Act.CHANGED, "1", (("公开时限", "", "每月结束后20个工作日内"),), "", ""),
        (Act.ADDED, "4", (), "", ""),
    ]
    assert differences(after, after, {}, {}) == []


def test_every_way_through_the_table_ends_and_nothing_stands_still() -> None:
    for progress in Progress:
        leads = {move.target or move.turn for move in moves.MOVES.values() if progress in move.sources}
        assert leads or progress in {Progress.RELEASED, Progress.REPLACED, Progress.DISCARDED}
    assert all(move.by and move.basis for move in moves.MOVES.values())
