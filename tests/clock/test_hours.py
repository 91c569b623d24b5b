"""Office hours: seasons without gaps, days of the week, bad tables."""

from datetime import date, timedelta

import pytest

from yihaotong.clock import ClockError, Hours, Season, hours

HEAD = "season,first_day,weekdays,opens,closes,basis\n"
NINE_TO_FIVE = ((9 * 3600, 17 * 3600),)


def test_the_default_has_a_summer_and_a_winter():
    default = hours()
    assert [f"{o // 3600:02}:{o // 60 % 60:02}" for o, _ in default.spans(date(2024, 6, 3))] == ["08:30", "14:30"]
    assert [f"{c // 3600:02}:{c // 60 % 60:02}" for _, c in default.spans(date(2024, 12, 3))] == ["12:00", "17:30"]


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2024, 4, 30), "冬季"),
        (date(2024, 5, 1), "夏季"),
        (date(2024, 9, 30), "夏季"),
        (date(2024, 10, 1), "冬季"),
        (date(2024, 12, 31), "冬季"),
        (date(2025, 1, 1), "冬季"),
        (date(2024, 2, 29), "冬季"),
    ],
)
def test_a_season_lasts_until_the_next_begins(day, season):
    assert hours().season(day).name == season


def test_no_day_of_any_year_is_without_hours():
    for number in range(366 * 4):
        assert hours().spans(date(2023, 1, 1) + timedelta(days=number))


def test_a_day_of_the_week_may_have_its_own_hours(tmp_path):
    table = tmp_path / "hours.csv"
    table.write_text(HEAD + "全年,01-01,,09:00,17:00,x\n全年,01-01,1-2,08:00,12:00,x\n全年,01-01,5,09:00,24:00,x\n")
    own = hours(str(table))

    assert own.spans(date(2024, 6, 4)) == [(8 * 3600, 12 * 3600)]  # Tuesday
    assert own.spans(date(2024, 6, 5)) == [(9 * 3600, 17 * 3600)]
    assert own.spans(date(2024, 6, 7)) == [(9 * 3600, 24 * 3600)]
    assert own.spans(date(2024, 9, 14)) == [(9 * 3600, 17 * 3600)]  # a make-up Saturday


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("", "至少要有一个季节"),
        ("全年,01-01,,17:00,09:00,x\n", "不跨零点"),
        ("全年,01-01,,09:00,09:00,x\n", "不跨零点"),
        ("全年,01-01,,09:00,13:00,x\n全年,01-01,,12:00,17:00,x\n", "不重叠"),
        ("全年,01-01,5,09:00,17:00,x\n", "没有写明一般工作日"),
        ("夏,05-01,,09:00,17:00,x\n冬,05-01,,09:00,17:00,x\n", "起始日不能相同"),
        ("夏,05-01,,09:00,12:00,x\n夏,06-01,,13:00,17:00,x\n", "第 3 行"),
        ("夏,13-01,,09:00,17:00,x\n", "“13-01”看不懂"),
        ("夏,05-01,,9点,17:00,x\n", "“9点”看不懂"),
        ("夏,05-01,八,09:00,17:00,x\n", "“八”看不懂"),
        ("夏,05-01,,09:00,24:30,x\n", "不跨零点"),
    ],
)
def test_a_bad_table_is_refused(tmp_path, rows, says):
    table = tmp_path / "hours.csv"
    table.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(ClockError, match=says) as caught:
        hours(str(table))
    assert caught.value.field == "hours"


def test_a_missing_table_is_refused():
    with pytest.raises(ClockError, match="找不到"):
        hours("/nowhere/hours.csv")


def test_hours_nobody_could_work_by_are_refused_however_they_come():
    with pytest.raises(ClockError):
        Hours([Season("全年", (1, 1), {0: ()})])
    assert Hours([Season("全年", (1, 1), {0: NINE_TO_FIVE})]).spans(date(2024, 6, 4)) == NINE_TO_FIVE
