"""The digest by which a line vouches for what its record says."""

import json
from datetime import date, datetime
from typing import Any

from yihaotong.engagement.models import Record
from yihaotong.journal.rules.chain import instant, sm3

#: What changes without a line, as the day passes, or says nothing of its own.
_NOT_TOLD = frozenset({"id", "version", "due_at", "late", "submission"})


def record_sm3(record: Record) -> str:
    """SM3 of every column that an act sets, as canonical JSON."""
    told = {
        field.attname: _plain(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.name not in _NOT_TOLD
    }
    return sm3(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hex()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
