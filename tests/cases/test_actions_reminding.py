"""Who is told of a move and of a limit that runs out; once each, and nobody of what was overtaken."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import CONTACT, REPLY, UNHAPPY, City
from yihaotong.accounts.rules import Role
from yihaotong.cases import reminding
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules.reminding import lead
from yihaotong.clock import Limit
from yihaotong.journal import consuming, sealing
from yihaotong.journal.models import Cursor, Line
from yihaotong.reminders import access, actions
from yihaotong.reminders.models import Reminder, Watch


def followed(at: datetime) -> None:
    reminding.follow(list(Line.objects.order_by("pk")), at)


def told(city: City, username: str, at: datetime | None = None) -> list[tuple[str, str]]:
    """What stands in somebody's bell, by kind and words, the oldest first."""
    found = access.panel(city.people[username], at or city.at)
    return [(each.kind, each.words.partition("：")[0]) for each in reversed(found)]


def test_a_new_dispatch_is_told_to_the_handlers_of_the_unit_and_nobody_else(city: City) -> None:
    case = city.to("dispatched")
    followed(city.at)
    assert told(city, "handler") == [("new_work", "新派单，请签收")]
    assert {each.person_id for each in Reminder.objects.all()} == {city.people["handler"].pk}
    assert Reminder.objects.get().words.endswith(f"供水 {case.order_no}")


def test_no_name_and_no_phone_stands_in_the_words(city: City) -> None:
    city.to("dispatched")
    followed(city.at)
    assert not any("王" in each.words or "1395" in each.words for each in Reminder.objects.all())


def test_what_one_handler_took_is_no_news_for_the_other(city: City) -> None:
    city.hire("colleague", Role.HANDLER, city.water)
    case = city.to("dispatched")
    followed(city.at)
    assert len(told(city, "handler")) == len(told(city, "colleague")) == 1
    city.at += timedelta(minutes=5)
    city.move(case, "sign", "handler")
    followed(city.at)
    assert told(city, "handler") == told(city, "colleague") == []


def test_a_reply_sent_back_is_told_to_who_signed_for_the_case(city: City) -> None:
    city.hire("colleague", Role.HANDLER, city.water)
    case = city.to("replied")
    city.at += timedelta(minutes=5)
    city.move(case, "send_back", "reviewer", {"reason": "incomplete", "note": "逐项回复"})
    followed(city.at)
    assert told(city, "handler") == [("sent_back", "答复被退回，请重新办理")]
    assert told(city, "colleague") == []


def test_a_redo_is_told_and_a_proposed_reply_goes_to_the_leader(city: City) -> None:
    case = city.to("to_call_back")
    city.at += timedelta(minutes=5)
    city.move(case, "redo", "call_back_clerk", UNHAPPY)
    followed(city.at)
    assert told(city, "handler") == [("sent_back", "诉求人不满意，请重办")]
    proposed = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    proposed = city.move(proposed, "sign", "street_handler")
    proposed = city.move(proposed, "contact", "street_handler", CONTACT)
    city.move(proposed, "propose", "street_handler", REPLY)
    followed(city.at)
    assert told(city, "street_leader") == [("to_sign", "拟好的答复待签发")]


def test_who_did_it_himself_is_not_told(city: City) -> None:
    city.hire("both", Role.DISPATCHER, city.centre)
    city.move(city.file(), "dispatch", "both", {"unit": "WATER"})
    followed(city.at)
    assert told(city, "both") == []
    assert told(city, "handler") != []


def test_what_was_overtaken_in_the_same_batch_concerns_nobody(city: City) -> None:
    city.to("closed")
    followed(city.at)
    assert Reminder.objects.count() == 0


def test_a_replay_tells_nobody_twice_seen_or_not(city: City) -> None:
    city.to("dispatched")
    city.to("dispatched")
    sealing.seal_batch()
    consuming.run_all(city.at)
    before = sorted(Reminder.objects.values_list("person", "kind", "subject", "at"))
    assert len(before) == 2
    actions.seen(city.people["handler"], at=city.at, numbers=[access.panel(city.people["handler"], city.at)[0].pk])
    Cursor.objects.all().delete()
    consuming.run_all(city.at)
    assert sorted(Reminder.objects.values_list("person", "kind", "subject", "at")) == before
    assert len(told(city, "handler")) == 1


def test_the_past_reminds_nobody(city: City) -> None:
    city.to("dispatched")
    followed(city.at + timedelta(days=3))
    assert Reminder.objects.count() == 0


def test_a_batch_costs_as_many_queries_for_twenty_cases_as_for_two(
    city: City, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = []
    for more in (2, 18):
        for _ in range(more):
            city.to("dispatched")
        lines = list(Line.objects.order_by("pk"))
        with queries() as seen:
            reminding.follow(lines, city.at)
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- limits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "hours"),
    [
        ("15min", 0.05),
        ("30min", 0.1),
        ("4wh", 0.8),
        ("24h", 4.8),
        ("1wd", 15.5),
        ("5wd", 15.5),
        ("10wd", 39.5),
        ("15wd", 63.5),
        ("60d", 279.5),
    ],
)
def test_how_long_before_its_end_a_limit_is_told_of(limit: str, hours: float) -> None:
    assert lead(Limit.parse(limit)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("limit", "hours"), [("30min", 0.25), ("24h", 12), ("1wd", 15.5), ("5wd", 63.5), ("15wd", 183.5)]
)
def test_half_of_a_limit(limit: str, hours: float) -> None:
    assert lead(Limit.parse(limit), 50) == timedelta(hours=hours)


def half_of(case: Case) -> tuple[datetime, datetime]:
    """When half of its limit of handling is gone, and when it ends."""
    due, _ahead = clock_of(case, "handle")
    return due - lead(Limit.parse(Clock.objects.get(case=case, kind="handle").limit), 50), due


def no_contact(city: City, username: str, at: datetime) -> list[str]:
    return [words for kind, words in told(city, username, at) if kind == "no_contact"]


def test_half_of_the_limit_gone_and_nobody_reached_is_told_once_to_who_handles(city: City) -> None:
    case = city.move(city.to("dispatched"), "sign", "handler")
    half, due = half_of(case)
    reminding.watch_limits(half - timedelta(seconds=1))
    assert no_contact(city, "handler", half) == []
    reminding.watch_limits(half)
    reminding.watch_limits(half + timedelta(minutes=1))
    assert no_contact(city, "handler", due) == ["办理时限已用去 50%，还没有联系上诉求人"]
    assert no_contact(city, "leader", due) == []
    reminding.watch_limits(due + timedelta(seconds=1))
    assert no_contact(city, "handler", due + timedelta(seconds=1)) == []


def test_a_vain_call_leaves_it_standing_and_one_that_reached_him_takes_it_away(city: City) -> None:
    case = city.move(city.to("dispatched"), "sign", "handler")
    half, _due = half_of(case)
    reminding.watch_limits(half)
    for reached, standing in ((False, 1), (True, 0)):
        city.at = half + timedelta(minutes=2 if reached else 1)
        city.move(case, "contact", "handler", CONTACT | {"reached": reached})
        followed(city.at)
        assert len(no_contact(city, "handler", city.at)) == standing


@pytest.mark.parametrize(
    "filing",
    [{"anonymous": True, "name": "", "phone": ""}, {"secrecy": "confidential"}],
    ids=["anonymous", "confidential"],
)
def test_whom_a_unit_cannot_call_it_is_not_told_to_call(city: City, filing: dict[str, object]) -> None:
    half, _due = half_of(city.to("dispatched", **filing))
    reminding.watch_limits(half)
    assert no_contact(city, "handler", half) == []


def test_who_was_reached_before_half_time_and_short_limits_are_not_told_of(city: City) -> None:
    case = city.move(city.to("dispatched"), "sign", "handler")
    city.move(case, "contact", "handler", CONTACT)
    city.to("dispatched", request_type="inquiry")  # one working day: both tellings would come together
    half, due = half_of(case)
    reminding.watch_limits(half)
    reminding.watch_limits(due - timedelta(hours=1))
    assert no_contact(city, "handler", due) == []


def test_a_city_may_choose_another_share_or_none(city: City, settings: Any) -> None:
    half, due = half_of(city.to("dispatched"))
    for share, said in ((0, []), (30, ["办理时限已用去 30%，还没有联系上诉求人"])):
        settings.CITY = settings.CITY | {"cases": settings.CITY["cases"] | {"uncontacted_at_percent": share}}
        Watch.objects.all().delete()
        reminding.watch_limits(half - timedelta(hours=24) if share else half)
        assert no_contact(city, "handler", due) == said


def clock_of(case: Case, kind: str) -> tuple[datetime, timedelta]:
    clock = Clock.objects.get(case=case, kind=kind, met_at=None)
    assert clock.due_at
    return clock.due_at, lead(Limit.parse(clock.limit))


def test_a_limit_is_told_of_at_four_fifths_and_once_more_when_it_is_late(city: City) -> None:
    case = city.to("dispatched", urgency="emergency")
    due, ahead = clock_of(case, "sign")
    reminding.watch_limits(due - ahead - timedelta(seconds=1))
    assert told(city, "handler", due) == []
    assert reminding.watch_limits(due - ahead) == 1
    assert reminding.watch_limits(due - ahead + timedelta(minutes=1)) == 0
    assert [kind for kind, _ in told(city, "handler", due)] == ["due_soon"]
    assert told(city, "leader", due) == []
    late = due + timedelta(seconds=1)
    reminding.watch_limits(late)
    assert told(city, "handler", late) == told(city, "leader", late) == [("overdue", "签收已超期")]


def test_a_watch_that_slept_goes_on_where_it_stopped(city: City) -> None:
    case = city.to("in_hand")
    due, ahead = clock_of(case, "handle")
    reminding.watch_limits(due - ahead - timedelta(hours=9))
    reminding.watch_limits(due - timedelta(minutes=1))
    assert [kind for kind, _ in told(city, "handler", due + timedelta(days=1))] == ["due_soon"]
    reminding.watch_limits(due + timedelta(days=3))
    assert [kind for kind, _ in told(city, "handler", due + timedelta(days=4))] == ["overdue"]


def test_a_limit_that_was_kept_is_not_told_of(city: City) -> None:
    case = city.to("dispatched")
    due, ahead = clock_of(case, "sign")
    reminding.watch_limits(due - ahead - timedelta(minutes=1))
    city.move(case, "sign", "handler")
    reminding.watch_limits(due - ahead)
    reminding.watch_limits(due + timedelta(minutes=1))
    assert Reminder.objects.filter(words__contains="签收").count() == 0


def test_looking_costs_as_many_queries_for_forty_as_for_four(
    city: City, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = []
    for more in (4, 36):
        cases = [city.to("dispatched") for _ in range(more)]
        due, ahead = clock_of(cases[0], "sign")
        Reminder.objects.all().delete()
        reminding.watch_limits(due - ahead - timedelta(minutes=30))
        with queries() as seen:
            assert reminding.watch_limits(due - ahead) > 0
        counts.append(len(seen))
    assert counts[0] == counts[1]
