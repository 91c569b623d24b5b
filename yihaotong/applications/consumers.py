"""What requests for information do about the acts of others, and at which times."""

from datetime import timedelta

from yihaotong.applications import verifying
from yihaotong.applications.actions.clocks import catch_stragglers, follow_calendar
from yihaotong.applications.actions.drawing_missing import draw_waiting
from yihaotong.applications.actions.hotline import sweep
from yihaotong.applications.actions.reminding import watch
from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    consuming.register("applications.calendar", follow_calendar)
    schedule.register("applications.calendar", timedelta(minutes=1), catch_stragglers)
    schedule.register("applications.invitations", timedelta(hours=1), sweep)
    schedule.register("applications.letters", timedelta(seconds=10), draw_waiting)
    schedule.register("applications.watch", timedelta(minutes=10), watch)
