"""The duty roster: putting on it, taking off it, copying a week, taking in a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from yihaotong.accounts import rules
from yihaotong.accounts.actions.recording import record
from yihaotong.accounts.models import DutyShift, Person, Post, Unit
from yihaotong.accounts.rules import Actor
from yihaotong.accounts.rules.roster import RosterRow, bad_rows, read_rows
from yihaotong.journal.refusal import Refused

_WEEK = timedelta(days=7)


@transaction.atomic
def put_on_duty(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    person: Person,
    phone: str,
    starts_at: datetime,
    ends_at: datetime,
) -> DutyShift:
    """Enter a shift [starts_at, ends_at) of a person who holds a post at the unit.

    Raises Refused: wrong-role, ends-before-start, phone-needed, phone-too-long, not-a-phone, not-of-unit,
    shift-overlaps.
    """
    rules.check_may_put_on_duty(actor, unit.path)
    if ends_at <= starts_at:
        raise Refused("ends-before-start", _("值班的止时须晚于起时"), "ends_at")
    if not phone.strip():
        raise Refused("phone-needed", _("请填写值班电话"), "phone")
    phone = rules.check_phone(phone, "phone")
    Person.objects.select_for_update().get(pk=person.pk)
    if not Post.objects.filter(person=person, unit=unit, since__lt=ends_at).exclude(until__lte=starts_at).exists():
        raise Refused("not-of-unit", _("值班人员须在该单位任职"), "person")
    if DutyShift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused("shift-overlaps", _("此人在同一时段已排班"), "starts_at")
    shift = DutyShift.objects.create(unit=unit, person=person, phone=phone, starts_at=starts_at, ends_at=ends_at)
    record("duty.put", f"duty:{shift.pk}", actor, at, after=_facts(shift))
    return shift


def _facts(shift: DutyShift) -> dict[str, Any]:
    return {
        "unit": shift.unit_id,
        "person": shift.person_id,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
    }


@transaction.atomic
def take_off_duty(shift: DutyShift, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take a shift off the roster that has not ended; who was on duty in the past stays.

    Raises Refused: wrong-role, shift-over, shift-gone.
    """
    rules.check_may_put_on_duty(actor, shift.unit.path)
    if shift.ends_at <= at:
        raise Refused("shift-over", _("已过去的值班不能删除"))
    drop(shift, actor, at, reason)


def drop(shift: DutyShift, actor: Actor, at: datetime, reason: str) -> None:
    """Take it off within the act of whoever asks, who has looked whether he may. Raises Refused("shift-gone")."""
    pk, before = shift.pk, _facts(shift)
    removed, _by_model = DutyShift.objects.filter(pk=pk).delete()
    if not removed:
        raise Refused("shift-gone", _("这一班已被他人删除"))
    record("duty.drop", f"duty:{pk}", actor, at, before=before, reason=reason)


@dataclass(frozen=True)
class Copied:
    """How many shifts of a week were put into the next, and why the others were not: (shift, message)."""

    put: int
    refused: Sequence[tuple[DutyShift, str]]


@transaction.atomic
def copy_week(unit: Unit, first: datetime, *, actor: Actor, at: datetime) -> Copied:
    """Put the shifts of the week before `first` into the week that begins there; what does not fit is told.

    Raises Refused: wrong-role, nothing-to-copy.
    """
    rules.check_may_put_on_duty(actor, unit.path)
    before = DutyShift.objects.filter(unit=unit, starts_at__gte=first - _WEEK, starts_at__lt=first)
    shifts = list(before.select_related("person").order_by("starts_at", "pk"))
    if not shifts:
        raise Refused("nothing-to-copy", _("上一周没有排班，无可复制"))
    refused = []
    for shift in shifts:
        try:
            with transaction.atomic():
                _again(unit, shift, actor, at)
        except Refused as refusal:
            refused.append((shift, refusal.message))
    return Copied(len(shifts) - len(refused), refused)


def _again(unit: Unit, shift: DutyShift, actor: Actor, at: datetime) -> None:
    if not shift.person.is_active:
        raise Refused("person-inactive", _("该账号已停用"), "person")
    span = {"starts_at": shift.starts_at + _WEEK, "ends_at": shift.ends_at + _WEEK}
    put_on_duty(unit, actor=actor, at=at, person=shift.person, phone=shift.phone, **span)


@transaction.atomic
def take_in_roster(raw: Sequence[tuple[int, Mapping[str, str]]], *, actor: Actor, at: datetime) -> int:
    """Enter all shifts of a sheet, or none; how many. See rules.roster.COLUMNS.

    Raises Refused: bad-rows (names every bad row).
    """
    rows = read_rows(raw, get_default_timezone())
    units = {unit.code: unit for unit in Unit.objects.filter(dissolved_on=None, code__in=[row.unit for row in rows])}
    people = {
        person.username: person
        for person in Person.objects.filter(is_active=True, username__in=[row.username for row in rows])
    }
    wrong = dict(_faults(rows, units, people, actor, at))
    if wrong:
        raise bad_rows(wrong)
    return len(rows)


def _faults(
    rows: Sequence[RosterRow], units: Mapping[str, Unit], people: Mapping[str, Person], actor: Actor, at: datetime
) -> Iterable[tuple[int, str]]:
    """Put each row on the roster; yields those that cannot be, by number. The caller rolls back if there are any."""
    for row in rows:
        unit, person = units.get(row.unit), people.get(row.username)
        if unit is None:
            yield row.number, _("没有代码为“%(code)s”的单位") % {"code": row.unit}
        elif person is None:
            yield row.number, _("没有登录名为“%(name)s”的在用人员") % {"name": row.username}
        else:
            try:
                put_on_duty(
                    unit,
                    actor=actor,
                    at=at,
                    person=person,
                    phone=row.phone,
                    starts_at=row.starts_at,
                    ends_at=row.ends_at,
                )
            except Refused as refusal:
                yield row.number, refusal.message
