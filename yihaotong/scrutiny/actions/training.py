"""The training ledger: sessions, who came, the year's plan, and whole tables read in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Person, Post, Unit
from yihaotong.accounts.rules import DISCLOSURE_POSTS, Actor
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access
from yihaotong.scrutiny.actions.moving import section_of
from yihaotong.scrutiny.models import Attendance, Session, TrainingPlan
from yihaotong.scrutiny.rules import training as rules
from yihaotong.scrutiny.rules.training import Line, RowFault
from yihaotong.sheets.opening import open_table

PLAN_FIELDS = (
    Field("hours", "每人学时", Kind.NUMBER, required=True),
    Field("sessions", "场次", Kind.NUMBER, required=True),
    Field("reason", "依据", required=True, longest=200),
)


@transaction.atomic
def plan_training(year: int, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> TrainingPlan:
    """Set how much is to be learned in a year. Raises Refused("wrong-role" | "out-of-range" | "stale")."""
    _check(actor)
    said = clean(PLAN_FIELDS, data)
    if said["hours"] > 500 or said["sessions"] > 500:
        raise Refused("out-of-range", "学时和场次最多 500", "hours")
    newest = access.training_plan(year)
    plan = TrainingPlan(year=year, version=(newest.version if newest else 0) + 1, set_at=at, set_by=actor.key, **said)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise Refused("stale", "刚才有别人也改了，请看过再改") from None
    after = {"version": plan.version, "hours": plan.hours, "sessions": plan.sessions}
    journal.record(
        "scrutiny.training_plan",
        subject=f"training-plan:{year}",
        actor=actor.key,
        at=at,
        reason=plan.reason,
        after=after,
    )
    return plan


@transaction.atomic
def hold(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Session:
    """Enter a session. Raises Refused: "wrong-role", "twice", "out-of-range", what the fields say."""
    _check(actor)
    said = clean(rules.SESSION_FIELDS, data)
    rules.check_held(said["held_on"], localtime(at).date())
    said["hours"] = rules.parse_hours(said["hours"])
    if Session.objects.filter(held_on=said["held_on"], title=said["title"]).exists():
        raise Refused("twice", "这一天已经登记过同名的培训", "title")
    return _hold(said, actor, at)


def _hold(said: Mapping[str, Any], actor: Actor, at: datetime) -> Session:
    session = Session(entered_at=at, entered_by=actor.key, **said)
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError:
        raise Refused("twice", "这一天已经登记过同名的培训", "title") from None
    after = {"held_on": str(session.held_on), "hours": str(session.hours)}
    journal.record("scrutiny.hold", subject=session.key, actor=actor.key, at=at, after=after)
    return session


@transaction.atomic
def attend(session: Session, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Attendance:
    """Enter who came: by login, else by name and section; once each. Raises Refused: "wrong-role", "twice",
    "no-such-unit", what the fields say."""
    _check(actor)
    said = clean(rules.ATTENDANCE_FIELDS, data)
    rules.check_score(said["score"])
    person = _Register(at).person(said["who"])
    section = person and _section_of(person, at)
    unit = section.pk if section else _unit_of(said["unit"], at)
    row = _attended(session, _Who(said["who"], person, unit), score=said["score"], at=at)
    if row is None:
        raise Refused("twice", "已经登记过他参加这一次", "who")
    after = {"attendance": row.pk, "person": row.person_id, "unit": row.unit_id}
    journal.record("scrutiny.attend", subject=session.key, actor=actor.key, at=at, after=after)
    return row


def _unit_of(code: str, at: datetime) -> int | None:
    if not code:
        return None
    return section_of(code, at).pk


def _section_of(person: Person, at: datetime) -> Unit | None:
    posts = Post.objects.filter(valid_at(at), person=person).select_related("unit").order_by("pk")
    held = list(posts)
    ours = [post for post in held if post.role in {role.value for role in DISCLOSURE_POSTS}]
    return (ours or held)[0].unit if held else None


@dataclass(frozen=True)
class _Who:
    """Somebody who came: with an account, or a name and a section (its id)."""

    name: str
    person: Person | None
    unit: int | None


def _attended(session: Session, who: _Who, *, score: int | None, at: datetime) -> Attendance | None:
    """None where he was entered before."""
    same = {"person": who.person} if who.person else {"person": None, "name": who.name, "unit": who.unit}
    if Attendance.objects.filter(session=session, **same).exists():
        return None
    name = who.person.name if who.person else who.name
    row = Attendance(session=session, person=who.person, name=name, unit_id=who.unit, score=score, entered_at=at)
    row.save(force_insert=True)
    return row


@transaction.atomic
def leave_out(row: Attendance, *, actor: Actor, at: datetime) -> None:
    """Take back an entry that was wrong. Raises Refused("wrong-role")."""
    _check(actor)
    after = {"attendance": row.pk, "person": row.person_id, "unit": row.unit_id}
    journal.record("scrutiny.leave_out", subject=row.session.key, actor=actor.key, at=at, before=after)
    row.delete()


# --- tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What became of a table: nothing is entered while one row is at fault."""

    faults: tuple[RowFault, ...]
    entered: int = 0
    known: int = 0
    sessions: int = 0


class _Register:
    """Who and where, looked up once for a whole table."""

    def __init__(self, at: datetime) -> None:
        people = Person.objects.filter(is_active=True)
        self.logins = {each.username: each for each in people}
        self.units: dict[str, int] = {}
        for unit in access.sections(at).prefetch_related("names"):
            span = unit.named_on(localtime(at).date())
            self.units |= dict.fromkeys((unit.code, span.name, span.short_name), unit.pk)

    def person(self, who: str) -> Person | None:
        return self.logins.get(who.strip().lower())

    def fault(self, line: Line) -> RowFault | None:
        if line.unit and line.unit not in self.units and not self.person(line.who):
            return RowFault(line.number, "科室", f"没有“{line.unit}”这个科室")
        return None


def read_table(path: Path, *, actor: Actor, at: datetime) -> Read:
    """Read a table of who was at which session (.xlsx, .csv). What was entered before is left as it is.

    Raises Refused: "wrong-role", "no-columns", "too-many-rows", what sheets.opening says about the file.
    """
    _check(actor)
    register, today = _Register(at), localtime(at).date()
    lines, faults = list[Line](), list[RowFault]()
    table = open_table(path, rules.knows)
    try:
        rules.check_columns(table.columns)
        for row in table.rows:
            if len(lines) + len(faults) >= rules.MOST_ROWS:
                raise Refused("too-many-rows", f"一次最多 {rules.MOST_ROWS} 行，请分几次导入", "file")
            read = RowFault(row.number, row.fault.column, row.fault.reason) if row.fault else None
            line = read or rules.read_row(row.number, row.cells, today)
            fault = line if isinstance(line, RowFault) else register.fault(line)
            if fault is None and isinstance(line, Line):
                lines.append(line)
            elif fault:
                faults.append(fault)
    finally:
        table.close()
    faults += rules.disagreements(lines)
    if faults or not lines:
        return Read(tuple(faults))
    return _enter(lines, register, actor, at)


@transaction.atomic
def _enter(lines: Sequence[Line], register: _Register, actor: Actor, at: datetime) -> Read:
    sessions = dict[tuple[Any, str], Session]()
    made = entered = 0
    for line in lines:
        key = line.held_on, line.title
        if key not in sessions:
            there = Session.objects.filter(held_on=line.held_on, title=line.title).first()
            said = {name: getattr(line, name) for name in ("held_on", "title", "hours", "trainer", "material")}
            made += there is None
            sessions[key] = there or _hold(said, actor, at)
        person = register.person(line.who)
        section = _section_of(person, at) if person else None
        unit = section.pk if section else register.units.get(line.unit)
        row = _attended(sessions[key], _Who(line.who, person, unit), score=line.score, at=at)
        entered += row is not None
    after = {"rows": len(lines), "entered": entered, "sessions": sorted(each.pk for each in sessions.values())}
    journal.record("scrutiny.read_table", subject="training", actor=actor.key, at=at, after=after)
    return Read((), entered, len(lines) - entered, made)


def _check(actor: Actor) -> None:
    if not access.keeps_training(actor):
        raise Refused("wrong-role", "培训台账由公开专员登记")
