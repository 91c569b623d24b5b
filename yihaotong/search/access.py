"""The only door to the index: which of the rows that somebody may see contain what he seeks.

The rows come as the caller's own QuerySet, scoped to its reader and filtered. Every number found has been found in it,
so that the index can leave something out for a moment but never show what the QuerySet would not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yihaotong.search import candidates, collections
from yihaotong.search.candidates import Batch, Limits, Stretch
from yihaotong.search.collections import Collection
from yihaotong.search.models import Build, Indexed
from yihaotong.search.rules.conditions import Sought
from yihaotong.search.rules.documents import LAST_MOMENT, NUMBER, version_mark
from yihaotong.search.rules.query import Query


@dataclass(frozen=True)
class Patience(Limits):
    """How far a search goes, besides how it looks."""

    #: Counting ends here, and says "1000+".
    counted: int = 1_000
    #: It also ends when the page is full and so many documents have been looked at.
    examined: int = 3_000
    #: After so many, rows that the caller calls few are read themselves, if they are not more than `few`.
    before_few: int = 2_000
    few: int = 20_000


_PATIENCE = Patience()
_ALWAYS = range(LAST_MOMENT + 1)


@dataclass(frozen=True)
class Found:
    """One page of numbers, by falling rank. `after` is the rank that leads to the next one, None: there is none.

    On the first page `count` says how many there are in all, at least so many if `more`.
    """

    numbers: list[int] = field(default_factory=list)
    after: int | None = None
    count: int = 0
    more: bool = False


def find(
    rows: QuerySet[Any],
    sought: Sought,
    *,
    collection: str,
    moments: range = _ALWAYS,
    below: int | None = None,
    most: int = 20,
    few: bool = False,
    patience: Patience = _PATIENCE,
) -> Found:
    """The rows whose documents are sought, by their primary keys, which are the numbers of the documents.

    `moments` are seconds since 1970; `below` is what the page before said. `few`: an index of the rows' own table finds
    them all quickly, as it does for an open stage, so that a common word need not be followed through all years. A
    query without terms finds nothing.
    """
    if not sought.query:
        return Found()
    source = collections.named(collection)
    stretch = _stretch(source, moments)
    if below is not None:
        stretch = replace(stretch, high=min(stretch.high, below))
    wanted = most + 1 if below is not None else max(most, patience.counted) + 1
    ranks: list[int] = []
    effort, more = 0, False
    for passed, looked_at in _hits(rows, sought, source, stretch, wanted + 23, few=few, patience=patience):
        ranks += passed
        effort += looked_at
        if len(ranks) >= wanted or (effort >= patience.examined and len(ranks) > most):
            more = True
            break
    return Found(
        numbers=[rank & NUMBER for rank in ranks[:most]],
        after=ranks[most - 1] if len(ranks) > most else None,
        count=min(len(ranks), patience.counted),
        more=more or len(ranks) > patience.counted,
    )


def tagged(
    tags: tuple[frozenset[str], ...],
    *,
    collection: str,
    moments: range,
    first: int,
    patience: Patience = _PATIENCE,
) -> Iterator[Batch]:
    """Documents with these tags, from each group at least one, of these moments: in batches, by falling rank.

    They may have lost the tags a moment ago: hold them against the rows. Without tags there is none.
    """
    stretch = _stretch(collections.named(collection), moments)
    for batch in candidates.batches(Sought(Query(), tags), stretch, first, patience):
        yield from _parts(batch, first)


def _stretch(source: Collection, moments: range) -> Stretch:
    """The last moment there is stands for all that come after it."""
    high = source.rank(moments.stop, 0) if moments.stop < LAST_MOMENT else source.ranks.stop
    return Stretch(source.rank(min(moments.start, LAST_MOMENT), 0), high)


def among(rows: QuerySet[Any], ranks: list[int]) -> list[int]:
    """Those of some ranks, in falling order, whose numbers are among the rows. One query, one look-up for each."""
    return candidates.passing(rows, Sought(Query()), 0, Batch(ranks, 0, len(ranks), certain=True)) if ranks else []


def _hits(
    rows: QuerySet[Any],
    sought: Sought,
    source: Collection,
    stretch: Stretch,
    first: int,
    *,
    few: bool,
    patience: Patience,
) -> Iterator[tuple[list[int], int]]:
    """Ranks that pass, falling, and how many documents were looked at for them."""
    base, seen = source.keys.start, 0
    for batch in candidates.batches(sought, stretch, first, patience):
        for part in _parts(batch, max(first, seen)):
            yield candidates.passing(rows, sought, base, part), part.effort
        seen += batch.effort
        if few and seen >= patience.before_few:
            # Unordered: the order would tempt a planner to walk down the primary key and meet hardly any of them.
            rest = list(rows.order_by().values_list("pk", flat=True)[: patience.few + 1])
            if len(rest) <= patience.few:
                yield candidates.confirmed(sought, [base + number for number in rest], batch.low), 0
                return
            few = False


def _parts(batch: Batch, length: int) -> Iterator[Batch]:
    """A long batch in parts, at least one: the first may be all that is wanted, else each is longer than the last."""
    start, effort = 0, batch.effort
    while True:
        ranks = batch.ranks[start : start + length]
        start, length = start + length, length * 2
        ended = start >= len(batch.ranks)
        yield replace(batch, ranks=ranks, low=batch.low if ended else ranks[-1], effort=effort)
        if ended:
            return
        effort = 0


@dataclass(frozen=True)
class Standing:
    """How the index stands: documents in it and in the area itself, by collection; a rebuilding that was begun; and
    how many are in it as older rules read them, until they are rebuilt."""

    indexed: dict[str, int]
    existing: dict[str, int]
    began_at: datetime | None
    rebuilt: int | None
    outdated: int = 0


def standing() -> Standing:
    """Counts every document, so it is for a command and not for a page."""
    build = Build.objects.filter(pk=1).first() or Build()
    sources = collections.registered()
    reached = build.reached
    return Standing(
        indexed={each.name: _indexed(each.keys.start, each.keys.stop) for each in sources},
        existing={each.name: each.size() for each in sources},
        began_at=build.began_at,
        rebuilt=None if reached is None else Indexed.objects.filter(key__lte=reached).count(),
        outdated=sum(map(_outdated, sources)),
    )


def _indexed(low: int, high: int) -> int:
    return Indexed.objects.filter(key__gte=low, key__lt=high).count()


def _outdated(source: Collection) -> int:
    if not (mark := version_mark(source.version)):
        return 0
    indexed = Indexed.objects.filter(key__gte=source.keys.start, key__lt=source.keys.stop)
    return indexed.exclude(tags__endswith=mark).count()
