"""What a deadline says of itself, what makes it provisional, and what the clock refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from yihaotong.clock import (
    CHINA,
    Calendar,
    ClockError,
    Effect,
    Entry,
    Kind,
    Layer,
    Limit,
    Pause,
    missed,
    national,
    reckon,
    region,
)

FRIDAY = datetime(2019, 9, 27, 16, 40, tzinfo=CHINA)


def at(month: int, day: int, hour: int = 9, *, year: int = 2019) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


def five_days(**terms):
    return reckon(FRIDAY, Limit.parse("5wd"), calendar=national(), **terms)


def said(deadline, effect):
    return [(step.at.isoformat()[5:10], step.why) for step in deadline.derivation if step.effect is effect]


def test_every_skipped_day_says_why():
    deadline = five_days()
    assert said(deadline, Effect.SKIPPED) == [
        ("09-28", "星期六"),
        *((f"10-0{day}", "国庆节放假") for day in range(1, 8)),
    ]
    assert said(deadline, Effect.COUNTED)[0] == ("09-29", "9-29 调休上班，计第1日")
    assert said(deadline, Effect.NOT_COUNTED) == [("09-27", "收到当日不计")]
    assert all(step.basis for step in deadline.derivation if step.effect is Effect.SKIPPED)


def test_a_derivation_carries_the_basis_of_the_limit_and_of_the_days():
    steps = five_days(basis="银川市某办法第九条").derivation
    assert steps[0].basis == steps[-1].basis == "银川市某办法第九条"
    assert "〔2018〕15号" in next(step.basis for step in steps if step.why == "国庆节放假")


def test_a_step_is_fit_for_json():
    assert five_days().derivation[-1].as_dict() == {
        "at": "2019-10-10T23:59:59+08:00",
        "effect": "due",
        "count": 5,
        "why": "满 5 个工作日，当日 24:00 到期",
        "basis": "",
    }
    assert five_days().derivation[1].as_dict()["at"] == "2019-09-27"


def test_pauses_extensions_and_restarts_are_told():
    pause = Pause(at(10, 9, 10), at(10, 11), why="征求第三方意见", basis="政府信息公开条例第三十二条")
    deadline = five_days(pauses=[pause], extensions=[Limit.parse("2wd")], restart=at(9, 30))

    assert said(deadline, Effect.PAUSED) == [
        ("10-09", "停表（征求第三方意见），不计"),
        ("10-10", "停表（征求第三方意见），不计"),
    ]
    assert said(deadline, Effect.EXTENDED) == [("09-30", "延期 2 个工作日，合计 7 个工作日")]
    assert said(deadline, Effect.RESTARTED) == [("09-30", "重新计时，此前已计的不再算")]
    assert said(deadline, Effect.NOT_COUNTED) == [("09-30", "重新计时当日不计")]
    assert [step.basis for step in deadline.derivation if step.effect is Effect.PAUSED] == [pause.basis] * 2


def test_of_two_pauses_the_one_that_leaves_the_day_out_is_named():
    morning = Pause(at(10, 8, 9), at(10, 9, 9), why="先")
    evening = Pause(at(10, 9, 15), at(10, 10, 9), why="后")
    assert said(five_days(pauses=[evening, morning]), Effect.PAUSED) == [
        ("10-08", "停表（先），不计"),
        ("10-09", "停表（后），不计"),
    ]


def test_an_open_pause_leaves_the_end_open():
    deadline = five_days(pauses=[Pause(at(10, 8))])
    assert deadline.due is None
    assert deadline.derivation[-1].effect is Effect.PAUSED
    assert (deadline.derivation[-1].count, deadline.derivation[-1].why) == (2, "停表中，恢复后接着计")


def test_a_limit_in_working_hours_tells_its_stretches():
    deadline = reckon(FRIDAY, Limit.parse("4wh"), calendar=national())
    assert said(deadline, Effect.COUNTED) == [
        ("09-27", "16:40–18:00 计 1 小时 20 分"),
        ("09-29", "9-29 调休上班，08:30–11:10 计 2 小时 40 分"),
    ]
    assert said(deadline, Effect.SKIPPED) == [("09-28", "星期六")]
    assert deadline.derivation[-1].count == 4 * 3600


def test_receipt_outside_office_hours_is_told():
    at_lunch = reckon(at(9, 27, 13), Limit.parse("1wh"), calendar=national())
    assert said(at_lunch, Effect.NOT_COUNTED) == [("09-27", "起算时不在上班时间，从下一个上班时段起计")]


def test_receipt_at_the_first_minute_of_the_office_is_in_time():
    assert (
        said(reckon(at(9, 27, 8) + timedelta(minutes=30), Limit.parse("1wh"), calendar=national()), Effect.NOT_COUNTED)
        == []
    )


def test_a_pause_that_meets_the_opening_leaves_no_stretch_of_no_length():
    from_opening = Pause(at(10, 8, 9), at(10, 8, 10))
    to_opening = Pause(at(10, 8, 8), at(10, 8, 9))
    late, on_time = (
        reckon(at(10, 8, 9), Limit.parse("1wh"), calendar=national(), pauses=[p]) for p in (from_opening, to_opening)
    )

    assert said(late, Effect.COUNTED) == [("10-08", "10:00–11:00 计 1 小时")]
    assert said(late, Effect.PAUSED) == [("10-08", "09:00–10:00 停表，不计")]
    assert said(on_time, Effect.PAUSED) == []


def test_a_stretch_up_to_midnight_ends_at_24_hours():
    assert said(reckon(at(9, 27, 23), Limit.parse("1h"), calendar=national()), Effect.COUNTED) == [
        ("09-27", "23:00–24:00 计 1 小时")
    ]


def test_a_stretch_over_midnight_names_both_days():
    night = reckon(at(9, 30, 17), Limit.parse("24h"), calendar=national(), pauses=[Pause(at(9, 30, 20), at(9, 30, 21))])
    assert said(night, Effect.COUNTED) == [
        ("09-30", "17:00–20:00 计 3 小时"),
        ("09-30", "09-30 21:00 至 10-01 18:00 计 21 小时"),
    ]
    assert said(night, Effect.PAUSED) == [("09-30", "20:00–21:00 停表，不计")]


def test_months_say_where_the_month_was_too_short():
    deadline = reckon(at(1, 31, year=2025), Limit.parse("2mo"), calendar=national())
    assert said(deadline, Effect.COUNTED) == [
        ("02-28", "满 1 个月（当月没有 31 日，以月末日为最后一日）"),
        ("03-31", "满 2 个月"),
    ]


def test_rolling_tells_each_day_it_passes():
    deadline = reckon(at(9, 20, year=2024), Limit.parse("15d"), calendar=national(), roll=True)
    assert said(deadline, Effect.ROLLED) == [
        ("10-05", "最后一日遇国庆节放假，顺延"),
        ("10-06", "最后一日遇国庆节放假，顺延"),
        ("10-07", "最后一日遇国庆节放假，顺延"),
    ]
    assert "顺延至此" in deadline.derivation[-1].why


def test_regional_holidays_are_told_as_such_whether_they_count_or_not():
    with_region = national().over(region("64"))
    start = at(6, 4)
    taken = reckon(start, Limit.parse("3wd"), calendar=with_region)
    left = reckon(start, Limit.parse("3wd"), calendar=with_region.without("region"))

    assert said(taken, Effect.SKIPPED)[0] == ("06-05", "开斋节放假（地方假日）（依据未核实）")
    assert said(left, Effect.COUNTED)[0] == ("06-05", "开斋节为地方假日，本时限不扣除，计第1日")


def test_a_units_own_days_are_told_as_such():
    day = date(2019, 9, 30)
    moved = Layer("unit:3", (Entry(day, Kind.OFF, "搬迁", "单位通知"),))
    worked = Layer("unit:3", (Entry(date(2019, 9, 28), Kind.WORKING, "抢修", "单位通知"),))

    assert ("09-30", "搬迁休息（本单位）") in said(five_days_on(moved), Effect.SKIPPED)
    assert said(five_days_on(worked), Effect.COUNTED)[0] == ("09-28", "抢修，照常上班，计第1日")


def five_days_on(layer):
    return reckon(FRIDAY, Limit.parse("5wd"), calendar=national().over(layer))


def test_an_unknown_year_makes_the_end_provisional_and_says_which_notice_is_missing():
    last = max(national().years)
    deadline = reckon(at(1, 4, year=last + 1), Limit.parse("3wd"), calendar=national())
    assert deadline.provisional
    assert f"暂定：{last + 1} 年放假通知尚未录入" in deadline.derivation[-1].why
    assert any(f"（{last + 1} 年放假通知尚未录入" in why for _, why in said(deadline, Effect.COUNTED))


def test_only_a_limit_that_asks_the_calendar_is_provisional():
    unknown = at(1, 4, year=max(national().years) + 1)
    provisional = {
        written: reckon(unknown, Limit.parse(written), calendar=national(), roll=roll).provisional
        for written, roll in [
            ("1wd", False),
            ("1wh", False),
            ("24h", False),
            ("15min", False),
            ("60d", False),
            ("1mo", False),
        ]
    }
    assert provisional == {"1wd": True, "1wh": True, "24h": False, "15min": False, "60d": False, "1mo": False}
    assert reckon(unknown, Limit.parse("60d"), calendar=national(), roll=True).provisional


def test_the_end_is_provisional_from_the_first_day_that_may_change():
    last = max(national().years)
    thursday = at(12, 24, year=last)
    assert [
        reckon(thursday, Limit(days, Limit.parse("1wd").measure), calendar=national()).provisional for days in (2, 3)
    ] == [
        False,
        True,
    ]


def test_entering_the_year_settles_it():
    last = max(national().years)
    known = Calendar(national().layers, {*national().years, last + 1})
    limit = Limit.parse("5wd")
    assert not reckon(at(1, 11, year=last + 1), limit, calendar=known).provisional


def test_a_deadline_is_kept_through_its_last_second():
    due = five_days().due
    assert not missed(due, due + timedelta(milliseconds=999))
    assert missed(due, due + timedelta(seconds=1))
    assert not missed(None, FRIDAY)


def test_instants_in_other_zones_are_the_same_instants():
    assert reckon(FRIDAY.astimezone(UTC), Limit.parse("5wd"), calendar=national()).due == five_days().due
    late = datetime(2019, 9, 27, 17, 0, tzinfo=UTC)  # already the 28th in China
    assert said(reckon(late, Limit.parse("1wd"), calendar=national()), Effect.NOT_COUNTED)[0][0] == "09-28"


def test_parts_of_a_second_are_dropped():
    precise = FRIDAY.replace(microsecond=999_999)
    deadline = reckon(precise, Limit.parse("15min"), calendar=national())
    assert deadline.due == FRIDAY + timedelta(minutes=15)
    assert deadline.derivation[0].at == FRIDAY


def test_a_pause_within_one_second_leaves_no_trace():
    blink = Pause(at(10, 8), at(10, 8) + timedelta(microseconds=5))
    for written in ("5wd", "40wh", "400h"):
        plain = reckon(FRIDAY, Limit.parse(written), calendar=national())
        assert reckon(FRIDAY, Limit.parse(written), calendar=national(), pauses=[blink]).derivation == plain.derivation


@pytest.mark.parametrize(
    "written", ["", "5", "wd", "0wd", "-1wd", "1.5wd", "5 wd", "5WD", "２wd", "99999999wd", "2501wd", "5wd 3h"]
)
def test_a_limit_that_is_none_is_refused(written):
    with pytest.raises(ClockError) as caught:
        Limit.parse(written)
    assert caught.value.field == "limit"


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("extend", {"extensions": [Limit.parse("2h")]}),
        ("restart", {"restart": FRIDAY - timedelta(seconds=1)}),
        ("restart", {"restart": FRIDAY.replace(tzinfo=None)}),
    ],
)
def test_terms_that_do_not_fit_are_refused_by_name(field, terms):
    with pytest.raises(ClockError) as caught:
        five_days(**terms)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "end", [FRIDAY, FRIDAY - timedelta(hours=1), (FRIDAY + timedelta(days=1)).replace(tzinfo=None)]
)
def test_a_pause_that_ends_before_it_begins_is_refused_and_named(end):
    with pytest.raises(ClockError, match="2019-09-2") as caught:
        Pause(FRIDAY, end)
    assert caught.value.field == "pause"


@pytest.mark.parametrize("start", [FRIDAY.replace(tzinfo=None), FRIDAY.replace(year=1900), FRIDAY.replace(year=2300)])
def test_a_start_without_zone_or_beyond_the_years_is_refused(start):
    with pytest.raises(ClockError) as caught:
        reckon(start, Limit.parse("5wd"), calendar=national())
    assert caught.value.field == "at"


@pytest.mark.parametrize("written", ["300wd", "2000wh", "20000h", "1000d", "100mo"])
def test_a_limit_beyond_the_last_year_is_refused(written):
    with pytest.raises(ClockError, match="2199"):
        reckon(at(12, 1, year=2199), Limit.parse(written), calendar=national())
