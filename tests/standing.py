"""A world that many tests begin with: made once through the actions, and for every further test its rows put back.

Making a city takes some two hundred statements, putting it back a dozen. The rows are those that the actions wrote,
with their keys and their journal lines: tests/cases/test_standing.py compares the two.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.db import connection, transaction

#: What a table held: the words of COPY on PostgreSQL, an INSERT on SQLite.
Held = Any
_HELD: dict[Hashable, Mapping[str, Held]] = {}
_TABLES: dict[str, tuple[str, ...]] = {}


def standing(name: str, key: Hashable, make: Callable[[], object]) -> bool:
    """Have in the database what `make` writes; whether it was put back, not made. `name` and `key` say which world.

    Into tables that are not empty nothing is put back: the rows that are there might have taken its keys.
    """
    wanted = (connection.vendor, name, key)
    tables = _TABLES.get(name)
    if tables is None:
        before = _counts()
        make()
        _TABLES[name] = _filled(name, before)
    elif not _empty(tables):
        make()
        return False
    elif held := _HELD.get(wanted):
        with transaction.atomic():  # what refers to a later table is looked at when all are full
            for table in tables:
                if _empty([table]):  # else a trigger has filled it: the journal's lines that wait for their seal
                    _put_back(table, held[table])
        return True
    else:
        make()
    _HELD[wanted] = rows(name)
    return False


def rows(name: str) -> Mapping[str, Held]:
    """What the tables of this world hold now."""
    return {table: _take(table) for table in _TABLES[name]}


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)


def _counts() -> dict[str, int]:
    tables = connection.introspection.django_table_names(only_existing=True)
    return {table: _one(f"SELECT count(*) FROM {_quoted(table)}") for table in tables}  # noqa: S608 — our tables


def _filled(name: str, before: Mapping[str, int]) -> tuple[str, ...]:
    changed = [table for table, count in _counts().items() if count != before[table]]
    shared = [table for table in changed if before[table]]
    assert not shared, (
        f"{name} adds rows to {', '.join(shared)}, where there were some: such a world cannot be put back"
    )
    return tuple(sorted(changed))


def _empty(tables: Iterable[str]) -> bool:
    one_of = " UNION ALL ".join(f"SELECT 1 FROM (SELECT 1 FROM {_quoted(each)} LIMIT 1) _" for each in tables)  # noqa: S608
    return not _one(one_of)


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()
        return found and found[0]


def _take(table: str) -> Held:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_quoted(table)} TO STDOUT") as copy:
                return b"".join(copy)
        # A generated column is not in table_info: there is nothing to put back.
        cursor.execute(f"PRAGMA table_info({_quoted(table)})")
        columns = [_quoted(row[1]) for row in cursor.fetchall()]
        row = " || ',' || ".join(f"quote({column})" for column in columns)
        rows = _one(f"SELECT group_concat('(' || {row} || ')') FROM {_quoted(table)}")  # noqa: S608 — our tables
        return f"INSERT INTO {_quoted(table)} ({', '.join(columns)}) VALUES {rows}"  # noqa: S608 — what SQLite quoted


def _put_back(table: str, held: Held) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_quoted(table)} FROM STDIN") as copy:
                copy.write(held)
        else:
            cursor.execute(held)
