"""What waits for somebody across all his queues, in the order of `rules.today`, in as many queries for ten as for a
million cases: of each queue only its head is read, along its index."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.utils.timezone import localtime

from yihaotong.accounts.rules import CENTRE_DESK, Actor, Role
from yihaotong.almanac import access as almanac
from yihaotong.cases import access, city
from yihaotong.cases.allotting import allotted_to
from yihaotong.cases.late_evaluations import late_evaluations, waiting
from yihaotong.cases.late_evaluations import why as why_late
from yihaotong.cases.models import (
    CallBack,
    Case,
    Clock,
    Contact,
    Leg,
    Remark,
    Reply,
    Requester,
    Review,
    Ruling,
    Supplement,
)
from yihaotong.cases.rules.cards import Card
from yihaotong.cases.rules.clocks import ClockKind, Setting
from yihaotong.cases.rules.codes import Secrecy, SendBackReason, Stage, Urgency
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.cases.rules.moves import HELD_BY_UNIT, MOVES
from yihaotong.cases.rules.today import ALLOT, Act, Group, Ranked, Waiting, call_from, next_act, rank, why
from yihaotong.cases.standing import Standing, stage_standings, standings
from yihaotong.clock.moments import DAY_SECONDS

#: So much of the head of each queue is looked at: what is late, and what comes due next.
_HEAD = 40
#: So many stand on the page.
SHOWN = 30
_CALENDAR_AHEAD = 30
_LONGEST_HOLIDAY = 12
_HELD = sorted(stage.value for stage in HELD_BY_UNIT)


@dataclass(frozen=True)
class Task:
    """One case that waits for somebody: when, why, and the act to do next."""

    case: Case
    ranked: Ranked
    reasons: list[str]
    act: Act
    standing: Standing | None

    @property
    def group(self) -> Group:
        return self.ranked.group


@dataclass(frozen=True)
class _Facts:
    """What is known of the cases at the heads of the queues, by id; `cards`: what the profile hangs on them;
    `contacted`: also those that nobody can contact; `given_back`: by whom, while nobody else has it."""

    back: Mapping[int, str]
    supplemented: Collection[int]
    to_sign: Collection[int]
    contacted: Collection[int]
    tried: Mapping[int, datetime]
    signed: Mapping[int, str]
    cards: Mapping[int, Card]
    given_back: Mapping[int, str]


def tasks(actor: Actor, at: datetime) -> list[Task]:
    """The first `SHOWN` of everything that waits for this actor, in the order in which to take it."""
    cases = _heads(actor, at)
    facts = _facts(cases, at)
    end = day_end(actor, at)
    waiting = {case.pk: _waiting(case, facts, at, actor) for case in cases}
    ranked = {pk: rank(each, at, end) for pk, each in waiting.items()}
    mine = [case for case in cases if _concerns(actor, case, waiting[case.pk], ranked[case.pk], facts)]
    shown = sorted(mine, key=lambda case: ranked[case.pk].key)[:SHOWN]
    standing = stage_standings(shown, at)
    return [
        Task(
            case,
            ranked[case.pk],
            why(waiting[case.pk], _clock(waiting[case.pk], standing.get(case.pk), at, tried=case.pk in facts.tried)),
            _act(case, actor, facts),
            standing.get(case.pk),
        )
        for case in shown
    ]


def _heads(actor: Actor, at: datetime) -> list[Case]:
    """What was allotted to him; of each queue its emergencies, what is late, what comes due next, what is to sign; and
    what was called not settled after its closing."""
    allotted = Case.objects.filter(allotted_to(actor.key), stage__in=_HELD)
    found = {case.pk: case for case in allotted.order_by("due_at", "pk")[:_HEAD]}
    late = latest_missed(at)
    for stage in access.queues(actor):
        cases = access.queue(actor, stage)
        parts = [
            cases.filter(_EMERGENCY),
            cases.filter(due_at__lte=late),
            cases.filter(due_at__gt=late),
            cases.filter(due_at=None),
        ]
        if stage is Stage.IN_HAND and Role.UNIT_LEADER in actor.roles:
            parts.append(_to_sign(cases))
        for part in parts:
            found |= {case.pk: case for case in part[:_HEAD]}
    if actor.roles & MOVES["reopen"].by:
        found |= {case.pk: case for case in waiting(at)[:_HEAD]}
    prefetch_related_objects(list(found.values()), "lead_unit")
    return list(found.values())


#: Written out: a partial index is found only where the statement itself names the code.
_EMERGENCY = RawSQL('"cases_case"."urgency" = \'emergency\'', [], output_field=BooleanField())


def _to_sign(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those whose newest reply is one that was proposed."""
    newest = Reply.objects.filter(case=OuterRef("pk"), handed_back_at=None).order_by("-pk").values("proposed")[:1]
    return cases.annotate(proposed=Subquery(newest)).filter(proposed=True)


def _facts(cases: Sequence[Case], at: datetime) -> _Facts:
    """Ten queries at most, however many cases. What was said before a case came to its stage says nothing any more."""
    since = {case.pk: case.moved_at for case in cases}
    listed = list(since)
    contacts = Contact.objects.filter(case__in=listed, reached=True).values_list("case_id", flat=True)
    with_units = [case.pk for case in cases if case.stage in _HELD]
    nobody = Requester.objects.filter(case__in=with_units, anonymous=True).values_list("case_id", flat=True)
    added = Supplement.objects.filter(case__in=listed).values_list("case_id", "at")
    replies = dict(
        Reply.objects.filter(case__in=listed, handed_back_at=None).order_by("pk").values_list("case_id", "proposed")
    )
    tried = CallBack.objects.filter(case__in=listed, reached=False).order_by("pk").values_list("case_id", "at")
    signed = Leg.objects.filter(case__in=listed).order_by("pk").values_list("case_id", "signed_by")
    return _Facts(
        back=_back(since) | _judged_late(cases),
        supplemented={case for case, at in added if at >= since[case]},
        to_sign={case for case, proposed in replies.items() if proposed},
        contacted={*contacts, *nobody},
        tried={case: localtime(at) for case, at in tried if at >= since[case]},
        signed=dict(signed),
        cards=_cards(cases, at),
        given_back=_given_back(cases),
    )


def _given_back(cases: Iterable[Case]) -> dict[int, str]:
    """The cases that the one they were allotted to gave back to his unit, and that nobody has yet: by whom."""
    free = {case.pk: case.moved_at for case in cases if case.stage in _HELD and case.handler_id is None}
    remarks = Remark.objects.filter(case__in=list(free), move="give_back").order_by("pk")
    return {case: by for case, by, at in remarks.values_list("case_id", "by", "at") if at >= free[case]}


def _cards(cases: Iterable[Case], at: datetime) -> dict[int, Card]:
    """The cards of those that units handle, by the case's id. Asks nothing where the profile in force knows none."""
    known = [line for line in city.profile(at).effective if line.clock is Setting.YELLOW_CARD]
    if not known:
        return {}
    # Not farther than a card may hang, with the longest holiday in between: the others need no reckoning.
    ahead = timedelta(days=2 * max(line.limit.amount for line in known) + _LONGEST_HOLIDAY)
    near = {case.pk: case for case in cases if case.stage in _HELD and case.due_at and case.due_at <= at + ahead}
    running = Clock.objects.select_related("unit").filter(kind=ClockKind.HANDLE.value, met_at=None, dropped_at=None)
    clocks = list(running.filter(case__in=near))
    for clock in clocks:
        clock.case = near[clock.case_id]
    return {each.clock.case_id: each.card for each in standings(clocks, at) if each.card}


def _back(since: Mapping[int, datetime]) -> dict[int, str]:
    """Why a case is here again: the record was made by the move that brought it here."""
    back: dict[int, str] = {}
    reviews = Review.objects.filter(case__in=list(since), passed=False).values_list("case_id", "at", "reason")
    for case, at, reason in reviews:
        if at == since[case]:
            back[case] = f"被退回：{SendBackReason(reason).label}"
    calls = CallBack.objects.filter(case__in=list(since), reached=True).values_list("case_id", "at")
    back |= {case: "重办：诉求人不满意" for case, at in calls if at == since[case]}
    rulings = Ruling.objects.filter(case__in=list(since), upheld=False).values_list("case_id", "at")
    return back | {case: "退单被驳回" for case, at in rulings if at == since[case]}


def _judged_late(cases: Iterable[Case]) -> dict[int, str]:
    """Why a case that was closed waits for somebody again."""
    return {pk: why_late(late) for pk, late in late_evaluations(cases).items()}


def _waiting(case: Case, facts: _Facts, at: datetime, actor: Actor) -> Waiting:
    calls = case.stage == Stage.TO_CALL_BACK.value and Role.CALL_BACK_CLERK in actor.roles
    return Waiting(
        number=case.pk,
        due=case.due_at,
        emergency=case.urgency == Urgency.EMERGENCY.value,
        back=_DISSATISFIED
        if _says_no(case)
        else _GIVEN_BACK
        if case.pk in facts.given_back
        else facts.back.get(case.pk, ""),
        supplemented=case.pk in facts.supplemented,
        to_sign=case.stage == Stage.IN_HAND.value and case.pk in facts.to_sign and Role.UNIT_LEADER in actor.roles,
        sealed=case.secrecy != Secrecy.NORMAL.value,
        not_before=call_from(localtime(at), facts.tried.get(case.pk)) if calls else None,
        card=facts.cards.get(case.pk),
    )


_DISSATISFIED = "诉求人不满意"
_GIVEN_BACK = "承办人交回，待另行分办"


def _says_no(case: Case) -> bool:
    """Whether the reply that was called back about did not content him."""
    return case.dissatisfied and case.stage == Stage.TO_CALL_BACK.value


def _concerns(actor: Actor, case: Case, waiting: Waiting, ranked: Ranked, facts: _Facts) -> bool:
    """Whether it is for him to do: not what a colleague of the unit has in hand, unless it is late or to be signed.

    A leader without a handler's post gets what needs him: what is to be signed, what nobody has signed for, what is
    late. The queues show everything.
    """
    if case.stage != Stage.IN_HAND.value:
        return True
    if waiting.to_sign or access.is_handler(case, actor):
        return True
    if case.pk in facts.given_back:
        return case.lead_unit_id in actor.units_as(Role.UNIT_LEADER) or facts.given_back[case.pk] != actor.key
    if case.handler_id is None and case.lead_unit_id in actor.units_as(Role.HANDLER):
        return facts.signed.get(case.pk, "") in ("", actor.key)
    return Role.UNIT_LEADER in actor.roles and ranked.group is Group.NOW


def _act(case: Case, actor: Actor, facts: _Facts) -> Act:
    if case.pk in facts.given_back and Role.UNIT_LEADER in actor.roles:
        return ALLOT
    return next_act(
        Stage(case.stage),
        actor.roles,
        contacted=case.pk in facts.contacted,
        to_sign=case.stage == Stage.IN_HAND.value and case.pk in facts.to_sign,
        leader_signs=bool(case.lead_unit and case.lead_unit.requires_leader_signature),
    )


def _clock(waiting: Waiting, standing: Standing | None, at: datetime, *, tried: bool) -> str:
    """What is left of the limit, or from when he may be rung up."""
    if waiting.not_before and waiting.not_before > at:
        local = localtime(waiting.not_before)
        day = "今天" if local.date() == localtime(at).date() else "明天"
        return f"{'上次没打通，' if tried else ''}{day} {local:%H:%M} 后再打"
    return f"{standing.kind.label.removesuffix('时限')}{standing.text}" if standing else ""


def day_end(actor: Actor, at: datetime) -> datetime:
    """When his working day is over: midnight at the centre, which never closes; for a unit the next working morning,
    since what falls due before it must be done before leaving."""
    local = localtime(at)
    tomorrow = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if actor.roles & CENTRE_DESK:
        return tomorrow
    calendar, hours = almanac.calendar(region=city.region()), city.hours()
    for ahead in range(_CALENDAR_AHEAD):
        day = tomorrow + timedelta(days=ahead)
        if calendar.works(day.date()):
            opens = hours.spans(day.date())[0][0]
            return day + timedelta(seconds=min(opens, DAY_SECONDS))
    return tomorrow
