"""What may be entered."""

import pytest

from yihaotong.almanac import rules
from yihaotong.almanac.rules import check_layer, check_year, digest, read_rows
from yihaotong.clock import Kind
from yihaotong.journal.refusal import Refused


def row(day="2027-03-12", kind="holiday", name="地方节日", basis="某通知"):
    return {"date": day, "kind": kind, "name": name, "basis": basis}


def year_of(year, *, without=()):
    fixed = ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
    return [row(f"{year}-{day}", name="法定节日") for day in fixed if day not in without]


@pytest.mark.parametrize("layer", ["nation", "region:64", "region:640100", "unit:3"])
def test_layers(layer):
    check_layer(layer)


@pytest.mark.parametrize("layer", ["", "Nation", "region:", "region:NX", "unit:x", "unit:3\n", "city:1", "nation:1"])
def test_other_layers_are_refused(layer):
    with pytest.raises(Refused) as caught:
        check_layer(layer)
    assert caught.value.code == "bad-layer"


def test_rows_are_read_and_trimmed():
    (day,) = read_rows([row(" 2027-03-12 ", "off", "", " 某通知 ")])
    assert (day.date.isoformat(), day.kind, day.name, day.basis) == ("2027-03-12", Kind.OFF, "", "某通知")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (row("2027-02-30"), "应写作"),
        (row(""), "应写作"),
        (row("1900-01-01"), "不在"),
        (row(kind="feast"), "应为"),
        (row(kind=""), "应为"),
        ({}, "应写作"),
        (row(name=""), "名称不能为空"),
        (row(name="   "), "名称不能为空"),
        (row(name="节" * 41), "名称最多"),
        (row(name="节\x00日"), "名称含有控制字符"),
        (row(kind="off", name="节\x00日"), "名称含有控制字符"),
        (row(basis=""), "依据不能为空"),
        (row(basis="据" * 201), "依据最多"),
        (row("2027-03-12", "makeup"), "不是星期六"),
    ],
)
def test_a_bad_row_is_refused_and_named(bad, says):
    with pytest.raises(Refused, match=f"第 2 行：.*{says}") as caught:
        read_rows([row("2027-04-01"), bad])
    assert list(caught.value.facts["rows"]) == [2]


def test_every_bad_row_is_named():
    with pytest.raises(Refused) as caught:
        read_rows([row("x"), row("2027-04-01"), row("2027-04-01"), row(basis="")])
    assert list(caught.value.facts["rows"]) == [1, 3, 4]
    assert "2027-04-01 与第 2 行重复" in caught.value.message


@pytest.mark.parametrize("rows", [[], [row()] * 401])
def test_no_row_and_too_many_rows_are_refused(rows):
    with pytest.raises(Refused):
        read_rows(rows)


def test_emoji_and_rare_characters_are_text():
    (day,) = read_rows([row(name="䶮节🎉")])
    assert day.name == "䶮节🎉"


def test_a_year_is_the_whole_notice():
    check_year(2027, read_rows([*year_of(2027), row("2026-12-31", name="元旦"), row("2027-02-27", "makeup", "春节")]))
    check_year(2020, read_rows(year_of(2020, without=["05-02"])))  # one day before 2025


@pytest.mark.parametrize(
    ("year", "rows", "code", "says"),
    [
        (2027, year_of(2027, without=["10-02"]), "year-incomplete", "10-02 国庆节"),
        (2027, [*year_of(2027), row("2028-01-01")], "bad-rows", "第 7 行"),
        (2027, [row("2026-12-28"), *year_of(2027)], "bad-rows", "第 1 行"),
        (2027, year_of(2026), "bad-rows", "不属于 2027 年"),
        (1900, year_of(2027), "bad-year", "1900"),
        (2200, year_of(2027), "bad-year", "2200"),
    ],
)
def test_another_years_notice_or_half_a_notice_is_refused(year, rows, code, says):
    with pytest.raises(Refused, match=says) as caught:
        check_year(year, read_rows(rows))
    assert caught.value.code == code


def test_the_digest_tells_calendars_apart():
    days = read_rows([row()])
    known = {
        digest("", "nation", None, days),
        digest("x", "nation", None, days),
        digest("", "unit:3", None, days),
        digest("", "nation", 2027, days),
        digest("", "nation", None, read_rows([row(kind="off")])),
        digest("", "nation", None, read_rows([row(basis="另一通知")])),
    }
    assert len(known) == 6
    assert digest("", "nation", None, days) in known


def test_a_reason_is_text():
    for reason in ("", " ", "\x00", "由" * 201):
        with pytest.raises(Refused):
            rules.check_reason(reason)
