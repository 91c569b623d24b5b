"""A city that is put back is the city that was made."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from tests.cases.conftest import city_of, founded
from tests.standing import rows, standing
from yihaotong.accounts.models import Unit
from yihaotong.journal.refusal import Refused

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def put_back(at: datetime, world: str) -> bool:
    """A world of its own for each test: whichever comes first makes it."""
    return standing(world, at, lambda: founded(at))


def test_it_has_every_row_that_the_actions_wrote(at: datetime) -> None:
    with transaction.atomic():
        assert not put_back(at, "compared")
        made = rows("compared")
        transaction.set_rollback(True)
    assert not Unit.objects.exists()
    assert put_back(at, "compared")
    left = {table for table, held in rows("compared").items() if held != made[table]}
    assert left <= {"journal_pending"}, "the trigger alone writes anew: the time since when a line waits for its seal"
    assert city_of(at).to("closed").order_no


def test_another_days_city_is_made_anew(at: datetime) -> None:
    later = at + timedelta(days=1)
    with transaction.atomic():
        put_back(at, "today")
        transaction.set_rollback(True)
    assert not put_back(later, "today")


def test_nothing_is_put_over_what_stands_already(at: datetime) -> None:
    with transaction.atomic():
        put_back(at, "another")
        transaction.set_rollback(True)
    founded(at)
    with pytest.raises(Refused, match="单位代码已被使用"):
        put_back(at, "another")
