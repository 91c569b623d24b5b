"""Telling the shift leaders of an emergency, and telling them no longer what nobody asks of them any more."""

from datetime import datetime

from django.utils.timezone import localtime

from yihaotong.accounts.models import DutyShift
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.emergencies import asked_of
from yihaotong.cases.models import Emergency
from yihaotong.cases.rules.emergencies import Danger
from yihaotong.reminders import access as reminders
from yihaotong.reminders.actions import over, remind, reword
from yihaotong.reminders.rules import Kind


def alarm(emergency: Emergency, at: datetime) -> None:
    """The alarm stands on the screens of those who answer for it."""
    remind(_alarmed(at), Kind.EMERGENCY, subject=emergency.key, words=_words(emergency), at=at)


def alarm_again(emergency: Emergency, at: datetime) -> None:
    """What was done of it meanwhile is asked of nobody any more; once nothing is asked, the alarm is gone."""
    if asked_of(emergency):
        reword(Kind.EMERGENCY, emergency.key, _words(emergency))
    else:
        over(Kind.EMERGENCY, emergency.key, at=at)


def seen_by(emergency: Emergency, actor: Actor, at: datetime) -> None:
    """Who says that he knows of it has seen the alarm."""
    who, _colon, number = actor.key.partition(":")
    if who == "person" and number.isdecimal():
        over(Kind.EMERGENCY, emergency.key, at=at, person=int(number))


def _alarmed(at: datetime) -> list[int]:
    """The shift leaders on duty; all of them where the roster names none, the supervisors where there is none."""
    leaders = reminders.holders([Role.SHIFT_LEADER], at)
    on_duty = DutyShift.objects.filter(person__in=leaders, starts_at__lte=at, ends_at__gt=at)
    now = list(on_duty.values_list("person", flat=True).distinct())
    return now or leaders or reminders.holders([Role.SUPERVISOR], at)


def _words(emergency: Emergency) -> str:
    # A reminder is kept: no word of the caller, only which one it is and what is asked. The page adds his words.
    head = f"{Danger(emergency.danger).label}：{localtime(emergency.raised_at):%H:%M} 报急"
    return f"{head}（第 {emergency.pk} 号），{asked_of(emergency)}"
