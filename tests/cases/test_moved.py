"""A calendar entered late: which clocks it moved, from when to when, told by version of the calendar."""

from datetime import datetime, timedelta

import pytest

from tests.cases.conftest import City
from yihaotong.almanac import actions as almanac
from yihaotong.almanac.models import Entry
from yihaotong.cases import actions, consumers, moved
from yihaotong.cases.models import Clock, MovedClock
from yihaotong.journal.models import Line

pytestmark = pytest.mark.both


def enter(city: City, *offsets: int) -> Entry:
    rows = [
        {
            "date": (city.at + timedelta(days=offset)).date().isoformat(),
            "kind": "holiday",
            "name": "示例节",
            "basis": "示例放假通知",
        }
        for offset in offsets
    ]
    return almanac.enter_days(
        "nation", rows, actor=city.people["system_admin"].key, at=city.at, reason="示例放假通知（晚到）"
    )


def followed(at: datetime) -> None:
    """What the worker does: the consumers read the lines in order, twice here as after a kill."""
    consumers.follow_calendar(list(Line.objects.order_by("pk")), at)
    for _ in range(2):
        actions.note_moved(list(Line.objects.order_by("pk")), at)


def test_each_moved_clock_is_listed_with_both_dates(city: City) -> None:
    case = city.to("in_hand", request_type="help")
    done = city.to("closed", request_type="help")
    before = {clock.pk: clock.due_at for clock in Clock.objects.all()}
    entry = enter(city, 1, 2)
    followed(city.at)
    rows = moved.rows(entry.version, city.acting("supervisor"))
    assert {row.case_id for row in rows} == {case.pk}
    handle = next(row for row in rows if row.kind == "handle")
    clock = Clock.objects.get(case=case, kind="handle")
    assert (handle.due_before, handle.due_after) == (before[clock.pk], clock.due_at)
    assert handle.due_after
    assert handle.due_before
    assert handle.due_after > handle.due_before
    assert handle.unit_id == city.water.pk
    assert all(each.due_at == before[each.pk] for each in Clock.objects.filter(case=done).exclude(met_at=None))
    total = moved.totals([entry], city.acting("supervisor"))[0]
    assert (total.clocks, total.cases) == (len(rows), 1)
    assert sum(clocks for _unit, clocks, _cases in moved.by_unit(entry.version)) == len(rows)


def test_each_version_has_its_own_and_a_stranger_sees_none_of_it(city: City) -> None:
    city.to("in_hand")
    first, second = enter(city, 1), enter(city, 2)
    followed(city.at)
    assert moved.rows(first.version, city.acting("supervisor")) == []  # reckoned once, under the newest
    assert moved.rows(second.version, city.acting("supervisor"))
    assert moved.rows(second.version, city.acting("handler"))
    assert moved.rows(second.version, city.acting("street_handler")) == []
    assert moved.rows(second.version, city.acting("system_admin")) == []
    assert moved.totals([second], city.acting("system_admin"), whole=True)[0].clocks > 0


def test_the_list_goes_on_behind_a_key(city: City) -> None:
    for _ in range(3):
        city.to("in_hand")
    entry = enter(city, 1)
    followed(city.at)
    supervisor = city.acting("supervisor")
    every = [row.line for row in moved.rows(entry.version, supervisor, most=50)]
    first = moved.rows(entry.version, supervisor, most=2)
    assert [row.line for row in first] == every[:3]  # one more than asked for: there are more
    assert [row.line for row in moved.rows(entry.version, supervisor, after=first[1].line, most=50)] == every[2:]
    assert MovedClock.objects.count() == len(every)
