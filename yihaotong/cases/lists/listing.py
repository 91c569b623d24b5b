"""Pages of plain lists, quick for every filter: along an index of the table while that finds enough, else by the tags
of the search index, which knows rare combinations. What it has not read yet is looked at besides, so nothing is missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

from django.db.models import QuerySet

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import access, indexing
from yihaotong.cases.lists import walking
from yihaotong.cases.lists.narrowing import Narrowed
from yihaotong.cases.lists.walking import Place, Sorting, Way
from yihaotong.cases.models import Case
from yihaotong.search import access as search
from yihaotong.search.rules.documents import NUMBER, NUMBER_BITS


@dataclass(frozen=True)
class Effort:
    """How far each way of looking is followed; measured, see docs/decisions/0007-search.md. Tests walk them all."""

    #: Counting ends here, and says "1000+".
    counted: int = 1_000
    #: It also ends when the page is full and so many cases have been looked at.
    examined: int = 3_000
    #: So many cases are looked at first, besides as many as are wanted.
    spare: int = 44
    #: So many more are looked at along the table before the tags are asked.
    walked: int = 0
    #: The same on the way back, which the index does not go: it has to begin at the newest.
    walked_back: int = 4_000
    #: The index is of no use while more lines than these wait for it.
    unread: int = 1_000
    #: What an index of the table finds is read at once if it is not more: those overdue, those that one client filed.
    pool: int = 5_000


_USUAL = Effort()
#: Places of a pool that are looked at together.
_PART = 1_000
#: Primary keys that pass, in order, and how many cases were looked at for them.
Hits = tuple[list[int], int]


@dataclass(frozen=True)
class Asked:
    """`most` rows from `start` on, or back to it; `counted`: on the first page, how many there are in all."""

    sorting: Sorting
    start: Place | None
    backwards: bool
    most: int
    counted: bool


@dataclass
class Found:
    """Primary keys in the order they were met; more rows follow, if `more_rows`."""

    numbers: list[int] = field(default_factory=list)
    more_rows: bool = False
    count: int = 0
    more: bool = False


def find(actor: Actor, narrow: Narrowed, asked: Asked, effort: Effort = _USUAL) -> Found:
    """The cases this actor may look at, along the sorting. As many queries for a long page as for a short one."""
    wanted = (max(asked.most, effort.counted) if asked.counted else asked.most) + 1
    numbers: list[int] = []
    looked, more = 0, False
    for passed, looked_at in _hits(actor, narrow, asked, effort, wanted):
        numbers += passed
        looked += looked_at
        if len(numbers) >= wanted or (looked >= effort.examined and len(numbers) > asked.most):
            more = True
            break
    return Found(
        numbers[: asked.most],
        more_rows=len(numbers) > asked.most,
        count=min(len(numbers), effort.counted),
        more=more or len(numbers) > effort.counted,
    )


def _hits(actor: Actor, narrow: Narrowed, asked: Asked, effort: Effort, wanted: int) -> Iterator[Hits]:
    way, length = _way(narrow, asked), asked.most + effort.spare
    sees_all = bool(actor.roles & access.CENTRE)
    days = narrow.since or narrow.until
    if sees_all and not narrow.condition and (asked.sorting is Sorting.NEWEST or not days):
        return (([pk for _, pk in places], len(places)) for places in walking.batches(way, wanted))
    pool = _pool(actor, narrow, way, effort.pool)
    if pool is not None:
        return ((_among(narrow.rows, [pk for _, pk in part]), len(part)) for part in _parts(pool, length))
    return _walked(narrow, way, length, wanted, effort)


def _way(narrow: Narrowed, asked: Asked) -> Way:
    way = Way(asked.sorting, asked.start, asked.backwards, narrow.stages)
    if asked.sorting is Sorting.NEWEST:
        return replace(way, low=narrow.since, high=narrow.until)
    return replace(way, high=narrow.missed and narrow.missed + timedelta(microseconds=1))


def _pool(actor: Actor, narrow: Narrowed, way: Way, most: int) -> list[Place] | None:
    """Every place along the way at which a case may pass, where one index of the table knows them and they are few."""
    if way.sorting is Sorting.DUE:
        return None
    if not actor.roles - {Role.CLIENT, Role.CITIZEN}:
        cases = narrow.visible.order_by()
    elif narrow.missed:
        # In the order of its index: PostgreSQL plans without knowing the instant, and would read them all.
        cases = Case.objects.filter(due_at__lte=narrow.missed).order_by("due_at")
    else:
        return None
    found = list(walking.places(cases)[: most + 1])
    if len(found) > most:
        return None
    return sorted(filter(way.holds, found), reverse=way.falling)


def _parts(pool: list[Place], length: int) -> Iterator[list[Place]]:
    """What a page needs first, then in parts as long as what is counted: the count soon ends."""
    starts = [0, *range(length, len(pool), _PART)] if pool else []
    return (pool[start:end] for start, end in pairwise([*starts, len(pool)]))


def _walked(narrow: Narrowed, way: Way, first: int, wanted: int, effort: Effort) -> Iterator[Hits]:
    """Along the table, and soon by tags if there are any."""
    walked, may_turn = 0, bool(narrow.tags) and way.sorting is Sorting.NEWEST
    for places in walking.batches(way, first):
        yield _among(narrow.rows, [pk for _, pk in places]), len(places)
        walked += len(places)
        if may_turn and walked >= max(first, effort.walked_back if way.backwards else effort.walked):
            may_turn = False
            unread = indexing.unread(effort.unread)
            if unread is not None:
                hits = _tagged(narrow, replace(way, start=places[-1]), unread, wanted)
                yield from _backwards(hits) if way.backwards else hits
                return


def _among(rows: QuerySet[Case], numbers: list[int]) -> list[int]:
    """In the order of the numbers."""
    passed = set(search.among(rows, numbers))
    return [number for number in numbers if number in passed]


def _backwards(hits: Iterator[Hits]) -> Iterator[Hits]:
    """The index goes one way only: all that comes before, turned round."""
    found = [numbers for numbers, _ in hits]
    yield [number for numbers in reversed(found) for number in reversed(numbers)], 0


def _tagged(narrow: Narrowed, way: Way, unread: set[int], first: int) -> Iterator[Hits]:
    """What lies on the way by the tags of the index and passes, falling, whichever way it goes.

    Ranks know seconds only, so the last second of a batch waits for the next one.
    """
    waiting = [_rank(place) for place in _places(_among(narrow.rows, sorted(unread))) if way.holds(place)]
    moments = _moments(narrow, way)
    for batch in search.tagged(narrow.tags, collection=indexing.CASES.name, moments=moments, first=first):
        waiting += [rank for rank in search.among(narrow.rows, batch.ranks) if rank & NUMBER not in unread]
        past = ((batch.low >> NUMBER_BITS) + 1) << NUMBER_BITS
        yield _by_place([rank for rank in waiting if rank >= past], way), batch.effort
        waiting = [rank for rank in waiting if rank < past]
    yield _by_place(waiting, way), 0


def _by_place(ranks: list[int], way: Way) -> list[int]:
    """The numbers of those that lie on the way, falling. The places of those that share a second are looked up."""
    falling = sorted(ranks, reverse=True)
    seconds = [rank >> NUMBER_BITS for rank in falling]
    shared = {second for second, following in pairwise(seconds) if second == following}
    if way.start:
        shared.add(indexing.CASES.rank(walking.second(way.start), 0) >> NUMBER_BITS)
    together = [rank & NUMBER for rank, second in zip(falling, seconds, strict=True) if second in shared]
    if not together:
        return [rank & NUMBER for rank in falling]
    known = {place[1]: place for place in _places(together)}
    ordered = sorted(falling, key=lambda rank: (rank >> NUMBER_BITS, known.get(rank & NUMBER, ("",))), reverse=True)
    numbers = [rank & NUMBER for rank in ordered]
    return [number for number in numbers if number not in known or way.holds(known[number])]


def _rank(place: Place) -> int:
    return indexing.CASES.rank(walking.second(place), place[1])


def _moments(narrow: Narrowed, way: Way) -> range:
    """The seconds in which the rest of the way lies."""
    within = narrow.moments
    if way.start is None:
        return within
    start = walking.second(way.start)
    return range(start, within.stop) if way.backwards else range(within.start, min(within.stop, start + 1))


def _places(numbers: list[int]) -> list[Place]:
    """Where these cases are. One query."""
    return list(walking.places(Case.objects.filter(pk__in=numbers))) if numbers else []
