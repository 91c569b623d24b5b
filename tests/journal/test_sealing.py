"""Sealers: gap-free, one at a time, and harmless when they die."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from yihaotong.journal import actions, heads, sealing
from yihaotong.journal.models import Line, Pending, Seal
from yihaotong.journal.verifying import verify


def write(count: int, at: datetime) -> None:
    with transaction.atomic():
        for n in range(count):
            actions.record("unit.create", subject=f"unit:{n}", actor="person:1", at=at)


def in_threads(work: Callable[[], object], count: int) -> list[BaseException]:
    """Run `work` in several threads at once, each with its own connection; what went wrong in them."""
    failures: list[BaseException] = []
    start = threading.Barrier(count)

    def run() -> None:
        try:
            start.wait()
            work()
        except DatabaseError as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db
def test_seals_follow_one_another_without_a_gap_over_several_batches(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10, at)
    assert [sealing.seal_batch() for _ in range(4)] == [4, 4, 2, 0]
    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 11))
    assert not Pending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_do_no_harm(at: datetime) -> None:
    write(300, at)

    def seal_all() -> None:
        while Pending.objects.exists():
            sealing.seal_batch()

    assert in_threads(seal_all, 2) == []
    assert Seal.objects.count() == 300
    assert Seal.objects.values("line_id").distinct().count() == 300
    assert verify(timezone.now()).ok


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_once_lose_nothing(at: datetime) -> None:
    def write_some() -> None:
        for _ in range(20):
            write(3, at)

    def write_and_seal() -> None:
        write_some()
        sealing.seal_batch()

    assert in_threads(write_and_seal, 4) == []
    while sealing.seal_batch():
        pass
    assert Line.objects.count() == Seal.objects.count() == 240
    assert verify(timezone.now()).ok


@pytest.mark.django_db(transaction=True)
def test_a_sealer_that_dies_before_its_commit_leaves_the_lines_waiting(at: datetime) -> None:
    write(3, at)

    @transaction.atomic
    def seal_and_die() -> None:
        sealing._seal_waiting()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        seal_and_die()
    assert Pending.objects.count() == 3
    assert sealing.seal_batch() == 3
    assert verify(timezone.now()).ok


@pytest.mark.django_db(transaction=True)
def test_a_sealer_that_dies_before_it_noted_the_head_is_harmless(at: datetime) -> None:
    write(3, at)
    with transaction.atomic():
        sealing._seal_waiting()
    assert heads.read().all == ()
    assert verify(timezone.now()).ok
    write(1, at)
    sealing.seal_batch()
    assert [head.seq for head in heads.read().all] == [4, 4]
    assert verify(timezone.now()).ok


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_line_committed_late_is_not_passed_over(at: datetime) -> None:
    """PostgreSQL: a line with a lower id may commit after a higher one was sealed."""
    began, may_end = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            actions.record("unit.create", subject="unit:slow", actor="person:1", at=at)
            began.set()
            may_end.wait(10)
        connections.close_all()

    slow = threading.Thread(target=slow_writer)
    slow.start()
    assert began.wait(10)
    write(1, at)
    assert sealing.seal_batch() == 1
    may_end.set()
    slow.join()
    assert sealing.seal_batch() == 1
    in_order = [Line.objects.get(pk=seal.line_id).subject for seal in Seal.objects.order_by("seq")]
    assert in_order == ["unit:0", "unit:slow"]
    assert verify(timezone.now()).ok


def test_a_half_written_head_is_passed_over() -> None:
    heads.note(1, bytes(32))
    with (heads._directory() / "heads.log").open("a") as file:
        file.write("2026-11-22T10:00:00+00:00 2")
    assert [head.seq for head in heads.read().all] == [1, 1]
    assert heads.read().unreadable == ()


def test_after_a_half_written_head_the_log_goes_on_with_whole_lines() -> None:
    heads.note(1, bytes(32))
    log = heads._directory() / "heads.log"
    minutes_ago = datetime.now(UTC) - timedelta(minutes=2)
    log.write_text(f"{heads.Head(minutes_ago, 1, '00')}\n2026-11-22T10:00:00+00:00 2")
    heads.note(2, bytes(32))
    assert [head.seq for head in heads.read().all] == [1, 2, 2]
    assert heads.read().unreadable == ()
