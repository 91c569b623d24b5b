"""Entries from a table: what is new is added, what differs becomes a new version, what is the same is left alone, so
that importing twice adds nothing. Each row is an act of its own, kept or refused with its row and column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.dispatch.models import Category
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.actions import versions
from yihaotong.knowledge.actions.entries import revise_entry, write_entry
from yihaotong.knowledge.models import Entry
from yihaotong.knowledge.rules import contents
from yihaotong.sheets import Reject, Row, open_table

#: The part of an entry by the name of its column.
NAMES = {part.label: part.name for part in contents.ENTRY}
_UNIT = "责任单位代码"
_LABELS = {part.name: part.label for part in contents.ENTRY} | {"unit": _UNIT}
#: A table that says nothing of reviews gets one in half a year.
_REVIEW = timedelta(days=182)


@dataclass
class Brought:
    """What an import did."""

    added: int = 0
    changed: int = 0
    same: int = 0
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What rows refer to: units by code, categories by code or name."""

    units: Mapping[str, Unit]
    categories: Mapping[str, str]


def bring(path: Path, *, unit: str, released: bool, actor: Actor, at: datetime) -> Brought:
    """Import the table in a file for the unit with this code, unless a row names another.

    A category may be written as its code or its name, places as codes. Raises Refused as `sheets.open_table`.
    """
    table = open_table(path, lambda name: name.strip() in NAMES or name.strip() == _UNIT)
    known = _Known(
        {each.code: each for each in Unit.objects.filter(dissolved_on=None)},
        {key: row.code for row in Category.objects.filter(parent__isnull=False) for key in (row.code, row.name)},
    )
    done = Brought()
    try:
        for row in table.rows:
            _bring(row, done, known, unit, released=released, actor=actor, at=at)
    finally:
        table.close()
    return done


def _bring(row: Row, done: Brought, known: _Known, unit: str, *, released: bool, actor: Actor, at: datetime) -> None:
    if row.fault is not None:
        done.rejects.append(Reject(row.number, row.fault.column, row.fault.reason))
        return
    if not row.cells:
        return
    try:
        with transaction.atomic():
            outcome = _write(row, known, unit, released=released, actor=actor, at=at)
    except Refused as refusal:
        done.rejects.append(Reject(row.number, _LABELS.get(refusal.field, ""), refusal.message))
        return
    setattr(done, outcome, getattr(done, outcome) + 1)


def _write(row: Row, known: _Known, unit: str, *, released: bool, actor: Actor, at: datetime) -> str:
    """ "added", "changed" or "same"."""
    code = str(row.cells.get(_UNIT, "") or unit).strip()
    if code not in known.units:
        raise Refused("no-such-unit", f"没有代码为“{code}”的单位，或已撤销", "unit")
    owner, data = known.units[code], _data(row, known, at)
    question = contents.clean(contents.ENTRY, data)["question"]
    entry = Entry.objects.filter(unit=owner, question=question).order_by("pk").first()
    if entry is None:
        write_entry(data, actor=actor, at=at, unit=owner, released=released)
        return "added"
    held = versions.content_of(entry, entry.latest)
    # What the table does not say stays as it is; in a spreadsheet an empty cell says nothing.
    merged = contents.clean(contents.ENTRY, held | {name: data[name] for name in _said(row)})
    if merged == held or (entry.released and merged == versions.content_of(entry, entry.released)):
        return "same"
    revise_entry(entry, merged, actor=actor, at=at, expect=entry.latest, note="导入", released=released)
    return "changed"


def _said(row: Row) -> set[str]:
    return {NAMES[column.strip()] for column in row.cells if column.strip() in NAMES}


def _data(row: Row, known: _Known, at: datetime) -> dict[str, Any]:
    """The parts of an entry; days as a spreadsheet gives them, categories by code or name."""
    today = localtime(at).date()
    data: dict[str, Any] = {"valid_from": today.isoformat(), "review_on": (today + _REVIEW).isoformat()}
    for column, value in row.cells.items():
        name = NAMES.get(column.strip())
        if name is not None:
            data[name] = value if isinstance(value, date) else _text(value)
    if category := data.get("category"):
        data["category"] = known.categories.get(str(category), category)
    return data


def _text(value: object) -> str:
    """A cell as text: 101.0 of a spreadsheet is 101."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
