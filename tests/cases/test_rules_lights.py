"""The traffic light of a limit, as a table."""

from datetime import datetime, timedelta

import pytest

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
        ("30min", timedelta(minutes=30), timedelta(minutes=19), 0, Light.GREEN),
        ("30min", timedelta(minutes=30), timedelta(minutes=20), 0, Light.YELLOW),
        ("30min", timedelta(minutes=30), timedelta(minutes=30), 0, Light.YELLOW),
        ("30min", timedelta(minutes=30), timedelta(minutes=30, seconds=1), 0, Light.RED),
        ("24h", timedelta(hours=24), timedelta(hours=15), 1, Light.GREEN),
        ("24h", timedelta(hours=24), timedelta(hours=16), 1, Light.YELLOW),
    ],
)
def test_the_light_of_a_limit(limit: str, due_in: timedelta, gone: timedelta, days_left: int, shown: Light) -> None:
    assert light(MONDAY + due_in, MONDAY, MONDAY + gone, Limit.parse(limit), days_left) is shown


def test_a_clock_that_stands_is_green() -> None:
    assert light(None, MONDAY, MONDAY, Limit.parse("5wd"), None) is Light.GREEN
