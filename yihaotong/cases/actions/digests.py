"""The digests by which a line of the journal vouches for a record: its words stand in the record only.

Made when the record is written and made again by `journal verify`, both times here, from the record's own columns.
"""

from datetime import datetime
from typing import Any

from django.db.models import Model

from yihaotong.cases.models import (
    CallBack,
    Case,
    Conclusion,
    Contact,
    Evaluation,
    Leg,
    Remark,
    Reply,
    Return,
    Review,
    Ruling,
    Supplement,
)
from yihaotong.journal.rules.chain import instant, sm3

Record = Leg | Contact | Reply | Review | CallBack | Conclusion | Evaluation | Supplement | Remark | Return | Ruling
#: The records that a line names, by the key under which it tells their id.
RECORDS: dict[str, type[Record]] = {
    "leg": Leg,
    "contact": Contact,
    "reply": Reply,
    "review": Review,
    "call_back": CallBack,
    "conclusion": Conclusion,
    "evaluation": Evaluation,
    "supplement": Supplement,
    "remark": Remark,
    "return": Return,
    "ruling": Ruling,
}
_KEYS: dict[type[Model], str] = {model: key for key, model in RECORDS.items()}
#: What a digest covers, in this order for ever: another order would make every old line wrong.
_COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Case: ("title", "body"),
    Contact: ("at", "by", "means", "reached", "note"),
    Reply: ("at", "by", "proposed", "outcome", "text", "no_contact"),
    Review: ("at", "by", "passed", "reason", "note"),
    CallBack: ("at", "by", "reached", "contacted", "solved", "satisfaction", "attitude", "note"),
    Conclusion: ("at", "by", "ground", "note"),
    Evaluation: ("at", "solved", "satisfaction", "attitude", "note"),
    Remark: ("at", "by", "move", "code", "basis", "told", "text", "moment", "other_id"),
    Return: ("at", "by", "unit_id", "origin", "reason", "basis", "proposed_id", "note"),
    Ruling: ("on_id", "at", "by", "upheld", "reason", "unit_id", "final", "category"),
    Supplement: ("at", "by", "text"),
}


#: Added to a table later; covered where one of them says something, so that older lines stay right.
_LATER_COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Reply: ("entry", "entry_version", "ground"),
    Evaluation: ("service",),
}


def text_sm3(record: Model) -> str:
    """SM3 over the words and codes of a record, in hex."""
    values = [_bytes(getattr(record, column)) for column in _COLUMNS[type(record)]]
    later = [_bytes(getattr(record, column)) for column in _LATER_COLUMNS.get(type(record), ())]
    return sm3(*values, *(later if any(later) else ())).hex()


def vouched(key: str) -> bool:
    """Whether a line that names such a record vouches for its words. A leg has none that count."""
    return RECORDS[key] in _COLUMNS


def told(record: Record) -> dict[str, Any]:
    """What a line says of the record that its act has left: {"reply": 12, "text_sm3": "…"}."""
    return {_KEYS[type(record)]: record.pk, "text_sm3": text_sm3(record)}


def _bytes(value: object) -> bytes:
    if isinstance(value, datetime):
        return instant(value).encode()
    return b"" if value is None else str(value).encode()
