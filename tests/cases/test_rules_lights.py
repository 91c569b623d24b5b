"""The traffic light of a limit, as a table."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.cases.rules.lights import Light, light
from yihaotong.clock import CHINA, Limit

MONDAY = datetime(2026, 3, 2, 10, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("limit", "due_in", "gone", "days_left", "shown"),
    [
        ("5wd", timedelta(days=7), timedelta(), 5, Light.GREEN),
        ("5wd", timedelta(days=7), timedelta(days=3), 2, Light.GREEN),
        ("5wd", timedelta(days=7), timedelta(days=4), 1, Light.YELLOW),  # Friday before a Monday: a working day ahead
        ("5wd", timedelta(days=7), timedelta(days=7), 0, Light.YELLOW),
        ("5wd", timedelta(days=7), timedelta(days=7, seconds=1), 0, Light.RED),
        ("1wd", timedelta(days=1), timedelta(), 1, Light.GREEN),
        ("1wd", timedelta(days=1), timedelta(hours=20), 0, Light.YELLOW),
        ("30min", timedelta(minutes=30), timedelta(), 0, Light.YELLOW),  # never safer than what is due at midnight
        ("30min", timedelta(minutes=30), timedelta(minutes=14), 0, Light.YELLOW),
        ("2h", timedelta(hours=2), timedelta(minutes=59), 0, Light.GREEN),
        ("2h", timedelta(hours=2), timedelta(minutes=60), 0, Light.YELLOW),
        ("30min", timedelta(minutes=30), timedelta(minutes=30), 0, Light.YELLOW),
        ("30min", timedelta(minutes=30), timedelta(minutes=30, seconds=1), 0, Light.RED),
        ("24h", timedelta(hours=24), timedelta(hours=15), 1, Light.GREEN),
        ("24h", timedelta(hours=24), timedelta(hours=16), 1, Light.YELLOW),
    ],
)
def test_the_light_of_a_limit(limit: str, due_in: timedelta, gone: timedelta, days_left: int, shown: Light) -> None:
    assert light(MONDAY + due_in, MONDAY, MONDAY + gone, Limit.parse(limit), days_left) is shown


@given(
    limit=st.sampled_from(["30min", "2h", "24h", "1wd", "5wd"]),
    length=st.integers(1, 60 * 24 * 9),
    left=st.integers(0, 59),
    days_left=st.none() | st.integers(0, 5),
)
def test_in_its_last_hour_no_limit_looks_safe(limit: str, length: int, left: int, days_left: int | None) -> None:
    due = MONDAY + timedelta(minutes=length)
    at = due - timedelta(minutes=left)
    assert light(due, MONDAY, at, Limit.parse(limit), days_left) is not Light.GREEN


def test_a_clock_that_stands_is_green() -> None:
    assert light(None, MONDAY, MONDAY, Limit.parse("5wd"), None) is Light.GREEN
