"""What outlets do about the acts of others, and at which times they do something by themselves."""

from datetime import timedelta

from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal
from yihaotong.outlets import verifying
from yihaotong.outlets.actions import follow_articles, recall_due, report, send_due


def register() -> None:
    journal.register(verifying.check)
    consuming.register("outlets.articles", follow_articles)
    schedule.register("outlets.send", timedelta(seconds=20), send_due)
    schedule.register("outlets.recall", timedelta(seconds=20), recall_due)
    schedule.register("outlets.report", timedelta(minutes=5), report)
