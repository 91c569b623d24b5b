"""Office hours entered from a day on: new dates by the new hours, old dates by those they were reckoned with."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime
from pytest_django.fixtures import Settings

from tests.cases.conftest import City, refused_code
from yihaotong.almanac import access as almanac
from yihaotong.almanac.models import EnteredHours, Entry
from yihaotong.almanac.rules import read_hours
from yihaotong.cases import city as set_up
from yihaotong.cases import consumers
from yihaotong.cases.actions import clocks
from yihaotong.cases.actions.calendars import enter_hours
from yihaotong.cases.models import Clock
from yihaotong.journal.models import Line

SHORT = "全年 01-01 10:00-12:00"
LONG = "全年 01-01 08:00-20:00"


def enter(city: City, unit: str, since: date, text: str, by: str = "system_admin", **more: object) -> Entry:
    rows = read_hours(text, "示政发")
    return enter_hours(unit, since, rows, actor=city.acting(by), at=city.at, reason="示政发", **more)


def opens(unit: str, day: date, version: int | None = None) -> list[int]:
    return [first // 3600 for first, _last in set_up.hours(unit, version).spans(day)]


def test_a_units_over_its_file_over_the_citys_over_the_shipped(city: City, settings: Settings, tmp_path: Path) -> None:
    day = date(2026, 7, 1)
    assert opens("WATER", day) == [8, 14]
    enter(city, "", day, "全年 01-01 07:00-15:00")
    assert (opens("", day), opens("WATER", day), opens("WATER", day - timedelta(days=1))) == ([7], [7], [8, 14])
    file = tmp_path / "water.csv"
    file.write_text("season,first_day,weekdays,opens,closes,basis\n全年,01-01,,06:00,12:00,x\n", encoding="utf-8")
    settings.CITY = settings.CITY | {"hours": {"units": {"WATER": str(file)}}}
    assert opens("WATER", day) == [6]
    enter(city, "WATER", day, SHORT)
    assert (opens("WATER", day), opens("WATER", day - timedelta(days=1)), opens("NORTH", day)) == ([10], [6], [7])
    enter(city, "WATER", day + timedelta(days=9), "")
    assert (opens("WATER", day + timedelta(days=9)), opens("WATER", day)) == ([7], [10])
    assert [opens("WATER", day, version) for version in (0, 1, 2, 3)] == [[6], [6], [10], [10]]


def test_running_dates_move_and_say_so_and_ended_ones_explain_themselves_as_before(city: City) -> None:
    running, done = city.to("dispatched").clocks.get(kind="sign"), city.to("closed").clocks.get(kind="sign")
    other = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"}).clocks.get(kind="sign")
    steps = [str(step) for step in clocks.derive(done).derivation]
    today = localtime(city.at).date()
    entry = enter(city, "WATER", today, SHORT)
    assert clocks.derive(running).due == running.due_at, "until it is reckoned again, it is as it was"
    consumers.follow_calendar(list(Line.objects.filter(kind="almanac.enter")), city.at)
    moved = Clock.objects.get(pk=running.pk)
    assert (moved.almanac_version, moved.due_at > running.due_at) == (entry.version, True)
    assert clocks.derive(moved).due == moved.due_at
    line = Line.objects.get(kind="case.recompute", subject=f"case:{running.case_id}", payload__contains='"sign"')
    assert line.facts["after"]["almanac"] == entry.version
    assert Clock.objects.get(pk=other.pk).due_at == other.due_at, "another unit's date stays"
    kept = Clock.objects.get(pk=done.pk)
    assert (kept.almanac_version, kept.due_at) == (0, done.due_at)
    assert [str(step) for step in clocks.derive(kept).derivation] == steps
    fresh = city.to("dispatched").clocks.get(kind="sign")
    assert (fresh.almanac_version, fresh.due_at) == (entry.version, moved.due_at)


def test_the_journal_tells_before_and_after_in_words(city: City) -> None:
    today = localtime(city.at).date()
    enter(city, "WATER", today, SHORT)
    enter(city, "WATER", today, LONG)
    line = Line.objects.filter(kind="almanac.enter").latest("pk")
    assert (line.subject, line.actor, line.facts["reason"]) == ("almanac:2", city.acting("system_admin").key, "示政发")
    assert line.facts["before"] == {"hours": [SHORT]}
    assert line.facts["after"]["hours"] == [LONG]
    assert (line.facts["after"]["unit_code"], line.facts["after"]["from"]) == ("WATER", today.isoformat())
    assert opens("WATER", today) == [8], "for one day the latest row holds"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"unit": "NOBODY"}, "no-such-unit"),
        ({"by": "supervisor"}, "wrong-role"),
        ({"text": ""}, "hours-needed"),
        ({"since": date(1900, 1, 1)}, "bad-day"),
        ({"expect": 7}, "entered-meanwhile"),
    ],
)
def test_what_is_refused_leaves_nothing(city: City, given: dict[str, object], code: str) -> None:
    asked = {"unit": "", "since": date(2026, 7, 1), "text": LONG} | given
    assert refused_code(lambda: enter(city, **asked)) == code
    assert EnteredHours.objects.count() == Entry.objects.count() == almanac.latest_version() == 0
