"""What happened to a request, as a person reads it: its events with the words of their fields."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yihaotong.applications.models import Event
from yihaotong.applications.rules.moves import MOVES
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.desk.applications.people import names


@dataclass(frozen=True)
class Told:
    """One event. `on` is the day by law where it is another day than `at`."""

    what: str
    who: str
    at: datetime
    on: date | None
    facts: tuple[tuple[str, str], ...]
    text: str
    note: str


def told(events: Sequence[Event]) -> list[Told]:
    """The newest first. One query for the names of whoever acted."""
    known = names({event.by for event in events})
    return [_told(event, known.get(event.by, event.by)) for event in reversed(events)]


def _told(event: Event, who: str) -> Told:
    move = MOVES[event.move]
    words = json.loads(event.words)
    short: list[tuple[str, str]] = []
    long: list[tuple[str, str]] = []
    for label, value in _said(move.fields, words):
        (long if len(value) > 60 or "\n" in value else short).append((label, value))
    return Told(
        move.label,
        who,
        event.at,
        event.on if event.on != localdate(event.at) else None,
        tuple(short),
        "\n".join(value for _label, value in long),
        event.note,
    )


def _said(fields: Sequence[Field], words: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = words.get(field.name)
        if value in (None, "", False, [], ()):
            continue
        yield field.label, _in_words(field, value)


def _in_words(field: Field, value: Any) -> str:
    if field.kind is Kind.FLAG:
        return "是"
    if field.choices is not None:
        codes = value if isinstance(value, list | tuple) else [value]
        return "、".join(field.choices(code).label for code in codes)
    return str(value)
