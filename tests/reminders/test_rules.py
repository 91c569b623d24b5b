"""Quiet hours, what pierces them, and what cannot be muted."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import yihaotong
from yihaotong.clock import CHINA
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.rules import EVERY_DAY, Kind, Quiet, Wishes, checked, quiet_until, shown_from, wants

NIGHT = Quiet()
NOON = Quiet(time(12), time(14))


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_sent_by_somebody(kind: Kind) -> None:
    package = Path(yihaotong.__file__).parent
    here = package / "reminders"
    texts = (path.read_text() for path in package.rglob("*.py") if here not in path.parents)
    assert any(f".{kind.name}" in text and "reminders.rules" in text for text in texts), (
        f"{kind} is sent by nothing: see “remind somebody” in docs/develop"
    )


@pytest.mark.parametrize(
    ("quiet", "moment", "until"),
    [
        (NIGHT, on(23, 21, 59), None),
        (NIGHT, on(23, 22), on(24, 7)),
        (NIGHT, on(23, 23, 59), on(24, 7)),
        (NIGHT, on(24, 0), on(24, 7)),  # past midnight it is still the evening before
        (NIGHT, on(24, 6, 59), on(24, 7)),
        (NIGHT, on(24, 7), None),
        (NOON, on(23, 12), on(23, 14)),
        (NOON, on(23, 14), None),
        (NOON, on(23, 0), None),
        (Quiet(time(0), time(6)), on(23, 3), on(23, 6)),
        (Quiet(time(22), time(22)), on(23, 22), None),  # the same twice: never
        (Quiet(days=frozenset({5, 6})), on(27, 23), on(28, 7)),  # Friday evening …
        (Quiet(days=frozenset({5, 6})), on(28, 3), on(28, 7)),  # … its Saturday morning
        (Quiet(days=frozenset({5, 6})), on(30, 3), None),  # … but not the night to Monday
        (Quiet(days=frozenset()), on(23, 23), None),
        (NIGHT, on(30, 23), datetime(2026, 12, 1, 7, tzinfo=CHINA)),
    ],
)
def test_quiet_hours(quiet: Quiet, moment: datetime, until: datetime | None) -> None:
    assert quiet_until(quiet, moment) == until


@pytest.mark.parametrize(
    ("kind", "moment", "shifts", "shown"),
    [
        (Kind.NEW_WORK, on(23, 10), [], on(23, 10)),
        (Kind.NEW_WORK, on(23, 23), [], on(24, 7)),
        (Kind.EMERGENCY, on(23, 23), [], on(23, 23)),
        (Kind.NEW_WORK, on(23, 23), [(on(23, 20), on(24, 8))], on(23, 23)),  # on duty
        (Kind.NEW_WORK, on(23, 23), [(on(24, 4), on(24, 12))], on(24, 4)),  # his shift begins before the quiet ends
        (Kind.NEW_WORK, on(23, 23), [(on(24, 8), on(24, 16))], on(24, 7)),  # or after
        (Kind.NEW_WORK, on(23, 23), [(on(23, 14), on(23, 23))], on(24, 7)),  # a shift that has just ended
    ],
)
def test_from_when_a_reminder_is_shown(
    kind: Kind, moment: datetime, shifts: list[tuple[datetime, datetime]], shown: datetime
) -> None:
    assert shown_from(kind, Wishes(), moment, shifts) == shown


@given(
    begins=st.times(),
    ends=st.times(),
    days=st.frozensets(st.integers(1, 7)),
    minutes=st.integers(0, 14 * 24 * 60),
)
def test_nothing_waits_longer_than_a_day_nor_is_shown_in_quiet_hours(
    begins: time, ends: time, days: frozenset[int], minutes: int
) -> None:
    quiet, moment = Quiet(begins, ends, days), on(1, 0) + timedelta(minutes=minutes)
    until = quiet_until(quiet, moment)
    if until is not None:
        assert moment < until <= moment + timedelta(days=1)
        # Back to back only where one evening's hours run into the next one's.
        assert quiet_until(quiet, until) is None or begins == ends


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_muted_is_not_told_but_an_emergency_always_is(kind: Kind) -> None:
    assert wants(kind, Wishes(muted=frozenset(Kind))) == (kind is Kind.EMERGENCY)
    assert wants(kind, Wishes())


def test_the_form_of_preferences_never_mutes_an_emergency() -> None:
    wishes = checked("21:30", "06:00", ["1", "5", "9", "x"], ["new_work", "emergency", "nonsense"], sound=True)
    assert wishes == Wishes(Quiet(time(21, 30), time(6), frozenset({1, 5})), frozenset({Kind.NEW_WORK}), sound=True)
    assert checked("22:00", "07:00", map(str, EVERY_DAY), [], sound=False) == Wishes()


@pytest.mark.parametrize(
    ("begins", "ends", "field"), [("", "07:00", "begins"), ("22:00", "7", "ends"), ("25:00", "07:00", "begins")]
)
def test_a_time_that_is_none_is_refused(begins: str, ends: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(begins, ends, [], [], sound=False)
    assert refused.value.field == field
