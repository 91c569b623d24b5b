"""黄牌、红牌 on a running clock of handling, under the profile in force at that moment; nothing is stored."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from tests.cases.conftest import CONTACT, City
from yihaotong.cases import actions, today
from yihaotong.cases.models import Clock
from yihaotong.cases.rules.lights import Light
from yihaotong.cases.rules.today import Group
from yihaotong.cases.standing import Standing, stage_standings, standings
from yihaotong.clock import national


def handle(city: City, case_id: int, days: float) -> Standing:
    """How the clock of handling stands so many days after the case was filed."""
    clock = Clock.objects.select_related("unit", "case").get(case=case_id, kind="handle")
    return standings([clock], city.at + timedelta(days=days))[0]


def test_no_cards_under_the_default(city: City) -> None:
    case = city.to("in_hand")
    assert handle(city, case.pk, 0).card is None
    assert handle(city, case.pk, 20).card is None
    assert handle(city, case.pk, 20).light is Light.RED


def test_yellow_the_working_day_before_and_red_the_first_after(city: City) -> None:
    case = city.to("in_hand")  # 5 working days
    actions.use_profile("shandong", actor=city.acting("system_admin"), at=city.at, reason="用黄牌红牌")
    due = Clock.objects.get(case=case, kind="handle").due_at
    assert due
    cards: list[str] = []
    for day in range(45):
        stands = handle(city, case.pk, day)
        cards += [str(stands.card)] if stands.card else []
        if stands.card == "red":
            assert stands.light is Light.RED
            assert city.at + timedelta(days=day) > due
    assert cards == sorted(cards, reverse=True)  # yellow first, then red for good
    assert {"yellow", "red"} == set(cards)
    assert handle(city, case.pk, 0).card is None


@pytest.mark.parametrize("count", [2, 6])
def test_a_list_with_cards_asks_as_often_for_many_as_for_few(
    city: City, count: int, django_assert_max_num_queries
) -> None:
    actions.use_profile("shandong", actor=city.acting("system_admin"), at=city.at, reason="用黄牌红牌")
    cases = [city.to("in_hand") for _ in range(count)]
    with django_assert_max_num_queries(4):
        found = stage_standings(cases, city.at + timedelta(days=40))
    assert {standing.card for standing in found.values() if standing.kind == "handle"} <= {"red"}
    assert len(found) == count


def test_a_yellow_card_is_a_reason_in_todays_order_where_the_profile_knows_cards(city: City) -> None:
    case, fresh = city.to("in_hand"), city.file()
    city.move(case, "contact", "handler", CONTACT)  # else its first contact is late by then
    due = Clock.objects.get(case=case, kind="handle").due_at
    assert due
    days = (localtime(due) - timedelta(days=ahead) for ahead in range(1, 15))
    before = next(day for day in days if national().works(day.date())).replace(hour=8, minute=30)
    fresh = city.move(fresh, "dispatch", "dispatcher", {"unit": "WATER"}, at=before)
    fresh = city.move(fresh, "sign", "handler", at=before)
    city.move(fresh, "contact", "handler", CONTACT, at=before)

    def listed() -> list[tuple[int, Group, list[str]]]:
        found = today.tasks(city.acting("handler"), before)
        return [(task.case.pk, task.group, task.reasons[:-1]) for task in found]

    assert listed() == [(case.pk, Group.LATER, []), (fresh.pk, Group.LATER, [])]
    actions.use_profile("shandong", actor=city.acting("system_admin"), at=before, reason="用黄牌红牌")
    assert listed() == [(case.pk, Group.TODAY, ["黄牌"]), (fresh.pk, Group.LATER, [])]


def test_today_with_cards_asks_as_often_for_many_as_for_few(
    city: City, queries: Callable[[], CaptureQueriesContext]
) -> None:
    actions.use_profile("shandong", actor=city.acting("system_admin"), at=city.at, reason="用黄牌红牌")
    counts = []
    for more in (2, 18):
        for _ in range(more):
            city.to("in_hand")
        handler = city.acting("handler")
        today.tasks(handler, city.at)
        with queries() as seen:
            today.tasks(handler, city.at)
        counts.append(len(seen))
    assert counts[0] == counts[1]
