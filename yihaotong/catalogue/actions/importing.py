"""A catalogue from a table into the version that is being made: rows that are new are added, rows that differ changed,
the same left alone. Each row is kept or refused by itself, with its row and column; the rest goes on. None is passed
over in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yihaotong.accounts.models import UnitName
from yihaotong.accounts.rules import Actor
from yihaotong.catalogue import access
from yihaotong.catalogue.actions import rows as writing
from yihaotong.catalogue.models import Row, Version
from yihaotong.catalogue.rules import columns, reading, rows
from yihaotong.disclosure import city
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import Reject, Table, open_table
from yihaotong.sheets import Row as Read

_OF_HEADING = {columns.NUMBER, columns.HEADING}
_LABELS = {**rows.LABELS, "parent": columns.HEADING, "key": columns.KEY}


@dataclass
class Brought:
    """What an import did; `turn` is that of the version afterwards."""

    turn: int
    added: int = 0
    changed: int = 0
    same: int = 0
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Run:
    """One import; `heading` is the first-level item that the last row named: merged cells leave those below empty."""

    version: Version
    actor: Actor
    at: datetime
    reason: str
    done: Brought
    units: Mapping[str, str]
    heading: str = ""

    def apply(self, act: Any, *parts: Any, **more: Any) -> Any:
        with transaction.atomic():
            made = act(self.version, *parts, actor=self.actor, at=self.at, expect=self.done.turn, **more)
        self.done.turn += 1
        return made


def bring(path: Path, version: Version, *, actor: Actor, at: datetime, expect: int, reason: str = "") -> Brought:
    """Import the table in a file (.xlsx, .csv, .jsonl). `reason` is for the rows that were released before.

    Raises Refused as `sheets.open_table`; "wrong-columns"; wrong-role, wrong-stage, stale for the version as a whole.
    """
    with transaction.atomic():
        held = writing.open_draft(version, actor, expect, at)
    table = _opened(path)
    run = _Run(held, actor, at, reason, Brought(held.turn), _units())
    try:
        missing = [each for each in (columns.NAME,) if each not in map(columns.column_of, table.columns)]
        if missing:
            raise Refused("wrong-columns", f"表里没有“{missing[0]}”一列；可以先下载空表，照它的列来填", "file")
        for row in table.rows:
            _bring(row, run)
    finally:
        table.close()
    unused = table.unused(lambda name: bool(columns.column_of(name)))
    run.done.warnings = [*table.warnings, *([f"没有用到的列：{'、'.join(unused)}"] if unused else [])]
    return run.done


def _opened(path: Path) -> Table:
    try:
        return open_table(path, lambda name: bool(columns.column_of(name)))
    except Refused as refused:
        if refused.code != "no-columns":
            raise
        known = "、".join(columns.COLUMNS)
        words = f"{refused.message}。列名应是：{known}；可以先下载空表，照它的列来填"
        raise Refused("wrong-columns", words, "file") from refused


def _units() -> dict[str, str]:
    """The sections by their code and by every name they ever had, as ids."""
    units = {unit.pk: unit.code for unit in access.sections()}
    found = {code: str(pk) for pk, code in units.items()}
    for pk, name, short in UnitName.objects.filter(unit__in=units).values_list("unit", "name", "short_name"):
        found |= {name: str(pk), short: str(pk)}
    return found


def _bring(row: Read, run: _Run) -> None:
    if row.fault is not None:
        run.done.rejects.append(Reject(row.number, row.fault.column, row.fault.reason))
        return
    cells = {columns.column_of(name): _text(value) for name, value in row.cells.items() if columns.column_of(name)}
    cells = {name: said for name, said in cells.items() if said}
    if heading := cells.get(columns.HEADING, ""):
        run.heading = heading
    before = run.done.turn
    try:
        with transaction.atomic():
            outcome = _heading(run, cells) if set(cells) <= _OF_HEADING else _write(cells, run)
    except Refused as refusal:
        run.done.turn = before
        run.done.rejects.append(Reject(row.number, _LABELS.get(refusal.field, ""), refusal.message))
        return
    setattr(run.done, outcome, getattr(run.done, outcome) + 1)


def _heading(run: _Run, cells: Mapping[str, str]) -> str:
    """A row with a first-level item alone: those below it follow."""
    if not cells.get(columns.HEADING):
        raise Refused("missing", "这一行没有一级事项，也没有二级事项", "name")
    if run.version.rows.filter(parent="", name=run.heading).exists():
        return "same"
    run.apply(writing.add_heading, run.heading)
    return "added"


def _write(cells: Mapping[str, str], run: _Run) -> str:
    """ "added", "changed" or "same"."""
    data = {name: reading.read(name, cells[label]) for name, label in columns.PARTS.items() if label in cells}
    if data.get("organ") == city.organ().name:
        data["organ"] = ""
    if "unit" in data:
        data["unit"] = _unit(data["unit"], run)
    held = _held(cells, data, run)
    if held is not None and not data.get("name"):
        raise Refused("missing", f"标识“{held.key}”这一行没有二级事项", "name")
    if held is None:
        parent = _parent(run)
        run.apply(writing.add_row, parent, data)
        return "added"
    # What the table does not say stays as it is; in a spreadsheet an empty cell says nothing.
    merged = access.cells_of(held) | data
    if rows.cleaned(merged) == rows.cleaned(access.cells_of(held)):
        return "same"
    run.apply(writing.change_row, held.key, merged, reason=run.reason)
    return "changed"


def _held(cells: Mapping[str, str], data: Mapping[str, str], run: _Run) -> Row | None:
    """The row it speaks of: by its key, else by its name below the same first-level item."""
    leaves = run.version.rows.exclude(parent="")
    if key := cells.get(columns.KEY, ""):
        found = leaves.filter(matter=key).first()
        if found is None:
            raise Refused("no-such-row", f"这一稿里没有标识为“{key}”的事项；新事项请把标识留空", "key")
        return found
    heads = run.version.rows.filter(parent="", name=run.heading).values("matter")
    return leaves.filter(parent__in=heads, name=data.get("name", "")).first()


def _parent(run: _Run) -> str:
    if not run.heading:
        raise Refused("missing", "请填写“一级事项”", "parent")
    head = run.version.rows.filter(parent="", name=run.heading).first()
    return head.key if head else str(run.apply(writing.add_heading, run.heading).key)


def _unit(written: str, run: _Run) -> str:
    if written in run.units:
        return run.units[written]
    raise Refused("no-such-unit", f"“{written}”不是本中心现有的科室（写科室名称或代码）", "unit")


def _text(value: object) -> str:
    """A cell as text: 101.0 of a spreadsheet is 101."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
