"""Statements made once: the INSERTs of the rows that every act writes, and the look-ups that every intake makes.

Django builds the text of each statement anew, which costs several times what the database needs to run it; an intake
makes ten. Values and results pass through Django's own fields and converters, so they are what `save` and a QuerySet
would store and give.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import count
from operator import attrgetter
from time import monotonic
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)
from django.db.models.fields import NOT_PROVIDED
from django.db.models.options import Options

#: Stands for the value in the statement while it is made.
_VALUE = "the value looked for"
_PLAIN = frozenset({str, int, bool, type(None)})
_STORED_AS_THEY_ARE = (BinaryField, BooleanField, CharField, IntegerField, TextField)
#: Rows kept in one process; a city has fewer codes and clients than this.
_AT_MOST = 5000


@contextmanager
def planned_for_its_values() -> Iterator[None]:
    """Within it PostgreSQL plans each statement for the values it is asked with, as if it had never been prepared.

    For questions whose best plan hangs on their values: the plan kept for any value at all takes a range of subjects
    for a good part of the journal, and walks the whole of it for thirty lines. Nothing on SQLite.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.execute_wrapper(_not_prepared):
        yield


def _not_prepared(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 — Django's
    session = context["connection"].connection
    usual, session.prepare_threshold = session.prepare_threshold, None
    try:
        return execute(sql, params, many, context)
    finally:
        session.prepare_threshold = usual


@dataclass(frozen=True)
class _Insert:
    """The columns of a model that we fill, the parts of its INSERT, and the key that the database makes, if it does."""

    fields: tuple[Field, ...]
    head: str
    row: str
    returning: str


@cache
def _insert_into(model: type[Model]) -> _Insert:
    meta, quote = model._meta, connection.ops.quote_name
    own_key = isinstance(meta.pk, AutoField)
    fields = tuple(
        field
        for field in meta.concrete_fields
        if field.db_default is NOT_PROVIDED and not (own_key and field.primary_key)
    )
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return _Insert(
        fields,
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ",  # noqa: S608 — names of our own models
        f"({', '.join(['%s'] * len(fields))})",
        f" RETURNING {quote(str(meta.pk.column))}" if own_key else "",
    )


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model in one statement; a key that the database makes is set on a single row only.

    Columns with a database default get it; it is not read back.
    """
    if not rows:
        return
    into, database = _insert_into(type(rows[0])), connections[DEFAULT_DB_ALIAS]
    values = [_stored(field, getattr(row, field.attname), database) for row in rows for field in into.fields]
    returning = into.returning if len(rows) == 1 else ""
    with database.cursor() as cursor:
        cursor.execute(into.head + ", ".join([into.row] * len(rows)) + returning, values)
        if returning:
            rows[0].pk = cursor.fetchone()[0]
    for row in rows:
        row._state.adding, row._state.db = False, database.alias  # noqa: SLF001 — what `save` does at its end


def insert_many(rows: Sequence[Model]) -> None:
    """Insert many rows of one model: all with their keys, or none, where the database makes keys nobody asks for."""
    if not rows:
        return
    model, keyless = type(rows[0]), rows[0].pk is None
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if field.db_default is NOT_PROVIDED and not (keyless and field.primary_key)
    ]
    insert_values(model, names, map(attrgetter(*names), rows))


def insert_values(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows of a model, given as the values of the fields named; a foreign key as its id.

    One COPY on PostgreSQL, one prepared INSERT on SQLite. The other columns must have a default in the database.
    """
    meta, database = model._meta, connections[DEFAULT_DB_ALIAS]
    fields = [_field(meta, name) for name in names]
    quote = database.ops.quote_name
    into = f"{quote(meta.db_table)} ({', '.join(quote(str(field.column)) for field in fields)})"
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 — names of our own models
            cursor.executemany(statement, list(_stored_rows(fields, rows, database)))


def _field(meta: Options, name: str) -> Field:
    return next(field for field in meta.concrete_fields if name in (field.name, field.attname))


def _stored_rows(
    fields: Sequence[Field], rows: Iterable[Sequence[Any]], database: BaseDatabaseWrapper
) -> Iterator[list[Any]]:
    """What only Django's field knows how to store goes through it; each of the many equal instants once."""
    special = [(place, field) for place, field in enumerate(fields) if not isinstance(field, _STORED_AS_THEY_ARE)]
    instants: dict[datetime, Any] = {}
    for row in rows:
        stored = list(row)
        for place, field in special:
            value = stored[place]
            if isinstance(field, DateTimeField) and value is not None:
                if value not in instants:
                    instants[value] = database.ops.adapt_datetimefield_value(value)
                stored[place] = instants[value]
            elif type(value) not in _PLAIN:
                stored[place] = field.get_db_prep_save(value, database)
        yield stored


class Keys:
    """Keys for rows that must be known by them before they are written. Used within one transaction at a time.

    On PostgreSQL they come from the table's own sequence, a block at a time, and what is left of a block serves the
    next transaction. On SQLite they are the next ones of the table: its one writer holds the lock until the commit.
    """

    BLOCK = 500

    def __init__(self) -> None:
        self._ahead: dict[type[Model], Iterator[int]] = {}

    def begin(self) -> None:
        """At the start of each transaction."""
        if connection.vendor != "postgresql":
            self._ahead.clear()

    def next(self, model: type[Model]) -> int:
        found = next(self._ahead.get(model, iter(())), None)
        if found is None:
            self._ahead[model] = self._more(model)
            found = next(self._ahead[model])
        return found

    def _more(self, model: type[Model]) -> Iterator[int]:
        table, column = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                    [table, column, self.BLOCK],
                )
                return iter([key for (key,) in cursor.fetchall()])
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()
        return count(last[0] + 1 if last else 1)


def _stored(field: Field, value: Any, database: BaseDatabaseWrapper) -> Any:
    """As the field stores it; what every field stores as it is need not go through it."""
    return value if type(value) in _PLAIN else field.get_db_prep_save(value, database)


class LookUp:
    """A query for one row of values by one text; called with the text, it answers the row as a tuple, or None.

    LookUp(lambda code: Place.objects.filter(pk=code).values_list("name"))("640104") == ("兴庆区",)
    """

    #: Rows kept, by look-up and text, with the moment until which they hold.
    _kept: ClassVar[dict[tuple["LookUp", str], tuple[float, tuple[Any, ...] | None]]] = {}

    def __init__(
        self,
        query: Callable[[str], QuerySet[Any, tuple[Any, ...]]],
        *,
        keep: float = 0,
        keep_absence: bool = False,
    ) -> None:
        """With `keep`, a row once found is believed for so many seconds: what is rarely changed and often asked.

        What was not found is asked anew each time, unless `keep_absence`, so a new row is seen at once; only an ended
        one lingers. What is read inside a transaction is not kept, since it may be rolled back.
        """
        self._query = query
        self._keep = keep
        self._keep_absence = keep_absence

    @classmethod
    def forget(cls) -> None:
        """Forget every row kept in this process."""
        cls._kept.clear()

    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...], dict[int, tuple[list[Callable[..., Any]], Any]]]:
        """The statement, its parameters with the place of the value, and Django's converters by column."""
        compiler = self._query(_VALUE)[:1].query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return sql, parameters, compiler.get_converters([expression for expression, _, _ in compiler.select])

    def __call__(self, value: str = "") -> tuple[Any, ...] | None:
        now = monotonic()
        until, row = self._kept.get((self, value), (0.0, None))
        if until < now:
            row = self._fetch(value)
            self._remember(value, row, now)
        return row

    def _remember(self, value: str, row: tuple[Any, ...] | None, now: float) -> None:
        if not self._keep or connection.in_atomic_block or (row is None and not self._keep_absence):
            return
        if len(self._kept) > _AT_MOST:
            self.forget()
        self._kept[self, value] = now + self._keep, row

    def _fetch(self, value: str) -> tuple[Any, ...] | None:
        sql, parameters, converters = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if each == _VALUE else each for each in parameters])
            row = cursor.fetchone()
        if row is None or not converters:
            return row
        found = list(row)
        for place, (steps, expression) in converters.items():
            for step in steps:
                found[place] = step(found[place], expression, connection)
        return tuple(found)
