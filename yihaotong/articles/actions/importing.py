"""Articles from a table or a JSON file: drafts, and nothing but drafts. A refused row is told with its reason."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.articles.actions.drafting import write_article
from yihaotong.articles.models import Article
from yihaotong.articles.rules.contents import FIELDS
from yihaotong.cases.rules.fields import Kind
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import Reject, open_table

#: The field by the heading of its column, or by its own name in JSON.
NAMES: Mapping[str, str] = {each.label: each.name for each in FIELDS} | {each.name: each.name for each in FIELDS}
_UNIT = ("科室代码", "unit")
_LABELS = {each.name: each.label for each in FIELDS} | {"unit": "科室代码"}
_CODES = {each.name: each.choices for each in FIELDS if each.choices is not None}
_LISTS = frozenset(each.name for each in FIELDS if each.kind is Kind.CODES)


@dataclass
class Brought:
    """What an import did."""

    added: int = 0
    same: int = 0
    rejects: list[Reject] = field(default_factory=list)


def bring(path: Path, *, unit: str, actor: Actor, at: datetime) -> Brought:
    """Import a file (.csv, .xlsx, .jsonl, or a .json list); `unit` is the section of rows that name none.

    The same row twice is one article. Raises Refused for a file that cannot be read at all.
    """
    done = Brought()
    units = {each.code: each for each in Unit.objects.filter(dissolved_on=None)}
    for number, told in _rows(path):
        if isinstance(told, Reject):
            done.rejects.append(told)
        elif told:
            _bring(number, told, done, units, unit, actor=actor, at=at)
    return done


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | Reject]]:
    if path.suffix.lower() == ".json":
        yield from _json(path)
        return
    table = open_table(path, lambda name: name.strip() in NAMES or name.strip() in _UNIT)
    try:
        for row in table.rows:
            fault = row.fault
            yield row.number, Reject(row.number, fault.column, fault.reason) if fault is not None else row.cells
    finally:
        table.close()


def _json(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | Reject]]:
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise Refused("not-json", f"{path.name} 不是 UTF-8 的 JSON", "file") from None
    if not isinstance(told, list):
        raise Refused("not-json", f"{path.name} 应是一个列表，每篇一项", "file")
    for number, each in enumerate(told, 1):
        yield number, each if isinstance(each, dict) else Reject(number, "", "应是一个对象")


def _bring(
    number: int,
    cells: Mapping[str, Any],
    done: Brought,
    units: Mapping[str, Unit],
    unit: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    code = next((str(cells[name]).strip() for name in _UNIT if cells.get(name)), unit)
    try:
        if code not in units:
            raise Refused("no-such-unit", f"没有代码为“{code}”的科室", "unit")
        data = _data(cells)
        mark = hashlib.sha256(json.dumps([code, data], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        if Article.objects.filter(submission=f"import:{mark}").exists():
            done.same += 1
            return
        with transaction.atomic():
            write_article(data, actor=actor, at=at, unit=units[code], submission=f"import:{mark}", via="import")
        done.added += 1
    except Refused as refusal:
        done.rejects.append(Reject(number, _LABELS.get(refusal.field, refusal.field), refusal.message))


def _data(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the action takes it: codes by code or by label, days as days. Raises Refused("unknown-field")."""
    data: dict[str, Any] = {}
    for heading, value in cells.items():
        heading = heading.strip()  # noqa: PLW2901 — the same heading, as it is known
        if heading in _UNIT or value in (None, ""):
            continue
        name = NAMES.get(heading)
        if name is None:
            raise Refused("unknown-field", f"没有“{heading}”这一栏", heading)
        data[name] = _value(name, value)
    return data


def _value(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if name not in _CODES:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    choices = _CODES[name]
    by_label = {each.label: each.value for each in choices or ()}
    parts = value if isinstance(value, list) else str(value).replace("、", ",").split(",")
    codes = [by_label.get(str(each).strip(), str(each).strip()) for each in parts]
    return codes if name in _LISTS else codes[0]
