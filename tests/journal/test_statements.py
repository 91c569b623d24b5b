"""Statements made once store and find the same as Django's own."""

from datetime import date, datetime

import pytest
from django.db import connection, transaction

from yihaotong.accounts.models import Client, Unit
from yihaotong.journal.models import Line, Seal
from yihaotong.journal.statements import LookUp, insert, planned_for_its_values

pytestmark = pytest.mark.django_db


def line(at: datetime, **changed: object) -> Line:
    parts = {"at": at, "kind": "a.b", "subject": "c:1", "actor": "p:1", "payload": "{}", "salt": b"s", "digest": b"d"}
    return Line(**parts | changed)


def test_an_inserted_row_is_what_save_would_have_stored(at: datetime) -> None:
    ours, djangos = line(at), line(at)
    insert([ours])
    djangos.save()
    assert djangos.pk == ours.pk + 1
    columns = ("at", "kind", "subject", "actor", "payload", "salt", "digest")
    stored = [Line.objects.values_list(*columns).get(pk=row.pk) for row in (ours, djangos)]
    assert stored[0] == stored[1] == (at, "a.b", "c:1", "p:1", "{}", b"s", b"d")
    assert Line.objects.get(pk=ours.pk).written_at, "the database's own default is filled in"
    ours.kind = "changed"
    ours.refresh_from_db()
    assert ours.kind == "a.b", "the row knows that it is stored"


def test_several_rows_and_rows_with_a_key_of_their_own(at: datetime) -> None:
    insert([line(at, subject=f"c:{n}") for n in range(3)])
    assert Line.objects.count() == 3
    insert([Seal(seq=7, line_id=1, previous=b"p", hash=b"h")])
    assert Seal.objects.get().pk == 7
    insert([])
    assert Line.objects.count() == 3


def test_a_look_up_answers_djangos_values_each_time_anew() -> None:
    unit = Unit.objects.create(code="U", level=1, kind="centre", path="/1/", dissolved_on=date(2020, 1, 2))
    found = LookUp(lambda code: Unit.objects.filter(code=code).values_list("pk", "dissolved_on"))
    assert found("U") == (unit.pk, date(2020, 1, 2))
    Unit.objects.update(dissolved_on=None)
    assert found("U") == (unit.pk, None)
    assert found("X") is None
    assert found("' OR 1=1 --") is None
    Client.objects.create(name="n", token_sha256="t", unit=unit, roles=["client"], scopes=[])
    assert LookUp(lambda name: Client.objects.filter(name=name).values_list("roles"))("n") == (["client"],)


@pytest.mark.django_db(transaction=True)
def test_what_was_found_may_be_believed_for_a_while_and_what_was_not_is_asked_anew() -> None:
    found = LookUp(lambda code: Unit.objects.filter(code=code).values_list("level"), keep=60)
    assert found("U") is None
    Unit.objects.create(code="U", level=1, kind="centre", path="/1/")
    assert found("U") == (1,), "a new row is seen at once"
    Unit.objects.update(level=2)
    assert found("U") == (1,)
    LookUp.forget()
    assert found("U") == (2,)
    lasting = LookUp(lambda code: Unit.objects.filter(code=code).values_list("level"), keep=1e-9)
    assert lasting("U") == (2,)
    Unit.objects.update(level=3)
    assert lasting("U") == (3,), "its time is over"
    LookUp.forget()
    with transaction.atomic():
        Unit.objects.update(level=4)
        assert found("U") == (4,)
        transaction.set_rollback(True)
    assert found("U") == (3,), "what was rolled back is not believed"


def test_a_question_planned_for_its_values_is_not_prepared() -> None:
    """What the server keeps prepared is planned for any value; a question within is planned for its own, each time."""

    def ask(**asked: str) -> None:
        for _time in range(3):
            list(Line.objects.filter(**asked)[:1])

    with planned_for_its_values():
        ask(kind__gte="once")
    ask(kind__lte="often")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            kept = [statement for (statement,) in cursor.fetchall() if "journal_line" in statement]
        assert [('"kind" >=' in each, '"kind" <=' in each) for each in kept] == [(False, True)]
