"""Writing texts and grams, each database in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from yihaotong.search.models import Build, Indexed
from yihaotong.search.tables import DOCUMENTS, grams_table


@dataclass(frozen=True)
class Change:
    """A document as it is to be in the index (`row` None: not at all), with its tokens before and after."""

    key: int
    row: Indexed | None
    before: set[str]
    after: set[str]


def write(build: Build, changes: Sequence[Change]) -> None:
    """Write documents and grams. On SQLite into the table that serves, and into the new one as far as it reaches."""
    rows = [change for change in changes if change.row]
    if connection.vendor == "postgresql":
        _write_postgresql(rows)
        return
    Indexed.objects.bulk_create(
        [change.row for change in rows if change.row],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["open", "inner", "tags"],
    )
    _write_grams(build.slot, changes)
    if build.reached is not None:
        _write_grams(1 - build.slot, [change for change in changes if change.key <= build.reached])
