"""The calendar day by day against two other readings of the notices; layers; years nobody has announced."""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from yihaotong.clock import Calendar, ClockError, Entry, Kind, Layer, nation, national, region, regions

OFFICIAL = Path(__file__).parent / "official-2018-2026.csv"
#: 国办发明电〔2005〕35号: 「12月31日（星期六）上班」. chinesecalendar 1.11.0 does not have it.
MISSING_IN_CHINESECALENDAR = {date(2005, 12, 31)}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def layer(key: str, *rows: tuple[date, Kind, str]) -> Layer:
    return Layer(key, tuple(Entry(day, kind, name, "依据") for day, kind, name in rows))


def test_the_official_table_agrees_day_by_day():
    with OFFICIAL.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 3287
    assert [
        row["date"] for row in rows if national().works(date.fromisoformat(row["date"])) != (row["is_workday"] == "1")
    ] == []


def test_chinesecalendar_agrees_day_by_day():
    differing = {
        day
        for day in days(date(2004, 1, 1), date(2026, 12, 31))
        if national().works(day) != chinese_calendar.is_workday(day)
    }
    assert differing == MISSING_IN_CHINESECALENDAR


def test_every_shipped_day_has_a_name_and_a_basis_of_its_year():
    for entry in nation().entries:
        assert entry.name
        assert entry.kind in {Kind.HOLIDAY, Kind.MAKEUP}
        assert f"{entry.date.year + (entry.date.month == 12)}年" in entry.basis or "70周年" in entry.basis
        assert entry.kind is Kind.HOLIDAY or entry.date.weekday() >= 5


def test_the_basis_is_the_notice_that_moved_the_day():
    assert "〔2019〕3号" in national().day(date(2019, 5, 1)).basis
    assert "〔2018〕15号" in national().day(date(2018, 12, 29)).basis
    assert "〔2020〕1号" in national().day(date(2020, 1, 31)).basis
    assert "〔2019〕16号" in national().day(date(2020, 1, 30)).basis
    assert national().day(date(2020, 10, 1)).name == "国庆节、中秋节"


def test_a_day_knows_who_says_so():
    holiday = region("64").entries[0].date
    day = national().over(region("64")).day(holiday)

    assert (day.works, day.layer, day.name, day.verified, day.known) == (False, "region:64", "开斋节", False, True)
    assert national().day(holiday).works
    assert national().day(holiday).layer == ""


def test_the_later_layer_wins():
    day = date(2025, 3, 12)
    off = layer("region:64", (day, Kind.HOLIDAY, "地方节日"))
    on = layer("unit:3", (day, Kind.WORKING, "照常受理"))

    assert not national().over(off).works(day)
    assert national().over(off, on).works(day)
    assert national().over(on, off).works(day) is False
    assert not national().over(layer("unit:3", (day, Kind.OFF, "搬迁"))).works(day)


def test_the_latest_row_of_a_layer_wins():
    day = date(2025, 3, 12)
    corrected = layer("nation", (day, Kind.HOLIDAY, "录错的假"), (day, Kind.WORKING, ""))
    assert national().over(corrected).works(day)


def test_the_switch_leaves_out_one_kind_of_layer_and_remembers_what_it_said():
    day = date(2025, 3, 12)
    both = national().over(layer("region:64", (day, Kind.HOLIDAY, "地方节日")))
    without = both.without("region")

    assert without.works(day)
    assert without.ignored(day).name == "地方节日"
    assert both.without("region") is without
    assert national().without("region") is national()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
        (date(2027, 1, 9), False),
        (date(2028, 5, 1), False),
        (date(2028, 5, 2), False),  # since 2025 two days
        (date(2029, 10, 2), False),
        (date(2030, 10, 4), True),
        (date(2003, 5, 2), False),  # 2000 to 2007 three days
        (date(2003, 5, 7), True),
        (date(1998, 5, 1), False),
        (date(1998, 10, 2), False),
        (date(1998, 5, 4), True),  # before 1999 one day
        (date(1999, 10, 1), False),
    ],
)
def test_an_unknown_year_has_weekends_and_the_holidays_of_fixed_date(day, works):
    assert national().works(day) is works
    assert national().day(day).works is works
    assert not national().knows(day)
    assert not national().day(day).known


def test_the_law_of_each_time_fixes_other_days():
    unannounced = Calendar([], [])
    assert unannounced.day(date(2012, 5, 1)).name == "劳动节"
    assert unannounced.works(date(2012, 5, 2))
    assert not unannounced.works(date(2013, 10, 3))
    assert unannounced.works(date(1998, 10, 5))


def test_the_last_days_of_december_wait_for_the_next_notice():
    last = max(national().years)
    assert national().knows(date(last, 12, 28))
    assert not national().knows(date(last, 12, 29))
    assert national().notice_year(date(last, 12, 29)) == last + 1
    assert national().notice_year(date(last + 1, 6, 1)) == last + 1
    assert Calendar([nation()], {*national().years, last + 1}).knows(date(last, 12, 31))


def test_knowing_all_days_is_knowing_each():
    calendar = Calendar([nation()], {2004, 2005, 2006, 2008, 2009, 2010})
    for first in days(date(2003, 12, 30), date(2011, 1, 2))[::17]:
        for length in (0, 1, 40, 400):
            last = first + timedelta(days=length)
            assert calendar.knows_all(first, last) == all(calendar.knows(day) for day in days(first, last))
            assert bool(calendar.awaited(first, last)) != calendar.knows_all(first, last)


def test_a_named_day_of_an_unknown_year_is_known():
    day = date(2027, 3, 12)
    assert national().over(layer("unit:3", (day, Kind.OFF, "搬迁"))).knows(day)


def test_a_region_is_a_shipped_code_or_a_table(tmp_path):
    table = tmp_path / "65.csv"
    table.write_text(
        "\ufeff# 注释\ndate,kind,name,basis,verified\n2025-03-31,holiday,肉孜节,某通知,yes\n", encoding="utf-8"
    )

    assert "64" in regions()
    assert region(str(table)).key == "region:65"
    assert region(str(table)).entries[0].name == "肉孜节"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "第一行应为"),
        ("date,name\n2025-03-31,肉孜节\n", "第一行应为"),
        ("date,kind,name,basis,verified\n2025-03-32,holiday,肉孜节,某通知,yes\n", "第 2 行"),
        ("date,kind,name,basis,verified\n\n# 空行与注释\n2025-03-31,feast,肉孜节,某通知,yes\n", "第 4 行"),
        ("date,kind,name,basis,verified\n2025-03-31,holiday\n", "应有 5 列"),
    ],
)
def test_a_bad_table_names_its_line(tmp_path, content, says):
    table = tmp_path / "bad.csv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(ClockError, match=says) as caught:
        region(str(table))
    assert caught.value.field == "region"


def test_a_table_that_is_no_text_is_refused(tmp_path):
    table = tmp_path / "bad.csv"
    table.write_bytes("日期".encode("gb18030"))
    with pytest.raises(ClockError, match="读不出来"):
        region(str(table))


@pytest.mark.parametrize("code", ["99", "../national", "/nowhere.csv", ""])
def test_an_unknown_region_is_refused(code):
    with pytest.raises(ClockError, match="没有地区"):
        region(code)
