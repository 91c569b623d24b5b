"""The rules on figures alone: the vector of handbook C3, each rule broken in turn, what a cell may hold, the text."""

import dataclasses
import json

import pytest

from tests.forms import looks
from yihaotong.forms.rules.c3 import check
from yihaotong.forms.rules.codes import Format, Kind, format_of
from yihaotong.forms.rules.figures import Reads, figure
from yihaotong.forms.rules.layout import printed, rows, tables
from yihaotong.forms.rules.report import NotAReport, Report, Section, from_json, to_json

CITY, BUREAU19, BUREAU23 = looks.city(), looks.bureau(2019), looks.bureau(2023)


def errors(report: Report, last: Report | None = None) -> list[str]:
    return [each.rule for each in check(report, last) if each.weight == "error"]


def test_the_forms_are_those_of_their_years() -> None:
    assert [format_of(year) for year in (2019, 2020, 2021, 2025)] == [Format.F2019] * 2 + [Format.F2021] * 2
    assert [len(rows(form)) for form in Format] == [23, 25]
    assert [sum(1 for table in tables(form) for _ in table.cells()) for form in Format] == [198, 200]
    for form in Format:
        widths = {number: {sum(cell.colspan for cell in line) for line in printed(form, number)} for number in (2, 4)}
        assert widths[2] == {4}
        assert max(widths[4]) == 15
    results = next(cell for line in printed(Format.F2021, 3) for cell in line if cell.words.startswith("三、"))
    assert results.rowspan == 22


@pytest.mark.parametrize("report", [CITY, BUREAU19, looks.bureau(2020), BUREAU23], ids=lambda each: f"{each.year}")
def test_a_correct_report_has_no_finding_and_survives_our_json(report: Report) -> None:
    assert check(report) == ()
    assert from_json(json.loads(json.dumps(to_json(report)))) == report


#: One break each, and exactly what is found.
BROKEN = [
    (CITY, {"3.r1.natural": "13613", "3.r1.total": "14070"}, ["T3-a", "T3-a", "TEXT"]),
    (BUREAU23, {"3.r4.research": "1", "3.r4.total": "2"}, ["T3-a", "T3-a"]),
    (CITY, {"3.r3_5_3.other": "1", "3.r3_5_3.total": "1"}, ["T3-b", "T3-b"]),
    (BUREAU19, {"3.r3_6.other": "1", "3.r3_6.total": "1"}, ["T3-b", "T3-b"]),
    (CITY, {"3.r3_3_3.total": "12", "3.r3_3_1.total": "12"}, ["T3-c", "T3-c"]),
    (CITY, {"4.review.upheld": "377"}, ["T4-a"]),
    (CITY, {"4.suit_after_review.total": "165"}, ["T4-a", "TEXT"]),
    (BUREAU19, {"2.normative.total_released": "1"}, ["T2-2019"]),
    (BUREAU23, {"3.r3_1.natural": "--253"}, ["G"]),
    (BUREAU23, {"3.r3_1.natural": "叁"}, ["G"]),
    (BUREAU23, {"3.r2.natural": "-1"}, ["G"]),
    (BUREAU23, {"3.r2.natural": "1.5"}, ["G"]),
    (BUREAU23, {"3.r3_2.research": "无"}, ["G"]),
    (BUREAU19, {"2.fees.change": "若干"}, ["G"]),
    (BUREAU23, {f"3.r3_5_2.{column.id}": "" for column in tables(Format.F2021)[1].blocks[0].columns}, ["G"]),
    (BUREAU23, {f"4.suit.{column.id}": "" for column in tables(Format.F2021)[2].blocks[0].columns}, ["G"]),
    (BUREAU19, {f"2.rules.{each}": "" for each in ("made", "released", "total_released")}, ["G"]),
    (BUREAU23, {"3.r3_1.total": ""}, ["G", "T3-b", "T3-c"]),
    (BUREAU23, {"3.r3_5_3.other": ""}, ["G"]),
    (BUREAU19, {"4.suit.other": ""}, ["G"]),
    (CITY, {"2.licences.decisions": ""}, ["G"]),
]


@pytest.mark.parametrize(
    ("report", "figures", "found"), BROKEN, ids=lambda each: "".join(each) if isinstance(each, dict) else ""
)
def test_each_rule_broken_is_found_and_nothing_else(report: Report, figures: dict[str, str], found: list[str]) -> None:
    assert sorted(errors(looks.changed(report, figures))) == found


def test_every_cell_of_tables_3_and_4_is_held_to_something() -> None:
    """A one more anywhere is found, in the row it stands in."""
    for report in (BUREAU19, BUREAU23):
        for table in tables(report.form)[1:]:
            for _, row, column in table.cells():
                wrong = looks.changed(report, {f"{table.number}.{row.id}.{column.id}": "7"})
                found = [each for each in check(wrong) if each.weight == "error"]
                assert any(each.row == row.words and each.table == table.number for each in found), (row.id, column.id)


def test_what_is_another_way_of_writing_is_a_warning() -> None:
    marks = {"2.rules.issued": "/", "2.rules.abolished": "/", "2.rules.in_force": "/", "4.suit.other": "--"}
    odd = {
        "3.r3_3_1.natural": "",
        "3.r3_3_1.business": "—",
        "3.r3_3_2.natural": "0.00",
        "3.r3_3_3.natural": "０",
        "3.r4.total": "1件",
        "2.fees.amount": "无",
    }
    report = looks.changed(BUREAU23, marks | odd)
    assert errors(report) == []
    assert {each.rule for each in check(report)} == {"G"}
    # A table that never writes its zeros leaves them blank throughout.
    sparse = {
        f"{table}.{row}.{column}": "" for (table, row, column), it in BUREAU23.cells.items() if table > 2 and it == "0"
    }
    assert errors(looks.changed(BUREAU23, sparse)) == []
    totals = {f"3.{row}.total": "" for row in rows(CITY.form) if row.startswith("r3_") and row != "r3_7"}
    assert errors(looks.changed(CITY, totals)) == []
    for report in (CITY, BUREAU23, BUREAU19):
        every = {f"3.{row}.total": "" for row in rows(report.form)}
        assert [each.weight for each in check(looks.changed(report, every))] == ["warning"]
        one = looks.changed(report, every | {"3.r3_7.total": report.cells[3, "r3_7", "total"]})
        assert "T3-c" in errors(one)


def test_last_year_is_held_against_this_year() -> None:
    before = looks.bureau(2022, **{"2.normative.in_force": "3"})
    assert check(BUREAU23, before) == ()
    worse = looks.changed(before, {"3.r4.natural": "2", "3.r4.total": "2", "3.r2.natural": "2", "3.r2.total": "2"})
    assert errors(BUREAU23, worse) == ["T3-d", "T3-d"]
    found = check(BUREAU23, looks.changed(before, {"2.normative.in_force": "4"}))
    assert [(each.rule, each.weight) for each in found] == [("T2-2021", "warning")]
    assert [each.rule for each in check(BUREAU23, BUREAU19)] == ["YEAR"]


def test_the_year_decides_the_form() -> None:
    assert errors(dataclasses.replace(BUREAU23, year=2020)) == ["FORM"]
    assert [(each.rule, each.weight) for each in check(dataclasses.replace(BUREAU23, year=None))] == [
        ("YEAR", "warning")
    ]


def test_what_a_cut_page_lost_is_said_and_not_reckoned_with() -> None:
    lost = list(rows(Format.F2019))[list(rows(Format.F2019)).index("r3_3_4") :]
    cells = {place: it for place, it in BUREAU19.cells.items() if place[1] not in lost and place[0] != 4}
    found = check(dataclasses.replace(BUREAU19, cells=cells))
    assert [each.words for each in found] == [
        "表三在“3.危及“三安全一稳定””之后缺失 16 行",
        "表四（政府信息公开行政复议、行政诉讼情况）没有找到",
    ]


@pytest.mark.parametrize(
    ("written", "kind", "reads", "value"),
    [
        ("１２", Kind.COUNT, Reads.NUMBER, 12),
        ("11,398,889", Kind.COUNT, Reads.NUMBER, 11398889),
        (" 0 ", Kind.COUNT, Reads.NUMBER, 0),
        ("—", Kind.COUNT, Reads.MARK, 0),
        ("－－", Kind.COUNT, Reads.MARK, 0),
        ("", Kind.COUNT, Reads.BLANK, 0),
        ("+3", Kind.SIGNED, Reads.NUMBER, 3),
        ("－2", Kind.SIGNED, Reads.NUMBER, -2),
        ("增3", Kind.SIGNED, Reads.NUMBER, None),
        ("+3/-2", Kind.SIGNED, Reads.NUMBER, None),
        ("251000元", Kind.MONEY, Reads.NUMBER, 251000),
        ("38.6150", Kind.MONEY, Reads.NUMBER, 38.615),
        ("--253", Kind.SIGNED, Reads.WRONG, None),
        ("--253", Kind.MONEY, Reads.WRONG, None),
        ("十二", Kind.COUNT, Reads.WRONG, None),
        ("O", Kind.COUNT, Reads.WRONG, None),
        ("1 2 x", Kind.COUNT, Reads.WRONG, None),
    ],
)
def test_figures(written: str, kind: Kind, reads: Reads, value: float | None) -> None:
    found = figure(written, kind)
    assert (found.reads, found.value if found.value is None else float(found.value)) == (reads, value)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("2023年，我局共收到政府信息公开申请 2 件，办结 2 件，结转下年度 1 件。", 0),
        ("全年新收政府信息公开申请12件。", 1),
        ("共收到依申请公开３件（含上年结转1件），均已按期答复。", 0),
        ("共收到依申请公开３件，均已按期答复。", 1),
        ("共受理政府信息公开申请3件，答复政府信息公开申请11件。", 1),
        ("收到信息公开申请2件，其中通过网络收到政府信息公开申请7件，同比增加9件。", 0),
        ("全市各级机关共收到政府信息公开申请3746件。", 0),
        ("2022年收到政府信息公开申请9件。", 0),
        ("办理人大建议12件，政协提案7件，全部办结答复19件。", 0),
        ("受理政府信息公开申请2件，予以公开2件，部分公开1件。", 1),
        ("依申请公开方面，另有5件结转下年度办理。", 1),
        ("因政府信息公开被提起行政复议3件、行政诉讼2件。", 2),
        ("未发生因政府信息公开引发的行政复议、行政诉讼案件。", 0),
        ("本年度未收到政府信息公开申请。", 1),
        ("审理政府信息公开类行政复议案件30件。", 0),
        ("全年制发规范性文件2件，现行有效规范性文件6件。", 1),
        ("印发各类文件45件，解读规范性文件9件。", 0),
        ("接到12345热线转办1200件，政府信息公开申请咨询4件。", 0),
        ("近三年来共收到政府信息公开申请40余件。", 0),
        ("2023年，我局共收到政府信息公开申请2件，较2022年减少7件。", 0),
        ("2023年，我局共收到政府信息公开申请12件，较2022年减少7件。", 1),
        ("共收到政府信息公开申请2件，其中市本级收到政府信息公开申请1件，办结1件。", 0),
        ("收到政府信息公开申请2件，其中下属单位办结1件，予以公开5件，部分公开3件。", 0),
        ("收到政府信息公开申请2件，其中自然人申请1件，予以公开1件；企业申请1件，予以公开1件。", 0),
        ("收到政府信息公开申请2件，办结2件，其中予以公开1件，部分公开1件。", 2),
        ("共收到政府信息公开申请3件（含上年结转1件），已答复1件，1件申请人撤回，1件结转下年度办理。", 0),
        ("区教育局收到政府信息公开申请5件。", 0),
        ("市市政管理局收到政府信息公开申请5件。", 1),
        ("截至目前，累计收到政府信息公开申请400件。", 0),
        ("截至12月31日，共收到政府信息公开申请400件。", 1),
        ("2022年，我局进一步完善制度。全年共收到政府信息公开申请9件。", 0),
        ("未收到公民、法人和其他组织提出的政府信息公开申请。", 1),
        ("未发生因政府信息公开引发的行政复议、行政诉讼败诉案件。", 0),
        ("共收到8份政府信息公开申请，均为自然人申请。", 1),
        ("信息公开类行政复议7件，诉讼9件，均获维持。", 2),
        ("通过信息公开栏公开行政复议案件12件。", 0),
        ("共收到政府信息公开申请九件。", 1),
        ("共收到政府信息公开申请两件，上年结转一件。", 0),
        ("收到政府信息公开申请一起办理。收到政府信息公开申请一件一策。收到政府信息公开申请十余件。", 0),
        ("区教育局未收到政府信息公开申请。", 0),
        ("办结政府信息公开申请3件。", 1),
        ("答复政府信息公开申请3件。", 0),
        ("全年发生行政复议3件，行政诉讼1件。", 2),
        ("全年发生行政复议三件。", 1),
        ("全年发生行政处罚行政复议3件，行政诉讼1件。", 0),
        ("依法行政扎实推进。全年发生行政复议3件，行政诉讼1件。", 0),
        ("2022年发生行政复议3件。", 0),
        ("各部门发生行政复议3件，行政诉讼1件。", 0),
        ("全市发生行政复议3件，行政诉讼1件。", 0),
        ("区教育局发生行政复议3件，行政诉讼1件。", 0),
        ("全年办理行政复议3件，出庭应诉1件。", 0),
        ("全年发生行政复议3件，其中涉及政府信息公开0件。", 0),
        ("全年发生行政复议3件，均为其他类。", 0),
        ("全年发生行政复议3件，行政诉讼1件。以上均与政府信息公开无关。", 0),
        ("我局未发生行政复议、行政诉讼。", 0),
    ],
)
def test_text_is_held_against_the_tables_only_where_it_is_plain(said: str, wrong: int) -> None:
    report = dataclasses.replace(BUREAU23, sections=(Section("一、总体情况", (said,)),))
    assert errors(report) == ["TEXT"] * wrong


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("我局未发生行政复议、行政诉讼。", 1),
        ("2023年，我局未发生行政复议。", 1),
        ("没有因政府信息公开被申请行政复议、提起行政诉讼的情况。", 1),
        ("全年发生行政复议1件，行政诉讼1件。", 0),
        ("因政府信息公开被申请行政复议1件，未发生行政诉讼。", 1),
        ("区教育局未发生行政复议、行政诉讼。", 0),
        ("下属单位未发生行政复议、行政诉讼。", 0),
        ("2022年未发生行政复议、行政诉讼。", 0),
        ("未发生行政处罚引起的行政复议、行政诉讼。", 0),
        ("行政执法规范有序，未发生行政复议、行政诉讼。", 0),
        ("规范行政执法。我局未发生行政复议、行政诉讼。", 0),
        ("未发生行政复议、行政诉讼败诉案件。", 0),
    ],
)
def test_a_report_with_disputes_does_not_say_that_there_were_none(said: str, wrong: int) -> None:
    disputed = {f"4.{row}.{column}": "1" for row in ("review", "suit") for column in ("upheld", "total")}
    report = dataclasses.replace(looks.changed(BUREAU23, disputed), sections=(Section("一、总体情况", (said,)),))
    assert errors(report) == ["TEXT"] * wrong


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("2025年，全市共收到政府信息公开申请14069件，其中市本级收到320件，办结300件。", 0),
        ("2025年，市政府办公室共收到政府信息公开申请320件，办结310件。", 0),
        ("2025年，市政府制发行政规范性文件12件，废止行政规范性文件9件。", 0),
        ("市级部门收到政府信息公开申请3200件，县（市、区）收到政府信息公开申请10869件。", 0),
        ("2025年，全市新收政府信息公开申请14069件，上年结转561件，办结13810件。", 1),
    ],
)
def test_a_city_speaks_of_itself_and_of_its_parts(said: str, wrong: int) -> None:
    report = dataclasses.replace(CITY, sections=(Section("一、总体情况", (said,)),))
    assert errors(report) == ["TEXT"] * wrong


def test_rows_that_an_organ_has_no_use_for_may_be_left_out() -> None:
    cells = {place: it for place, it in BUREAU23.cells.items() if place[:2] not in {(2, "rules"), (2, "fees")}}
    found = check(dataclasses.replace(BUREAU23, cells=cells))
    assert [(each.rule, each.weight, each.values) for each in found] == [
        ("COMPLETE", "warning", ("规章", "行政事业性收费"))
    ]
    cells = {place: it for place, it in BUREAU23.cells.items() if place[:2] != (2, "coercion")}
    assert errors(dataclasses.replace(BUREAU23, cells=cells)) == ["COMPLETE"]


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"report": "other"},
        {"report": "zfxxgk-annual-report", "format": "F2020"},
        {"report": "zfxxgk-annual-report", "format": "F2021", "year": "2021"},
        {"report": "zfxxgk-annual-report", "format": "F2021", "organ": 1},
        {"report": "zfxxgk-annual-report", "format": "F2021", "tables": []},
        {
            "report": "zfxxgk-annual-report",
            "format": "F2021",
            "tables": {"2": [{"row": "rules", "cells": {"issued": [1]}}]},
        },
        {"report": "zfxxgk-annual-report", "format": "F2021", "tables": {"2": [3]}},
        {"report": "zfxxgk-annual-report", "format": "F2021", "tables": {}, "sections": [3]},
        {"report": "zfxxgk-annual-report", "format": "F2021", "tables": {}, "sections": [{"paragraphs": [3]}]},
    ],
)
def test_json_that_is_no_report_is_refused_in_words(said: object) -> None:
    with pytest.raises(NotAReport):
        from_json(said)
