"""The plans of a whole year: each case has its place in it, uneven as a city's calls are, and nearly all are over."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils.timezone import localtime

from yihaotong.cases.rules.moves import MOVES
from yihaotong.dispatch import shipped
from yihaotong.project.demo import filling, turns, year
from yihaotong.project.demo.plans import Setting

COMMUNITIES = {row.code: row.name for row in shipped.places() if row.level == "community"}
EDGE = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)  # a Friday, 10:30 in the city
SETTING = Setting(EDGE, COMMUNITIES)
LIVES = list(year.lives(range(3000), SETTING, 42))


def test_a_case_is_the_same_whatever_is_planned_beside_it():
    assert list(year.lives([2, 700, 2999], SETTING, 42)) == [LIVES[2], LIVES[700], LIVES[2999]]


def test_in_the_order_of_time_is_in_the_order_of_filing():
    moments = [LIVES[number].filed_at for number in year.in_time(range(3000))]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert EDGE - timedelta(days=year.DAYS) < moments[0] < EDGE - timedelta(days=year.DAYS - 3)
    assert EDGE - timedelta(days=3) < moments[-1] <= EDGE


def test_what_does_not_fit_into_a_year_was_filed_in_the_year_before():
    second = year.filed_at(year.A_YEAR + 5, EDGE)
    assert EDGE - timedelta(days=2 * year.DAYS) < second < EDGE - timedelta(days=year.DAYS - 1)
    assert year.in_time([3, year.A_YEAR + 3]) == [year.A_YEAR + 3, 3]
    assert filling.standing(year.A_YEAR + 6) > EDGE - second


@pytest.mark.parametrize("edge", [EDGE, datetime(2026, 11, 19, 16, 0, 5, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)])
def test_nothing_is_filed_after_the_edge_not_even_just_after_midnight(edge: datetime):
    assert max(year.filed_at(number, edge) for number in range(20_000)) <= edge
    assert min(year.filed_at(number, edge) for number in range(20_000)) > edge - timedelta(days=year.DAYS)


def test_people_call_by_day_and_on_working_days_and_some_places_call_more():
    hours = Counter(localtime(life.filed_at).hour for life in LIVES)
    assert hours[9] > 5 * hours[3]
    weekdays = Counter(localtime(life.filed_at).isoweekday() for life in LIVES)
    assert weekdays[2] > 1.2 * weekdays[7]
    places = Counter(life.filing["place"] for life in LIVES).most_common()
    assert places[0][1] > 6 * places[len(places) // 2][1]


def test_nearly_all_are_over_and_the_rest_are_the_newest():
    ends = {"close", "conclude", *turns.LAST}
    still_open = [life for life in LIVES if not any(step.move in ends for step in life.steps)]
    assert 0.004 < len(still_open) / len(LIVES) < 0.03
    newest = [life for life in still_open if life.filed_at > EDGE - timedelta(days=20)]
    assert len(newest) > 0.7 * len(still_open)


def test_every_move_is_one_of_the_table_and_in_time():
    for life in LIVES:
        moments = [life.filed_at, *(step.at for step in life.steps)]
        assert moments == sorted(moments)
        assert moments[-1] <= EDGE
    assert {step.move for life in LIVES for step in life.steps} < MOVES.keys()


def test_not_everything_goes_the_straight_way():
    moves = Counter(step.move for life in LIVES for step in life.steps)
    for move in [
        "answer",
        "void",
        "decline",
        "transfer",
        "take_back",
        "return",
        "uphold",
        "overrule",
        "redispatch",
        "supplement",
        "withdraw",
    ]:
        assert moves[move] > 1, move
    assert moves["return"] >= moves["uphold"] + moves["overrule"]
    assert moves["dispatch"] > 0.8 * len(LIVES)


def test_texts_are_filled_in_and_few_are_alike():
    bodies = [life.filing["body"] for life in LIVES]
    assert not [body for body in bodies if re.search(r"[{}]", body)]
    assert len(set(bodies)) > 0.97 * len(bodies)


def test_who_calls_again_has_the_same_name_and_nobodys_number():
    names: dict[str, set[str]] = {}
    for life in LIVES:
        if not life.filing["anonymous"] and "䶮" not in life.filing["body"]:
            assert re.fullmatch(r"154\d{8}", life.filing["phone"])
            names.setdefault(life.filing["phone"], set()).add(life.filing["name"])
    assert len(names) > 2000
    assert max(map(len, names.values())) <= 2  # one, unless the matter is a rare name
