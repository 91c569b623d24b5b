"""Consumers: every sealed line once, in order, whatever dies in between."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from yihaotong.journal import actions, consuming, sealing
from yihaotong.journal.models import Cursor, Line

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """A consumer that remembers what it read, and fails as often as it is told."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failures = 0

    def __call__(self, lines: Sequence[Line], at: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the outside world is away")
        self.seen += [line.subject for line in lines]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr(consuming, "_consumers", {})
    reader = Reader()
    consuming.register("test.reader", reader)
    return reader


def write(subjects: Sequence[str], at: datetime) -> None:
    with transaction.atomic():
        for subject in subjects:
            actions.record("case.file", subject=subject, actor="person:1", at=at)


def test_a_line_is_read_once_and_only_when_sealed(reader: Reader, at: datetime) -> None:
    write(["case:1", "case:2"], at)
    assert consuming.run_all(at) == 0
    sealing.seal_batch()
    assert consuming.behind() == {"test.reader": 2}
    assert consuming.run_all(at) == 2
    assert consuming.run_all(at) == 0
    assert reader.seen == ["case:1", "case:2"]
    assert consuming.behind() == {"test.reader": 0}


def test_a_consumer_that_fails_is_called_again_later_and_misses_nothing(reader: Reader, at: datetime) -> None:
    write(["case:1"], at)
    sealing.seal_batch()
    reader.failures = 2
    assert consuming.run_all(at) == 0
    cursor = Cursor.objects.get()
    assert (cursor.seq, cursor.failures) == (0, 1)
    assert "the outside world is away" in cursor.last_error
    assert consuming.run_all(at) == 0, "it is not called before its time"
    assert reader.failures == 1
    assert consuming.run_all(at + timedelta(minutes=1)) == 0
    assert consuming.run_all(at + timedelta(minutes=2)) == 1
    assert reader.seen == ["case:1"]
    assert Cursor.objects.get().last_error == ""


def test_one_broken_consumer_does_not_stop_another(reader: Reader, at: datetime) -> None:
    broken = Reader()
    broken.failures = 1
    consuming.register("test.broken", broken)
    write(["case:1"], at)
    sealing.seal_batch()
    assert consuming.run_all(at) == 1
    assert reader.seen == ["case:1"]


def test_what_a_dead_consumer_wrote_is_gone_with_its_place(reader: Reader, at: datetime) -> None:
    """Its database writes and its place are one transaction: killed in between, neither is there."""

    def writes_then_dies(lines: Sequence[Line], when: datetime) -> None:
        actions.record("test.effect", subject="effect", actor="system:worker", at=when)
        raise KeyboardInterrupt

    consuming.register("test.dying", writes_then_dies)
    write(["case:1"], at)
    sealing.seal_batch()
    with pytest.raises(KeyboardInterrupt):
        consuming.run_all(at)
    assert not Line.objects.filter(kind="test.effect").exists()
    assert consuming.behind()["test.dying"] == 1


def test_consumers_at_the_same_place_share_one_reading_of_it(
    reader: Reader, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [Reader() for _ in range(5)]
    for number, other in enumerate(others):
        consuming.register(f"test.{number}", other)
    assert consuming.run_all(at) == 0
    with django_assert_num_queries(2):
        assert consuming.run_all(at) == 0, "their places, and whether anything follows"
    write(["case:1", "case:2"], at)
    sealing.seal_batch()
    with CaptureQueriesContext(connection) as asked:
        assert consuming.run_all(at) == 12
    assert sum('FROM "journal_line"' in query["sql"] for query in asked.captured_queries) == 1
    assert [other.seen for other in (reader, *others)] == [["case:1", "case:2"]] * 6
    write(["case:3"], at)
    sealing.seal_batch()
    others[0].failures = 1
    consuming.run_all(at)
    consuming.run_all(at + timedelta(minutes=1))
    assert others[0].seen == reader.seen == ["case:1", "case:2", "case:3"], "who lags behind reads for himself"
