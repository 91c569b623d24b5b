"""Telling people, once each; what waits for the end of their quiet hours; what they see."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.reminders import access, actions
from yihaotong.reminders.models import Reminder
from yihaotong.reminders.rules import KEPT_FOR, Kind, Quiet, Wishes


@pytest.fixture
def centre(db: None, at: datetime) -> Unit:
    return hiring.create_unit(
        "CENTRE", actor=IMPORTER, at=at, name="示例中心", kind=UnitKind.CENTRE, parent=None, since=at.date()
    )


@pytest.fixture
def people(centre: Unit, at: datetime) -> list[Person]:
    hired = []
    for number in range(3):
        person = hiring.create_person(f"operator{number}", actor=IMPORTER, at=at, name=f"测试{number}")
        since = at - timedelta(days=9)
        hiring.appoint(person, actor=IMPORTER, at=at, role=Role.OPERATOR, unit=centre, since=since)
        hired.append(person)
    return hired


def tell(people: list[Person], at: datetime, kind: Kind = Kind.NEW_WORK, subject: str = "case:1") -> int:
    return actions.remind([person.pk for person in people], kind, subject=subject, words="新派单", at=at)


def waiting(person: Person, at: datetime) -> list[tuple[str, str]]:
    return [(each.kind, each.subject) for each in access.panel(person, at)]


def test_each_is_told_once_until_he_has_seen_it(people: list[Person], at: datetime) -> None:
    later, still_later = at + timedelta(minutes=1), at + timedelta(minutes=2)
    assert tell(people, at) == 3
    assert tell(people, later) == 0
    assert tell(people, later, Kind.DUE_SOON) == tell(people, later, subject="case:2") == 3
    assert actions.seen(people[0], at=later) == 3
    assert waiting(people[0], later) == []
    assert tell(people, still_later) == 1
    assert tell([], at) == 0


def test_the_same_happening_is_told_once_even_after_it_was_seen(people: list[Person], at: datetime) -> None:
    tell(people, at)
    actions.seen(people[0], at=at)
    assert tell(people, at) == 0
    assert Reminder.objects.count() == 3


def test_what_is_told_at_night_waits_for_the_morning_unless_on_duty(
    people: list[Person], centre: Unit, at: datetime
) -> None:
    night = at.replace(hour=23)
    ends = night + timedelta(hours=9)
    hiring.put_on_duty(centre, actor=IMPORTER, at=at, person=people[1], phone="12345", starts_at=night, ends_at=ends)
    actions.prefer(people[2], Wishes(Quiet(time(1), time(2))))
    tell(people, night)
    assert [len(waiting(person, night)) for person in people] == [0, 1, 1]
    assert access.unseen(people[0], night).count == 0
    morning = night + timedelta(hours=8)
    assert [len(waiting(person, morning)) for person in people] == [1, 1, 1]
    tell([people[0]], night, Kind.EMERGENCY, "emergency:1")
    assert waiting(people[0], night) == [("emergency", "emergency:1")]
    assert access.unseen(people[0], night) == access.Unseen(1, piercing=True)
    assert len(access.standing(people[0], night)) == 1


def test_every_kind_can_be_muted_at_once(people: list[Person], at: datetime) -> None:
    """The names of all kinds are longer than any column that counts its letters."""
    everything = Wishes(muted=frozenset(Kind))
    actions.prefer(people[0], everything)
    assert access.wishes_of([people[0].pk])[people[0].pk].muted == everything.muted


def test_nobody_is_told_what_he_muted(people: list[Person], at: datetime) -> None:
    actions.prefer(people[0], Wishes(muted=frozenset({Kind.NEW_WORK}), sound=True))
    assert tell(people, at) == 2
    assert access.wishes_of([people[0].pk])[people[0].pk].sound
    actions.prefer(people[0], Wishes())
    assert tell(people, at) == 1


def test_one_sees_only_ones_own(people: list[Person], at: datetime) -> None:
    tell([people[0]], at)
    number = access.panel(people[0], at)[0].pk
    assert actions.seen(people[1], at=at, numbers=[number]) == 0
    with pytest.raises(Reminder.DoesNotExist):
        access.reminder_of(people[1], number)
    assert access.reminder_of(people[0], number).words == "新派单"
    assert actions.seen(people[0], at=at, numbers=[number]) == 1
    assert [each.pk for each in access.recent(people[0], at)] == [number]


def test_what_is_settled_goes_from_every_screen_but_nothing_newer(people: list[Person], at: datetime) -> None:
    tell(people, at)
    tell(people, at, Kind.EMERGENCY)
    tell(people[:1], at + timedelta(minutes=5), Kind.SENT_BACK)
    now = at + timedelta(minutes=9)
    assert actions.settle({"case:1": at + timedelta(minutes=5)}, at=now, spare=[Kind.EMERGENCY]) == 3
    assert waiting(people[0], now) == [("sent_back", "case:1"), ("emergency", "case:1")]


def test_a_thousand_cost_as_many_queries_as_one(
    people: list[Person], at: datetime, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = []
    for size in (1, 100):
        notes = [actions.Note(people[0].pk, Kind.NEW_WORK, f"case:{size}-{each}", "新派单", at) for each in range(size)]
        with queries() as seen:
            assert actions.remind_all(notes) == size
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
    with queries() as seen:
        assert access.unseen(people[0], at).count == 101
    assert len(seen) == 1


def test_old_ones_are_swept(people: list[Person], at: datetime) -> None:
    tell(people, at - KEPT_FOR)
    tell(people, at - KEPT_FOR + timedelta(seconds=1), subject="case:2")
    assert actions.sweep(at) == 3
    assert {each.subject for each in Reminder.objects.all()} == {"case:2"}


def test_holders_are_those_with_the_post_now(people: list[Person], centre: Unit, at: datetime) -> None:
    assert access.holders([Role.OPERATOR, Role.DISPATCHER], at) == [person.pk for person in people]
    assert access.holders([Role.OPERATOR], at, centre.pk) == [person.pk for person in people]
    assert access.holders([Role.OPERATOR], at, centre.pk + 1) == []
    assert access.holders([Role.OPERATOR], at - timedelta(days=99)) == []
    hiring.deactivate_person(people[0], actor=IMPORTER, at=at, reason="离职")
    assert access.holders([Role.OPERATOR], at) == [person.pk for person in people[1:]]
