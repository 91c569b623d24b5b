"""Telling the office of limits that come near or have run out, and letting consultations lapse. Harmless twice."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER, Role
from yihaotong.applications import access
from yihaotong.applications.actions.moving import move
from yihaotong.applications.models import Application, Clock, Consultation
from yihaotong.applications.rules.clocks import OURS, ClockKind
from yihaotong.applications.rules.codes import Asked, Stage
from yihaotong.applications.rules.tables import given
from yihaotong.clock import missed
from yihaotong.disclosure import city
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import access as reminders
from yihaotong.reminders.actions import Note, remind_all
from yihaotong.reminders.rules import Kind

#: What the applicant, or whom we asked, has let pass: somebody has to decide what follows.
_LAPSED = {
    ClockKind.CORRECTION: "补正期限已届满，申请人没有补正",
    ClockKind.PAYMENT: "缴费期限已届满，申请人没有缴费",
    ClockKind.REASONS: "说明理由期限已届满，申请人没有说明",
}
_ONE_SECOND = timedelta(seconds=1)
#: More days than any three working days take; the same limit is told of once, as of the same instant.
_BEFORE = timedelta(days=14)


def watch(at: datetime) -> int:
    """Let lapse what has lapsed, tell of what is near or over; how many were told. For the worker."""
    _lapse(at)
    running = Clock.objects.filter(met_at=None, dropped_at=None, due_at__isnull=False).select_related("application")
    officers, leaders = access.officers(at), reminders.holders([Role.DISCLOSURE_LEADER], at)
    return remind_all(
        [note for clock in running.order_by("due_at", "pk") for note in _notes(clock, officers, leaders, at)]
    )


def _notes(clock: Clock, officers: list[int], leaders: list[int], at: datetime) -> list[Note]:
    kind, application = ClockKind(clock.kind), clock.application
    due = clock.due_at
    if due is None:
        return []
    if missed(due, at):
        words = _LAPSED.get(kind, f"{kind.label}已届满")
        people = [*officers, *leaders] if kind in OURS else officers
        return _told(people, Kind.OVERDUE, application, words, due + _ONE_SECOND)
    if kind not in OURS or not _near(due, at):
        return []
    words = f"{kind.label} {localtime(due):%-m月%-d日} 24:00 届满"
    return _told(officers, Kind.DUE_SOON, application, words, due - _BEFORE)


def _told(people: list[int], kind: Kind, application: Application, words: str, at: datetime) -> list[Note]:
    words = f"{words}：{application.number}"
    return [Note(person, kind, application.key, words, at) for person in sorted(set(people))]


def _near(due: datetime, at: datetime) -> bool:
    left = city.calendar().working_days_between(localtime(at).date(), localtime(due).date())
    return left <= given("soon_days").number


def _lapse(at: datetime) -> int:
    """Close every consultation whose 15 working days are over."""
    lapsed = 0
    for asked in access.open_consultations().exclude(asked=Asked.OTHER_ORGAN.value).exclude(received_on=None):
        lapsed += _lapse_one(asked, at)
    return lapsed


def _lapse_one(asked: Consultation, at: datetime) -> bool:
    clock = Clock.objects.filter(application=asked.application_id, kind=asked.asked, number=asked.number).first()
    if clock is None or not missed(clock.due_at, at):
        return False
    application = Application.objects.select_related("applicant").get(pk=asked.application_id)
    if application.stage != Stage.CONSULTING.value:
        return False
    try:
        move(application, "consult_lapsed", actor=WORKER, at=at, data={"consultation": asked.number})
    except Refused:
        # Somebody was quicker: what he wrote down counts.
        return False
    return True
