"""Bringing documents in the index to what their area says of them now."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from yihaotong.search import collections
from yihaotong.search.actions import grams
from yihaotong.search.actions.grams import Change
from yihaotong.search.collections import Collection
from yihaotong.search.models import Build, Indexed
from yihaotong.search.rules.documents import marked, tokens, version_mark
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
    changed = 0
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        stored = Indexed.objects.in_bulk([collection.key(number) for number in batch])
        found = changes(stored, current(collection, batch))
        grams.write(build, found)
        changed += len(found)
    return changed


def lock() -> Build:
    """The state of the index, held until the transaction ends: read the documents after this, not before."""
    build, _ = Build.objects.select_for_update().get_or_create(pk=1)
    return build


def current(collection: Collection, numbers: Sequence[int]) -> dict[int, Indexed]:
    """These documents in their plain form, as they are now, by key."""
    mark = version_mark(collection.version)
    rows = (
        Indexed(
            key=collection.key(document.number),
            rank=collection.rank(document.moment, document.number),
            open_text=joined(document.open),
            inner_text=joined(document.inner),
            tags=" ".join(filter(None, [*marked(document.tags), mark])),
        )
        for document in collection.documents(numbers)
    )
    return {row.key: row for row in rows}


def changes(stored: Mapping[int, Indexed], fresh: Mapping[int, Indexed]) -> list[Change]:
    """What differs between the documents in the index and as they are now, in the order of their keys."""
    return [
        Change(key, fresh.get(key), _tokens(fresh.get(key)), stored.get(key), _tokens(stored.get(key)))
        for key in sorted(stored.keys() | fresh.keys())
        if not _same(stored.get(key), fresh.get(key))
    ]


def _same(one: Indexed | None, other: Indexed | None) -> bool:
    if one is None or other is None:
        return False
    return all(getattr(one, name) == getattr(other, name) for name in ("rank", "open_text", "inner_text", "tags"))


def _tokens(row: Indexed | None) -> set[str]:
    return tokens(row.open_text, row.inner_text, row.tags) if row else set()


def whole(rows: Mapping[int, Indexed]) -> list[Change]:
    """Documents as an index has to take them that knows nothing of them, in the order of their keys."""
    return [Change(key, rows[key], _tokens(rows[key])) for key in sorted(rows)]
