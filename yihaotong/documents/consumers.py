"""At which times documents do something by themselves."""

from datetime import timedelta

from yihaotong.documents import verifying
from yihaotong.documents.actions import reckon_releases, remind_of_documents, work_lists
from yihaotong.jobs import schedule
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    schedule.register("documents.lists", timedelta(seconds=5), work_lists)
    schedule.register("documents.remind", timedelta(hours=1), remind_of_documents)
    schedule.register("documents.reckon", timedelta(hours=1), reckon_releases)
