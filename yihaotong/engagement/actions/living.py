"""What entering, amending and every move have in common: compare and set, one step, the limits, one line."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import clean
from yihaotong.engagement import access, clocks
from yihaotong.engagement.actions import building, effects, moving_up, terms
from yihaotong.engagement.actions.digests import record_sm3
from yihaotong.engagement.models import Record, Step
from yihaotong.engagement.rules import life
from yihaotong.engagement.rules.codes import Progress, Sort
from yihaotong.engagement.rules.life import HANDLING, OFFICE, Move
from yihaotong.engagement.rules.lives import LIVES
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder

MEANWHILE = "刚才有别人也办了这一件，请看过再办；您写的还在"
#: Asked when it is entered, changed by other acts afterwards.
_ONLY_ENTERED = frozenset({"policy"})


def enter(sort: Sort, data: Mapping[str, Any], *, actor: Actor, at: datetime, submission: str | None = None) -> Any:
    """Enter a record of one sort; with a `submission` that is known already, the one it has become.

    Raises Refused: "wrong-role", "twice" for a budget or a proposal that is there, what the fields and the sort say.
    """
    if submission and (earlier := access.MODELS[sort].objects.filter(submission=submission).first()):
        return earlier
    try:
        return _enter(sort, data, actor, at, submission)
    except IntegrityError:
        if submission and (earlier := access.MODELS[sort].objects.filter(submission=submission).first()):
            return earlier
        raise Refused("twice", building.TWICE.get(sort, "已经登记过"), building.ONCE.get(sort, "")) from None


@transaction.atomic
def _enter(sort: Sort, data: Mapping[str, Any], actor: Actor, at: datetime, submission: str | None) -> Any:
    if not actor.roles & HANDLING:
        raise Refused("wrong-role", f"您的岗位不登记{sort.label}")
    row = LIVES[sort]
    said = clean(row.fields, data)
    unit = _unit_of(said["unit"], actor, at)
    policy = building.policy_of(said, actor) if sort is Sort.INTERPRETATION else None
    columns = building.BUILDERS[sort](said, at) | {"unit": unit}
    record: Record = access.MODELS[sort](
        progress=row.begins.value, entered_at=at, entered_by=actor.key, submission=submission, **columns
    )
    record.save(force_insert=True)
    if policy is not None:
        building.bind_policy(record, policy, actor, at)
    terms.sync(record, at=at)
    told(record, "enter", actor=actor, at=at, before="", words={})
    return record


def _unit_of(code: str, actor: Actor, at: datetime) -> Unit | None:
    """The section with this code; a drafter's own, where he names none. Raises Refused("no-such-unit")."""
    own = None if actor.roles & OFFICE else actor.units_as(Role.DRAFTER)
    if not code:
        return access.sections(at).filter(pk__in=own).first() if own is not None else None
    found = access.sections(at).filter(code=code).first()
    if found is None or (own is not None and found.pk not in own):
        raise Refused("no-such-unit", "请从列出的科室里选；拟稿人只登记自己科室的", "unit")
    return found


@transaction.atomic
def amend(record: Any, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Any:
    """Change the words of a record that is still being prepared.

    Raises Refused: "wrong-progress", "wrong-role", "stale", "twice", what the fields and the sort say.
    """
    sort = access.sort_of(record)
    row = LIVES[sort]
    if Progress(record.progress) not in row.amends:
        raise Refused("wrong-progress", f"现在是“{Progress(record.progress).label}”，不能再改")
    if not access.reaches(record, actor):
        raise Refused("wrong-role", "这一件不归您改")
    said = clean(fields_to_amend(sort), data)
    unit = _unit_of(said["unit"], actor, at)
    if sort is Sort.INTERPRETATION:
        said["policy"] = ""
        building.keep_policy(record, said)
    changes = building.BUILDERS[sort](said, at) | {"unit": unit}
    advance(record, None, {name: value for name, value in changes.items() if name not in building.FIXED}, expect)
    terms.sync(record, at=at)
    told(record, "amend", actor=actor, at=at, before=record.progress, words={})
    if sort is Sort.ACTIVITY:  # there may be more room now
        moving_up.move_up(record, at)
    return record


def fields_to_amend(sort: Sort) -> tuple[Any, ...]:
    return tuple(field for field in LIVES[sort].fields if field.name not in _ONLY_ENTERED)


@transaction.atomic
def move(record: Any, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any]) -> Any:
    """Make one move of its table; `expect` is the version on the screen.

    Raises Refused: "no-such-move", "wrong-progress", "wrong-role", "out-of-reach", "stale", what the fields say and
    what the move asks besides.
    """
    sort = access.sort_of(record)
    if name not in LIVES[sort].moves:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    row = LIVES[sort].moves[name]
    life.check(row, Progress(record.progress), actor.roles)
    if not access.reaches(record, actor):
        raise Refused("out-of-reach", f"这一件不归您{row.label}")
    said = clean(row.fields, data)
    before = record.progress
    changes, target = effects.of(record, row, said, at)
    if "unit" in said:
        changes["unit"] = _unit_of(said["unit"], actor, at) or record.unit
    advance(record, target, changes, expect)
    met_at = _met_at(said)
    terms.sync(record, at=at, met=row.meets, met_at=met_at)
    told(record, name, actor=actor, at=at, before=before, words=said)
    _tell(record, row, actor, at)
    return record


def _met_at(said: Mapping[str, Any]) -> datetime | None:
    """When what was asked for was done, as it was filled in; a day stands for its beginning."""
    for name in ("responded_at", "conference_at", "answered_on", "released_on"):
        if value := said.get(name):
            return value if isinstance(value, datetime) else clocks.of_day(value)
    return None


def advance(record: Any, target: Progress | None, changes: Mapping[str, Any], expect: int) -> None:
    """Compare and set; the record is as it is now afterwards. Raises Refused("stale" | "twice")."""
    told = dict(changes) | ({"progress": target.value} if target else {})
    rows = type(record).objects.filter(pk=record.pk, version=expect, progress=record.progress)
    try:
        with transaction.atomic():
            done = rows.update(version=F("version") + 1, **told)
    except IntegrityError:
        sort = access.sort_of(record)
        raise Refused("twice", building.TWICE.get(sort, "已经登记过"), building.ONCE.get(sort, "")) from None
    if not done:
        raise Refused("stale", MEANWHILE)
    record.refresh_from_db()


def told(record: Record, name: str, *, actor: Actor, at: datetime, before: str, words: Mapping[str, Any]) -> None:
    """The step with its words, and the one line: where it stands, and the digest of the whole record."""
    Step.objects.create(
        subject=record.key,
        move=name,
        at=at,
        actor=actor.key,
        before=before,
        after=record.progress,
        words=json.dumps({key: _plain(value) for key, value in words.items() if value}, ensure_ascii=False),
    )
    journal.record(
        f"{record.SORT}.{name}",
        subject=record.key,
        actor=actor.key,
        at=at,
        before={"progress": before},
        after={"progress": record.progress, "text_sm3": record_sm3(record)},
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _tell(record: Record, row: Move, actor: Actor, at: datetime) -> None:
    """Who has it in hand hears that it was given to him, or came back."""
    if row.name in {"assess", "hear"} and record.due_at is not None:
        people = terms.people_for(record, at) - {access.person_of(actor)}
        words = f"{access.sort_of(record).label}“{record.title[:40]}”{Progress(record.progress).label}"
        remind(sorted(filter(None, people)), Reminder.DISCLOSURE, subject=record.key, words=words, at=at)
