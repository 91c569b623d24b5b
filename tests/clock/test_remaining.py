"""What is left, in numbers and words."""

from datetime import datetime, timedelta

import pytest

from yihaotong.clock import CHINA, Limit, Measure, Pause, national, reckon, remaining
from yihaotong.clock.wording import to_the_minute

DUE = datetime(2019, 10, 10, 23, 59, 59, tzinfo=CHINA)  # a Thursday


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0, *, month: int = 10) -> datetime:
    return datetime(2019, month, day, hour, minute, second, tzinfo=CHINA)


def left(now: datetime, measure: Measure = Measure.WORKING_DAY, due: datetime = DUE):
    return remaining(due, now, measure=measure, calendar=national())


@pytest.mark.parametrize(
    ("now", "days", "overdue", "text"),
    [
        (at(27, 16, 40, month=9), 5, False, "还剩 5 个工作日 · 10月10日（周四）24:00 前"),
        (at(1), 3, False, "还剩 3 个工作日 · 10月10日（周四）24:00 前"),
        (at(3), 3, False, "还剩 3 个工作日 · 10月10日（周四）24:00 前"),
        (at(4), 3, False, "还剩 3 个工作日 · 周四 24:00 前"),
        (at(8), 2, False, "还剩 2 个工作日 · 周四 24:00 前"),
        (at(10), 0, False, "今天 24:00 前"),
        (at(10, 23, 59, 59), 0, False, "今天 24:00 前"),
        (at(11, 0), -1, True, "已超期 1 个工作日"),
        (at(12), -2, True, "已超期 2 个工作日"),  # a make-up Saturday
        (at(13), -2, True, "已超期 2 个工作日"),
    ],
)
def test_working_days(now, days, overdue, text):
    answer = left(now)
    assert (answer.working_days, answer.overdue, answer.text) == (days, overdue, text)


def test_overdue_over_a_weekend_is_no_full_working_day_yet():
    answer = left(at(26), due=datetime(2019, 10, 25, 23, 59, 59, tzinfo=CHINA))
    assert (answer.overdue, answer.working_days, answer.text) == (True, 0, "已超期，未满 1 个工作日")


def test_the_last_second_is_not_overdue():
    assert left(DUE + timedelta(milliseconds=500)).seconds == 0
    assert not left(DUE + timedelta(milliseconds=500)).overdue
    assert left(DUE + timedelta(seconds=1)).seconds == -1
    assert left(DUE + timedelta(seconds=1)).overdue
    assert left(at(10, 23, 59, 0)).seconds == 59


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (at(8, 12, 19), "还剩 3 小时 21 分 · 今天 15:40 前"),
        (at(8, 15, 39, 30), "还剩 30 秒 · 今天 15:40 前"),
        (at(8, 15, 40), "还剩 0 秒 · 今天 15:40 前"),
        (at(7, 15, 40), "还剩 24 小时 · 周二 15:40 前"),
        (at(6, 15, 40), "还剩 2 天 · 周二 15:40 前"),
        (at(6, 15, 41), "还剩 47 小时 59 分 · 周二 15:40 前"),
        (at(5, 12, 40), "还剩 3 天 3 小时 · 周二 15:40 前"),
        (at(8, 17, 45), "已超期 2 小时 5 分"),
    ],
)
def test_hours_and_minutes(now, text):
    assert left(now, Measure.HOUR, datetime(2019, 10, 8, 15, 40, tzinfo=CHINA)).text == text


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (at(1), "还剩 9 天 · 10月10日（周四）24:00 前"),
        (at(10), "今天 24:00 前"),
        (at(12), "已超期 2 天"),
        (datetime(2018, 12, 31, tzinfo=CHINA), "还剩 283 天 · 2019年10月10日（周四）24:00 前"),
    ],
)
def test_calendar_days(now, text):
    assert left(now, Measure.DAY).text == text


def test_working_hours_are_told_in_office_time():
    friday = at(27, 16, 40, month=9)
    deadline = reckon(friday, Limit.parse("4wh"), calendar=national())
    assert deadline.remaining(friday).text == "还剩工作时间 4 小时 · 周日 11:10 前"
    assert deadline.remaining(at(28, month=9)).text == "还剩工作时间 2 小时 40 分 · 周日 11:10 前"
    assert deadline.remaining(at(30, 9, month=9)).text == "已超期工作时间 4 小时 50 分"


def test_office_time_is_never_told_in_days():
    deadline = reckon(at(8), Limit.parse("60wh"), calendar=national())
    assert deadline.remaining(at(8)).text.startswith("还剩工作时间 60 小时 · ")


def test_a_standing_clock_says_so():
    open_pause = reckon(at(27, month=9), Limit.parse("5wd"), calendar=national(), pauses=[Pause(at(8))])
    answer = open_pause.remaining(at(20))
    assert (answer.paused, answer.overdue, answer.seconds, answer.working_days, answer.text) == (
        True,
        False,
        None,
        None,
        "已停表",
    )


def test_a_clock_that_stands_for_a_while_says_so_only_then():
    deadline = reckon(at(27, month=9), Limit.parse("5wd"), calendar=national(), pauses=[Pause(at(8), at(9))])
    assert deadline.remaining(at(8, 12)).text == "已停表"
    assert deadline.remaining(at(8, 12)).paused
    assert not deadline.remaining(at(9)).paused
    assert deadline.remaining(at(9)).text == "还剩 2 个工作日 · 周五 24:00 前"


def test_a_clock_that_stops_after_its_end_is_overdue_all_the_same():
    deadline = reckon(at(27, month=9), Limit.parse("5wd"), calendar=national(), pauses=[Pause(at(11), at(14))])
    answer = deadline.remaining(at(12))
    assert (answer.paused, answer.overdue, answer.text) == (False, True, "已超期 2 个工作日")


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 11, 23, 23, 59, 59, tzinfo=CHINA), "24:00"),
        (datetime(2026, 11, 23, 23, 59, tzinfo=CHINA), "23:59"),
        (datetime(2026, 11, 23, 8, 5, 30, tzinfo=CHINA), "08:05"),
    ],
)
def test_the_end_of_a_day_is_written_alike_everywhere(instant: datetime, shown: str) -> None:
    assert to_the_minute(instant) == shown
