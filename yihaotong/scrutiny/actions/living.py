"""What every move of a record with a life has in common: compare and set, one step, its limits, one line."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.clock import missed
from yihaotong.journal import actions as journal
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.scrutiny import clocks
from yihaotong.scrutiny.models import Assessment, Liability, Matter, Step, Term
from yihaotong.scrutiny.rules.life import Move, check_offered
from yihaotong.scrutiny.rules.tables import LimitKind
from yihaotong.vault import actions as vault

Record = Matter | Liability | Assessment
_MODELS: Mapping[type, Any] = {each: each for each in (Matter, Liability, Assessment)}
MEANWHILE = "刚才有别人也办了这一件，请看过再办；您写的还在"


@dataclass(frozen=True)
class Turn:
    """Where a move leads, what it changes in the record's row, and what its line tells besides."""

    target: Code | None
    changes: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


def cleaned(move: Move, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a move, checked. Raises Refused naming the field."""
    said = clean(move.fields, data)
    for each in move.fields:
        if each.name in move.offered:
            check_offered(move, each.name, said[each.name], each.label)
    return said


def advance(record: Record, turn: Turn, *, expect: int) -> None:
    """Compare and set; the record is as it is now afterwards. Raises Refused("stale")."""
    changes = dict(turn.changes) | ({"progress": turn.target.value} if turn.target else {})
    rows = _MODELS[type(record)].objects.filter(pk=record.pk, version=expect, progress=record.progress)
    if not rows.update(version=F("version") + 1, **changes):
        raise Refused("stale", MEANWHILE)
    record.refresh_from_db()


def keep_step(
    subject: str,
    move: str,
    *,
    actor: Actor,
    at: datetime,
    words: Mapping[str, Any],
    before: str,
    after: str,
    sealed: bool,
) -> Step:
    """What somebody did, in his words; personal ones go into the vault."""
    text = json.dumps({name: _plain(value) for name, value in words.items() if value}, ensure_ascii=False)
    step = Step(token=uuid4(), subject=subject, move=move, at=at, actor=actor.key, before=before, after=after)
    if sealed:
        step.sealed = vault.seal(text, context=step_context(step))
    else:
        step.words = text
    step.save(force_insert=True)
    return step


def step_context(step: Step) -> str:
    return f"scrutiny-step:{step.token.hex}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def digest_of(words: Mapping[str, Any]) -> str:
    """The digest by which the journal vouches for what was written."""
    plain = {name: _plain(value) for name, value in sorted(words.items()) if value}
    return sm3(json.dumps(plain, ensure_ascii=False).encode()).hex()


def start(subject: str, kinds: Iterable[LimitKind], *, at: datetime) -> list[Term]:
    """Begin these limits; one of the same kind that still runs ends."""
    started = [clocks.running(subject, kind, at) for kind in kinds]
    Term.objects.filter(subject=subject, ended_at=None, kind__in=[each.kind for each in started]).update(ended_at=at)
    Term.objects.bulk_create(started)
    return started


def end(subject: str, kinds: Iterable[LimitKind], *, at: datetime) -> bool:
    """End these limits; whether one of them had run out by then."""
    wanted = Term.objects.filter(subject=subject, ended_at=None, kind__in=[kind.value for kind in kinds])
    late = any(missed(term.due_at, at) for term in wanted)
    wanted.update(ended_at=at)
    return late


def line(
    move: str,
    subject: str,
    *,
    actor: Actor,
    at: datetime,
    before: str,
    after: str,
    words: Mapping[str, Any],
    **facts: Any,
) -> None:
    """The one line of a move: codes, days and a digest of what was written."""
    journal.record(
        f"scrutiny.{move}",
        subject=subject,
        actor=actor.key,
        at=at,
        before={"progress": before},
        after={"progress": after, "words_sm3": digest_of(words)} | facts,
    )
