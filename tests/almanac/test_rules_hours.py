"""Office hours written line by line, and told again in the same lines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.almanac.rules import check_since, hours_of, read_hours, written_hours
from yihaotong.clock import DatedHours, Hours, Season, hours
from yihaotong.journal.refusal import Refused

LINES = "夏季 05-01 08:30-12:00 14:30-18:00\n夏季 05-01 周五 08:30-12:00\n冬季 10-01 09:00-12:00 13:30-17:30"


def test_lines_become_seasons_and_seasons_the_same_lines():
    kept = hours_of(read_hours(LINES, "宁政办发"))
    assert sorted(written_hours(kept)) == sorted(LINES.splitlines())
    friday, monday = date(2026, 6, 5), date(2026, 6, 1)
    assert [len(kept.spans(day)) for day in (friday, monday)] == [1, 2]
    assert kept.season(monday).basis == "宁政办发"


def test_several_days_of_the_week_and_other_dashes():
    kept = hours_of(read_hours("全年 01-01 09:00–17:00\n全年 01-01 周一至周四 08:00至16:00", "x"))
    assert [kept.spans(date(2026, 6, day))[0][0] // 3600 for day in (1, 4, 5)] == [8, 8, 9]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("早九晚五", "第 1 行：应写作"),
        ("全年 01-01 09:00-17:00\n\n夏季 五月 09:00-17:00", "第 3 行：应写作"),
        ("全年 01-01 周五 09:00-12:00", "没有写明一般工作日"),
        ("全年 01-01 12:00-09:00", "先后不重叠"),
        ("全年 01-01 09:00-12:00 11:00-17:00", "先后不重叠"),
        ("全年 13-01 09:00-12:00", "看不懂"),
        ("全年 01-01 09:00-25:00", "看不懂"),
        ("夏季 05-01 09:00-12:00\n冬季 05-01 09:00-12:00", "起始日不能相同"),
        ("夏季 05-01 09:00-12:00\n夏季 06-01 13:00-14:00", "前后不一"),
    ],
)
def test_what_nobody_could_work_by_is_refused(text: str, said: str):
    with pytest.raises(Refused) as refused:
        read_hours(text, "x")
    assert (refused.value.code, said in refused.value.message) == ("bad-rows", True)


def test_the_citys_are_never_empty_a_units_may_be():
    check_since(date(2026, 1, 1), "WATER", [])
    with pytest.raises(Refused, match="全市的作息"):
        check_since(date(2026, 1, 1), "", [])
    with pytest.raises(Refused, match="不在"):
        check_since(date(1900, 1, 1), "WATER", [])


WHOLE = Hours([Season("全年", (1, 1), {0: ((36_000, 39_600),)})])


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_a_change_holds_from_its_day_on_and_never_before(since: date, day: date):
    before = hours()
    kept = DatedHours(before, {since: WHOLE})
    assert kept.spans(day) == (WHOLE if since <= day else before).spans(day)
    again = DatedHours(kept, {date(2029, 1, 1): before})
    assert again.on(day) is kept.on(day), "one laid over the other leads to what is kept"
