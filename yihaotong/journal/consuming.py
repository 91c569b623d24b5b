"""Consumers: whoever acts on what others did. Each keeps its place in the chain.

A consumer is called with sealed lines in order, in the transaction that also moves its place: what it writes to the
database happens once. What it does outside must be harmless twice, since a killed process is called again.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from yihaotong.journal.models import Cursor, Line, Seal

log = logging.getLogger(__name__)

BATCH = 500
_LONGEST_WAIT = timedelta(minutes=10)

Handler = Callable[[Sequence[Line], datetime], None]
_consumers: dict[str, Handler] = {}


def register(name: str, handler: Handler) -> None:
    """Add a consumer at start-up (`AppConfig.ready`). `name` is kept for ever: it is the key of its place."""
    _consumers[name] = handler


def run_all(at: datetime) -> int:
    """Let every consumer read one batch; how many lines were read altogether.

    Those that stand at the same place, as they do when nothing is behind, share what is read from there.
    """
    cursors, batches = Cursor.objects.in_bulk(list(_consumers)), _Batches()
    return sum(_consume(cursors.get(name) or _first(name), batches, at) for name in _consumers)


def _first(name: str) -> Cursor:
    return Cursor.objects.get_or_create(consumer=name)[0]


class _Batches:
    """Sealed lines by the place they follow, each batch read once: where it ends, and its lines in order."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[int, list[Line]]] = {}

    def after(self, seq: int) -> tuple[int, list[Line]]:
        if seq not in self._read:
            self._read[seq] = self._batch(seq)
        return self._read[seq]

    def _batch(self, seq: int) -> tuple[int, list[Line]]:
        places = list(Seal.objects.filter(seq__gt=seq).order_by("seq").values_list("seq", "line_id")[:BATCH])
        lines = Line.objects.in_bulk([line_id for _, line_id in places]) if places else {}
        end = places[-1][0] if places else seq
        return end, [lines[line_id] for _, line_id in places if line_id in lines]


def _consume(cursor: Cursor, batches: _Batches, at: datetime) -> int:
    if cursor.retry_at and cursor.retry_at > at:
        return 0
    name = cursor.consumer
    end, lines = batches.after(cursor.seq)
    if end == cursor.seq:
        return 0
    try:
        with transaction.atomic():
            moved = Cursor.objects.filter(consumer=name, seq=cursor.seq).update(
                seq=end, failures=0, retry_at=None, last_error=""
            )
            if not moved:  # another worker read this batch
                return 0
            _consumers[name](lines, at)
    except Exception as error:  # one broken consumer must not stop the others; it is kept, shown and retried
        log.exception("journal consumer %s stopped after seal %s", name, cursor.seq)
        _put_off(cursor, error, at)
        return 0
    return len(lines)


def _put_off(cursor: Cursor, error: Exception, at: datetime) -> None:
    failures = cursor.failures + 1
    wait = min(_LONGEST_WAIT, timedelta(seconds=2**failures))
    Cursor.objects.filter(consumer=cursor.consumer, seq=cursor.seq).update(
        failures=failures, retry_at=at + wait, last_error=repr(error)[:2000]
    )


def behind() -> dict[str, int]:
    """How many sealed lines each consumer has yet to read."""
    newest = Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    places = dict(Cursor.objects.values_list("consumer", "seq"))
    return {name: newest - places.get(name, 0) for name in _consumers}
