"""Statements made once: the INSERTs of the rows that every act writes, and the look-ups that every intake makes.

Django builds the text of each statement anew, which costs several times what the database needs to run it; an intake
makes ten. Values and results pass through Django's own fields and converters, so they are what `save` and a QuerySet
would store and give.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model, QuerySet
from django.db.models.fields import NOT_PROVIDED

#: Stands for the value in the statement while it is made.
_VALUE = "the value looked for"


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
    into = _insert_into(type(rows[0]))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in into.fields]
    returning = into.returning if len(rows) == 1 else ""
    with connection.cursor() as cursor:
        cursor.execute(into.head + ", ".join([into.row] * len(rows)) + returning, values)
        if returning:
            rows[0].pk = cursor.fetchone()[0]
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 — what `save` does at its end


class LookUp:
    """A query for one row of values by one text; called with the text, it answers the row as a tuple, or None.

    LookUp(lambda code: Place.objects.filter(pk=code).values_list("name"))("640104") == ("兴庆区",)
    """

    def __init__(self, query: Callable[[str], QuerySet[Any, tuple[Any, ...]]]) -> None:
        self._query = query

    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...], dict[int, tuple[list[Callable[..., Any]], Any]]]:
        """The statement, its parameters with the place of the value, and Django's converters by column."""
        compiler = self._query(_VALUE)[:1].query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return sql, parameters, compiler.get_converters([expression for expression, _, _ in compiler.select])

    def __call__(self, value: str = "") -> tuple[Any, ...] | None:
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
