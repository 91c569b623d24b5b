"""What the cases area does about the acts of others, and at which times."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from yihaotong.accounts.rules import WORKER
from yihaotong.cases.actions import archive_due, recompute
from yihaotong.cases.models import Clock
from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal.models import Line


def register() -> None:
    consuming.register("cases.calendar", follow_calendar)
    schedule.register("cases.archive", timedelta(minutes=10), archive_due)


def follow_calendar(lines: Sequence[Line], at: datetime) -> None:
    """A holiday notice was entered: reckon again every running clock that it can move."""
    entered = [line.facts["after"] for line in lines if line.kind == "almanac.enter" and not line.erased]
    if not entered:
        return
    first = min(date.fromisoformat(after["from"]) for after in entered)
    last = max(date.fromisoformat(after["to"]) for after in entered)
    touched = Q(provisional=True) | Q(started_at__date__lte=last, due_at__date__gte=first)
    running = Clock.objects.select_related("unit").filter(touched, met_at=None, dropped_at=None)
    for clock in running.iterator(chunk_size=500):
        recompute(clock, actor=WORKER, at=at)
