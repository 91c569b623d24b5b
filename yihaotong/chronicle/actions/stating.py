"""Statements of what does not apply: proposed, approved by the leader, ended when it does apply after all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import clean
from yihaotong.chronicle.actions.digests import statement_sm3
from yihaotong.chronicle.models import NotApplicable
from yihaotong.chronicle.rules import statements
from yihaotong.chronicle.rules.codes import Progress
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused


@transaction.atomic
def propose(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> NotApplicable:
    """Raises Refused: "wrong-role", "twice", what the fields say."""
    _check(actor, statements.MAKERS, "不涉及的说明由公开专员或科室拟稿人提出")
    said = statements.cleaned(data)
    units = actor.units_as(Role.DRAFTER) if Role.DISCLOSURE_OFFICER not in actor.roles else frozenset()
    statement = NotApplicable(unit_id=min(units, default=None), entered_at=at, entered_by=actor.key, **said)
    try:
        with transaction.atomic():
            statement.save(force_insert=True)
    except IntegrityError:
        raise Refused("twice", "这个事项已有一条说明待批准或一直有效；先撤回或结束它", "matter") from None
    _record("propose", statement, actor, at)
    return statement


@transaction.atomic
def decide(
    statement: NotApplicable, data: Mapping[str, Any], *, approved: bool, actor: Actor, at: datetime, expect: int
) -> NotApplicable:
    """The leader approves a statement, or not, and says why. Raises Refused: "wrong-role", "same-person", "stale",
    "missing"."""
    _check(actor, statements.DECIDERS, "不涉及的说明由分管领导批准")
    if statement.entered_by == actor.key:
        raise Refused("same-person", "自己提出的说明不能自己批准")
    note = clean(statements.WORDS, data)["note"]
    if not approved and not note:
        raise Refused("missing", "请写明为什么不同意", "note")
    progress = Progress.APPROVED if approved else Progress.REFUSED
    changes = {"progress": progress.value, "note": note, "decided_at": at, "decided_by": actor.key}
    name = "approve" if approved else "refuse"
    return _move(statement, name, Progress.PROPOSED, changes, actor=actor, at=at, expect=expect)


@transaction.atomic
def drop(statement: NotApplicable, *, actor: Actor, at: datetime, expect: int) -> NotApplicable:
    """Take back a proposal. Raises Refused("wrong-role" | "stale")."""
    _check(actor, statements.MAKERS, "说明由提出的人或公开专员撤回")
    if statement.entered_by != actor.key and Role.DISCLOSURE_OFFICER not in actor.roles:
        raise Refused("wrong-role", "说明由提出的人或公开专员撤回")
    changes = {"progress": Progress.DROPPED.value}
    return _move(statement, "drop", Progress.PROPOSED, changes, actor=actor, at=at, expect=expect)


@transaction.atomic
def end(statement: NotApplicable, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> NotApplicable:
    """Say on which day it holds last. Raises Refused: "wrong-role", "stale", "out-of-range", "missing"."""
    _check(actor, statements.ENDERS, "说明由公开专员或分管领导结束")
    said = clean(statements.END, data)
    statements.check_span(statement.since, said["until"])
    return _move(statement, "end", Progress.APPROVED, said, actor=actor, at=at, expect=expect)


def _move(
    statement: NotApplicable,
    name: str,
    source: Progress,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int,
) -> NotApplicable:
    """Compare and set. Raises Refused("stale")."""
    before = NotApplicable.objects.filter(pk=statement.pk, version=expect, progress=source.value)
    if not before.update(version=expect + 1, **changes):
        raise Refused("stale", "刚才有别人也改了，请看过再改")
    statement.refresh_from_db()
    _record(name, statement, actor, at)
    return statement


def _record(name: str, statement: NotApplicable, actor: Actor, at: datetime) -> None:
    after = {"matter": statement.matter, "progress": str(statement.progress), "text_sm3": statement_sm3(statement)}
    journal.record(
        f"chronicle.{name}", subject=statement.key, actor=actor.key, at=at, reason=statement.note, after=after
    )


def _check(actor: Actor, roles: frozenset[Role], words: str) -> None:
    if not actor.roles & roles:
        raise Refused("wrong-role", words)
