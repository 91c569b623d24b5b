"""Building the index anew from the documents, a batch at a time, while the old one serves.

Texts and, on PostgreSQL, grams are replaced document by document. On SQLite the grams also go into the spare table,
which takes over at the end. Killed in between, it goes on from where it was.
"""

from datetime import datetime

from django.db import connection, transaction

from yihaotong.journal import actions as journal
from yihaotong.search import collections
from yihaotong.search.actions import grams
from yihaotong.search.actions.refreshing import BATCH, changes, current, lock, whole
from yihaotong.search.collections import Collection
from yihaotong.search.models import Build, Indexed

_SUBJECT = "search"


@transaction.atomic
def begin_rebuild(*, actor: str, at: datetime, afresh: bool = False) -> bool:
    """Begin, or go on with a rebuilding that was begun before; whether it goes on. `afresh` begins in any case."""
    build = lock()
    if build.reached is not None and not afresh:
        return True
    grams.empty(1 - build.slot)
    Build.objects.filter(pk=build.pk).update(reached=0, began_at=at, ended_at=None)
    journal.record("search.rebuild", subject=_SUBJECT, actor=actor, at=at)
    return False


@transaction.atomic
def rebuild_batch(most: int = BATCH) -> int:
    """Index the next documents of all collections; how many, 0 when none is left. Nothing if none was begun."""
    build = lock()
    if build.reached is None:
        return 0
    for collection in collections.registered():
        if build.reached < collection.keys[-1] and (read := _next(build, collection, most)):
            return read
    return 0


def _next(build: Build, collection: Collection, most: int) -> int:
    first = max(build.reached or 0, collection.keys.start)
    numbers = collection.numbers_after(collection.number(first), most)
    # Past the last document there may still be some in the index that are no more.
    last = collection.key(numbers[-1]) if numbers else collection.keys[-1]
    stored = Indexed.objects.filter(key__gt=first, key__lte=last).in_bulk()
    fresh = current(collection, numbers)
    if connection.vendor == "postgresql":
        gone = {key: row for key, row in stored.items() if key not in fresh}
        grams.write(build, changes(gone, {}) + whole(fresh))
    else:
        grams.write(build, changes(stored, fresh))
        grams.write_grams(1 - build.slot, whole(fresh))
    Build.objects.filter(pk=build.pk).update(reached=last)
    build.reached = last
    return len(numbers)


@transaction.atomic
def end_rebuild(*, actor: str, at: datetime) -> None:
    """Let the new grams serve and throw the old ones away. Nothing while documents are left, if none was begun, or if
    another has ended it, or begun afresh meanwhile.
    """
    build = lock()
    if build.reached is None or build.reached < collections.registered()[-1].keys[-1]:
        return
    Build.objects.filter(pk=build.pk).update(slot=1 - build.slot, reached=None, ended_at=at)
    grams.empty(build.slot)
    journal.record("search.rebuilt", subject=_SUBJECT, actor=actor, at=at, after={"documents": Indexed.objects.count()})
