"""Days entered into the calendar by somebody who may, after a look at what they would move."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import City, refused_code
from yihaotong.almanac import access as almanac
from yihaotong.almanac.rules import DayRow, read_notice
from yihaotong.cases import calendars
from yihaotong.cases.actions import recompute
from yihaotong.cases.actions.calendars import enter_days
from yihaotong.cases.models import Case
from yihaotong.clock import Kind


def days(case: Case, name: str = "停电") -> list[DayRow]:
    """A holiday on the very day on which its handling is due."""
    due = localtime(case.clocks.get(kind="handle").due_at).date()
    return [DayRow(due, Kind.HOLIDAY, name, "示政发")]


def enter(city: City, layer: str, rows: list[DayRow], by: str = "system_admin", **more: object) -> object:
    return enter_days(layer, rows, actor=city.acting(by), at=city.at, reason="示政发", **more)


@pytest.mark.parametrize("layer", ["nation", "region:64", "unit"])
def test_what_would_move_is_what_moves(city: City, layer: str):
    case = city.to("in_hand")
    layer = f"unit:{city.water.pk}" if layer == "unit" else layer
    looked = calendars.outlook(layer, days(case))
    foreseen = {(shift.kind, shift.before, shift.after) for shift in looked.shifts}
    assert "handle" in {kind for kind, _before, _after in foreseen}
    enter(city, layer, days(case))
    moved = set()
    for clock in case.clocks.filter(met_at=None, dropped_at=None).select_related("unit"):
        before = clock.due_at
        if recompute(clock, actor=city.acting("system_admin"), at=city.at):
            clock.refresh_from_db()
            moved.add((clock.kind, before, clock.due_at))
    assert foreseen == moved


def test_the_case_is_due_with_the_clock_of_its_stage_whichever_moves_first(city: City):
    case = city.to("in_hand")
    handle, total = case.clocks.get(kind="handle"), case.clocks.get(kind="total")
    case.clocks.filter(kind="first_contact").update(met_at=city.at)
    case.clocks.filter(pk=total.pk).update(due_at=handle.due_at)  # both on the same day, as it happens
    enter(city, "nation", days(case))
    for kind in ("total", "handle"):
        clock = case.clocks.select_related("unit").get(kind=kind)
        assert recompute(clock, actor=city.acting("system_admin"), at=city.at)
    assert Case.objects.get().due_at == case.clocks.get(kind="handle").due_at
    assert case.clocks.get(kind="handle").due_at != case.clocks.get(kind="total").due_at


def test_the_days_of_another_unit_move_nothing(city: City):
    case = city.to("in_hand")
    looked = calendars.outlook(f"unit:{city.street.pk}", days(case))
    assert (looked.touched, looked.shifts) == (0, [])


def test_who_may_which_layer_and_as_seen(city: City):
    rows = [DayRow(date(2030, 3, 4), Kind.HOLIDAY, "试", "示政发")]
    assert refused_code(lambda: enter(city, "nation", rows, by="supervisor")) == "wrong-role"
    assert refused_code(lambda: enter(city, "region:11", rows)) == "no-such-layer"
    assert refused_code(lambda: enter(city, "unit:999999", rows)) == "no-such-layer"
    assert refused_code(lambda: enter(city, "region:64", rows, year=2030)) == "not-nation"
    version = almanac.latest_version()
    enter(city, "nation", rows, expect=version)
    assert refused_code(lambda: enter(city, "nation", rows, expect=version)) == "entered-meanwhile"


def test_a_whole_year_is_no_longer_provisional(city: City):
    year = max(almanac.calendar().years) + 1
    fixed = (
        f"{year}-01-01 放假 元旦\n{year}-05-01 至 {year}-05-02 放假 劳动节\n{year}-10-01 至 {year}-10-03 放假 国庆节"
    )
    rows = read_notice(fixed, "国办发明电")
    assert year in almanac.calendar_with("nation", rows, year=year).years
    assert year not in almanac.calendar().years
    enter(city, "nation", rows, year=year)
    assert year in almanac.calendar().years


def test_a_layer_laid_over_on_trial_stands_where_it_will_stand(city: City):
    day = date(2030, 3, 4) + timedelta(days=0)
    enter(city, "region:64", [DayRow(day, Kind.OFF, "", "宁政办发")])
    tried = almanac.calendar_with("nation", [DayRow(day, Kind.WORKING, "", "国办发")], region="64")
    assert not tried.works(day)
