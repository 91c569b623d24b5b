"""Tables of proposals and activities read in: each row at fault is named, and nothing is entered while there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction
from django.utils.timezone import make_aware

from yihaotong.accounts.rules import Actor
from yihaotong.engagement import access
from yihaotong.engagement.actions.living import enter, move
from yihaotong.engagement.rules import importing as rules
from yihaotong.engagement.rules.codes import Part, Progress, Proposer, Sort
from yihaotong.engagement.rules.importing import RowFault
from yihaotong.engagement.rules.life import HANDLING
from yihaotong.engagement.rules.lives import LIVES
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.sheets.opening import open_table


@dataclass(frozen=True)
class Read:
    """What became of a table. `known`: entered before, left as it is."""

    faults: tuple[RowFault, ...]
    entered: int = 0
    known: int = 0


class _Faulty(Exception):
    """Takes back what was entered of a table with faults."""


def read_table(sort: Sort, path: Path, *, actor: Actor, at: datetime) -> Read:
    """Read a table of proposals or of activities (.xlsx, .csv); the file is read outside the transaction.

    Raises Refused: "wrong-role", "no-columns", "too-many-rows", what sheets.opening says about the file.
    """
    if not actor.roles & HANDLING:
        raise Refused("wrong-role", f"您的岗位不登记{sort.label}")
    rows, faults = _rows(sort, path)
    if faults or not rows:
        return Read(tuple(faults))
    try:
        with transaction.atomic():
            return _entered(sort, rows, actor, at)
    except _Faulty as faulty:
        return Read(tuple(faulty.args[0]))


def _rows(sort: Sort, path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[RowFault]]:
    rows, faults = list[tuple[int, dict[str, str]]](), list[RowFault]()
    table = open_table(path, lambda column: rules.knows(sort, column))
    try:
        rules.check_columns(sort, table.columns)
        for row in table.rows:
            if len(rows) + len(faults) >= rules.MOST_ROWS:
                raise Refused("too-many-rows", f"一次最多 {rules.MOST_ROWS} 行，请分几次导入", "file")
            if row.fault:
                faults.append(RowFault(row.number, row.fault.column, row.fault.reason))
                continue
            try:
                rows.append((row.number, rules.read_row(sort, row.cells)))
            except Refused as refusal:
                faults.append(RowFault(row.number, rules.label_of(sort, refusal.field), refusal.message))
    finally:
        table.close()
    return rows, faults


def _entered(sort: Sort, rows: Sequence[tuple[int, dict[str, str]]], actor: Actor, at: datetime) -> Read:
    faults, entered, known = list[RowFault](), 0, 0
    seen: dict[str, int] = {}
    for number, told in rows:
        mark = _mark(sort, told)
        if mark in seen:
            faults.append(RowFault(number, "", f"与第 {seen[mark]} 行是同一件"))
            continue
        seen[mark] = number
        if access.MODELS[sort].objects.filter(submission=mark).exists():
            known += 1
            continue
        try:
            _ROWS[sort](told, mark, actor, at)
        except Refused as refusal:
            faults.append(RowFault(number, rules.label_of(sort, refusal.field), refusal.message))
        else:
            entered += 1
    if faults:
        raise _Faulty(faults)
    after = {"sort": sort.value, "rows": len(rows), "entered": entered}
    journal.record("engagement.read_table", subject=f"engagement:{sort.value}", actor=actor.key, at=at, after=after)
    return Read((), entered, known)


def _mark(sort: Sort, told: Mapping[str, str]) -> str:
    names = ("kind", "year", "number") if sort is Sort.PROPOSAL else ("title", "held_on")
    return f"table:{sort.value}:{sm3('|'.join(told.get(each, '') for each in names).encode()).hex()[:40]}"


@transaction.atomic
def _proposal(told: Mapping[str, str], mark: str, actor: Actor, at: datetime) -> None:
    names = {field.name for field in LIVES[Sort.PROPOSAL].fields}
    data = {"proposer": Proposer.ONE.value, "part": Part.ALONE.value}
    data |= {name: value for name, value in told.items() if name in names and value}
    record = enter(Sort.PROPOSAL, data, actor=actor, at=at, submission=mark)
    if not told.get("answered_on"):
        return
    answered = {name: told.get(name, "") for name in ("answered_on", "result", "publicity", "publicity_reason")}
    record = move(record, "answer", actor=actor, at=at, expect=record.version, data=answered)
    if told.get("satisfaction"):
        said = {"satisfaction": told["satisfaction"]}
        move(record, "hear", actor=actor, at=at, expect=record.version, data=said)


@transaction.atomic
def _activity(told: Mapping[str, str], mark: str, actor: Actor, at: datetime) -> None:
    starts_at = make_aware(datetime.combine(date.fromisoformat(told["held_on"]), time(9)))
    hosts = "\n".join(each.strip() for each in told["hosts"].replace("；", "、").replace(";", "、").split("、"))
    data = {name: told[name] for name in ("title", "place")} | {"hosts": hosts, "starts_at": starts_at}
    data["kind"] = told.get("kind") or "open_day"
    record = enter(Sort.ACTIVITY, data, actor=actor, at=at, submission=mark)
    if told.get("attended") and record.progress == Progress.PLANNED:
        held = {"attended": told["attended"], "outcome": told.get("outcome") or "—"}
        move(record, "hold", actor=actor, at=at, expect=record.version, data=held)


_ROWS = {Sort.PROPOSAL: _proposal, Sort.ACTIVITY: _activity}
