"""The promised date in plain words: worked examples, and words that can be turned back into the very day."""

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.cases.rules.plain import Changed, because, day_words, moved, promise
from yihaotong.clock import CHINA, Limit, Measure, hours, national, reckon

WEEK = "一二三四五六日"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("due", "at", "words", "note"),
    [
        ("2026-03-05T23:59:59", "2026-03-03T10:00", "还剩 2 个工作日 · 后天 24:00 前", ""),
        ("2026-03-06T23:59:59", "2026-03-03T10:00", "还剩 3 个工作日 · 周五 24:00 前", ""),
        ("2026-03-12T23:59:59", "2026-03-03T10:00", "还剩 7 个工作日 · 下周四 24:00 前", ""),
        ("2026-03-03T23:59:59", "2026-03-03T10:00", "今天 24:00 前", ""),
        (
            "2026-10-08T23:59:59",
            "2026-09-30T10:00",
            "还剩 1 个工作日 · 下周四 24:00 前",
            "国庆节假期后的第一个工作日",
        ),
        ("2026-10-12T23:59:59", "2026-09-30T10:00", None, "中间国庆节放假 7 天，不计"),
        ("2026-03-02T23:59:59", "2026-03-05T10:00", "已经晚了 3 个工作日 · 本该在 3月2日（周一） 24:00", None),
        ("2026-03-04T23:59:59", "2026-03-05T00:00", None, None),
        (None, "2026-03-05T10:00", "计时暂停", "暂停的时间不算在内，恢复后接着计"),
    ],
)
def test_what_a_citizen_reads(due: str | None, at: str, words: str | None, note: str | None) -> None:
    given_due = moment(due) if due else None
    said = promise(given_due, moment(at), measure=Measure.WORKING_DAY, calendar=national())
    if words is not None:
        assert said.words == words
    if note is not None:
        assert said.note == note


def test_a_limit_in_hours_is_told_to_the_minute() -> None:
    said = promise(moment("2026-03-03T11:30:00"), moment("2026-03-03T10:00"), measure=Measure.HOUR, calendar=national())
    assert said.words == "还剩 1 小时 30 分 · 今天 11:30 前"


def the_day(words: str, today: date) -> date:
    """Turn the words back, as a reader does."""
    near = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}
    if words in near:
        return today + timedelta(days=near[words])
    monday = today - timedelta(days=today.weekday())
    if found := re.fullmatch(r"(下?)周(.)", words):
        return monday + timedelta(days=7 * bool(found[1]) + WEEK.index(found[2]))
    found = re.fullmatch(r"(?:(\d+)年)?(\d+)月(\d+)日（周(.)）", words)
    assert found, words
    day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
    assert WEEK[day.weekday()] == found[4]
    return day


@given(st.dates(date(2010, 1, 10), date(2030, 12, 1)), st.integers(-800, 800))
def test_the_words_name_one_day_only(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    assert the_day(day_words(day, today), today) == day


moments = st.integers(0, 8 * 365 * 24 * 60).map(lambda minutes: moment("2018-01-01T00:00") + timedelta(minutes=minutes))


@given(moments, st.integers(1, 15), st.integers(0, 40 * 24 * 60))
def test_the_promise_agrees_with_the_reckoning(start: datetime, days: int, minutes: int) -> None:
    due = reckon(start, Limit.parse(f"{days}wd"), calendar=national(), hours=hours(), basis="").due
    assert due is not None
    at = start + timedelta(minutes=minutes)
    said = promise(due, at, measure=Measure.WORKING_DAY, calendar=national())
    assert said.late == (at.replace(microsecond=0) > due)
    told = re.search(r"(?:本该在 )?(\S+) 24:00", said.until)
    assert told
    assert the_day(told[1], at.date()) == due.astimezone(CHINA).date()
    if not said.late and (left := re.search(r"还剩 (\d+) 个工作日", said.left)):
        assert int(left[1]) <= days
    assert "未满 1 个工作日 个" not in said.words
    assert not said.words.startswith(" ")


@pytest.mark.parametrize(
    ("before", "now", "changed", "words"),
    [
        ("12-07", "12-09", [("12-08", "停电放假")], "原来 12月7日，因 12月8日停电放假，改为 12月9日"),
        (
            "12-07",
            "12-09",
            [("12-05", "停电放假"), ("12-04", "停电放假"), ("12-06", "调休上班")],
            "原来 12月7日，因 12月4日起 2 天停电放假、12月6日调休上班，改为 12月9日",
        ),
        ("12-07", "12-04", [], "原来 12月7日，因放假安排有变，改为 12月4日"),
        ("12-07", "12-04", [(f"12-0{day}", f"第{day}种") for day in range(1, 5)], "因放假安排有变"),
        ("12-07", "12-07", [("12-08", "停电放假")], None),
    ],
)
def test_a_date_that_moved(before: str, now: str, changed: list[tuple[str, str]], words: str | None) -> None:
    days = [Changed(date.fromisoformat(f"2026-{day}"), what) for day, what in changed]
    said = moved(moment(f"2026-{before}T23:59:59"), moment(f"2026-{now}T23:59:59"), moment("2026-12-01T10:00"), days)
    assert (words in said) if words else not said


@given(
    st.integers(0, 500 * 86_400).map(lambda seconds: moment("2026-01-01") + timedelta(seconds=seconds)),
    st.sampled_from(["5wd", "10wd", "3d", "1mo", "20h", "90min", "8wh"]),
)
def test_the_derivation_for_a_citizen_has_every_step_and_nothing_of_the_trade(at: datetime, limit: str) -> None:
    asked = Limit.parse(limit)
    steps = reckon(at, asked, calendar=national(), hours=hours(), basis="默认方案（设计默认值，未核实）").derivation
    told = because(steps, asked)
    assert [(step.at, step.effect) for step in told] == [(step.at, step.effect) for step in steps]
    for step in told:
        assert not re.search(r"方案|未核实|尚未录入|民法典|规定第七条|\d\d:\d\d:\d\d", step.why + step.basis)
