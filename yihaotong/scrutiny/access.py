"""The only door to 监督保障: who sees which matters, cases of 责任追究, results and sessions, and the figures."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import make_aware

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Person, Post, Unit
from yihaotong.accounts.rules import DISCLOSURE, Actor, Role, UnitKind
from yihaotong.clock import missed
from yihaotong.scrutiny.models import (
    Assessment,
    AssessmentPlan,
    Attendance,
    Liability,
    Matter,
    Round,
    Session,
    Step,
    Term,
    TrainingPlan,
)
from yihaotong.scrutiny.rules import assessment, liability, matters, training
from yihaotong.scrutiny.rules.codes import OPEN, Outcome, Progress, Route
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.tables import LimitKind

_OPEN = sorted(each.value for each in OPEN)
_FOUND = (Outcome.FOUNDED.value, Outcome.PARTLY.value)


def person_of(actor: Actor) -> int | None:
    """The id of the person behind an actor; None for a machine or a citizen."""
    kind, _, number = actor.key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def sections(at: datetime) -> QuerySet[Unit]:
    """The units of the organ in which somebody has a part in disclosure now: what is allotted to and assessed."""
    posts = Post.objects.filter(valid_at(at), role__in=sorted(role.value for role in DISCLOSURE))
    found = Unit.objects.filter(pk__in=posts.values("unit"), kind=UnitKind.CENTRE.value, dissolved_on=None)
    return found.order_by("code")


def people_of(unit: int, at: datetime) -> QuerySet[Person]:
    """Who has a part in disclosure in this section now."""
    posts = Post.objects.filter(valid_at(at), unit=unit, role__in=sorted(role.value for role in DISCLOSURE))
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).order_by("name", "pk")


def staff_by_section(at: datetime) -> dict[Unit, list[Person]]:
    """Everybody with a post in a section of the organ now, by section, for whoever has to choose one. Two queries."""
    found = {unit: list[Person]() for unit in sections(at)}
    posts = Post.objects.filter(valid_at(at), unit__in=[unit.pk for unit in found], person__is_active=True)
    by_unit = {unit.pk: people for unit, people in found.items()}
    for post in posts.select_related("person").order_by("person__name", "person__pk"):
        if post.person not in by_unit[post.unit_id]:
            by_unit[post.unit_id].append(post.person)
    return {unit: people for unit, people in found.items() if people}


# --- matters ---------------------------------------------------------------------------------------------------


def matters_visible_to(actor: Actor) -> QuerySet[Matter]:
    """All for the office; what is allotted to it for a section; what exposes somebody for the secrecy officer; the
    administrative route for the supervising office; one's own entries."""
    if actor.roles & matters.OFFICE:
        return Matter.objects.all()
    allowed = Q(registered_by=actor.key) if actor.roles & matters.READERS else Q(pk__in=[])
    if units := actor.units_as(Role.DRAFTER):
        allowed |= Q(unit__in=units)
    if Role.SECRECY_OFFICER in actor.roles:
        allowed |= Q(urgent=True)
    if Role.SUPERVISING_OFFICE in actor.roles:
        allowed |= Q(route=Route.ADMINISTRATIVE.value)
    return Matter.objects.filter(allowed)


def matter_for(actor: Actor, number: str) -> Matter:
    """Raises Matter.DoesNotExist for a stranger, as for a number that never was."""
    return matters_visible_to(actor).select_related("unit").get(number=number)


def own_matter(number: str) -> Matter:
    """The matter of whoever has proved by its query code that it is his. Raises Matter.DoesNotExist."""
    return Matter.objects.get(number=number, route=Route.PUBLIC.value)


def sent_with(submission: Any) -> Matter | None:
    """What was made of this form, if it was sent before."""
    return Matter.objects.filter(submission=submission).first()


def reaches(move: Move, matter: Matter, actor: Actor) -> bool:
    """Whether the move is his to make at this very matter: a drafter's only in his section, a citizen's only his own,
    the supervising office's only in its own route."""
    roles = actor.roles & move.by
    if roles & (matters.OFFICE | {Role.SECRECY_OFFICER}):
        return True
    if Role.DRAFTER in roles and matter.unit_id in actor.units_as(Role.DRAFTER):
        return True
    if Role.SUPERVISING_OFFICE in roles and matter.route == Route.ADMINISTRATIVE:
        return True
    return Role.CITIZEN in roles and actor.key == f"citizen:{matter.number}" and matter.route == Route.PUBLIC


def moves_open(matter: Matter, actor: Actor, makers: Mapping[str, str]) -> list[Move]:
    """The moves that this actor may make now, in the order of the table; `makers` as `makers_of` tells them."""
    found = [
        move
        for move in matters.MOVES.values()
        if Progress(matter.progress) in move.sources
        and reaches(move, matter, actor)
        and not any(makers.get(name) == actor.key for name in move.apart)
        and (move.name != "secure" or (matter.urgent and matter.secured_at is None))
    ]
    # What exposes somebody is taken down before anything else.
    return sorted(found, key=lambda move: move.name != "secure")


def waiting_for(actor: Actor) -> QuerySet[Matter]:
    """The open matters with which this very actor has to do something now, the nearest limit first. One query.

    What he has investigated or rectified himself waits for somebody else to verify.
    """
    allowed = Q(pk__in=[])
    if actor.roles & matters.OFFICE:
        mine = [Progress.REGISTERED, Progress.ACCEPTED, Progress.TO_VERIFY, Progress.TO_ANSWER]
        allowed |= Q(progress__in=[each.value for each in mine])
    if units := actor.units_as(Role.DRAFTER):
        allowed |= Q(unit__in=units, progress__in=[Progress.IN_HAND.value, Progress.RECTIFYING.value])
    if Role.SECRECY_OFFICER in actor.roles:
        allowed |= Q(urgent=True, secured_at=None, progress__in=_OPEN)
    own = Step.objects.filter(actor=actor.key, move__in=["investigate", "rectify"]).values("subject")
    found = Matter.objects.filter(allowed).annotate(subject=_subject_of("matter"))
    return found.exclude(progress=Progress.TO_VERIFY.value, subject__in=own).order_by("due_at", "pk")


def _subject_of(prefix: str) -> Any:
    return Concat(Value(f"{prefix}:"), Cast("pk", CharField()))


# --- steps and limits --------------------------------------------------------------------------------------------


def steps_of(subject: str) -> list[Step]:
    return list(Step.objects.filter(subject=subject).order_by("pk"))


def makers_of(steps: Iterable[Step]) -> dict[str, str]:
    """Who made each move last, by its name."""
    return {step.move: step.actor for step in steps}


def words_of(step: Step) -> dict[str, Any]:
    """What was filled in, as far as it is not sealed."""
    return dict(json.loads(step.words))


def terms_of(subject: str) -> list[Term]:
    return list(Term.objects.filter(subject=subject).order_by("pk"))


def runs(terms: Iterable[Term], kind: LimitKind, at: datetime) -> bool:
    """Whether a limit of this kind is running and has not run out."""
    return any(term.kind == kind and term.ended_at is None and not missed(term.due_at, at) for term in terms)


# --- 责任追究 ----------------------------------------------------------------------------------------------------


def liabilities_visible_to(actor: Actor) -> QuerySet[Liability]:
    """All for those who investigate, propose and decide; one's own once it has been delivered."""
    if actor.roles & liability.READERS:
        return Liability.objects.all()
    own = person_of(actor)
    return Liability.objects.filter(person=own, delivered_on__isnull=False) if own else Liability.objects.none()


def liability_for(actor: Actor, number: int) -> Liability:
    """Raises Liability.DoesNotExist."""
    return liabilities_visible_to(actor).select_related("unit", "person", "matter").get(pk=number)


def liability_moves(record: Liability, actor: Actor, makers: Mapping[str, str]) -> list[Move]:
    """The moves that this actor may make now."""
    return [
        move
        for move in liability.MOVES.values()
        if any(record.progress == each for each in move.sources)
        and move.by & actor.roles
        and not any(makers.get(name) == actor.key for name in move.apart)
        and person_of(actor) != record.person_id
    ]


# --- 考核 --------------------------------------------------------------------------------------------------------


def assessments_visible_to(actor: Actor) -> QuerySet[Assessment]:
    """All for the office; for a section its own, and for a person his own, once shown to them."""
    if actor.roles & (assessment.DRAFTERS | assessment.FIXERS):
        return Assessment.objects.all()
    units = actor.units_as(*DISCLOSURE)
    mine = Q(unit__in=units, person=None) | Q(person=person_of(actor) or 0)
    return Assessment.objects.filter(mine, shown_at__isnull=False)


def assessment_for(actor: Actor, number: int) -> Assessment:
    """Raises Assessment.DoesNotExist."""
    return assessments_visible_to(actor).select_related("plan", "unit", "person").get(pk=number)


def concerns(record: Assessment, actor: Actor) -> bool:
    """Whether it is he who may appeal: the person, or for a section its drafters."""
    if record.person_id:
        return record.person_id == person_of(actor)
    return record.unit_id in actor.units_as(Role.DRAFTER)


def assessment_moves(record: Assessment, actor: Actor, makers: Mapping[str, str]) -> list[Move]:
    """The moves that this actor may make now."""
    found = []
    for move in assessment.MOVES.values():
        by = concerns(record, actor) if move.name == "appeal" else bool(move.by & actor.roles)
        own = move.name != "appeal" and record.person_id is not None and record.person_id == person_of(actor)
        apart = any(makers.get(name) == actor.key for name in move.apart)
        if any(record.progress == each for each in move.sources) and by and not own and not apart:
            found.append(move)
    return found


def plan_of(year: int) -> AssessmentPlan | None:
    """The newest version of a year's plan."""
    return AssessmentPlan.objects.filter(year=year).order_by("-version").first()


def content_in_force(year: int) -> tuple[int, assessment.Content]:
    """Version and items of a year's plan; version 0 is the one that ships."""
    newest = plan_of(year)
    return (newest.version, content_of(newest)) if newest else (0, assessment.shipped())


def content_of(plan: AssessmentPlan) -> assessment.Content:
    return assessment.read(json.loads(plan.content))


# --- training ----------------------------------------------------------------------------------------------------


def sessions_of(year: int) -> QuerySet[Session]:
    """The sessions of a year, the newest first, each with how many came."""
    found = Session.objects.filter(held_on__year=year).annotate(came=Count("attendances"))
    return found.order_by("-held_on", "-pk")


def training_plan(year: int) -> TrainingPlan | None:
    return TrainingPlan.objects.filter(year=year).order_by("-version").first()


@dataclass(frozen=True)
class Hours:
    """What one person, or one section, has learned in a year; `planned` of it, 0 where there is no plan."""

    name: str
    unit: int | None
    tenths: int
    planned: int
    sessions: int

    @property
    def words(self) -> str:
        return f"{self.tenths / 10:g}"

    @property
    def missing(self) -> str:
        """Hours still to go; "" for none."""
        left = self.planned * 10 - self.tenths
        return f"{left / 10:g}" if left > 0 else ""


def hours_of_people(year: int, at: datetime) -> list[Hours]:
    """Everybody with a part in disclosure, and whoever else came, with his hours; the fewest first. Three queries."""
    plan = training_plan(year)
    planned = plan.hours if plan else 0
    rows = Attendance.objects.filter(session__held_on__year=year).values_list("person", "name", "unit")
    summed = rows.annotate(hours=Sum("session__hours"), count=Count("pk"))
    found: dict[tuple[Any, ...], Hours] = {}
    for person, name, unit, hours, count in summed:
        key = ("person", person) if person else ("name", name, unit)
        known = found.get(key)
        tenths = int(hours * 10) + (known.tenths if known else 0)
        found[key] = Hours(name, unit, tenths, planned, count + (known.sessions if known else 0))
    posts = Post.objects.filter(valid_at(at), role__in=sorted(role.value for role in DISCLOSURE))
    posts = posts.filter(person__is_active=True, unit__kind=UnitKind.CENTRE.value)
    for person, name, unit in posts.values_list("person", "person__name", "unit").order_by("pk"):
        found.setdefault(("person", person), Hours(name, unit, 0, planned, 0))
    return sorted(found.values(), key=lambda each: (each.tenths, each.name))


def hours_of_sections(people: Iterable[Hours]) -> list[Hours]:
    """The same summed by section: what was planned for all its people, and what they have."""
    found: dict[int | None, list[Hours]] = {}
    for each in people:
        found.setdefault(each.unit, []).append(each)
    return [
        Hours(
            str(len(group)),
            unit,
            sum(each.tenths for each in group),
            sum(each.planned for each in group),
            sum(each.sessions for each in group),
        )
        for unit, group in sorted(found.items(), key=lambda pair: pair[0] or 0)
    ]


def keeps_training(actor: Actor) -> bool:
    return bool(actor.roles & training.KEEPERS)


# --- the year ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearFigures:
    """What the annual report says of 监督保障: counts of one calendar year (条例 art. 46, 50(四)).

    Matters by the day of registration; cases of 责任追究 by the day of the decision, those quashed on appeal left out;
    assessments by the year they are of.
    """

    year: int
    matters: int
    by_route: Mapping[str, int]
    founded: int
    closed: int
    late: int
    open: int
    liabilities_opened: int
    liabilities_decided: int
    by_measure: Mapping[str, int]
    assessments_fixed: int
    rounds: int
    ballots: int
    sessions: int
    tenths_of_hours: int
    attendances: int


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def registered_in(year: int) -> QuerySet[Matter]:
    since, until = _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1))
    return Matter.objects.filter(registered_at__gte=since, registered_at__lt=until)


def year_figures(year: int) -> YearFigures:
    """The figures of one year. Nine queries."""
    since, until = _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1))
    found = registered_in(year)
    counted = found.aggregate(
        matters=Count("pk"),
        founded=Count("pk", filter=Q(outcome__in=_FOUND)),
        closed=Count("pk", filter=Q(progress=Progress.CLOSED.value)),
        late=Count("pk", filter=Q(late=True)),
        open=Count("pk", filter=Q(progress__in=_OPEN)),
    )
    decided = Liability.objects.filter(decided_on__year=year).exclude(ruling="revoked")
    measures = dict(decided.values_list("measure").annotate(Count("pk")).order_by("measure"))
    held = Session.objects.filter(held_on__year=year)
    came = Attendance.objects.filter(session__held_on__year=year).aggregate(n=Count("pk"), hours=Sum("session__hours"))
    rounds = Round.objects.filter(since__year=year)
    return YearFigures(
        year=year,
        **counted,
        by_route=dict(found.values_list("route").annotate(Count("pk")).order_by("route")),
        liabilities_opened=Liability.objects.filter(opened_at__gte=since, opened_at__lt=until).count(),
        liabilities_decided=sum(measures.values()),
        by_measure=measures,
        assessments_fixed=Assessment.objects.filter(year=year, progress="fixed").count(),
        rounds=rounds.count(),
        ballots=rounds.aggregate(n=Count("ballots"))["n"],
        sessions=held.count(),
        tenths_of_hours=int((came["hours"] or 0) * 10),
        attendances=came["n"],
    )
