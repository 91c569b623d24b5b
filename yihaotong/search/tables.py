"""What Django cannot declare: on SQLite two FTS5 tables of grams, one to serve and one to be built anew; on PostgreSQL
one narrow table of grams with its GIN index. docs/decisions/0007-search.md tells what was measured.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

from yihaotong.search.models import Build, Indexed

DOCUMENTS = Indexed._meta.db_table
SLOTS = (0, 1)

#: Of PostgreSQL.
GRAMS = "search_grams"
#: Only ever through the index: the planner does not know what it costs to fetch a row's grams from where they are kept,
#: and would rather read all of them. Nor is it worth compiling.
_RANKS = f"""
    CREATE FUNCTION search_ranks(sought tsquery) RETURNS SETOF bigint LANGUAGE plpgsql STABLE
    SET enable_seqscan = off SET jit = off AS
    $$ BEGIN RETURN QUERY EXECUTE 'SELECT rank FROM {GRAMS} WHERE grams @@ $1' USING sought; END $$
"""  # noqa: S608 — our own table's name
_GONE = f"""
    CREATE FUNCTION search_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'TRUNCATE' THEN TRUNCATE {GRAMS}; ELSE DELETE FROM {GRAMS} WHERE key = OLD.key; END IF;
        RETURN NULL;
    END $$
"""  # noqa: S608 — our own table's name
#: A hit reads the rank and never the grams, which are kept apart: so the ranks of a million cases are 60 MB.
_GRAMS = (
    f"CREATE TABLE {GRAMS} (key bigint PRIMARY KEY, rank bigint NOT NULL, grams tsvector NOT NULL) "
    "WITH (toast_tuple_target = 128)"
)
_POSTGRESQL = [
    _GRAMS,
    f"ALTER TABLE {GRAMS} ALTER COLUMN grams SET STORAGE EXTERNAL",
    f"CREATE INDEX search_grams_index ON {GRAMS} USING gin (grams)",
    f"ALTER TABLE {DOCUMENTS} ALTER COLUMN open_text SET STORAGE MAIN",
    f"ALTER TABLE {DOCUMENTS} ALTER COLUMN inner_text SET STORAGE MAIN",
    _RANKS,
    _GONE,
    f"CREATE TRIGGER search_gone AFTER DELETE ON {DOCUMENTS} FOR EACH ROW EXECUTE FUNCTION search_gone()",
    f"CREATE TRIGGER search_emptied AFTER TRUNCATE ON {DOCUMENTS} FOR EACH STATEMENT EXECUTE FUNCTION search_gone()",
]
_POSTGRESQL_BACKWARDS = [
    f"DROP TRIGGER search_emptied ON {DOCUMENTS}",
    f"DROP TRIGGER search_gone ON {DOCUMENTS}",
    "DROP FUNCTION search_gone()",
    "DROP FUNCTION search_ranks(tsquery)",
    f"DROP TABLE {GRAMS}",
]


def grams_table(slot: int) -> str:
    return f"search_grams_{slot}"


def fts_table(slot: int) -> str:
    """The texts lie in the other table, so that this one keeps for each gram nothing but the ranks that have it."""
    return (
        f"CREATE VIRTUAL TABLE {grams_table(slot)} "
        "USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')"
    )


def _delete_all(slot: int) -> str:
    return f"INSERT INTO {grams_table(slot)} ({grams_table(slot)}) VALUES ('delete-all');"  # noqa: S608


#: Whoever empties Django's tables empties these, too: FTS5 cannot be asked which grams a document has that is gone.
_EMPTIED = (
    f"CREATE TRIGGER search_emptied AFTER DELETE ON {Build._meta.db_table} "
    f"BEGIN {' '.join(map(_delete_all, SLOTS))} END"
)
_SQLITE = [*map(fts_table, SLOTS), _EMPTIED]
_SQLITE_BACKWARDS = ["DROP TRIGGER search_emptied", *(f"DROP TABLE {grams_table(slot)}" for slot in SLOTS)]


def create(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def drop(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _POSTGRESQL_BACKWARDS if connection.vendor == "postgresql" else _SQLITE_BACKWARDS)


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
