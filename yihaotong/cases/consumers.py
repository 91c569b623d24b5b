"""What the cases area does about the acts of others, and at which times."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from yihaotong.accounts.rules import WORKER
from yihaotong.almanac import access as almanac
from yihaotong.cases import indexing, reminding, verifying, verifying_attachments
from yihaotong.cases.actions import archive_due, importing, note_moved, recompute, succeeding, tallying, work_try_ons
from yihaotong.cases.models import Clock
from yihaotong.files.actions import sweep
from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal
from yihaotong.journal.models import Line
from yihaotong.search import collections

#: How far back stragglers are looked for; many times what a process may lag behind.
_RECENT = timedelta(minutes=10)


def register() -> None:
    consuming.register("cases.calendar", follow_calendar)
    consuming.register(indexing.CONSUMER, indexing.follow)
    consuming.register("cases.moved", note_moved)
    consuming.register("cases.reminding", reminding.follow)
    consuming.register("cases.tallies", tallying.follow)
    collections.register(indexing.CASES)
    journal.register(verifying.check)
    journal.register(verifying_attachments.check)
    schedule.register("cases.calendar", timedelta(minutes=1), catch_stragglers)
    schedule.register("cases.limits", timedelta(minutes=1), reminding.watch_limits)
    schedule.register("files.sweep", timedelta(hours=1), sweep)
    schedule.register("cases.archive", timedelta(minutes=10), archive_due)
    schedule.register("cases.import", timedelta(seconds=1), importing.work_uploads)
    schedule.register("cases.try_on", timedelta(seconds=1), work_try_ons)
    schedule.register("cases.succession", timedelta(seconds=5), succeeding.hand_over_cases)
    schedule.register("cases.knowledge_succession", timedelta(seconds=5), succeeding.hand_over_knowledge)
    schedule.register("cases.allot_again", timedelta(seconds=5), succeeding.allot_cases_again)
    schedule.register("cases.uploads", timedelta(hours=1), importing.sweep_uploads)


def follow_calendar(lines: Sequence[Line], at: datetime) -> None:
    """A holiday notice was entered: reckon again every running clock that it can move."""
    entered = [line.facts["after"] for line in lines if line.kind == "almanac.enter" and not line.erased]
    if not entered:
        return
    first = min(date.fromisoformat(after["from"]) for after in entered)
    last = max(date.fromisoformat(after["to"]) for after in entered)
    touched = Q(provisional=True) | Q(started_at__date__lte=last, due_at__date__gte=first)
    _reckon_again(Clock.objects.filter(touched), at)


def catch_stragglers(at: datetime) -> None:
    """Clocks started while their process did not know the newest almanac yet (almanac.access.KEEP), right after its
    entry: the consumer may have come before them."""
    newest = almanac.entered_since(at - _RECENT)
    if newest is not None:
        _reckon_again(Clock.objects.filter(almanac_version__lt=newest, started_at__gte=at - _RECENT), at)


def _reckon_again(clocks: QuerySet[Clock], at: datetime) -> None:
    running = clocks.select_related("unit").filter(met_at=None, dropped_at=None)
    for clock in running.iterator(chunk_size=500):
        recompute(clock, actor=WORKER, at=at)
