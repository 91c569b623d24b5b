"""One function makes every move of the table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions import clocks
from yihaotong.cases.actions.effects import COLUMNS, RECORDS, Columns
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.codes import RequestType, Stage, Urgency
from yihaotong.cases.rules.conditions import CONDITIONS
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.wording import written
from yihaotong.journal import actions as journal
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
    row = moves.move_named(name)
    before = Stage(case.stage)
    moves.check(row, before, actor.roles)
    if not access.reaches(row, case, actor):
        raise Refused("out-of-reach", f"这张工单不归您{row.label}")
    cleaned = clean(row.fields, data or {})
    columns = COLUMNS[name](case, cleaned, at) if name in COLUMNS else Columns()
    with transaction.atomic():
        started = _advance(case, row, columns, at=at, expect=case.version if expect is None else expect)
        if name in CONDITIONS:
            CONDITIONS[name](access.situation(case, actor), cleaned)
        told = RECORDS[name](case, cleaned, actor, at) if name in RECORDS else {}
        clocks.stop(case, at, meets=row.meets, drops=row.drops)
        clocks.save(case, started)
        journal.record(
            f"case.{name}",
            subject=case.key,
            actor=actor.key,
            at=at,
            before={"stage": before.value} if row.target else None,
            after=_after(row, started) | columns.told | told,
            via=via,
        )
    return access.fresh(case)


def _advance(case: Case, row: moves.Move, columns: Columns, *, at: datetime, expect: int) -> list[Clock]:
    """Compare and set: the case is still as the person saw it, and from now on it is as the move says."""
    if row.target is None:
        # A record is added: another's record in between does no harm, another's move does. The update is the lock.
        if not Case.objects.filter(pk=case.pk, stage=case.stage).update(stage=F("stage"), **columns.changes):
            raise _stale(case)
        return []
    holder = columns.changes.get("lead_unit", case.lead_unit) if row.target in moves.HELD_BY_UNIT else None
    started = clocks.build(row.starts, RequestType(case.request_type), Urgency(case.urgency), at, unit=holder)
    changed = Case.objects.filter(pk=case.pk, stage=case.stage, version=expect).update(
        stage=row.target.value,
        version=F("version") + 1,
        moved_at=at,
        due_at=clocks.due_at_stage(case, row.target, started),
        **columns.changes,
    )
    if not changed:
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
