"""What a city sets about its cases: the prefix of its numbers, its profile, its days to the archive."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from yihaotong.cases.rules import clocks
from yihaotong.clock import Hours
from yihaotong.clock import hours as shipped_hours


def prefix() -> str:
    """The letters before an order number, e.g. "YC"."""
    return str(settings.CITY["cases"]["prefix"])


def archive_after() -> timedelta:
    return timedelta(days=int(settings.CITY["cases"]["archive_after_days"]))


def region() -> str:
    """The regional layer of the calendar, e.g. "64"."""
    return str(settings.CITY["calendar"]["region"])


def hours(unit_code: str = "") -> Hours:
    """The office hours of a unit: its own file, else the city's, else the shipped default."""
    named = settings.CITY.get("hours", {})
    return shipped_hours(named.get("units", {}).get(unit_code) or named.get("default", ""))


@cache
def profile() -> clocks.Profile:
    """The profile in force: the city's own file, or the one that ships."""
    named = settings.CITY["cases"].get("profile")
    return clocks.read(Path(named)) if named else clocks.shipped()
