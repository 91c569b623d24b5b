"""What a city sets about its cases: the prefix of its numbers, its profile, its days to the archive."""

from datetime import datetime, timedelta

from django.conf import settings

from yihaotong.almanac import access as almanac
from yihaotong.cases import profiles
from yihaotong.cases.rules import clocks
from yihaotong.cases.rules.codes import Satisfaction
from yihaotong.clock import Hours
from yihaotong.clock import hours as shipped_hours


def prefix() -> str:
    """The letters before an order number, e.g. "YC"."""
    return str(settings.CITY["cases"]["prefix"])


def archive_after() -> timedelta:
    return timedelta(days=int(settings.CITY["cases"]["archive_after_days"]))


def levels() -> dict[str, str]:
    """The levels of satisfaction that the public may choose, by code, in the city's words (handbook §0.6).

    Without a setting the five of 国办发〔2019〕51号. A city with three names the codes that they are counted as.
    """
    named = settings.CITY.get("evaluation", {}).get("levels")
    if not named:
        return dict(Satisfaction.choices())
    return {Satisfaction(code).value: str(word) for code, word in named.items()}


def reopen_within() -> timedelta:
    """For how long after its closing a case may be taken up again."""
    return timedelta(days=int(settings.CITY["cases"].get("reopen_within_days", 30)))


def uncontacted_at() -> int:
    """So many per cent of its limit of handling are gone when a case is told of in which nobody has been reached.

    0: never. Handbook A9 has 催办 at 50 % and 80 % of the clock (design); the second tells of every limit.
    """
    return int(settings.CITY["cases"].get("uncontacted_at_percent", 50))


def evidence_for_solved() -> bool:
    """Whether a unit that says 已解决 must have attached something to show for it."""
    return bool(settings.CITY["cases"].get("evidence_for_solved", False))


def telephony() -> bool:
    """Whether an exchange reads the wishes of units to be put through (journal kind "cases.ask_call")."""
    return bool(settings.CITY.get("calls", {}).get("exchange", False))


def unit_sees_number() -> bool:
    """Whether a unit that opens an identity sees the number: only where there is no other way to reach anybody."""
    return bool(settings.CITY.get("calls", {}).get("unit_sees_number", False))


def region() -> str:
    """The regional layer of the calendar, e.g. "64"."""
    return str(settings.CITY["calendar"]["region"])


def hours(unit_code: str = "", version: int | None = None) -> Hours:
    """The office hours of a unit: what was entered for it, its own file, what was entered for the city, the city's
    file, the shipped default; as of a version of the almanac, the newest unless one is given.
    """
    named = settings.CITY.get("hours", {})
    own = named.get("units", {}).get(unit_code)
    default = shipped_hours(named.get("default", ""))
    return almanac.hours(unit_code, city=default, own=shipped_hours(own) if own else None, version=version)


def profile(at: datetime) -> clocks.Profile:
    """The profile in force at that moment (`profiles.in_force`)."""
    return profiles.in_force(at).profile
