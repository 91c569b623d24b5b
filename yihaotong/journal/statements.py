"""Statements made once: the INSERTs of the rows that every act writes, and the look-ups that every intake makes.

Django builds the text of each statement anew, which costs several times what the database needs to run it; an intake
makes ten. Values and results pass through Django's own fields and converters, so they are what `save` and a QuerySet
would store and give.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from time import monotonic
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, Model, QuerySet
from django.db.models.fields import NOT_PROVIDED

#: Stands for the value in the statement while it is made.
_VALUE = "the value looked for"
_PLAIN = frozenset({str, int, bool, type(None)})
#: Rows kept in one process; a city has fewer codes and clients than this.
_AT_MOST = 5000


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
