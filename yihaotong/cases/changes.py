"""What happened to cases, in the order of the journal's seals: a reader who keeps his place misses nothing.

Seals have no gaps and are given in the order of commits, which the ids of lines are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json import loads
from typing import Any

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.rules import moves
from yihaotong.journal.models import Line, Seal
from yihaotong.journal.refusal import Refused

#: Seals looked at in one reading, however few of them this reader may see: the reading stays short, the place moves on.
SCAN = 2000
#: What is told. Who looked at an identity is the auditor's business.
_TOLD = "case."


@dataclass(frozen=True)
class Change:
    """One act on one case: `place` in the chain, and of the line only codes and times. No words, no names."""

    place: int
    at: datetime
    kind: str
    order_no: str
    move: str | None
    stage: str | None
    unit: str | None
    clocks: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """Some changes in order, the place up to which was read, and whether there is more behind it."""

    changes: list[Change]
    place: int
    more: bool


def newest() -> int:
    """The place of the newest seal, 0 before the first."""
    return Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def read(actor: Actor, *, after: int, most: int) -> Reading:
    """Up to `most` changes behind the place `after` of cases that this actor may see now. At most six queries.

    Raises Refused("cursor-ahead") for a place that the journal has not reached: it was put back to an older copy.
    """
    seals = list(Seal.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "line_id")[:SCAN])
    if not seals:
        if newest() < after:
            raise Refused("cursor-ahead", "游标比现有的日志还新，数据库可能从备份恢复过，请重新对账", "after")
        return Reading([], after, more=False)
    seen = _seen(actor, [line_id for _, line_id in seals])
    wanted = [(place, seen[line_id]) for place, line_id in seals if line_id in seen]
    cut = len(wanted) > most
    place = wanted[most - 1][0] if cut else seals[-1][0]
    return Reading(_changes(wanted[:most]), place, more=cut or len(seals) == SCAN)


_Row = tuple[datetime, str, str | None, str]


def _seen(actor: Actor, line_ids: Sequence[int]) -> dict[int, _Row]:
    """The lines among these about cases in this actor's sight, by id: when, what, the payload, which case."""
    lines = Line.objects.filter(pk__in=line_ids, subject__startswith="case:")
    rows = [row for row in lines.values_list("pk", "at", "kind", "payload", "subject") if row[2].startswith(_TOLD)]
    numbers = {int(subject.removeprefix("case:")) for *_, subject in rows}
    visible = dict(access.visible_to(actor).filter(pk__in=numbers).values_list("pk", "order_no")) if numbers else {}
    cases = {f"case:{pk}": order_no for pk, order_no in visible.items()}
    return {pk: (at, kind, payload, cases[subject]) for pk, at, kind, payload, subject in rows if subject in cases}


def _changes(rows: Sequence[tuple[int, _Row]]) -> list[Change]:
    told = [(place, row, (loads(row[2]) if row[2] else {}).get("after") or {}) for place, row in rows]
    units = {after["unit"] for *_, after in told if isinstance(after.get("unit"), int)}
    codes = dict(Unit.objects.filter(pk__in=units).values_list("pk", "code")) if units else {}
    return [_change(place, row, after, codes) for place, row, after in told]


def _change(place: int, row: _Row, after: dict[str, Any], codes: dict[int, str]) -> Change:
    at, kind, _, order_no = row
    name = kind.removeprefix("case.")
    return Change(
        place=place,
        at=at,
        kind=kind,
        order_no=order_no,
        move=name if name in moves.MOVES else None,
        stage=after.get("stage"),
        unit=codes.get(after.get("unit", 0)),
        clocks=after.get("clocks") or ({after["clock"]: after["due"]} if "clock" in after else {}),
    )
