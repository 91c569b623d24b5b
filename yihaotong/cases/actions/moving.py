"""One function makes every move of the table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import RULE, Actor
from yihaotong.cases import access, profiles
from yihaotong.cases.actions.effects import COLUMNS, RECORDS, Columns
from yihaotong.cases.actions.keeping import TABLES, Keeper, due_at_stage
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.clocks import may_run
from yihaotong.cases.rules.codes import LEADING, RequestType, Stage, Urgency
from yihaotong.cases.rules.conditions import CONDITIONS, REQUIREMENTS
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
    profiles.book()  # asked before the transaction begins, where the answer is kept
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
    if row.versioned and row.by & actor.roles and expect not in (None, case.version):
        raise _stale(case)
    before = Stage(case.stage)
    moves.check(row, before, actor.roles)
    if not access.reaches(row, case, actor):
        raise Refused("out-of-reach", f"这张工单不归您{row.label}")
    cleaned = clean(row.fields, data)
    if name in REQUIREMENTS:
        REQUIREMENTS[name](cleaned)
    columns = COLUMNS[name](keeper, case, cleaned, at) if name in COLUMNS else Columns()
    target = columns.target or row.target
    # To whom one unit allotted it means nothing to another.
    unheld = {"person": case.handler_id} if case.handler_id and "lead_unit" in columns.changes else {}
    with keeper.act():
        _lock(case, columns.other)
        started = _advance(keeper, case, row, target, columns, at=at)
        if name in CONDITIONS:
            CONDITIONS[name](keeper.situation(case, actor, at), cleaned)
        told = RECORDS[name](keeper, case, cleaned, actor, at) if name in RECORDS else {}
        keeper.stop(case, at, meets=row.meets, drops=row.drops)
        keeper.start(case, started)
        running = [*started, *(keeper.resume(case, row.resumes) if row.resumes else ())]
        keeper.record(
            f"case.{name}",
            subject=case.key,
            actor=actor.key,
            at=at,
            before=({"stage": before.value} if target else {}) | columns.before | unheld or None,
            after=_after(target, running) | dict.fromkeys(unheld) | columns.told | told,
            via=via,
        )
        if before in LEADING and target and target not in LEADING:
            _take_along(keeper, case, target, columns.other, at)
    return keeper.fresh(case)


def _lock(case: Case, other: Case | None) -> None:
    """Both of two cases that an act relies on, in the order of their keys: of two such acts one waits for the other."""
    if other:
        both = Case.objects.select_for_update().filter(pk__in=(case.pk, other.pk))
        list(both.order_by("pk").values_list("pk", flat=True))


def _take_along(keeper: Keeper, parent: Case, target: Stage, new_parent: Case | None, at: datetime) -> None:
    """No follower outlives its parent: it gets the answer, follows the parent's own parent, or goes its own way.

    docs/decisions/0013-followers.md says why. Each follower's act is one of its own, in the parent's transaction.
    """
    for follower in keeper.followers(parent):
        if target is Stage.TO_CALL_BACK:
            make(keeper, follower, "share", actor=RULE, at=at, data={})
        elif new_parent and Stage(new_parent.stage) in LEADING:
            _lead_on(keeper, follower, new_parent, at)
        else:
            reason = f"主单已{moves.ended_word(target)}"
            make(keeper, follower, "leave", actor=RULE, at=at, data={"note": reason})


def _lead_on(keeper: Keeper, follower: Case, parent: Case, at: datetime) -> None:
    """The parent was joined to another case: its follower follows that one."""
    before = {"stage": follower.stage, "parent": follower.parent_id}
    if not keeper.advance(follower, follower.version, {"parent": parent}):
        raise _stale(follower)
    after = {"stage": follower.stage, "parent": parent.pk}
    keeper.record("case.follow", subject=follower.key, actor=RULE.key, at=at, before=before, after=after)


def _advance(
    keeper: Keeper, case: Case, row: moves.Move, target: Stage | None, columns: Columns, *, at: datetime
) -> list[Clock]:
    """Compare and set: the case is still as the person saw it, and from now on it is as the move says."""
    if target is None:
        settled = row.decides and keeper.advance(case, case.version, columns.changes)
        if not settled and (row.decides or not keeper.touch(case, columns.changes)):
            raise _stale(case)
        return []
    holder = columns.changes.get("lead_unit", case.lead_unit) if target in moves.HELD_BY_UNIT else None
    kinds = [kind for kind in row.starts_at(target) if may_run(kind, anonymous=case.requester.anonymous)]
    started = keeper.build(kinds, RequestType(case.request_type), Urgency(case.urgency), at, unit=holder)
    due = due_at_stage(keeper, case, target, started)
    unheld = {"handler": None} if "lead_unit" in columns.changes else {}
    changes = {"stage": target.value, "moved_at": at, "due_at": due} | unheld | columns.changes
    if not keeper.advance(case, case.version, changes):
        raise _stale(case)
    return started


def _after(target: Stage | None, running: Sequence[Clock]) -> dict[str, Any]:
    told: dict[str, Any] = {"stage": target.value} if target else {}
    if running:
        told["clocks"] = {clock.kind: written(clock.due_at) for clock in running}
    return told


#: What counts a case's version up and is no move of the table.
_NO_MOVES = {"escalate": "报急，列为特急", "calm": "按误报了结特急"}


def _stale(case: Case) -> Refused:
    """What happened since the page was loaded, in words: who, when, what."""
    line = access.history(case).filter(kind__startswith="case.").last()
    stage = Stage(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
    if line is None:
        return Refused("stale", f"工单现在是“{stage.label}”，请看过再办")
    name = line.kind.removeprefix("case.")
    label = moves.MOVES[name].label if name in moves.MOVES else _NO_MOVES.get(name, line.kind)
    when = localtime(line.at)
    who = name_of(line.actor)
    message = f"这张工单刚有变动：{who} 于 {when:%-m月%-d日 %H:%M} {label}，现在是“{stage.label}”。请看过再办"
    return Refused("stale", message, who=who, at=line.at, move=label, stage=stage.value)
