"""The only door to a case. A stranger gets nothing here, and the faces turn nothing into 404."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.access import units_under
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import city, profiles
from yihaotong.cases.allotting import allotted_to
from yihaotong.cases.models import CallBack, Case, Clock, Evaluation, Leg, Reply, Return, Ruling, SealedContent
from yihaotong.cases.rules import holding, moves
from yihaotong.cases.rules.attaching import Audience
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Satisfaction, Secrecy, Stage
from yihaotong.cases.rules.conditions import CONDITIONS, Situation, pointless
from yihaotong.cases.rules.counting import Count, counts_in
from yihaotong.cases.rules.holding import Entered, Holding
from yihaotong.clock import missed
from yihaotong.files import access as files
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
        allowed |= allotted_to(actor.key)
    if Role.CLIENT in actor.roles:
        allowed |= Q(filed_by=actor.key)
    if Role.CITIZEN in actor.roles:
        allowed |= Q(order_no=actor.key.removeprefix("citizen:"))
    return Case.objects.filter(allowed)


def case_for(actor: Actor, order_no: str) -> Case:
    """One case this actor may look at. Raises Case.DoesNotExist for a stranger, as for a number that never was."""
    return visible_to(actor).select_related("lead_unit", "requester").get(order_no=order_no)


def filed_lately(numbers: Iterable[str], since: datetime) -> QuerySet[Case]:
    """Of these cases, whose numbers somebody holds, those filed since, the newest first; to tell him the number."""
    return Case.objects.filter(order_no__in=list(numbers), filed_at__gte=since).order_by("-filed_at", "-pk")


def is_sealed(case: Case) -> bool:
    """Whether what people wrote of it lies sealed (OOS-4). The table is asked only where that may be."""
    return case.ended_as == Stage.DECLINED.value and SealedContent.objects.filter(case=case).exists()


def fresh(case: Case) -> Case:
    """The same case as the database has it now."""
    return Case.objects.select_related("lead_unit", "requester").get(pk=case.pk)


def queue(actor: Actor, stage: Stage) -> QuerySet[Case]:
    """The cases waiting at a stage for this actor's own hands, the most urgent first."""
    # As a list of one: SQLite finds "NOT historical" in no index.
    cases = Case.objects.filter(stage=stage.value, historical__in=[False])
    if stage in moves.HELD_BY_UNIT:
        # Each part along its own index: for an "or", and beside "historical", SQLite would walk the whole stage.
        here = Case.objects.filter(stage=stage.value)
        own = here.filter(lead_unit__in=actor.units_as(*_UNIT)).values("pk")
        allotted = here.filter(allotted_to(actor.key)).values("pk")
        cases = Case.objects.filter(historical__in=[False], pk__in=own.union(allotted))
    if stage is Stage.TO_CALL_BACK and not {Role.CALL_BACK_CLERK, Role.SUPERVISOR} <= actor.roles:
        # The clerk calls; the supervisor concludes what was referred to him, and what a redo did not mend.
        told = CallBack.objects.filter(case=OuterRef("pk"), reached=True, at__gte=OuterRef("moved_at"))
        # Asked for by themselves, of the few that are dissatisfied: what waits for the clerk is counted from the index.
        unhappy = Case.objects.filter(stage=stage.value, dissatisfied=True)
        to_conclude = Q(pk__in=unhappy.filter(Q(redone=True) | Q(Exists(told))).values("pk"))
        cases = cases.filter(~to_conclude if Role.CALL_BACK_CLERK in actor.roles else to_conclude)
    return cases.order_by("due_at", "pk")


def queues(actor: Actor) -> list[Stage]:
    """The stages at which this actor has something to do, in the order of a case's life."""
    straight = [move for move in moves.MOVES.values() if move.target and not move.rare and not move.at_intake]
    worked = [move for move in straight if move.by & actor.roles]
    return [stage for stage in moves.STAGE_CLOCK if any(stage in move.sources for move in worked)]


def reaches(move: moves.Move, case: Case, actor: Actor) -> bool:
    """Whether this actor's reach for this move covers this case."""
    if move.reach is moves.Reach.LEAD_UNIT:
        return case.lead_unit_id in actor.units_as(*move.by) or _allotted(move, case, actor)
    if move.reach is moves.Reach.OWN:
        return actor.key == f"citizen:{case.order_no}"
    if move.reach is moves.Reach.PARTY:
        return any(_party(role, case, actor) for role in move.by & actor.roles)
    return True


def _allotted(move: moves.Move, case: Case, actor: Actor) -> bool:
    """Whether it is his to handle for another unit above his own, which alone may give it back."""
    return move.name in moves.OPEN_TO_HANDLER and is_handler(case, actor)


def is_handler(case: Case, actor: Actor) -> bool:
    """Whether the case is allotted to this person."""
    return case.handler_id is not None and actor.key == f"person:{case.handler_id}"


def _party(role: Role, case: Case, actor: Actor) -> bool:
    """Whether this role alone makes the actor one of those whom the case concerns."""
    if role in _UNIT:
        return case.lead_unit_id in actor.units_as(role) or is_handler(case, actor)
    if role is Role.CITIZEN:
        return actor.key == f"citizen:{case.order_no}"
    if role is Role.CLIENT:
        return case.filed_by == actor.key
    return True


def holds(case: Case, actor: Actor) -> bool:
    """Whether it lies with a unit he works for, or is allotted to him: one that held it earlier, or stands above, only
    follows it."""
    return any(_party(role, case, actor) for role in actor.roles.intersection(_UNIT))


def moves_open(case: Case, actor: Actor, at: datetime | None = None) -> list[moves.Move]:
    """The moves this actor may try on this case at `at`: the buttons of its page, the API's allowed moves.

    Without `at` no limit is taken to have run out.
    """
    within_reach = [move for move in moves.open_to(Stage(case.stage), actor.roles) if reaches(move, case, actor)]
    if not any(move.name in CONDITIONS for move in within_reach):
        return within_reach
    facts = situation(case, actor, at)
    return [move for move in within_reach if not pointless(move.name, facts)]


def situation(case: Case, actor: Actor, at: datetime | None = None) -> Situation:
    """The facts of this case that a condition may ask for; asked of the tables only where the stage needs them."""
    stage = Stage(case.stage)
    evaluation, reached = None, False
    vain: tuple[datetime, ...] = ()
    if stage in (Stage.TO_CALL_BACK, Stage.CLOSED):
        evaluation = Evaluation.objects.filter(case=case).first()
    if stage is Stage.TO_CALL_BACK:
        vain = tuple(case.call_backs.filter(reached=False).values_list("at", flat=True))
    if stage is Stage.IN_HAND:
        reached = case.contacts.filter(reached=True).exists()
    facts = situation_of(case, actor, reached=reached, vain=vain, evaluation=evaluation)
    if stage is Stage.IN_HAND and city.evidence_for_solved():
        facts = replace(facts, evidence_missing=not _evidenced(case))
    if stage is Stage.IN_HAND and facts.leader_must_sign:
        facts = replace(facts, proposed=proposal_of(case) is not None)
    if stage in moves.HELD_BY_UNIT:
        at_most = profiles.in_force(at or case.moved_at).returns_at_most
        return replace(facts, may_return_now=_within_return_limit(case, at), returns_at_most=at_most)
    if stage is Stage.CLOSED and at and case.closed_at:
        return replace(facts, may_reopen_now=at <= case.closed_at + city.reopen_within())
    return facts


def proposal_of(case: Case) -> Reply | None:
    """The proposal that waits for the leader's signature."""
    newest = case.replies.order_by("-pk").first()
    return newest if newest and newest.proposed and newest.handed_back_at is None else None


def _evidenced(case: Case) -> bool:
    """Whether staff have attached anything since it was sent to the unit that has it; what the citizen sent is his."""
    sent = Leg.objects.filter(case=case).order_by("-pk").values_list("dispatched_at", flat=True).first()
    shown = files.of(case.key).exclude(audience=Audience.REQUESTER.value)
    return shown.filter(at__gte=sent or case.filed_at).exists()


def _within_return_limit(case: Case, at: datetime | None) -> bool:
    """A unit may give back what it was sent while the return clock of that dispatch runs."""
    running = Clock.objects.filter(case=case, kind=ClockKind.RETURN.value, met_at=None, dropped_at=None)
    clock = running.order_by("-pk").first()
    return clock is not None and not (at and missed(clock.due_at, at))


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
        returns=case.returns,
        final=case.final,
        answered_at_once=case.lead_unit_id is None,
        his=is_handler(case, actor),
    )


# --- returns, rulings, parents and followers ---------------------------------------------------------------------


def pending_return(case: Case) -> Return:
    """The return that waits for its ruling. Raises Return.DoesNotExist."""
    return case.return_requests.select_related("unit", "proposed").filter(ruling=None).latest("pk")


def units_upheld(case: Case) -> frozenset[str]:
    """The codes of the units whose return of this case was upheld."""
    upheld = Ruling.objects.filter(case=case, upheld=True)
    return frozenset(upheld.values_list("on__unit__code", flat=True))


def returns_upheld(cases: Iterable[Case]) -> QuerySet[Ruling]:
    """The rulings that upheld a return of one of these cases, the newest first, each with the return."""
    return Ruling.objects.select_related("on").filter(case__in=list(cases), upheld=True).order_by("-pk")


def precedents(category: str, *, words: str = "", most: int = 5) -> QuerySet[Ruling]:
    """Earlier rulings in this category, newest first; `words` must stand in the reason. They name no requester."""
    found = Ruling.objects.select_related("on__unit", "unit", "case").filter(category=category).order_by("-pk")
    return (found.filter(reason__icontains=words) if words else found)[:most]


def parent_of(case: Case) -> Case:
    """The case it was merged into or follows. Raises Case.DoesNotExist."""
    return Case.objects.select_related("lead_unit", "requester").get(children=case)


def children_of(case: Case) -> QuerySet[Case]:
    """The cases merged into it, and those that follow it or got its answer; whose they are stays sealed."""
    return Case.objects.filter(parent=case).order_by("pk")


def counts_of(case: Case) -> frozenset[Count]:
    """The denominators that this case is in: what a rate may divide by."""
    follows = case.parent_id is not None and not case.ended_as
    return counts_in(Stage(case.stage), case.ended_as, case.outcome, follows=follows)


def same_person(one: Case, other: Case) -> bool | None:
    """Whether both left the same telephone, compared blind; None where one of them left none."""
    left, right = one.requester.phone_index, other.requester.phone_index
    return bytes(left) == bytes(right) if left and right else None


def history(case: Case) -> QuerySet[Line]:
    """Every committed line about this case, oldest first; not only the sealed ones."""
    return Line.objects.filter(subject=case.key).order_by("pk")


def holdings(lines: Iterable[Line]) -> list[Holding]:
    """Who held the case and when, read from its lines."""
    told = ((line.at, line.facts.get("after", {})) for line in lines)
    return holding.holdings(
        Entered(at, Stage(after["stage"]), after.get("unit")) for at, after in told if "stage" in after
    )
