"""Writing texts and grams, each database in its own way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from yihaotong.search.models import Build, Indexed
from yihaotong.search.rules.conditions import block_mark, block_of
from yihaotong.search.tables import DOCUMENTS, GRAMS, fts_table, grams_table

_TEXTS = (
    f"INSERT OR REPLACE INTO {DOCUMENTS} "  # noqa: S608 — our own table's name, here and below
    "(key, rank, open_text, inner_text, tags) VALUES (%s, %s, %s, %s, %s)"
)
_TEXTS_POSTGRESQL = (
    f"INSERT INTO {DOCUMENTS} (key, rank, open_text, inner_text, tags) "  # noqa: S608
    "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]) "
    "ON CONFLICT (key) DO UPDATE SET rank = excluded.rank, open_text = excluded.open_text, "
    "inner_text = excluded.inner_text, tags = excluded.tags"
)
_GRAMS_POSTGRESQL = (
    f"INSERT INTO {GRAMS} (key, rank, grams) "  # noqa: S608
    "SELECT key, rank, grams::tsvector FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS new (key, rank, grams) "
    "ON CONFLICT (key) DO UPDATE SET rank = excluded.rank, grams = excluded.grams"
)


@dataclass(frozen=True)
class Change:
    """A document as it is to be in the index (`row` None: not at all) and as it was there (`old` None: not at all),
    each with its tokens.
    """

    key: int
    row: Indexed | None
    after: set[str]
    old: Indexed | None = None
    before: set[str] = field(default_factory=set)

    @property
    def moved(self) -> bool:
        """Whether the index knows the document by another rank from now on."""
        return self.old is not None and self.row is not None and self.old.rank != self.row.rank


def write(build: Build, changes: Sequence[Change]) -> None:
    """Texts and grams of some documents, in the order of their keys.

    On SQLite the grams go into the table that serves and, as far as it reaches, into the one being built.
    """
    Indexed.objects.filter(pk__in=[change.key for change in changes if change.row is None]).delete()
    if connection.vendor == "postgresql":
        _write_postgresql(changes)
        return
    _many(_TEXTS, [_columns(row) for each in changes if (row := each.row)])
    write_grams(build.slot, changes)
    if build.reached is not None:
        reached = build.reached
        write_grams(1 - build.slot, [change for change in changes if change.key <= reached])


def write_grams(slot: int, changes: Sequence[Change]) -> None:
    """Add and take away what differs: FTS5 keeps the ranks of each gram, so a gram that stays is not touched.

    In the order of ranks, since each step back makes FTS5 write a segment of its own.
    """
    table = grams_table(slot)
    gone = [(each.old.rank, lost) for each in changes if each.old and (lost := _words(each, each.before, each.after))]
    new = [(each.row.rank, won) for each in changes if each.row and (won := _words(each, each.after, each.before))]
    _many(f"INSERT INTO {table} ({table}, rowid, grams) VALUES ('delete', %s, %s)", sorted(gone))  # noqa: S608
    _many(f"INSERT INTO {table} (rowid, grams) VALUES (%s, %s)", sorted(new))  # noqa: S608


def _words(change: Change, these: set[str], others: set[str]) -> str:
    return " ".join(these if change.moved else these - others)


def _columns(row: Indexed) -> tuple[int, int, str, str, str]:
    return row.key, row.rank, row.open_text, row.inner_text, row.tags


def _many(sql: str, rows: Sequence[tuple[int | str, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _write_postgresql(changes: Iterable[Change]) -> None:
    """Grams that stay the same stay where they are: PostgreSQL would enter the row into all their lists once more."""
    rows = [(each, row) for each in changes if (row := each.row)]
    texts = [_columns(row) for _, row in rows]
    grams = [(row.key, row.rank, _tsvector(each, row)) for each, row in rows if each.moved or each.before != each.after]
    with connection.cursor() as cursor:
        if texts:
            cursor.execute(_TEXTS_POSTGRESQL, [list(column) for column in zip(*texts, strict=True)])
        if grams:
            cursor.execute(_GRAMS_POSTGRESQL, [list(column) for column in zip(*grams, strict=True)])
            # What waits to be entered into the index is read whole by every search: at once, therefore, and in bulk.
            cursor.execute("SELECT gin_clean_pending_list('search_grams_index')")


def _tsvector(change: Change, row: Indexed) -> str:
    return " ".join(f"'{token}'" for token in (*change.after, block_mark(block_of(row.rank))))


def empty(slot: int) -> None:
    """Make a table of grams anew, without a gram. PostgreSQL has but one, which is written over."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {grams_table(slot)}")
            cursor.execute(fts_table(slot))
