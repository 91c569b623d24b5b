"""Noting what a calendar entered late has moved, as the journal tells it: read once, shown many times."""

from collections.abc import Sequence
from datetime import datetime

from yihaotong.cases.models import Case, MovedClock
from yihaotong.journal.models import Line

_KIND = "case.recompute"


def note_moved(lines: Sequence[Line], _at: datetime) -> None:
    """Note each clock that moved; read again, a line is noted once. A consumer of the journal."""
    told = [line for line in lines if line.kind == _KIND and not line.erased]
    if not told:
        return
    units = dict(Case.objects.filter(pk__in=map(_case, told)).values_list("pk", "lead_unit_id"))
    MovedClock.objects.bulk_create([_note(line, units[_case(line)]) for line in told], ignore_conflicts=True)


def _case(line: Line) -> int:
    return int(line.subject.removeprefix("case:"))


def _note(line: Line, unit: int | None) -> MovedClock:
    facts = line.facts
    before, after = facts["before"], facts["after"]
    return MovedClock(
        line=line.pk,
        almanac_version=after["almanac"],
        case_id=_case(line),
        unit_id=unit,
        kind=after["clock"],
        due_before=_instant(before["due"]),
        due_after=_instant(after["due"]),
        at=line.at,
    )


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
