"""Triggers that queue every new line for its seal and hold lines and seals insert-only, in both databases.

The queue is filled by the database itself, so that no code can write a line and forget it. The guards stop accidents
and bugs, not a person with the database's own password: for him there is the chain.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = """
CREATE TRIGGER journal_line_queue AFTER INSERT ON journal_line
BEGIN INSERT INTO journal_pending (line_id, since) VALUES (NEW.id, STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')); END;

CREATE TRIGGER journal_line_no_delete BEFORE DELETE ON journal_line
BEGIN SELECT RAISE(ABORT, 'journal lines are never deleted'); END;

CREATE TRIGGER journal_line_erase_only BEFORE UPDATE ON journal_line
WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.id <> OLD.id OR NEW.at <> OLD.at
OR NEW.written_at <> OLD.written_at OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject
OR NEW.actor <> OLD.actor OR NEW.digest <> OLD.digest
BEGIN SELECT RAISE(ABORT, 'a journal line may only lose its payload'); END;

CREATE TRIGGER journal_seal_no_delete BEFORE DELETE ON journal_seal
BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END;

CREATE TRIGGER journal_seal_no_update BEFORE UPDATE ON journal_seal
BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END;
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is insert-only (% on %)', TG_OP, TG_TABLE_NAME; END $$;

CREATE OR REPLACE FUNCTION journal_queue() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO journal_pending (line_id, since) VALUES (NEW.id, statement_timestamp()); RETURN NULL; END $$;

CREATE TRIGGER journal_line_queue AFTER INSERT ON journal_line FOR EACH ROW EXECUTE FUNCTION journal_queue();

CREATE TRIGGER journal_line_no_delete BEFORE DELETE ON journal_line FOR EACH ROW EXECUTE FUNCTION journal_refuse();

CREATE TRIGGER journal_line_erase_only BEFORE UPDATE ON journal_line FOR EACH ROW
WHEN (NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
OR (NEW.id, NEW.at, NEW.written_at, NEW.kind, NEW.subject, NEW.actor, NEW.digest)
IS DISTINCT FROM (OLD.id, OLD.at, OLD.written_at, OLD.kind, OLD.subject, OLD.actor, OLD.digest))
EXECUTE FUNCTION journal_refuse();

CREATE TRIGGER journal_seal_no_change BEFORE UPDATE OR DELETE ON journal_seal
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""
_NAMES = {
    "journal_line": ["journal_line_queue", "journal_line_no_delete", "journal_line_erase_only"],
    "journal_seal": ["journal_seal_no_delete", "journal_seal_no_update", "journal_seal_no_change"],
}


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE).strip().split("\n\n"):
            cursor.execute(statement)


def lower_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for the migration backwards, and for tests that play the intruder."""
    on = " ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table, triggers in _NAMES.items():
            for trigger in triggers:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{on.format(table=table)}")
