"""Entering a notice: all the duties it changes, in one act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Actor, UnitKind
from yihaotong.cases.rules.fields import clean
from yihaotong.disclosure import access
from yihaotong.disclosure.models import Notice, Tenure
from yihaotong.disclosure.rules import organising, who
from yihaotong.disclosure.rules.codes import UNIT_DUTIES, Duty
from yihaotong.disclosure.rules.organising import Newcomer
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_MEANWHILE = "刚才有别人也录入了通知，请看过再录"


def enter_notice(
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    ends: Sequence[int],
    begins: Sequence[Mapping[str, Any]],
    expect: int,
) -> Notice:
    """Enter a notice with the tenures (ids) that it ends and the rows (rules.organising.BEGINS) that it begins.

    `expect` is the id of the newest notice on the screen, 0 for none. Raises Refused: wrong-role, stale, number-taken,
    not-held, and what rules.organising says of dates, rows and the organisation that would follow.
    """
    who.check_may("notice.enter", actor)
    told = clean(organising.NOTICE, data)
    try:
        with transaction.atomic():
            return _enter(told, actor, at, sorted(set(ends)), begins, expect=expect)
    except IntegrityError:
        raise Refused("stale", _MEANWHILE) from None


def _enter(
    told: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    ends: Sequence[int],
    begins: Sequence[Mapping[str, Any]],
    *,
    expect: int,
) -> Notice:
    latest = Notice.objects.select_for_update().order_by("-pk").first()
    if (latest.pk if latest else 0) != expect:
        raise Refused("stale", _MEANWHILE)
    if Notice.objects.filter(number=told["number"]).exists():
        raise Refused("number-taken", f"文号 {told['number']} 已经录入过，请核对", "number")
    day = told["in_force_from"]
    before = (latest.dated, latest.in_force_from) if latest else None
    organising.check_dates(told["dated"], day, before, localtime(at).date())
    held = {seat.tenure: seat for seat in access.seats_now(day)}
    if set(ends) - held.keys():
        raise Refused("not-held", "要免去的职务里有现在没有的，请刷新再选", "ends")
    new = [_newcomer(row, number) for number, row in enumerate(begins, 1)]
    organising.check_changes(ends, new)
    for number, each in enumerate(new, 1):
        organising.check_newcomer(each, day, number)
    organising.check_after((seat for key, seat in held.items() if key not in ends), new)
    notice = Notice.objects.create(**told, at=at, by=actor.key)
    Tenure.objects.filter(pk__in=ends).update(until=day, ended_by=notice)
    begun = [_begin(each, notice) for each in new]
    journal.record(
        "disclosure.notice",
        subject=notice.key,
        actor=actor.key,
        at=at,
        after={
            "number": notice.number,
            "in_force_from": day.isoformat(),
            "ends": list(ends),
            "begins": [{"tenure": each.pk, "duty": each.duty, "unit": each.unit_id} for each in begun],
        },
    )
    return notice


def _begin(new: Newcomer, notice: Notice) -> Tenure:
    return Tenure.objects.create(
        duty=new.duty.value,
        person_id=new.person,
        name=new.name,
        title=new.title,
        unit_id=new.unit,
        since=notice.in_force_from,
        begun_by=notice,
    )


def _newcomer(row: Mapping[str, Any], number: int) -> Newcomer:
    """A row as the rules look at it. Raises Refused naming "begins" and the row."""
    try:
        told = clean(organising.BEGINS, row)
        unit, person = _unit(told["unit"]), _person(told["person"])
    except Refused as refusal:
        raise Refused(refusal.code, f"第 {number} 行：{refusal.message}", "begins", row=number) from None
    duty = Duty(told["duty"])
    if duty in UNIT_DUTIES:
        person, told = None, told | {"name": "", "title": ""}
    return Newcomer(
        duty,
        person.name if person else told["name"],
        told["title"],
        person.pk if person else None,
        unit.pk if unit else None,
        unit.dissolved_on if unit else None,
    )


def _unit(code: str) -> Unit | None:
    if not code:
        return None
    unit = Unit.objects.filter(code=code, kind=UnitKind.CENTRE.value).first()
    if unit is None:
        raise Refused("no-such-unit", f"中心没有代码为“{code}”的科室")
    return unit


def _person(number: str) -> Person | None:
    if not number:
        return None
    person = Person.objects.filter(pk=int(number), is_active=True).first()
    if person is None:
        raise Refused("no-such-person", "没有这个人员，或已停用")
    return person
