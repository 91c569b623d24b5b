"""Entering days and years: what is written, what is refused and leaves nothing behind."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yihaotong.almanac import access
from yihaotong.almanac.actions import announce_year, enter_days
from yihaotong.almanac.models import EnteredDay, Entry
from yihaotong.clock import Limit, national, reckon
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.django_db

CLERK = "person:7"
NEXT = max(national().years) + 1


def row(day, kind="holiday", name="地方节日", basis="某通知"):
    return {"date": day, "kind": kind, "name": name, "basis": basis}


def notice(year):
    return [row(f"{year}-{day}", name="法定节日") for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")]


def test_an_entry_is_one_version_with_its_days_and_one_line(at):
    entry = enter_days("region:64", [row("2025-03-31"), row("2025-06-06")], actor=CLERK, at=at, reason="开斋节通知")

    assert (entry.version, entry.layer, entry.year_known) == (1, "region:64", None)
    assert (entry.entered_at, entry.entered_by, entry.reason) == (at, CLERK, "开斋节通知")
    assert EnteredDay.objects.filter(entry=entry).count() == 2
    (line,) = Line.objects.all()
    assert (line.kind, line.subject, line.actor, line.at) == ("almanac.enter", "almanac:1", CLERK, at)
    assert line.facts == {
        "reason": "开斋节通知",
        "after": {"layer": "region:64", "from": "2025-03-31", "to": "2025-06-06", "version": 1},
    }


def test_announcing_a_year_makes_it_known(at):
    start = at.replace(year=NEXT, month=3, day=10)
    before = reckon(start, Limit.parse("5wd"), calendar=access.calendar())
    entry = announce_year(NEXT, notice(NEXT), actor=CLERK, at=at, reason=f"{NEXT}年放假通知")
    after = reckon(start, Limit.parse("5wd"), calendar=access.calendar())

    assert (before.provisional, after.provisional) == (True, False)
    assert entry.year_known == NEXT
    told = Line.objects.get().facts["after"]
    assert told == {"layer": "nation", "from": f"{NEXT - 1}-12-29", "to": f"{NEXT}-12-31", "version": 1, "year": NEXT}


def test_a_correction_is_a_new_entry_and_the_latest_row_holds(at):
    day = date(2025, 3, 12)
    enter_days("nation", [row("2025-03-12")], actor=CLERK, at=at, reason="录入")
    assert not access.calendar().works(day)
    enter_days("nation", [row("2025-03-12", "working", "")], actor=CLERK, at=at, reason="上次录错")

    assert access.calendar().works(day)
    assert [entry.version for entry in Entry.objects.all()] == [1, 2]
    assert EnteredDay.objects.count() == 2


@pytest.mark.parametrize(
    ("layer", "rows", "reason", "code"),
    [
        ("city:1", [row("2025-03-12")], "录入", "bad-layer"),
        ("nation", [row("2025-03-12"), row("2025-03-32")], "录入", "bad-rows"),
        ("nation", [], "录入", "bad-rows"),
        ("nation", [row("2025-03-12")], " ", "reason-needed"),
    ],
)
def test_a_refusal_leaves_nothing(at, layer, rows, reason, code):
    with pytest.raises(Refused) as caught:
        enter_days(layer, rows, actor=CLERK, at=at, reason=reason)
    assert caught.value.code == code
    assert not Entry.objects.exists()
    assert not EnteredDay.objects.exists()
    assert not Line.objects.exists()


def test_half_a_notice_leaves_nothing(at):
    with pytest.raises(Refused, match="缺少法定节日"):
        announce_year(NEXT, notice(NEXT)[1:], actor=CLERK, at=at, reason="通知")
    assert not Entry.objects.exists()
    assert access.calendar().knows(date(NEXT, 6, 1)) is False


def test_two_entries_of_one_version_cannot_be(at):
    entry = enter_days("nation", [row("2025-03-12")], actor=CLERK, at=at, reason="录入")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry(version=entry.version, layer="nation", entered_at=at).save(force_insert=True)


def test_a_day_cannot_come_twice_in_an_entry_nor_be_of_no_kind(at):
    entry = enter_days("nation", [row("2025-03-12")], actor=CLERK, at=at, reason="录入")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnteredDay.objects.create(entry=entry, date=date(2025, 3, 12), kind="off", basis="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnteredDay.objects.create(entry=entry, date=date(2025, 3, 13), kind="feast", basis="x")
