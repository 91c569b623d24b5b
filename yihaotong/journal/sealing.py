"""The sealer: turns committed lines into links of the chain, one holder at a time."""

from django.db import connection, transaction

from yihaotong.journal import heads
from yihaotong.journal.models import Line, Pending, Seal
from yihaotong.journal.rules import chain

BATCH = 500
#: Any number no other advisory lock of ours uses.
_LOCK = 12345_001


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


def seal_batch() -> int:
    """Seal up to `BATCH` waiting lines in one transaction; how many were sealed (0: none waits, or another seals)."""
    if not Pending.objects.exists():
        return 0
    with transaction.atomic():
        sealed = _seal_waiting() if _hold() else []
    if sealed:
        # After the commit: a head never speaks of seals that could still vanish.
        heads.note(sealed[-1].seq, bytes(sealed[-1].hash))
    return len(sealed)


def _seal_waiting() -> list[Seal]:
    waiting = list(Pending.objects.order_by("line_id").values_list("line_id", flat=True)[:BATCH])
    lines = Line.objects.defer("payload", "salt").in_bulk(waiting)
    last = Seal.objects.order_by("-seq").first()
    end, previous = (last.seq, bytes(last.hash)) if last else (0, chain.GENESIS)
    seals = []
    # A waiting id without its line can only be tampering: it gets no seal, stays waiting, and `verify` reports it.
    for seq, line_id in enumerate((waiter for waiter in waiting if waiter in lines), start=end + 1):
        link = chain.link(seq, previous, header(lines[line_id]))
        seals.append(Seal(seq=seq, line_id=line_id, previous=previous, hash=link))
        previous = link
    Seal.objects.bulk_create(seals)
    Pending.objects.filter(line_id__in=[seal.line_id for seal in seals]).delete()
    return seals
