"""Bringing documents in the index to what their area says of them now."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from yihaotong.search import collections
from yihaotong.search.actions import grams
from yihaotong.search.actions.grams import Change
from yihaotong.search.collections import Collection
from yihaotong.search.models import Build, Indexed
from yihaotong.search.rules.documents import Document, marked, tokens
from yihaotong.search.rules.text import joined

BATCH = 500


@transaction.atomic
def refresh(name: str, numbers: Iterable[int]) -> int:
    """Read these documents of a collection again and index what has changed; how many had.

    Harmless when it runs twice: what is the same is not written again. A document that is no more leaves the index.
    """
    collection = collections.named(name)
    wanted = sorted(set(numbers))
    build = lock()
    return sum(
        write(build, changes(collection, wanted[start : start + BATCH])) for start in range(0, len(wanted), BATCH)
    )


def lock() -> Build:
    """The state of the index, held until the transaction ends: read the documents after this, not before."""
    build, _ = Build.objects.select_for_update().get_or_create(pk=1)
    return build


def changes(collection: Collection, numbers: Sequence[int]) -> list[Change]:
    """What differs between the index and these documents as they are now, in the order of their keys."""
    stored = Indexed.objects.in_bulk([collection.key(number) for number in numbers])
    fresh = {collection.key(document.number): document for document in collection.documents(numbers)}
    found = (_change(key, stored.get(key), fresh.get(key)) for key in sorted(stored.keys() | fresh.keys()))
    return [change for change in found if change]


def _change(key: int, stored: Indexed | None, document: Document | None) -> Change | None:
    before = tokens(stored.open, stored.inner, stored.tags) if stored else set()
    if document is None:
        return Change(key, None, before, set())
    row = Indexed(
        key=key, open=joined(document.open), inner=joined(document.inner), tags=" ".join(marked(document.tags))
    )
    if stored and (stored.open, stored.inner, stored.tags) == (row.open, row.inner, row.tags):
        return None
    return Change(key, row, before, tokens(row.open, row.inner, row.tags))


def write(build: Build, found: Sequence[Change]) -> int:
    """Write changes of documents into the texts and into the grams that serve; how many there were."""
    gone = [change.key for change in found if change.row is None]
    Indexed.objects.filter(pk__in=gone).delete()
    grams.write(build, found)
    return len(found)
