"""Round figures, entries as typed and as tables have them, the tables that ship."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yihaotong.catalogue.rules.laws import articles
from yihaotong.chronicle.rules import statements, tables
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import LEDGERS, cleaned, value_of
from yihaotong.chronicle.rules.matters import matters, measures
from yihaotong.chronicle.rules.rounding import about, stated
from yihaotong.chronicle.rules.tables import Line, RowFault
from yihaotong.journal.refusal import Refused

TODAY = date(2019, 12, 31)
MEDIA = {"on": "2019-05-20", "outlet": "人民日报", "theme": "一号接听", "media_kind": "paper", "original": "own"}
RECEPTION = {"on": "2019-05-20", "delegation": "某市考察团", "level": "city"}
RANKING = {"on": "2019-12-01", "kind": "ranking", "body": "某机构", "title": "综合测评", "rank": "5"}
STATED = {"measure": "hotline.closed", "label": "办结", "year": "2019", "value": "846,542", "as_of": "2019-12-31"}
STATED |= {"source": "平台统计"}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (7, "7"),
        (10, "10"),
        (20, "20"),
        (23, "20 余"),
        (93, "90 余"),
        (600, "600"),
        (612, "600 余"),
        (999, "900 余"),
        (1000, "1000"),
        (1876, "1800 余"),
        (2041, "2000 余"),
        (2000, "2000"),
        (12345, "1.2 万余"),
        (890649, "89 万余"),
        (100000, "10 万"),
    ],
)
def test_a_round_figure_is_formed_from_the_exact_count(count: int, words: str) -> None:
    assert about(count) == words


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_a_round_figure_never_says_more_than_there_was(count: int) -> None:
    number, _blank, rest = about(count).partition(" ")
    floor = Decimal(number) * (10_000 if rest.startswith("万") else 1)
    assert floor <= count
    assert rest.endswith("余") == (floor < count)


def test_a_stated_figure_is_written_as_its_source_does() -> None:
    assert stated(Decimal("95.0500"), at_least=False) == "95.05"
    assert stated(Decimal("600.0000"), at_least=True) == "600 余"
    assert value_of("８９０，６４９") == Decimal(890649)
    assert value_of("95.05%") == Decimal("95.05")


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        (Kind.MEDIA, MEDIA | {"on": "2020-01-01"}, "on"),
        (Kind.MEDIA, MEDIA | {"link": "javascript:alert(1)"}, "link"),
        (Kind.MEDIA, MEDIA | {"count": "0"}, "count"),
        (Kind.MEDIA, MEDIA | {"count": "99999999999"}, "count"),
        (Kind.MEDIA, MEDIA | {"theme": ""}, "theme"),
        (Kind.RECEPTION, RECEPTION | {"persons": "0"}, "persons"),
        (Kind.RECEPTION, RECEPTION | {"batches": "二"}, "batches"),
        (Kind.EVALUATION, RANKING | {"rank": ""}, "rank"),
        (Kind.EVALUATION, RANKING | {"of_how_many": "4"}, "of_how_many"),
        (Kind.STATED, STATED | {"measure": "办结"}, "measure"),
        (Kind.STATED, STATED | {"value": "846542万余"}, "value"),
        (Kind.STATED, STATED | {"value": "NaN"}, "value"),
        (Kind.STATED, STATED | {"year": "2020"}, "year"),
        (Kind.STATED, STATED | {"source": ""}, "source"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_its_field(kind: Kind, data: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(LEDGERS[kind], data, TODAY)
    assert refused.value.field == field


def test_a_row_of_a_table_is_read_as_people_write_it() -> None:
    cells = {
        "日期": "2019年5月6日",
        "媒体名称": "宁夏电视台",
        "标题": "都市阳光",
        "类型": "电视",
        "原创/转载": "转载",
        "期数": 4.0,
    }
    row = tables.read_row(LEDGERS[Kind.MEDIA], 2, cells | {"谁也不认识": "x"}, TODAY)
    assert isinstance(row, Line)
    told = {name: row.values[name] for name in ("on", "media_kind", "original", "count")}
    assert told == {"on": date(2019, 5, 6), "media_kind": "tv", "original": False, "count": 4}
    figure = {"代码": "a.b", "名称": "数", "年度": 2019, "数值": 95.05, "截至": "2019/12/31", "来源": "表"}
    read = tables.read_row(LEDGERS[Kind.STATED], 3, figure | {"来源写作“余”": "是"}, TODAY)
    assert isinstance(read, Line)
    assert (read.values["value"], read.values["at_least"]) == (Decimal("95.05"), True)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"日期": "去年"}, "日期"),
        ({"类型": "墙报"}, "类型"),
        ({"篇（条）数": "很多"}, "篇（条）数"),
        ({"媒体": ""}, "媒体"),
    ],
)
def test_a_row_at_fault_names_its_column(changed: dict[str, str], column: str) -> None:
    cells = {"日期": "2019-5-6", "媒体": "晚报", "主题": "一号通", "类型": "报刊", "原创或转载": "原创"}
    fault = tables.read_row(LEDGERS[Kind.MEDIA], 7, cells | changed, TODAY)
    assert isinstance(fault, RowFault)
    assert (fault.number, fault.column) == (7, column)


def test_a_table_says_which_columns_it_lacks_or_has_twice() -> None:
    with pytest.raises(Refused, match="缺少这几列：团组、级别"):
        tables.check_columns(LEDGERS[Kind.RECEPTION], ["日期"])
    with pytest.raises(Refused, match="有两列：日期"):
        tables.check_columns(LEDGERS[Kind.RECEPTION], ["日期", "来访日期", "团组", "级别"])


def test_the_matters_that_ship_stand_on_the_catalogues_items() -> None:
    known = set(articles())
    for matter in matters().values():
        assert {matter.item, *matter.rows, *matter.documents} <= known, matter.code
        assert matter.words
        assert matter.basis
    assert {"power_lists", "double_random", "major_projects", "public_resources", "public_welfare"} <= set(matters())
    assert all(value_of("1") and each.unit for each in measures().values())


def test_a_statement_names_a_matter_and_a_span() -> None:
    said = {"matter": "fees", "reason": "不收费", "basis": "三定规定", "since": "2019-01-01"}
    assert statements.cleaned(said)["label"] == "行政事业性收费"
    for wrong in ({"matter": "weather"}, {"until": "2018-12-31"}, {"basis": ""}):
        with pytest.raises(Refused):
            statements.cleaned(said | wrong)
