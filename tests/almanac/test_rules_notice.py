"""A notice written line by line."""

from datetime import date

import pytest

from yihaotong.almanac.rules import read_notice
from yihaotong.clock import Kind
from yihaotong.journal.refusal import Refused


def test_lines_become_days():
    rows = read_notice(
        "2027-01-01 至 2027-01-03 放假 元旦\n\n2027-01-09 调休上班 元旦\n2027-01-10~2027-01-11 休息", "国办发明电"
    )
    assert [(row.date, row.kind) for row in rows] == [
        (date(2027, 1, 1), Kind.HOLIDAY),
        (date(2027, 1, 2), Kind.HOLIDAY),
        (date(2027, 1, 3), Kind.HOLIDAY),
        (date(2027, 1, 9), Kind.MAKEUP),
        (date(2027, 1, 10), Kind.OFF),
        (date(2027, 1, 11), Kind.OFF),
    ]
    assert {row.basis for row in rows} == {"国办发明电"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("明天放假", "应写作"),
        ("2027-01-03 至 2027-01-01 放假 元旦", "止日须不早于起日"),
        ("2027-01-01 至 2027-03-01 放假 元旦", "一行最长一个月"),
        ("2027-02-30 放假 元旦", "应写作 2027-01-01"),
        ("2027-01-04 调休上班 元旦", "不是星期六"),
        ("2027-01-04 放假", "名称不能为空"),
        ("2027-01-01 放假 元旦", "重复"),
    ],
)
def test_a_line_at_fault_is_named_by_its_number(line: str, said: str):
    with pytest.raises(Refused) as refused:
        read_notice(f"2027-01-01 放假 元旦\n\n{line}", "依据")
    assert list(refused.value.facts["rows"]) == [3]
    assert said in refused.value.facts["rows"][3]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("昨天 放假 元旦", "日期“昨天”应写作 2027-01-01"),
        ("2027-01-01 至 下周 放假 元旦", "日期“下周”应写作 2027-01-01"),
        ("昨天 至 下周 放假 元旦", "日期“昨天”、“下周”应写作 2027-01-01"),
    ],
)
def test_only_the_day_that_cannot_be_read_is_named(line: str, said: str):
    with pytest.raises(Refused) as refused:
        read_notice(line, "依据")
    assert refused.value.facts["rows"] == {1: said}


def test_an_empty_notice_is_none():
    with pytest.raises(Refused):
        read_notice("\n", "依据")
