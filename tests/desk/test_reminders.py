"""The bell, its page, and what somebody wants to be told when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.reminders import access, actions
from yihaotong.reminders.models import Reminder
from yihaotong.reminders.rules import Kind, Quiet, Wishes

Sit = Callable[[str], Client]


@pytest.fixture
def tell(city: City) -> Callable[..., int]:
    actions.prefer(city.people["handler"], Wishes(Quiet(days=frozenset())))

    def told(kind: Kind = Kind.NEW_WORK, subject: str = "case:1", words: str = "新派单，请签收") -> int:
        return actions.remind([city.people["handler"].pk], kind, subject=subject, words=words, at=timezone.now())

    return told


def test_the_bell_counts_and_groups(city: City, sit: Sit, tell: Callable[..., int]) -> None:
    client = sit("handler")
    assert "条没看过" not in words(client.get("/desk/"))
    for number in range(3):
        tell(subject=f"case:{number}")
    tell(Kind.SENT_BACK, words="答复被退回")
    assert "4 条没看过" in words(client.get("/desk/"))
    assert "4 条没看过" in words(client.get("/desk/reminders/pulse/"))
    for address in ("/desk/reminders/panel/", "/desk/reminders/"):
        assert "3 件新派单" in words(client.get(address))
        assert "1 件退回重办" in words(client.get(address))
    assert client.post("/desk/reminders/seen/").status_code == 302
    assert "没有新提醒" in words(client.get("/desk/reminders/"))
    assert "看过的" in words(client.get("/desk/reminders/"))


def test_a_number_that_is_none_is_of_no_reminder(city: City, sit: Sit, tell: Callable[..., int]) -> None:
    client = sit("handler")
    tell()
    for written in ("9" * 5000, "１", "-1", ""):
        assert client.post("/desk/reminders/seen/", {"number": written}).status_code == 302
    assert "1 条没看过" in words(client.get("/desk/"))


def test_looking_costs_one_query_besides_the_session_and_prolongs_nothing(
    city: City, sit: Sit, tell: Callable[..., int], queries: Callable[[], CaptureQueriesContext]
) -> None:
    client = sit("handler")
    tell()
    seen_before = dict(client.session)
    with queries() as seen:
        assert client.get("/desk/reminders/pulse/").status_code == 200
    assert len(seen) == 3  # the session, the person, what waits
    assert dict(client.session) == seen_before
    assert Client().get("/desk/reminders/pulse/").status_code == 401


def test_an_emergency_stands_across_every_page_until_it_was_seen(
    city: City, sit: Sit, tell: Callable[..., int]
) -> None:
    client = sit("handler")
    tell(Kind.EMERGENCY, "emergency:1", "燃气泄漏，示例小区")
    number = Reminder.objects.get().pk
    for address in ("/desk/", "/desk/cases/", "/desk/reminders/pulse/"):
        assert "燃气泄漏，示例小区" in words(client.get(address))
    assert "data-sound" not in client.get("/desk/reminders/pulse/").content.decode()
    actions.prefer(city.people["handler"], Wishes(sound=True))
    assert "data-sound" in client.get("/desk/reminders/pulse/").content.decode()
    answer = client.post("/desk/reminders/seen/", {"number": number}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    assert "燃气泄漏" not in words(client.get("/desk/"))


def test_opening_one_leads_to_what_it_is_about_and_a_strangers_is_not_there(
    city: City, sit: Sit, tell: Callable[..., int]
) -> None:
    case = city.to("dispatched")
    tell(subject=case.key)
    number = Reminder.objects.get().pk
    assert sit("reviewer").get(f"/desk/reminders/{number}/").status_code == 404
    client = sit("handler")
    client.head(f"/desk/reminders/{number}/")
    assert Reminder.objects.get().seen_at is None
    assert client.get(f"/desk/reminders/{number}/").headers["Location"] == f"/desk/cases/{case.order_no}/"
    assert Reminder.objects.get().seen_at
    tell(subject="nonsense:1")
    other = Reminder.objects.get(subject="nonsense:1").pk
    assert client.get(f"/desk/reminders/{other}/").headers["Location"] == "/desk/reminders/"


def test_what_waited_for_the_end_of_the_quiet_hours_comes_as_one_summary(city: City, sit: Sit) -> None:
    person, now = city.people["handler"], timezone.now()
    for number in range(3):
        Reminder.objects.create(
            person=person,
            kind="new_work",
            subject=f"case:{number}",
            words="新派单",
            at=now - timedelta(hours=5),
            shown_from=now - timedelta(hours=1),
        )
    assert "免打扰期间：3 件新派单" in words(sit("handler").get("/desk/reminders/"))


def test_preferences_are_kept_and_nonsense_is_refused(city: City, sit: Sit) -> None:
    client, address = sit("handler"), "/desk/reminders/settings/"
    assert "免打扰" in words(client.get(address))
    sent = {"begins": "21:00", "ends": "06:30", "day": ["1", "2"], "kind": ["new_work"], "sound": "1"}
    assert client.post(address, sent).status_code == 302
    person = city.people["handler"].pk
    kept = access.wishes_of([person])[person]
    assert (f"{kept.quiet.begins:%H:%M}", f"{kept.quiet.ends:%H:%M}", kept.quiet.days) == ("21:00", "06:30", {1, 2})
    assert kept.muted == frozenset(Kind) - {Kind.NEW_WORK, Kind.EMERGENCY}
    assert kept.sound
    answer = client.post(address, sent | {"begins": "9点"})
    assert answer.status_code == 422
    assert "24 小时制" in words(answer)
    assert access.wishes_of([person])[person] == kept
