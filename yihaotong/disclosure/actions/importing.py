"""A ledger from a table: documents and clauses that are new are entered, what is there already is left alone, so that
importing twice adds nothing. Each row is an act of its own, kept or refused with its row and column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.disclosure import access
from yihaotong.disclosure.actions.ledger import add_clause, enter_directive
from yihaotong.disclosure.models import Directive
from yihaotong.disclosure.rules import ledger, who
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import Reject, Row, open_table

#: Rows of one table; a ledger of a year has some hundred.
MOST_ROWS = 5_000
_LABELS = {each.name: each.label for each in (*ledger.DIRECTIVE, *ledger.CLAUSE)}


@dataclass
class Brought:
    """What an import did."""

    added: int = 0
    same: int = 0
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What rows refer to: sections by code or name, people by login."""

    units: Mapping[str, str]
    at: datetime
    actor: Actor


def bring(path: Path, *, actor: Actor, at: datetime, today: date) -> Brought:
    """Import the table in a file. Raises Refused: wrong-role, and what `sheets.open_table` says."""
    who.check_may("directive.keep", actor)
    units = {key: unit.code for unit, name in access.sections(today) for key in (unit.code, name)}
    known, done = _Known(units, at, actor), Brought()
    table = open_table(path, lambda column: bool(ledger.field_of(column)))
    last: dict[str, Any] = {}
    try:
        for count, row in enumerate(table.rows, 1):
            if count > MOST_ROWS:
                done.rejects.append(Reject(row.number, "", f"一次最多 {MOST_ROWS} 行，从这一行起没有读"))
                break
            last = _bring(row, last, done, known)
    finally:
        table.close()
    unused = table.unused(lambda column: bool(ledger.field_of(column)))
    named = {ledger.field_of(column) for column in table.columns}
    missing = [each.label for each in ledger.DIRECTIVE if each.name not in named]
    lacking = [f"缺“{'”“'.join(missing)}”列：新的文件登记不了"] if missing else []
    done.warnings = [*table.warnings, *lacking, *([f"没有用到的列：{'、'.join(unused)}"] if unused else [])]
    return done


def _bring(row: Row, last: Mapping[str, Any], done: Brought, known: _Known) -> dict[str, Any]:
    """Take one row; what it says of its document, for rows below that leave those cells empty, as merged cells do."""
    if row.fault is not None:
        done.rejects.append(Reject(row.number, row.fault.column, row.fault.reason))
        return dict(last)
    said = {name: value for column, value in row.cells.items() if (name := ledger.field_of(column))}
    if not said:
        done.rejects.append(Reject(row.number, "", "这一行在认得的列里没有内容"))
        return dict(last)
    own = {name: said[name] for name in ledger.OF_DIRECTIVE if name in said}
    about = dict(own) if "number" in own else dict(last) | own
    try:
        with transaction.atomic():
            outcome = _write(about, said, known)
    except Refused as refusal:
        done.rejects.append(Reject(row.number, _LABELS.get(refusal.field, ""), refusal.message))
        return about
    done.added += outcome
    done.same += not outcome
    return about


def _write(about: Mapping[str, Any], said: Mapping[str, Any], known: _Known) -> bool:
    """Whether the row added a clause."""
    directive = _directive({name: _cell(about.get(name, "")) for name in ledger.OF_DIRECTIVE}, known)
    data = {each.name: _cell(said.get(each.name, "")) for each in ledger.CLAUSE}
    if data["place"] and directive.clauses.filter(place=data["place"], text=data["text"]).exists():
        return False
    if data["unit"] and data["unit"] not in known.units:
        raise Refused("no-such-unit", f"没有“{data['unit']}”这个科室", "unit")
    data["unit"] = known.units.get(data["unit"], "")
    data["person"] = _person(data["person"], data["unit"])
    add_clause(directive, data, actor=known.actor, at=known.at)
    return True


def _directive(data: Mapping[str, str], known: _Known) -> Directive:
    found = Directive.objects.filter(number=data["number"])
    if data["sent_by"]:
        found = found.filter(sent_by=data["sent_by"])
    here = list(found[:2]) if data["number"] else []
    if len(here) == 1:
        return here[0]
    if len(here) > 1:
        raise Refused("several", f"{data['number']} 有几份，请写发文机关", "sent_by")
    return enter_directive(data, actor=known.actor, at=known.at)


def _person(written: str, unit: str) -> str:
    """A login or a name as an id; "" for nobody. Raises Refused: no-such-person, several."""
    if not written:
        return ""
    found = list(Person.objects.filter(username=written.lower(), is_active=True)) or list(
        Person.objects.filter(name=written, is_active=True, posts__unit__code=unit).distinct()[:2]
    )
    if not found:
        raise Refused("no-such-person", f"没有找到“{written}”，请写登录名", "person")
    if len(found) > 1:
        raise Refused("several", f"该科室有几个“{written}”，请写登录名", "person")
    return str(found[0].pk)


def _cell(value: object) -> str:
    """A cell as a form would send it: days as 2026-01-26, also from 2026/1/26 and 2026年1月26日."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ledger.plain_day(str(value).strip())
