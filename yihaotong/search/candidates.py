"""Which documents may contain what is sought, the newest first, a batch at a time: each database in its own way.

Grams propose; `passing` holds the proposals against the reader's rows and, where grams do not tell, against the texts
that he may read.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from yihaotong.search.models import Build
from yihaotong.search.rules.conditions import Sought, block_of, lowest_of, sqlite_match, tsquery
from yihaotong.search.rules.documents import NUMBER, RANK_BITS
from yihaotong.search.tables import DOCUMENTS, grams_table


@dataclass(frozen=True)
class Limits:
    """How far each way of looking is followed; measured, see docs/decisions/0007-search.md. Tests walk them all."""

    #: A batch is four times as large as the one before, up to this: for counting, and for filters that let few pass.
    largest: int = 4_096
    #: A single character is looked for in so many of the newest texts themselves before its many pairs are gathered,
    #: and in so many more if one in twenty has it.
    read: int = 2_000
    read_on: int = 6_000
    often: float = 1 / 20
    #: PostgreSQL fetches all it finds before it knows the newest. More than so many are asked for block by block; the
    #: newest block and some others, evenly over all years, tell how many are to be expected.
    at_once: int = 12_000
    sample: int = 4
    #: Each block that is named costs nearly a millisecond, whatever is found in it.
    most_blocks: int = 16


@dataclass(frozen=True)
class Stretch:
    """Ranks from `low` up to, not including, `high`."""

    low: int
    high: int


@dataclass(frozen=True)
class Batch:
    """Ranks, falling, maybe none; nothing sought lies above `low` that was not given out with it or before.

    `effort` counts the documents that were looked at for it; `certain`: they do contain what is sought.
    """

    ranks: list[int]
    low: int
    effort: int
    certain: bool


def batches(sought: Sought, stretch: Stretch, first: int, limits: Limits) -> Iterator[Batch]:
    """The ranks in a stretch whose documents may be those sought, falling; all of them in the end. The first batch has
    about `first` ranks, if there are so many. Whoever seeks neither terms nor tags seeks nothing.
    """
    if sought.query.terms and not sought.query.grams:
        stretch = Stretch(stretch.low, (yield from _read(sought, stretch, limits)))
    if (sought.query.terms or sought.tags) and stretch.low < stretch.high:
        if connection.vendor == "postgresql":
            yield from _postgresql(sought, stretch, first, limits)
        else:
            yield from _sqlite(sought, stretch, first, limits)


def confirmed(sought: Sought, keys: Sequence[int], below: int) -> list[int]:
    """Of the documents with these keys the ranks under `below` of those that contain what is sought, falling. Tags are
    not looked at.
    """
    condition, parameters = _contains(sought)
    sql = (
        f"SELECT rank FROM {DOCUMENTS} WHERE key IN ({_listed('key')}) AND rank < %s "  # noqa: S608
        f"AND {condition} ORDER BY rank DESC"
    )
    return _column(sql, [_as_list(keys), below, *parameters])


def passing(rows: QuerySet[Any], sought: Sought, base: int, batch: Batch) -> list[int]:
    """The ranks of a batch that are among the rows and contain what is sought, falling. One query.

    `base` is the collection's first key. Row by row from the ranks, whatever the planner thinks of the rows' own
    filters: without statistics SQLite takes a stage for rarer than a handful of numbers.
    """
    if not batch.ranks:
        return []
    each = rows.order_by().filter(pk=RawSQL("(listed.rank & %s)", [NUMBER])).values("pk")
    try:
        condition, parameters = each.query.sql_with_params()
    except EmptyResultSet:
        return []
    conditions, values = [f"EXISTS ({condition})"], [_as_list(batch.ranks), *parameters]
    if not batch.certain:
        contains, needles = _contains(sought)
        key = "texts.key = %s + (listed.rank & %s)"
        text = f"SELECT 1 FROM {DOCUMENTS} AS texts WHERE {key} AND {contains}"  # noqa: S608
        conditions, values = [*conditions, f"EXISTS ({text})"], [*values, base, NUMBER, *needles]
    return _column(
        f"SELECT listed.rank FROM ({_listed('rank')}) AS listed WHERE {' AND '.join(conditions)} "  # noqa: S608
        "ORDER BY listed.rank DESC",
        values,
    )


# --- both databases ----------------------------------------------------------------------------------------------


def _contains(sought: Sought) -> tuple[str, list[str]]:
    """That each needle lies in a text the reader may read: SQL and its parameters."""
    lies_in = "strpos({}, %s) > 0" if connection.vendor == "postgresql" else "instr({}, %s) > 0"
    columns = ["open_text", "inner_text"] if sought.inner else ["open_text"]
    one = f"({' OR '.join(map(lies_in.format, columns))})"
    needles = sought.query.needles
    return " AND ".join([one] * len(needles)) or "true", [needle for needle in needles for _ in columns]


def _listed(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"SELECT unnest(%s::bigint[]) AS {name}"
    return f"SELECT value AS {name} FROM json_each(%s)"  # noqa: S608 — a name of ours


def _as_list(numbers: Sequence[int]) -> Any:
    return list(numbers) if connection.vendor == "postgresql" else f"[{','.join(map(str, numbers))}]"


def _column(sql: str, parameters: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [number for (number,) in cursor.fetchall()]


def _read(sought: Sought, stretch: Stretch, limits: Limits) -> Generator[Batch, None, int]:
    """Read the newest texts themselves; below which rank the index is to be asked."""
    condition, parameters = _contains(sought)
    below = stretch.high
    for count in (limits.read, limits.read_on):
        edge = _column(
            f"SELECT rank FROM {DOCUMENTS} WHERE rank >= %s AND rank < %s "  # noqa: S608
            "ORDER BY rank DESC LIMIT 1 OFFSET %s",
            [stretch.low, below, count - 1],
        )
        low = edge[0] if edge else stretch.low
        sql = f"SELECT rank FROM {DOCUMENTS} WHERE rank >= %s AND rank < %s AND {condition} ORDER BY rank DESC"  # noqa: S608
        ranks = _column(sql, [low, below, *parameters])
        below = low
        yield Batch(ranks, below, count, certain=True)
        if not edge or sought.tags or len(ranks) < count * limits.often:
            break
    return below


# --- SQLite: FTS5 walks its lists from the newest rank down, and stops when asked ------------------------------------


def _sqlite(sought: Sought, stretch: Stretch, first: int, limits: Limits) -> Iterator[Batch]:
    slot = Build.objects.filter(pk=1).values_list("slot", flat=True).first() or 0
    table = grams_table(slot)
    sql = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid >= %s AND rowid < %s "  # noqa: S608
        "ORDER BY rowid DESC LIMIT %s"
    )
    match = sqlite_match(sought)
    below, most = stretch.high, first
    while True:
        ranks = _column(sql, [match, stretch.low, below, most])
        below = ranks[-1] if len(ranks) == most else stretch.low
        yield _batch(sought, ranks, below)
        if below == stretch.low:
            return
        most = min(limits.largest, most * 4)


# --- PostgreSQL: GIN knows no order, so the newest blocks of ranks are asked first ------------------------------------


def _postgresql(sought: Sought, stretch: Stretch, first: int, limits: Limits) -> Iterator[Batch]:
    all_blocks = _all_blocks(stretch)
    bottom = max(all_blocks.start, block_of(stretch.low))
    top = min(all_blocks.stop, block_of(stretch.high - 1) + 1) - 1
    if top < bottom:
        return
    blocks: Sequence[int] = _sample(bottom, top, limits.sample)
    ranks = _in_blocks(sought, stretch, blocks)
    looked, found = len(blocks), len(ranks)
    if len(blocks) == top - bottom + 1:
        yield _batch(sought, ranks, stretch.low)
        return
    edge = max(stretch.low, lowest_of(top))
    yield _batch(sought, [rank for rank in ranks if rank >= edge], edge)
    top -= 1
    most = first
    while top >= bottom:
        rate = (found + 1) / looked
        few = rate * len(all_blocks) <= limits.at_once
        blocks = [] if few else _next_blocks(range(bottom, top + 1), rate, most, limits)
        ranks = _in_blocks(sought, Stretch(stretch.low, lowest_of(top + 1)), blocks)
        top = top - len(blocks) if blocks else bottom - 1
        yield _batch(sought, ranks, max(stretch.low, lowest_of(top + 1)) if top >= bottom else stretch.low)
        looked, found, most = looked + len(blocks), found + len(ranks), min(limits.largest, most * 4)


def _all_blocks(stretch: Stretch) -> range:
    """From the oldest to the newest of the collection in which a stretch lies."""
    first = stretch.low >> RANK_BITS << RANK_BITS
    edges = f"SELECT min(rank), max(rank) FROM {DOCUMENTS} WHERE rank >= %s AND rank < %s"  # noqa: S608 — our own name
    with connection.cursor() as cursor:
        cursor.execute(edges, [first, first + (1 << RANK_BITS)])
        oldest, newest = cursor.fetchone()
    return range(0) if oldest is None else range(block_of(oldest), block_of(newest) + 1)


def _batch(sought: Sought, ranks: list[int], low: int) -> Batch:
    return Batch(ranks, low, len(ranks), sought.told_by_grams)


def _sample(bottom: int, top: int, parts: int) -> list[int]:
    """The newest block and some others; all where there are hardly more."""
    count = top - bottom + 1
    return sorted({top - count * part // parts for part in range(parts)})


def _next_blocks(left: range, rate: float, most: int, limits: Limits) -> Sequence[int]:
    """The next blocks in which about so many are to be expected."""
    return left[-max(1, min(limits.most_blocks, round(most / rate))) :]


def _in_blocks(sought: Sought, stretch: Stretch, blocks: Sequence[int]) -> list[int]:
    return _column(
        "SELECT rank FROM search_ranks(%s::tsquery) AS rank WHERE rank >= %s AND rank < %s ORDER BY rank DESC",
        [tsquery(sought, blocks), stretch.low, stretch.high],
    )
