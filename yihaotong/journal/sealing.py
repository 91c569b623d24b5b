"""The sealer: turns committed lines into links of the chain, one holder at a time."""

from django.db import connection, transaction

from yihaotong.journal import heads
from yihaotong.journal.models import Line, Pending, Seal
from yihaotong.journal.rules import chain
from yihaotong.journal.statements import insert_values

BATCH = 500
#: Any number no other advisory lock of ours uses.
_LOCK = 12345_001
#: What a line keeps for ever: the columns of chain.Header.
_LASTING = ("pk", "at", "written_at", "kind", "subject", "actor", "digest")


def header(line: Line) -> chain.Header:
    return chain.Header(
        line=line.pk,
        at=line.at,
        written_at=line.written_at,
        kind=line.kind,
        subject=line.subject,
        actor=line.actor,
        digest=bytes(line.digest),
    )


def _hold() -> bool:
    """Whether this transaction is now the only sealer.

    On SQLite the immediate transaction itself is the lease: there is one writer at a time, and it dies with its holder.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def seal_batch(most: int | None = None) -> int:
    """Seal waiting lines in one transaction, up to `most` (`BATCH`); how many (0: none waits, or another seals)."""
    if not Pending.objects.exists():
        return 0
    with transaction.atomic():
        sealed, head = _seal_waiting(most) if _hold() else (0, None)
    if head:
        # After the commit: a head never speaks of seals that could still vanish.
        heads.note(*head)
    return sealed


def _seal_waiting(most: int | None = None) -> tuple[int, tuple[int, bytes] | None]:
    """How many lines were sealed, and the number and the hash of the last seal."""
    waiting = list(Pending.objects.order_by("line_id").values_list("line_id", flat=True)[: most or BATCH])
    # Rows instead of models, inserted at once: a worker seals every line of the city.
    lines = {row[0]: row for row in Line.objects.filter(pk__in=waiting).values_list(*_LASTING)}
    last = Seal.objects.order_by("-seq").first()
    end, previous = (last.seq, bytes(last.hash)) if last else (0, chain.GENESIS)
    seals = []
    # A waiting id without its line can only be tampering: it gets no seal, stays waiting, and `verify` reports it.
    for seq, line_id in enumerate((waiter for waiter in waiting if waiter in lines), start=end + 1):
        _, at, written_at, kind, subject, actor, digest = lines[line_id]
        lasting = chain.Header(line_id, at, written_at, kind, subject, actor, bytes(digest))
        link = chain.link(seq, previous, lasting)
        seals.append((seq, line_id, previous, link))
        previous = link
    insert_values(Seal, ("seq", "line_id", "previous", "hash"), seals)
    Pending.objects.filter(line_id__in=[line_id for _, line_id, _, _ in seals]).delete()
    return len(seals), (seals[-1][0], previous) if seals else None
