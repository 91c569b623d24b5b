"""The intruder has the database's own password: he takes the triggers away and rewrites rows. `verify` finds him.

Each attack starts from a sealed, verified journal, so that a finding can only come from the attack.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from yihaotong.journal import actions, heads, sealing
from yihaotong.journal.guards import lower_guards, raise_guards
from yihaotong.journal.models import Line, Pending, Seal
from yihaotong.journal.rules import chain
from yihaotong.journal.verifying import verify

pytestmark = pytest.mark.django_db


def write(count: int, at: datetime) -> list[Line]:
    return [
        actions.record("unit.create", subject=f"unit:{n}", actor="person:1", at=at, after={"order_no": f"YC{n:06d}"})
        for n in range(count)
    ]


@pytest.fixture
def lines(at: datetime) -> list[Line]:
    """Six sealed lines, with the head on record, and the triggers out of the intruder's way."""
    written = write(6, at)
    assert sealing.seal_batch() == 6
    assert verify(timezone.now()).problems == []
    lower_guards(connection)
    return written


def kinds() -> set[str]:
    return {problem.kind for problem in verify(timezone.now()).problems}


def change_a_payload(lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[2].pk).update(payload='{"after":{"order_no":"YC999999"}}')


def change_payload_and_digest(lines: list[Line]) -> None:
    payload = '{"after":{"order_no":"YC999999"}}'
    Line.objects.filter(pk=lines[2].pk).update(payload=payload, digest=chain.digest(payload, bytes(lines[2].salt)))


def change_the_actor(lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[2].pk).update(actor="person:2")


def change_the_time(lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[2].pk).update(at=lines[2].at - timedelta(days=1))


def delete_in_the_middle(lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[2].pk).delete()


def delete_in_the_middle_with_its_seal(lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[2].pk).delete()
    Seal.objects.filter(line_id=lines[2].pk).delete()


def cut_the_tail(lines: list[Line]) -> None:
    tail = [line.pk for line in lines[-2:]]
    Seal.objects.filter(line_id__in=tail).delete()
    Line.objects.filter(pk__in=tail).delete()


def cut_everything(lines: list[Line]) -> None:
    Seal.objects.all().delete()
    Line.objects.all().delete()


def swap_two_payloads(lines: list[Line]) -> None:
    one, other = lines[1], lines[4]
    Line.objects.filter(pk=one.pk).update(payload=other.payload, salt=other.salt, digest=other.digest)
    Line.objects.filter(pk=other.pk).update(payload=one.payload, salt=one.salt, digest=one.digest)


def swap_two_seals(lines: list[Line]) -> None:
    one, other = Seal.objects.get(line_id=lines[1].pk), Seal.objects.get(line_id=lines[4].pk)
    Seal.objects.filter(pk=one.pk).update(line_id=-1)
    Seal.objects.filter(pk=other.pk).update(line_id=lines[1].pk)
    Seal.objects.filter(pk=one.pk).update(line_id=lines[4].pk)


def recompute_the_chain(lines: list[Line]) -> None:
    """The clever one: other content, and every hash from there on made anew, without the key of the heads."""
    change_payload_and_digest(lines)
    previous = chain.GENESIS
    for seal in Seal.objects.order_by("seq"):
        line = Line.objects.get(pk=seal.line_id)
        seal.previous, seal.hash = previous, chain.link(seal.seq, previous, sealing.header(line))
        seal.save()
        previous = seal.hash


def recompute_after_deleting(lines: list[Line]) -> None:
    """Deletes a line and closes the gap, so that the chain is flawless in itself."""
    kept = [line for line in lines if line.pk != lines[2].pk]
    Seal.objects.all().delete()
    Line.objects.filter(pk=lines[2].pk).delete()
    previous = chain.GENESIS
    for seq, line in enumerate(kept, start=1):
        line.refresh_from_db()
        link = chain.link(seq, previous, sealing.header(line))
        Seal.objects.create(seq=seq, line_id=line.pk, previous=previous, hash=link)
        previous = link


def slip_a_line_in(lines: list[Line]) -> None:
    payload, salt = "{}", bytes(16)
    Line.objects.create(
        at=lines[0].at,
        kind="unit.dissolve",
        subject="unit:1",
        actor="person:1",
        payload=payload,
        salt=salt,
        digest=chain.digest(payload, salt),
    )


def empty_a_payload(lines: list[Line]) -> None:
    Line.objects.filter(pk=lines[2].pk).update(payload=None, salt=None)


ATTACKS: dict[Callable[[list[Line]], None], str] = {
    change_a_payload: "payload-changed",
    change_payload_and_digest: "hash-mismatch",
    change_the_actor: "hash-mismatch",
    change_the_time: "hash-mismatch",
    delete_in_the_middle: "line-missing",
    delete_in_the_middle_with_its_seal: "gap",
    cut_the_tail: "tail-cut",
    cut_everything: "tail-cut",
    swap_two_payloads: "hash-mismatch",
    swap_two_seals: "hash-mismatch",
    recompute_the_chain: "recomputed",
    recompute_after_deleting: "tail-cut",
    slip_a_line_in: "unsealed",
    empty_a_payload: "erased-without-record",
}


@pytest.mark.parametrize(("attack", "kind"), ATTACKS.items(), ids=lambda part: getattr(part, "__name__", part))
def test_an_attack_is_found(attack: Callable[[list[Line]], None], kind: str, lines: list[Line]) -> None:
    attack(lines)
    assert kind in kinds()


@pytest.mark.parametrize("names", [["head"], ["head", "heads.log"]])
def test_a_head_file_that_vanished_is_found(names: list[str], lines: list[Line]) -> None:
    for name in names:
        (heads._directory() / name).unlink()
    assert kinds() == set()  # a sealer that died before it noted its head left the same
    Seal.objects.update(sealed_at=timezone.now() - timedelta(minutes=5))
    assert kinds() == {"heads-missing"}


@pytest.mark.parametrize("garbage", ["", "\n", "x y z\n", "2026-11-22T10:00:00 6 00\n", "\x00\xff"])
@pytest.mark.parametrize("name", ["head", "heads.log"])
def test_garbage_instead_of_a_head_is_found(name: str, garbage: str, lines: list[Line]) -> None:
    (heads._directory() / name).write_bytes(garbage.encode("latin-1"))
    unfinished = name == "heads.log" and not garbage.endswith("\n")
    assert kinds() == (set() if unfinished else {"head-unreadable"})


def test_garbage_among_the_heads_of_the_log_is_found_and_stops_no_sealer(lines: list[Line], at: datetime) -> None:
    with (heads._directory() / "heads.log").open("a") as file:
        file.write("2026-11-22T10:00:00 6 00\n")
    raise_guards(connection)
    write(1, at)
    assert sealing.seal_batch() == 1
    assert kinds() == {"head-unreadable"}


def test_without_the_key_of_the_heads_nothing_is_proved_and_no_key_is_made(lines: list[Line]) -> None:
    key = heads._key_file()
    kept = key.read_bytes()
    key.unlink()
    try:
        assert kinds() == {"key-missing"}
        assert not key.exists()
    finally:
        key.write_bytes(kept)


def test_a_recomputed_chain_of_an_older_minute_is_found_by_the_log(lines: list[Line], at: datetime) -> None:
    """The newest head may be the intruder's own, sealed by the running worker after his work; the log remembers."""
    recompute_the_chain(lines)
    raise_guards(connection)
    write(1, at)
    sealing.seal_batch()
    assert kinds() == {"recomputed"}


def test_lines_that_wait_too_long_are_found(at: datetime) -> None:
    write(1, at)
    assert kinds() == set()
    Pending.objects.update(since=timezone.now() - timedelta(seconds=11))
    assert kinds() == {"waiting"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_line",
        "UPDATE journal_line SET actor = 'person:9'",
        "UPDATE journal_line SET payload = '{}'",
        "DELETE FROM journal_seal",
        "UPDATE journal_seal SET line_id = line_id + 100",
    ],
)
def test_the_database_itself_refuses_changes(statement: str, at: datetime) -> None:
    write(2, at)
    sealing.seal_batch()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify(timezone.now()).ok
