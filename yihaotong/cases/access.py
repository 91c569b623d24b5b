"""The only door to a case. A stranger gets nothing here, and the faces turn nothing into 404."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.access import units_under
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.models import Case, Evaluation, Leg
from yihaotong.cases.rules import holding, moves
from yihaotong.cases.rules.codes import Satisfaction, Secrecy, Stage
from yihaotong.cases.rules.conditions import CONDITIONS, Situation, pointless
from yihaotong.cases.rules.holding import Entered, Holding
from yihaotong.journal.models import Line

#: Everybody at the centre who works on cases sees them all.
CENTRE = frozenset(
    {
        Role.OPERATOR,
        Role.SHIFT_LEADER,
        Role.DISPATCHER,
        Role.ARBITER,
        Role.REVIEWER,
        Role.CALL_BACK_CLERK,
        Role.SUPERVISOR,
        Role.ANALYST,
        Role.WORKER,
        Role.RULE,
    }
)
_UNIT = (Role.HANDLER, Role.UNIT_LEADER)


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may look at: all for the centre, those sent to it or below it for a unit, his own for
    a citizen or an API client."""
    if actor.roles & CENTRE:
        return Case.objects.all()
    allowed = Q(pk__in=[])
    if own := actor.units_as(*_UNIT):
        units = units_under(own)
        # A unit that held the case earlier still sees it. Asked case by case: a unit may have very many legs.
        allowed |= Q(lead_unit__in=units) | Q(Exists(Leg.objects.filter(case=OuterRef("pk"), unit__in=units)))
    if Role.CLIENT in actor.roles:
        allowed |= Q(filed_by=actor.key)
    if Role.CITIZEN in actor.roles:
        allowed |= Q(order_no=actor.key.removeprefix("citizen:"))
    return Case.objects.filter(allowed)


def case_for(actor: Actor, order_no: str) -> Case:
    """One case this actor may look at. Raises Case.DoesNotExist for a stranger, as for a number that never was."""
    return visible_to(actor).select_related("lead_unit", "requester").get(order_no=order_no)


def fresh(case: Case) -> Case:
    """The same case as the database has it now."""
    return Case.objects.select_related("lead_unit", "requester").get(pk=case.pk)


def queue(actor: Actor, stage: Stage) -> QuerySet[Case]:
    """The cases waiting at a stage for this actor's own hands, the most urgent first."""
    # As a list of one: SQLite finds "NOT historical" in no index.
    cases = Case.objects.filter(stage=stage.value, historical__in=[False])
    if stage in moves.HELD_BY_UNIT:
        cases = cases.filter(lead_unit__in=actor.units_as(*_UNIT))
    if stage is Stage.TO_CALL_BACK and Role.CALL_BACK_CLERK not in actor.roles:
        # The supervisor concludes; the clerk calls.
        cases = cases.filter(dissatisfied=True)
    return cases.order_by("due_at", "pk")


def queues(actor: Actor) -> list[Stage]:
    """The stages at which this actor has something to do, in the order of a case's life."""
    worked = [move for move in moves.MOVES.values() if move.by & actor.roles and move.target]
    return [stage for stage in moves.STAGE_CLOCK if any(stage in move.sources for move in worked)]


def reaches(move: moves.Move, case: Case, actor: Actor) -> bool:
    """Whether this actor's reach for this move covers this case."""
    if move.reach is moves.Reach.LEAD_UNIT:
        return case.lead_unit_id in actor.units_as(*move.by)
    if move.reach is moves.Reach.OWN:
        return actor.key == f"citizen:{case.order_no}"
    if move.reach is moves.Reach.PARTY:
        return any(_party(role, case, actor) for role in move.by & actor.roles)
    return True


def _party(role: Role, case: Case, actor: Actor) -> bool:
    """Whether this role alone makes the actor one of those whom the case concerns."""
    if role in _UNIT:
        return case.lead_unit_id in actor.units_as(role)
    if role is Role.CITIZEN:
        return actor.key == f"citizen:{case.order_no}"
    if role is Role.CLIENT:
        return case.filed_by == actor.key
    return True


def moves_open(case: Case, actor: Actor) -> list[moves.Move]:
    """The moves this actor may try on this case now: the buttons of its page, the API's allowed moves."""
    within_reach = [move for move in moves.open_to(Stage(case.stage), actor.roles) if reaches(move, case, actor)]
    if not any(move.name in CONDITIONS for move in within_reach):
        return within_reach
    facts = situation(case, actor)
    return [move for move in within_reach if not pointless(move.name, facts)]


def situation(case: Case, actor: Actor) -> Situation:
    """The facts of this case that a condition may ask for."""
    evaluation = Evaluation.objects.filter(case=case).first()
    vain = case.call_backs.filter(reached=False).values_list("at", flat=True)
    reached = case.contacts.filter(reached=True).exists()
    return situation_of(case, actor, reached=reached, vain=vain, evaluation=evaluation)


def situation_of(
    case: Case, actor: Actor, *, reached: bool, vain: Iterable[datetime], evaluation: Evaluation | None
) -> Situation:
    """The same, from its records: whether the unit reached him, the moments of vain call-backs, his evaluation."""
    return Situation(
        anonymous=case.requester.anonymous,
        confidential=case.secrecy != Secrecy.NORMAL,
        reached=reached,
        leader_must_sign=bool(case.lead_unit and case.lead_unit.requires_leader_signature),
        acts_as_leader=case.lead_unit_id in actor.units_as(Role.UNIT_LEADER),
        attempts=tuple(localtime(at) for at in vain),
        evaluated=Satisfaction(evaluation.satisfaction) if evaluation else None,
        evaluated_now=evaluation is not None and evaluation.at >= case.moved_at,
        dissatisfied=case.dissatisfied,
        redone=case.redone,
    )


def history(case: Case) -> QuerySet[Line]:
    """Every committed line about this case, oldest first; not only the sealed ones."""
    return Line.objects.filter(subject=case.key).order_by("pk")


def holdings(lines: Iterable[Line]) -> list[Holding]:
    """Who held the case and when, read from its lines."""
    told = ((line.at, line.facts.get("after", {})) for line in lines)
    return holding.holdings(
        Entered(at, Stage(after["stage"]), after.get("unit")) for at, after in told if "stage" in after
    )
