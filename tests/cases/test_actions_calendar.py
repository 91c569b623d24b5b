"""What the calendar and a unit's own hours do to the clocks of a case."""

from datetime import timedelta
from pathlib import Path

from django.utils.timezone import localtime
from pytest_django.fixtures import Settings

from tests.cases.conftest import CONTACT, City
from yihaotong.almanac import actions as almanac
from yihaotong.cases import access, consumers
from yihaotong.cases.actions import clocks
from yihaotong.cases.models import Clock
from yihaotong.cases.rules.wording import written
from yihaotong.journal.models import Line


def test_a_holiday_notice_that_comes_late_moves_open_dates_and_says_so(city: City) -> None:
    open_case, done = city.move(city.to("in_hand"), "contact", "handler", CONTACT), city.to("closed")
    clock = open_case.clocks.get(kind="handle")
    assert clock.due_at
    last_day = localtime(clock.due_at).date()
    row = {"date": last_day.isoformat(), "kind": "holiday", "name": "停工一天", "basis": "应急〔2026〕1号"}
    almanac.enter_days("nation", [row], actor=city.people["system_admin"].key, at=city.at, reason="应急停工")
    read = list(Line.objects.filter(kind="almanac.enter"))
    consumers.follow_calendar(read, city.at)
    moved = Clock.objects.get(pk=clock.pk)
    assert moved.due_at
    assert moved.due_at > clock.due_at
    assert clocks.derive(moved).due == moved.due_at, "the new date explains itself under the new calendar"
    assert access.fresh(open_case).due_at == moved.due_at
    told = Line.objects.get(kind="case.recompute", subject=open_case.key, payload__contains="handle").facts
    assert told["before"]["due"] == written(clock.due_at)
    assert told["after"] == {"clock": "handle", "due": written(moved.due_at), "almanac": 1}
    assert not Line.objects.filter(kind="case.recompute", subject=done.key).exists(), "what has ended does not move"
    lines = Line.objects.count()
    consumers.follow_calendar(read, city.at)
    assert Line.objects.count() == lines, "read twice, it says nothing twice"


def test_a_units_own_hours_and_holidays_count_for_its_clocks_only(
    city: City, settings: Settings, tmp_path: Path
) -> None:
    hours = tmp_path / "water.csv"
    hours.write_text(
        "season,first_day,weekdays,opens,closes,basis\n全年,01-01,,10:00,12:00,测试单位作息\n", encoding="utf-8"
    )
    settings.CITY = settings.CITY | {"hours": {"units": {"WATER": str(hours)}}}
    tuesday = localtime(city.at).date() + timedelta(days=1)
    day_off = {"date": tuesday.isoformat(), "kind": "holiday", "name": "单位停工", "basis": "单位公告"}
    layer = f"unit:{city.water.pk}"
    almanac.enter_days(layer, [day_off], actor=city.people["system_admin"].key, at=city.at, reason="单位公告")
    sign = city.to("dispatched").clocks.get(kind="sign")
    assert sign.due_at
    assert localtime(sign.due_at) == city.at + timedelta(days=2, hours=2), "two hours on Monday, two on Wednesday"
    assert clocks.derive(sign).due == sign.due_at
    other = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"}).clocks.get(kind="sign")
    assert other.due_at
    assert other.due_at < sign.due_at


def test_a_clock_started_under_the_old_almanac_after_its_change_is_caught(city: City) -> None:
    case = city.to("in_hand")
    clock = case.clocks.get(kind="handle")
    assert clock.due_at
    row = {"date": localtime(clock.due_at).date().isoformat(), "kind": "holiday", "name": "停工", "basis": "应急"}
    almanac.enter_days("nation", [row], actor=city.people["system_admin"].key, at=city.at, reason="应急停工")
    consumers.catch_stragglers(city.at + timedelta(hours=1))
    assert Clock.objects.get(pk=clock.pk).due_at == clock.due_at, "an hour later nobody looks any more"
    consumers.catch_stragglers(city.at + timedelta(seconds=30))
    caught = Clock.objects.get(pk=clock.pk)
    assert caught.due_at
    assert caught.due_at > clock.due_at
