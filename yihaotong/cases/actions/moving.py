"""One function makes every move of the table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions.effects import COLUMNS, RECORDS, Columns
from yihaotong.cases.actions.keeping import TABLES, Keeper, due_at_stage
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.codes import RequestType, Stage, Urgency
from yihaotong.cases.rules.conditions import CONDITIONS
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.wording import written
from yihaotong.journal.refusal import Refused


def move(
    case: Case,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    expect: int | None = None,
    via: str = "",
) -> Case:
    """Make one move of the table on a case and return the case as it is afterwards.

    `expect` is the version the person had on the screen; without it, the one in `case`. Raises Refused:
    "no-such-move", "wrong-stage", "wrong-role", "stale" (somebody acted in between), or what the fields and the
    conditions of the move say. Nothing has changed then, and nothing is in the journal.
    """
    return make(TABLES, case, name, actor=actor, at=at, data=data or {}, expect=expect, via=via)


def make(
    keeper: Keeper,
    case: Case,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any],
    expect: int | None = None,
    via: str = "",
) -> Case:
    """The same, kept by `keeper`."""
    row = moves.move_named(name)
    before = Stage(case.stage)
    moves.check(row, before, actor.roles)
    if not access.reaches(row, case, actor):
        raise Refused("out-of-reach", f"这张工单不归您{row.label}")
    cleaned = clean(row.fields, data)
    columns = COLUMNS[name](keeper, case, cleaned, at) if name in COLUMNS else Columns()
    with keeper.act():
        started = _advance(keeper, case, row, columns, at=at, expect=case.version if expect is None else expect)
        if name in CONDITIONS:
            CONDITIONS[name](keeper.situation(case, actor), cleaned)
        told = RECORDS[name](keeper, case, cleaned, actor, at) if name in RECORDS else {}
        keeper.stop(case, at, meets=row.meets, drops=row.drops)
        keeper.start(case, started)
        keeper.record(
            f"case.{name}",
            subject=case.key,
            actor=actor.key,
            at=at,
            before={"stage": before.value} if row.target else None,
            after=_after(row, started) | columns.told | told,
            via=via,
        )
    return keeper.fresh(case)


def _advance(
    keeper: Keeper, case: Case, row: moves.Move, columns: Columns, *, at: datetime, expect: int
) -> list[Clock]:
    """Compare and set: the case is still as the person saw it, and from now on it is as the move says."""
    if row.target is None:
        if not keeper.touch(case, columns.changes):
            raise _stale(case)
        return []
    holder = columns.changes.get("lead_unit", case.lead_unit) if row.target in moves.HELD_BY_UNIT else None
    started = keeper.build(row.starts, RequestType(case.request_type), Urgency(case.urgency), at, unit=holder)
    due = due_at_stage(keeper, case, row.target, started)
    changes = {"stage": row.target.value, "moved_at": at, "due_at": due} | columns.changes
    if not keeper.advance(case, expect, changes):
        raise _stale(case)
    return started


def _after(row: moves.Move, started: list[Clock]) -> dict[str, Any]:
    told: dict[str, Any] = {"stage": row.target.value} if row.target else {}
    if started:
        told["clocks"] = {clock.kind: written(clock.due_at) for clock in started}
    return told


def _stale(case: Case) -> Refused:
    """What happened since the page was loaded, in words: who, when, what."""
    line = access.history(case).filter(kind__startswith="case.").last()
    stage = Stage(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
    if line is None:
        return Refused("stale", f"工单现在是“{stage.label}”，请看过再办")
    label = moves.MOVES[name].label if (name := line.kind.removeprefix("case.")) in moves.MOVES else line.kind
    when = localtime(line.at)
    who = name_of(line.actor)
    message = f"这张工单刚有变动：{who} 于 {when:%-m月%-d日 %H:%M} {label}，现在是“{stage.label}”。请看过再办"
    return Refused("stale", message, who=who, at=line.at, move=label, stage=stage.value)
