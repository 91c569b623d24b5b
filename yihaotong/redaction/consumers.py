"""At which times redaction does something by itself."""

from datetime import timedelta

from yihaotong.jobs import schedule
from yihaotong.journal import verifying as journal
from yihaotong.redaction import verifying
from yihaotong.redaction.actions import work


def register() -> None:
    journal.register(verifying.check)
    schedule.register("redaction.work", timedelta(seconds=1), work)
