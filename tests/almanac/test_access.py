"""The calendar in force, by layer and version, and what it costs."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from yihaotong.almanac import access
from yihaotong.almanac.actions import announce_year, enter_days
from yihaotong.almanac.models import Entry
from yihaotong.clock import national
from yihaotong.journal.refusal import Refused

CLERK = "person:7"
WEDNESDAY = date(2025, 3, 12)


def row(day="2025-03-12", kind="holiday", name="地方节日", basis="某通知"):
    return {"date": day, "kind": kind, "name": name, "basis": basis}


def enter(at, layer="nation", **cells):
    return enter_days(layer, [row(**cells)], actor=CLERK, at=at, reason="录入")


@pytest.mark.django_db
def test_an_empty_table_is_the_shipped_calendar():
    calendar = access.calendar()
    assert access.latest_version() == 0
    assert calendar.years == national().years
    assert not calendar.works(date(2019, 10, 1))
    assert access.calendar(region="64").day(date(2019, 6, 5)).layer == "region:64"
    assert access.calendar(region="99", unit="3") is calendar


@pytest.mark.django_db
def test_each_layer_is_seen_by_those_it_is_for(at):
    enter(at, "region:64")
    enter(at, "unit:3", day="2025-03-13", kind="off", name="搬迁")

    assert access.calendar().works(WEDNESDAY)
    assert not access.calendar(region="64").works(WEDNESDAY)
    assert access.calendar(region="6401").works(WEDNESDAY)
    assert access.calendar(region="64").without("region").works(WEDNESDAY)
    assert access.calendar(region="64", unit="4") is access.calendar(region="64")
    own = access.calendar(region="64", unit="3")
    assert [own.works(date(2025, 3, day)) for day in (12, 13, 14)] == [False, False, True]


@pytest.mark.django_db
def test_rows_entered_for_a_region_lie_over_its_shipped_table(at):
    enter(at, "region:64", day="2019-06-05", kind="working", name="")
    assert access.calendar(region="64").works(date(2019, 6, 5))
    assert not access.calendar(region="64", version=0).works(date(2019, 6, 5))


@pytest.mark.django_db
def test_an_old_version_stays_as_it_was(at):
    first = enter(at).version
    second = enter(at, kind="working", name="").version

    assert [access.calendar(version=version).works(WEDNESDAY) for version in (0, first, second)] == [True, False, True]
    assert access.calendar() is access.calendar(version=second)
    with pytest.raises(Entry.DoesNotExist):
        access.calendar(version=second + 1_000)


@pytest.mark.django_db
def test_a_year_stays_unknown_in_the_versions_before_it(at):
    year = max(national().years) + 1
    rows = [row(f"{year}-{day}") for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")]
    version = announce_year(year, rows, actor=CLERK, at=at, reason="通知").version
    assert [access.calendar(version=v).knows(date(year, 6, 1)) for v in (0, version)] == [False, True]


@pytest.mark.django_db
def test_the_calendar_costs_one_small_query(at, queries):
    version = enter(at).version
    access.calendar(region="64", unit="3")

    with queries() as seen:
        access.calendar(region="64", unit="3")
    assert len(seen) == 1
    with queries() as seen:
        access.calendar(region="64", version=version)
        access.calendar(version=0)
    assert len(seen) == 0


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_remembered(at):
    with transaction.atomic():
        enter(at)
        assert not access.calendar().works(WEDNESDAY)
        transaction.set_rollback(True)

    assert access.calendar().works(WEDNESDAY)
    enter(at, day="2025-03-13")  # the same version number again, with other days
    assert [access.calendar().works(date(2025, 3, day)) for day in (12, 13)] == [True, False]
    assert [access.calendar(version=1).works(date(2025, 3, day)) for day in (12, 13)] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_people_who_enter_at_once_each_get_a_version_or_are_told(at):
    started = threading.Barrier(4)
    versions, refused = [], []

    def one(number):
        try:
            started.wait()
            versions.append(enter(at, day=f"2025-03-{10 + number}").version)
        except Refused as told:
            refused.append(told.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(versions) == list(range(1, len(versions) + 1))
    assert len(versions) + len(refused) == 4
    assert set(refused) <= {"entered-meanwhile"}
    assert Entry.objects.count() == len(versions) == access.latest_version()
