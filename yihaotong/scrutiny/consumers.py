"""At which times 监督保障 does something by itself, and the figures it hands to assessments."""

from datetime import timedelta

from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.scrutiny import figures, office_figures
from yihaotong.scrutiny.actions import follow_calendar, forget_devices, remind_of_overdue


def register() -> None:
    figures.register()
    office_figures.register()
    consuming.register("scrutiny.calendar", follow_calendar)
    schedule.register("scrutiny.overdue", timedelta(minutes=15), remind_of_overdue)
    schedule.register("scrutiny.forget_devices", timedelta(hours=12), forget_devices)
