"""What Django cannot declare: on SQLite two FTS5 tables of grams, one to serve and one to be built anew; on PostgreSQL a
column of grams with its GIN index. See docs/decisions/0007-search.md for what was measured.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from yihaotong.search.models import Indexed

DOCUMENTS = Indexed._meta.db_table
SLOTS = (0, 1)

_POSTGRESQL = [
    f"ALTER TABLE {DOCUMENTS} ADD COLUMN grams tsvector NOT NULL DEFAULT ''",
    # A hit reads the text beside it and never the grams, which are kept for the index alone.
    f"ALTER TABLE {DOCUMENTS} ALTER COLUMN open SET STORAGE MAIN, ALTER COLUMN inner SET STORAGE MAIN, "
    "ALTER COLUMN grams SET STORAGE EXTERNAL",
    f"CREATE INDEX search_grams ON {DOCUMENTS} USING gin (grams)",
]


def grams_table(slot: int) -> str:
    return f"search_grams_{slot}"


def create(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        statements = _POSTGRESQL
    else:
        statements = [fts_table(slot) for slot in SLOTS]
    _run(connection, statements)


def fts_table(slot: int) -> str:
    """The texts lie in the other table, so that this one keeps for each gram nothing but the keys that have it."""
    return (
        f"CREATE VIRTUAL TABLE {grams_table(slot)} "
        "USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')"
    )


def drop(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        _run(connection, ["DROP INDEX search_grams", f"ALTER TABLE {DOCUMENTS} DROP COLUMN grams"])
    else:
        _run(connection, [f"DROP TABLE {grams_table(slot)}" for slot in SLOTS])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
