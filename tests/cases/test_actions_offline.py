"""Calls entered later: true times, true numbers, clocks from then, and a journal that says both."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from tests.cases.conftest import FILING, City, refused_code
from yihaotong.cases.actions import offline
from yihaotong.cases.actions.filing import Filed
from yihaotong.cases.models import Case
from yihaotong.journal import sealing
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import verify


def enter(city: City, age: timedelta, *, key: UUID | None = None, by: str = "operator") -> Filed:
    owner = city.people["operator"].key
    actor = city.acting(by)
    return offline.enter(FILING, submission=key or uuid4(), owner=owner, actor=actor, at=city.at, age=age)


def test_it_counts_from_when_it_came(city: City, at: datetime) -> None:
    early = at - timedelta(hours=11)  # eleven in the evening before
    case = enter(city, timedelta(hours=11)).case
    assert (case.filed_at, case.moved_at) == (early, early)
    assert case.order_no.endswith(f"{localtime(early):%Y%m%d}000001")
    assert {clock.started_at for clock in case.clocks.all()} == {early}
    line = Line.objects.get(kind="case.file")
    assert (line.at, line.facts["via"]) == (early, "offline")
    assert datetime.fromisoformat(line.facts["after"]["entered_at"]) == at
    while sealing.seal_batch():
        pass
    assert verify(timezone.now()).problems == []


def test_the_numbers_of_two_days_do_not_mix(city: City) -> None:
    city.file()
    enter(city, timedelta(hours=11))
    enter(city, timedelta(hours=1))
    numbers = list(Case.objects.order_by("pk").values_list("order_no", flat=True))
    assert [number[-6:] for number in numbers] == ["000001", "000001", "000002"]
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (timedelta(hours=24, seconds=1), "too-late"),
        (timedelta(days=400), "too-late"),
        (timedelta(seconds=-1), "in-the-future"),
        (timedelta(days=-1), "in-the-future"),
    ],
)
def test_only_what_came_within_a_day(city: City, age: timedelta, code: str) -> None:
    assert refused_code(lambda: enter(city, age)) == code


def test_the_edges_of_the_day_are_in(city: City) -> None:
    assert enter(city, timedelta(hours=24)).case.pk
    assert enter(city, timedelta()).case.pk


def test_the_same_call_is_one_case_however_late_it_comes_again(city: City) -> None:
    key = uuid4()
    first = enter(city, timedelta(hours=1), key=key)
    again = enter(city, timedelta(hours=30), key=key)
    assert (again.case, again.query_code, again.again) == (first.case, first.query_code, True)
    assert Case.objects.count() == 1


def test_nobody_else_gets_the_code_of_a_call_that_was_entered(city: City) -> None:
    key = uuid4()
    enter(city, timedelta(hours=1), key=key)
    other = city.people.get("shift_leader")
    assert other
    assert refused_code(lambda: enter(city, timedelta(hours=1), key=key, by="shift_leader")) == "submission-taken"


def test_it_may_have_happened_before_it_was_told_but_not_after(city: City) -> None:
    """「发生时间」 is held against the call, not against the moment in which somebody types it in."""
    owner, actor = city.people["operator"].key, city.acting("operator")
    told = FILING | {"occurred_at": city.at - timedelta(minutes=30)}

    def act() -> Filed:
        return offline.enter(told, submission=uuid4(), owner=owner, actor=actor, at=city.at, age=timedelta(hours=1))

    assert refused_code(act) == "in-the-future"
