"""Whole tables of entries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.chronicle import access
from yihaotong.chronicle.actions.digests import entry_sm3
from yihaotong.chronicle.actions.entering import check_keeper, made
from yihaotong.chronicle.models import Entry
from yihaotong.chronicle.rules import tables
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import LEDGERS, shown_of
from yihaotong.chronicle.rules.tables import Line, RowFault
from yihaotong.journal import actions as journal
from yihaotong.journal.actions import Act
from yihaotong.journal.refusal import Refused
from yihaotong.sheets.opening import open_table


@dataclass(frozen=True)
class Read:
    """What became of a table: nothing is entered while one row is at fault; `known` stood there before."""

    faults: tuple[RowFault, ...]
    entered: int = 0
    known: int = 0


def read_table(kind: Kind, path: Path, *, actor: Actor, at: datetime) -> Read:
    """Read a table of one ledger (.xlsx, .csv, .jsonl). Bringing the same table twice enters nothing twice.

    Raises Refused: "wrong-role", "no-columns", "too-many-rows", "stale", what sheets.opening says about the file.
    """
    check_keeper(actor)
    ledger, today = LEDGERS[kind], localtime(at).date()
    known = ledger.columns()
    lines, faults = list[Line](), list[RowFault]()
    table = open_table(path, lambda column: column in known)
    try:
        tables.check_columns(ledger, table.columns)
        for row in table.rows:
            if len(lines) + len(faults) >= tables.MOST_ROWS:
                raise Refused("too-many-rows", f"一次最多 {tables.MOST_ROWS} 行，请分几次导入", "file")
            if row.fault:
                faults.append(RowFault(row.number, row.fault.column, row.fault.reason))
                continue
            read = tables.read_row(ledger, row.number, row.cells, today)
            if isinstance(read, RowFault):
                faults.append(read)
            else:
                lines.append(read)
    finally:
        table.close()
    if faults or not lines:
        return Read(tuple(faults))
    return enter_lines(kind, lines, actor=actor, at=at)


@transaction.atomic
def enter_lines(kind: Kind, lines: Sequence[Line], *, actor: Actor, at: datetime) -> Read:
    """Enter those rows that are not there yet; of rows that say the same, as many as the table has.

    Raises Refused("wrong-role" | "stale"). A figure that is there with another value is a fault.
    """
    check_keeper(actor)
    entries = [made(kind, line.values, actor, at) for line in lines]
    there = _there(kind, lines)
    new, faults = list[Entry](), list[RowFault]()
    for line, entry in zip(lines, entries, strict=True):
        told = _told(kind, entry)
        if there[told]:
            there[told] -= 1
        else:
            new.append(entry)
            faults += _taken(kind, line, there)
            if kind is Kind.STATED:
                there[_place(line.values)] += 1
    if faults:
        return Read(tuple(faults))
    try:
        with transaction.atomic():
            access.MODELS[kind]._default_manager.bulk_create(new)  # noqa: SLF001
    except IntegrityError:
        raise Refused("stale", "刚才有别人也登记了其中的数字，请再导一次") from None
    acts = [
        Act(f"chronicle.enter_{kind}", each.key, actor.key, at, after={"text_sm3": entry_sm3(each)}) for each in new
    ]
    journal.record_many(acts)
    return Read((), len(new), len(lines) - len(new))


def _told(kind: Kind, entry: Entry) -> tuple[str, ...]:
    """All that an entry says: two entries that tell the same are one, in a table that is brought again."""
    return tuple(shown_of(LEDGERS[kind], entry))


def _there(kind: Kind, lines: Sequence[Line]) -> Counter[tuple[str, ...]]:
    """What stands already in the days of these rows. For figures also where a figure stands, whatever its value."""
    day = LEDGERS[kind].day
    days = sorted({line.values[day] for line in lines})
    held = access.current(kind).filter(**{f"{day}__gte": days[0], f"{day}__lte": days[-1]})
    told = Counter(_told(kind, each) for each in held)
    if kind is Kind.STATED:
        measures = {line.values["measure"] for line in lines}
        places = access.current(kind).filter(measure__in=measures)
        told.update((each, str(year), period) for each, year, period in places.values_list("measure", "year", "period"))
    return told


def _place(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a figure stands: there is one of it."""
    return values["measure"], str(values["year"]), values["period"]


def _taken(kind: Kind, line: Line, there: Counter[tuple[str, ...]]) -> list[RowFault]:
    if kind is not Kind.STATED:
        return []
    if not there[_place(line.values)]:
        return []
    return [RowFault(line.number, "代码", "这一年度、这个统计期的这个指标已经登记为另一个数；要改就更正原来那条")]
