"""When a unit is dissolved, a category retired or a person leaves: nothing that was in hand is left in nobody's.

Who may is asked by the actions of the areas below; here only what they cannot know, since they know no case. The cases
themselves are handed over by the worker, each as its own act. Its list is not kept anywhere: it is what the dissolved
unit still has in its hands, so that a killed worker goes on where it stopped, and a case that comes back to the unit
later (sent back, to be redone) is handed over, too.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts import actions as accounts
from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import WORKER, Actor, Held, Role
from yihaotong.cases import leftovers, succession
from yihaotong.cases.actions.handover import hand_over
from yihaotong.cases.actions.moving import move
from yihaotong.cases.models import Case, Draft, FollowUp
from yihaotong.cases.rules.handover import TAKES_CALLS
from yihaotong.dispatch import actions as dispatch
from yihaotong.dispatch.models import Category, RoutingRule
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import actions as knowledge
from yihaotong.knowledge.models import Record
from yihaotong.reminders import access as reminders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind

log = logging.getLogger(__name__)

#: Cases in one turn of the worker; then others have theirs.
SLICE = 25
LOOKED_AT = 200
VIA = "succession"


@transaction.atomic
def dissolve_unit(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    on: date,
    reason: str,
    successor: Unit | None = None,
    expect: int | None = None,
) -> Unit:
    """Dissolve a unit: its routes lead to the successor at once; the worker redispatches its open cases there, and
    hands over what it answers for in the knowledge base.

    Raises Refused: successor-needed, not-for-streets, and what accounts.dissolve_unit refuses.
    """
    hanging = succession.hanging_on_unit(unit, at)
    if hanging.needs_successor and successor is None:
        left = _("还有 %(open)d 件在办工单、%(routes)d 条派单规则、%(told)d 条知识和公告，请选承接单位")
        counts = {"open": hanging.open, "routes": hanging.routes, "told": hanging.entries + hanging.bulletins}
        raise Refused("successor-needed", left % counts, "successor")
    gone = accounts.dissolve_unit(unit, actor=actor, at=at, on=on, reason=reason, successor=successor, expect=expect)
    if successor is not None:
        routes = RoutingRule.objects.filter(unit=unit)
        dispatch.hand_over(routes, actor=actor, at=at, reason=reason, unit=successor)
        words = _("%(unit)s已撤销，由%(successor)s承接：在办工单 %(open)d 件、知识 %(knowledge)d 条正在转来") % {
            "unit": unit.name_on(on),
            "successor": successor.name_on(on),
            "open": hanging.in_hand,
            "knowledge": hanging.knowledge,
        }
        _tell(at, f"unit:{unit.pk}", words, unit=successor.pk)
    return gone


@transaction.atomic
def retire_category(
    category: Category,
    *,
    actor: Actor,
    at: datetime,
    until: date,
    reason: str,
    successor: Category | None = None,
    expect: int | None = None,
) -> Category:
    """Retire a category: open cases keep it, and the dispatchers are told. Refused as by dispatch.retire_category."""
    used = sum(succession.open_in_category(category).values())
    retired = dispatch.retire_category(
        category,
        actor=actor,
        at=at,
        until=until,
        reason=reason,
        successor=successor,
        used=bool(used),
        expect=expect,
    )
    if used and successor is not None:
        words = _(
            "问题类别“%(category)s”%(until)s 起停用，接续的是“%(successor)s”；在办 %(open)d 件不改类别，请留意"
        ) % {
            "category": category.name,
            "until": until.isoformat(),
            "successor": successor.name,
            "open": used,
        }
        _tell(at, f"category:{category.pk}", words)
    return retired


def _tell(at: datetime, subject: str, words: str, *, unit: int | None = None) -> None:
    people = set(reminders.holders([Role.DISPATCHER], at))
    if unit is not None:
        people |= set(reminders.holders([Role.HANDLER, Role.UNIT_LEADER], at, unit))
    remind(people, Kind.SETTINGS, subject=subject, words=words, at=at)


def hand_over_cases(at: datetime) -> int:
    """Redispatch some of the cases that dissolved units have in hand; how many. Harmless when two workers come.

    A case that is refused stays where it is and is tried again: its unit's page tells how many are left.
    """
    return _some(succession.left_behind().select_related("lead_unit__successor", "requester"), _hand_over, at)


def _some(waiting: QuerySet[Case], moved: Callable[[Case, datetime], bool], at: datetime) -> int:
    done = 0
    # More than a slice is read, so that cases which are refused do not stand in the way of the others.
    for case in waiting.order_by("due_at", "pk")[:LOOKED_AT]:
        done += moved(case, at)
        if done >= SLICE:
            break
    return done


def _hand_over(case: Case, at: datetime) -> bool:
    unit = case.lead_unit
    successor = succession.living_successor(unit) if unit else None
    if unit is None or successor is None:
        return False
    data = {"unit": successor.code, "reason": _why(unit, successor, at)}
    return _moved(case, "redispatch", WORKER, at, data)


def _moved(case: Case, name: str, actor: Actor, at: datetime, data: Mapping[str, str]) -> bool:
    try:
        move(case, name, actor=actor, at=at, data=data, via=VIA)
    except Refused as refused:
        log.warning("%s: %s was refused: %s", case.order_no, name, refused.code)
        return False
    return True


def _why(unit: Unit, successor: Unit, at: datetime) -> str:
    today = localtime(at).date()
    names = {"unit": unit.name_on(today), "successor": successor.name_on(today)}
    return _("单位撤并：%(unit)s已撤销，由%(successor)s承接") % names


def hand_over_knowledge(at: datetime) -> int:
    """Hand over some of the entries, bulletins and templates of dissolved units; how many. As harmless as the other."""
    successors: dict[int, Unit | None] = {}
    handed = 0
    for record in succession.knowledge_left_behind(at, SLICE):
        unit = record.unit
        if unit is None:
            continue
        if unit.pk not in successors:
            successors[unit.pk] = succession.living_successor(unit)
        successor = successors[unit.pk]
        if successor is not None:
            handed += _hand_over_record(record, unit, successor, at)
    return handed


def _hand_over_record(record: Record, unit: Unit, successor: Unit, at: datetime) -> bool:
    try:
        knowledge.hand_over(record, actor=WORKER, at=at, to=successor, reason=_why(unit, successor, at))
    except Refused as refused:
        log.warning("%s was not handed over: %s", record.key, refused.code)
        return False
    return True


def allot_cases_again(at: datetime) -> int:
    """Allot some of the cases of people who have left to their successors; how many. As harmless as the other."""
    waiting = succession.left_by_people().select_related("handler__successor", "lead_unit", "requester")
    return _some(waiting, _allot_again, at)


def _allot_again(case: Case, at: datetime) -> bool:
    gone = case.handler
    successor = gone.successor if gone else None
    if gone is None or successor is None or not successor.is_active:
        return False
    data = {"person": str(successor.pk), "note": _("原承办人%(name)s已离岗，转交办理") % {"name": gone.name}}
    # The worker acts for the unit that leads the case, for this one act.
    for_unit = Actor(WORKER.key, WORKER.name, (*WORKER.posts, Held(Role.UNIT_LEADER, case.lead_unit_id)))
    return _moved(case, "allot", for_unit, at, data)


@transaction.atomic
def release_person(
    person: Person,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    successor: Person | None = None,
    expect: int | None = None,
) -> Person:
    """Let somebody go: his posts, shifts and sessions end; what was allotted to him goes to `successor`.

    Raises Refused: successor-needed, and what accounts.deactivate_person refuses.
    """
    cases = succession.open_with(person)
    if cases and successor is None:
        message = _("他手里还有 %(cases)d 件分办的在办工单，请选接手人") % {"cases": cases}
        raise Refused("successor-needed", message, "successor")
    gone = accounts.deactivate_person(person, actor=actor, at=at, reason=reason, successor=successor, expect=expect)
    if successor is not None and actor_of(successor, at).roles & TAKES_CALLS:
        _pass_on(gone, successor, actor, at)
    return gone


def _pass_on(giver: Person, receiver: Person, actor: Actor, at: datetime) -> None:
    """His unfinished filings, what he meant to come back to, and the emergencies that he sees through."""
    drafts = list(Draft.objects.filter(owner=giver).values_list("pk", flat=True))
    follow_ups = list(FollowUp.objects.filter(owner=giver, done_at=None).values_list("pk", flat=True))
    emergencies = list(leftovers.emergencies_of(giver).values_list("pk", flat=True))
    if drafts or follow_ups or emergencies:
        hand_over(
            giver,
            actor=actor,
            at=at,
            receiver=receiver,
            drafts=drafts,
            follow_ups=follow_ups,
            emergencies=emergencies,
        )
