"""责任追究: opened, investigated, heard, proposed, decided by three different people; delivered, appealed, closed.

What anybody writes in it is about somebody: every step lies sealed, and reading it is a line of its own.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder
from yihaotong.scrutiny import access
from yihaotong.scrutiny.actions import living
from yihaotong.scrutiny.actions.living import Turn
from yihaotong.scrutiny.actions.moving import section_of
from yihaotong.scrutiny.models import Liability, Matter, Step
from yihaotong.scrutiny.rules import liability as rules
from yihaotong.scrutiny.rules import life
from yihaotong.scrutiny.rules.codes import LiabilityProgress
from yihaotong.scrutiny.rules.tables import LimitKind, grounds
from yihaotong.vault import actions as vault

Effect = Callable[[Liability, dict[str, Any], datetime], dict[str, Any]]


@transaction.atomic
def open_liability(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Liability:
    """Open a case, out of a matter or by itself. Raises Refused: "wrong-role", "not-a-choice", "no-such-unit",
    "no-such-person", "no-such-matter", "own-case", what the fields say."""
    if not actor.roles & rules.INVESTIGATORS:
        raise Refused("wrong-role", "立案由公开专员登记")
    said = clean(rules.OPEN_FIELDS, data)
    if said["ground"] not in grounds():
        raise Refused("not-a-choice", "请从列出的情形里选", "ground")
    person = _person(said["person"], actor, at)
    if person is None and not said["persons"]:
        raise Refused("missing", "请选责任人；不在名单里的，写明是谁", "person")
    record = Liability(
        ground=said["ground"],
        unit=section_of(said["unit"], at),
        person=person,
        matter=_matter(said["matter"], actor),
        opened_at=at,
    )
    record.save(force_insert=True)
    words = {name: said[name] for name in ("persons", "why")}
    _keep(record, "open", words, actor, at, before="", ground=record.ground, unit=record.unit_id)
    return record


def _person(chosen: str, actor: Actor, at: datetime) -> Person | None:
    """`chosen`: the id of somebody in one of the sections."""
    if not chosen:
        return None
    listed = [person for people in access.staff_by_section(at).values() for person in people]
    person = next((each for each in listed if str(each.pk) == chosen), None)
    if person is None:
        raise Refused("no-such-person", "名单里没有这个人，请重新选", "person")
    if person.key == actor.key:
        raise Refused("own-case", "涉及您本人的，由别人来办", "person")
    return person


def _matter(number: str, actor: Actor) -> Matter | None:
    if not number:
        return None
    matter = access.matters_visible_to(actor).filter(number=number.upper()).first()
    if matter is None:
        raise Refused("no-such-matter", f"没有编号为“{number}”的监督事项", "matter")
    return matter


@transaction.atomic
def move_liability(
    record: Liability, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any]
) -> Liability:
    """Make one move of the table. Raises Refused: "no-such-move", "wrong-progress", "wrong-role", "own-case",
    "same-person", "stale", "too-early", what the fields say."""
    if name not in rules.MOVES:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    row = rules.MOVES[name]
    life.check(row, LiabilityProgress(record.progress), actor.roles)
    if access.person_of(actor) == record.person_id:
        raise Refused("own-case", "涉及您本人的，由别人来办")
    life.check_apart(row, access.makers_of(access.steps_of(record.key)), actor.key)
    said = living.cleaned(row, data)
    changes = _EFFECTS[name](record, said, at) if name in _EFFECTS else {}
    before = record.progress
    living.advance(record, Turn(row.target, changes), expect=expect)
    living.end(record.key, row.meets, at=at)
    living.start(record.key, row.starts, at=_began(said, at))
    facts = {key: str(said[key]) for key in _CODES if said.get(key)}
    _keep(record, name, said, actor, at, before=before, **facts)
    _tell(record, name, actor, at)
    return record


def _began(said: Mapping[str, Any], at: datetime) -> datetime:
    """From when the limits of a move run: of a delivery from its own day."""
    day = said.get("delivered_on")
    return make_aware(datetime.combine(day, time(12))) if day else at


#: What a line tells in the clear: codes and days.
_CODES = ("measure", "ruling", "heard", "decided_on", "delivered_on")


def _hear(_record: Liability, said: dict[str, Any], _at: datetime) -> dict[str, Any]:
    rules.check_heard(said["heard"], said["statement"])
    return {}


def _propose(_record: Liability, said: dict[str, Any], _at: datetime) -> dict[str, Any]:
    return {"measure": said["measure"]}


def _decide(_record: Liability, said: dict[str, Any], at: datetime) -> dict[str, Any]:
    if said["decided_on"] > localtime(at).date():
        raise Refused("out-of-range", "决定日期在今天之后", "decided_on")
    return {name: said[name] for name in ("measure", "organ", "paper", "decided_on")}


def _deliver(record: Liability, said: dict[str, Any], at: datetime) -> dict[str, Any]:
    rules.check_delivered(record.decided_on, said["delivered_on"], localtime(at).date())
    return {"delivered_on": said["delivered_on"]}


def _appeal(record: Liability, _said: dict[str, Any], at: datetime) -> dict[str, Any]:
    if not access.runs(access.terms_of(record.key), LimitKind.LIABILITY_APPEAL, at):
        raise Refused("too-late", "申诉期限已过")
    return {}


def _settle(_record: Liability, said: dict[str, Any], _at: datetime) -> dict[str, Any]:
    rules.check_changed(said["ruling"], said["measure"])
    return {"ruling": said["ruling"].value} | ({"measure": said["measure"]} if said["measure"] else {})


def _close(record: Liability, _said: dict[str, Any], at: datetime) -> dict[str, Any]:
    rules.check_may_close(appeal_open=access.runs(access.terms_of(record.key), LimitKind.LIABILITY_APPEAL, at))
    return {"ended_at": at}


_EFFECTS: Mapping[str, Effect] = {
    "hear": _hear,
    "propose": _propose,
    "decide": _decide,
    "deliver": _deliver,
    "appeal": _appeal,
    "settle": _settle,
    "close": _close,
}


@transaction.atomic
def read_liability(record: Liability, *, actor: Actor, at: datetime, purpose: str) -> list[tuple[Step, dict[str, Any]]]:
    """All steps with what was written, for whoever may see the case; who read it and why is in the journal first.

    Raises Refused("missing") without a purpose.
    """
    if not purpose.strip():
        raise Refused("missing", "请写明为什么查看", "purpose")
    journal.record("scrutiny.read_liability", subject=record.key, actor=actor.key, at=at, reason=purpose.strip()[:200])
    return [(step, _unsealed(step)) for step in access.steps_of(record.key)]


def _unsealed(step: Step) -> dict[str, Any]:
    if step.sealed is None:
        return access.words_of(step)
    return dict(json.loads(vault.unseal(step.sealed, context=living.step_context(step))))


def _keep(
    record: Liability, name: str, words: Mapping[str, Any], actor: Actor, at: datetime, *, before: str, **facts: Any
) -> None:
    after = record.progress
    living.keep_step(record.key, name, actor=actor, at=at, words=words, before=before, after=after, sealed=True)
    kind = f"{name}_liability"
    living.line(kind, record.key, actor=actor, at=at, before=before, after=after, words=words, **facts)


#: Who has to go on after a move.
_NEXT: Mapping[str, tuple[Sequence[Any], str]] = {
    "hear": (sorted(rules.PROPOSERS), "请提出处理建议"),
    "propose": (sorted(rules.DECIDERS), "请作出决定"),
    "decide": (sorted(rules.INVESTIGATORS), "请送达"),
    "appeal": (sorted(rules.DECIDERS), "有申诉，请复核"),
}


def _tell(record: Liability, name: str, actor: Actor, at: datetime) -> None:
    """Whoever has to go on; the person concerned once it is delivered. No name stands in a reminder."""
    own = access.person_of(actor)
    if name in _NEXT:
        roles, what = _NEXT[name]
        people = [each for each in holders(roles, at) if each not in {own, record.person_id}]
        words = f"责任追究第 {record.pk} 号：{what}"
        remind(people, Reminder.SCRUTINY, subject=record.key, words=words, at=at)
    if name == "deliver" and record.person_id:
        words = f"责任追究第 {record.pk} 号的决定已送达，可以在期限内申诉"
        remind([record.person_id], Reminder.SCRUTINY, subject=record.key, words=words, at=at)
