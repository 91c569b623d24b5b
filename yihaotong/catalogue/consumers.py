"""At which times the catalogue does something by itself."""

from datetime import timedelta

from yihaotong.catalogue import verifying
from yihaotong.catalogue.actions import remind_of_limits
from yihaotong.jobs import schedule
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    schedule.register("catalogue.limits", timedelta(hours=1), remind_of_limits)
