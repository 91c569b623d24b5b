"""Reminders before a veto: the office is told when a threshold comes near, and once a week while it is broken."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Role
from yihaotong.inspection import access
from yihaotong.inspection.rules.codes import Light, Weight
from yihaotong.inspection.rules.indicators import Indicator
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind


def remind_before_breach(at: datetime) -> int:
    """How many were told. Harmless when it runs often: each coming breach is told once, a standing one once a week."""
    people = holders([Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER], at)
    if not people:
        return 0
    pressing = [
        each
        for each in access.today(at)
        if each.weight is Weight.VETO and (each.light is Light.BROKEN or (each.light is Light.NEAR and each.breach_on))
    ]
    return reminders.remind_all([_note(each, person, at) for each in pressing for person in people])


def _note(each: Indicator, person: int, at: datetime) -> Note:
    subject = f"indicator:{each.code}"
    if each.light is Light.BROKEN or each.breach_on is None:
        words = f"自查“{each.label}”已触线（{each.measured}）：{each.threshold.act}"
        return Note(person, Kind.DISCLOSURE, subject, words, _monday(at))
    until = localtime(each.breach_on)
    words = f"自查“{each.label}”到 {until:%Y-%m-%d} 24:00 触线：{each.threshold.act}"
    return Note(person, Kind.DISCLOSURE, subject, words, each.breach_on - timedelta(days=each.threshold.ahead))


def _monday(at: datetime) -> datetime:
    today = localtime(at).date()
    return make_aware(datetime.combine(today - timedelta(days=today.weekday()), time()))
