"""The digests by which lines of the journal vouch for entries and statements; `journal verify` makes them again."""

from decimal import Decimal
from typing import Any

from yihaotong.chronicle.models import Entry, NotApplicable
from yihaotong.journal.rules.chain import instant, sm3

_STATEMENT = ("matter", "label", "reason", "basis", "since", "until", "progress", "note")


def entry_sm3(entry: Entry) -> str:
    """Of every column of an entry, and whether it has ended; in hex."""
    skipped = {"id", "unit", "replaces", "entered_at", "ended_at"}
    names = [field.name for field in entry._meta.concrete_fields if field.name not in skipped]
    ended = instant(entry.ended_at) if entry.ended_at else ""
    values = [getattr(entry, name) for name in names]
    return _sm3(
        [*values, entry.unit_id, entry.replaces.pk if entry.replaces else None, instant(entry.entered_at), ended]
    )


def statement_sm3(statement: NotApplicable) -> str:
    """In hex."""
    return _sm3([getattr(statement, name) for name in _STATEMENT])


def _sm3(values: list[Any]) -> str:
    return sm3(*(_written(value).encode() for value in values)).hex()


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        # As the database gives it back, with zeros at the end, it is the same figure.
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
