"""The ledger of superiors' documents: entering one, its clauses, their moves, reminders of their limits."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import holders
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Actor, Role, UnitKind
from yihaotong.cases.rules.fields import clean
from yihaotong.disclosure import access
from yihaotong.disclosure.actions.digests import clause_sm3
from yihaotong.disclosure.models import Clause, ClauseStep, Directive
from yihaotong.disclosure.rules import ledger, who
from yihaotong.disclosure.rules.codes import OPEN, Progress
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind

_ACT = "directive.keep"


def enter_directive(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Directive:
    """Raises Refused: wrong-role, number-taken, received-before-dated, received-ahead."""
    who.check_may(_ACT, actor)
    told = clean(ledger.DIRECTIVE, data)
    ledger.check_received(told["dated"], told["received_on"], localtime(at).date())
    taken = Refused("number-taken", f"{told['sent_by']}的 {told['number']} 已经录入过", "number")
    if Directive.objects.filter(sent_by=told["sent_by"], number=told["number"]).exists():
        raise taken
    try:
        with transaction.atomic():
            directive = Directive.objects.create(**told, at=at, by=actor.key)
            after = {"number": directive.number, "received_on": directive.received_on.isoformat()}
            journal.record("directive.enter", subject=directive.key, actor=actor.key, at=at, after=after)
    except IntegrityError:
        raise taken from None
    return directive


def add_clause(directive: Directive, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Clause:
    """One more thing that a document asks for; with a section and a limit it is handed out at once.

    Raises Refused: wrong-role, place-taken, due-before-received, due-needed, no-such-unit, person-not-there.
    """
    who.check_may(_ACT, actor)
    told = clean(ledger.CLAUSE, data)
    unit, person = _charged(told, at)
    ledger.check_due(told["due_on"], directive.received_on)
    if unit is not None and told["due_on"] is None:
        raise Refused("due-needed", "交办给科室的，请写完成时限", "due_on")
    taken = Refused("place-taken", f"这份文件的“{told['place']}”已经在台账里", "place")
    if directive.clauses.filter(place=told["place"]).exists():
        raise taken
    progress = Progress.WAITING if unit is None else Progress.HANDED_OUT
    try:
        with transaction.atomic():
            clause = Clause.objects.create(
                directive=directive,
                place=told["place"],
                text=told["text"],
                unit=unit,
                person=person,
                due_on=told["due_on"],
                progress=progress.value,
            )
            _step(clause, "add", "", actor, at)
            journal.record("clause.add", subject=clause.key, actor=actor.key, at=at, after=_facts(clause))
            if progress is Progress.HANDED_OUT:
                _tell_charged(clause, at)
    except IntegrityError:
        raise taken from None
    return clause


@transaction.atomic
def move_clause(
    clause: Clause, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any] | None = None
) -> Clause:
    """One move of the table (rules.ledger.MOVES). Raises Refused: stale, wrong-role, not-your-section, wrong-progress,
    own-work, no-such-unit, person-not-there, due-before-received."""
    move = ledger.MOVES[name]
    held = Clause.objects.select_for_update().get(pk=clause.pk)
    ledger.check(move, Progress(held.progress), actor.roles, of_section=access.of_section(held, actor))
    if held.version != expect:
        raise Refused("stale", "别人刚刚办过这项任务，请看过再办", version=held.version)
    if name == "accept":
        ledger.check_accepts(actor.key, held.reported_by)
    told = clean(move.fields, data or {})
    before = _facts(held)
    _apply(held, move, told, actor, at)
    held.progress, held.version = move.target.value, held.version + 1
    changed = ["unit", "person", "due_on", "progress", "evidence", "reported_by", "reported_at", "version"]
    held.save(update_fields=changed)
    words = told.get("evidence") or told.get("note") or ""
    _step(held, name, words, actor, at)
    journal.record(f"clause.{name}", subject=held.key, actor=actor.key, at=at, before=before, after=_facts(held))
    _tell(held, move, at)
    return held


def _apply(held: Clause, move: ledger.Move, told: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    if move.name == "hand_out":
        held.unit, held.person = _charged(told, at)
        held.due_on = told["due_on"]
        ledger.check_due(held.due_on, held.directive.received_on)
    if move.name == "report":
        held.evidence, held.reported_by, held.reported_at = told["evidence"], actor.key, at


def _charged(told: Mapping[str, Any], at: datetime) -> tuple[Unit | None, Person | None]:
    """The section and the person of a form. Raises Refused: no-such-unit, person-not-there."""
    if not told["unit"]:
        if told["person"]:
            raise Refused("no-such-unit", "写了责任人，请同时选责任科室", "unit")
        return None, None
    unit = Unit.objects.filter(code=told["unit"], kind=UnitKind.CENTRE.value, dissolved_on=None).first()
    if unit is None:
        raise Refused("no-such-unit", "没有这个科室，或已撤销", "unit")
    if not told["person"]:
        return unit, None
    if int(told["person"]) not in {pk for pk, _name in access.people_at(unit, at)}:
        raise Refused("person-not-there", "这个人在该科室没有政务公开的岗位", "person")
    return unit, Person.objects.get(pk=int(told["person"]))


def _step(clause: Clause, move: str, words: str, actor: Actor, at: datetime) -> None:
    ClauseStep.objects.create(
        clause=clause, move=move, words=words, unit=clause.unit, due_on=clause.due_on, at=at, by=actor.key
    )


def _facts(clause: Clause) -> dict[str, Any]:
    due_on = clause.due_on.isoformat() if clause.due_on else None
    facts = {"progress": clause.progress, "unit": clause.unit_id, "person": clause.person_id}
    return facts | {"due_on": due_on, "version": clause.version, "clause_sm3": clause_sm3(clause)}


def _tell(clause: Clause, move: ledger.Move, at: datetime) -> None:
    """Who is given work, or sent it back, hears of it; what was told before is over with any move."""
    for kind in (Kind.CLAUSE, Kind.CLAUSE_BACK, Kind.CLAUSE_DUE, Kind.CLAUSE_LATE):
        reminders.over(kind, clause.key, at=at)
    if move.name == "hand_out":
        _tell_charged(clause, at)
    if move.name == "send_back":
        words = f"任务“{clause.place}”被退回，请按意见补办"
        reminders.remind(_charged_people(clause, at), Kind.CLAUSE_BACK, subject=clause.key, words=words, at=at)


def _tell_charged(clause: Clause, at: datetime) -> None:
    """To whom a task is handed out, he hears of it, with its limit."""
    until = f"，{clause.due_on.isoformat()} 24:00 前完成" if clause.due_on else ""
    words = f"上级文件任务交办给您的科室：{clause.place}{until}"
    reminders.remind(_charged_people(clause, at), Kind.CLAUSE, subject=clause.key, words=words, at=at)


def _charged_people(clause: Clause, at: datetime) -> set[int]:
    if clause.person_id:
        return {clause.person_id}
    return {pk for pk, _name in access.people_at(clause.unit, at)} if clause.unit else set()


def remind_of_clauses(at: datetime) -> int:
    """Tell sections of limits that end soon, and them and the officers of those gone; how many were told.

    Harmless twice: each limit is one happening.
    """
    today = localtime(at).date()
    officers = set(holders([Role.DISCLOSURE_OFFICER], at))
    people: dict[int, set[int]] = {}
    for person, _name, unit in access.disclosing(at):
        people.setdefault(unit, set()).add(person)
    soon = [each.value for each in OPEN - {Progress.REPORTED}]
    last = today + timedelta(days=ledger.REMIND_BEFORE)
    notes: list[Note] = []
    for clause in Clause.objects.filter(progress__in=soon, due_on__lte=last).order_by("due_on", "pk"):
        charged = {clause.person_id} if clause.person_id else people.get(clause.unit_id or 0, set())
        late = ledger.overdue(Progress(clause.progress), clause.due_on, today)
        notes += _notes(clause, charged | officers if late else charged, late=late)
    return reminders.remind_all(notes) if notes else 0


def _notes(clause: Clause, people: set[int], *, late: bool) -> list[Note]:
    assert clause.due_on is not None  # noqa: S101 — the query asks for those with a limit
    midnight = make_aware(datetime.combine(clause.due_on, time()))
    told = f"上级文件任务“{clause.place}”"
    if late:
        kind, words = Kind.CLAUSE_LATE, f"{told}已超过 {clause.due_on.isoformat()} 24:00"
        happened = midnight + timedelta(days=1)
    else:
        kind, words = Kind.CLAUSE_DUE, f"{told}须在 {clause.due_on.isoformat()} 24:00 前完成"
        happened = midnight - timedelta(days=ledger.REMIND_BEFORE)
    return [Note(person, kind, clause.key, words, happened) for person in sorted(people)]
