"""What articles do about the acts of others, and at which times they do something by themselves."""

from datetime import timedelta

from yihaotong.articles import indexing, verifying
from yihaotong.articles.actions import follow_calendar, follow_documents, look_at_links, release_due
from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal
from yihaotong.search import collections


def register() -> None:
    journal.register(verifying.check)
    consuming.register("articles.documents", follow_documents)
    consuming.register("articles.calendar", follow_calendar)
    consuming.register(indexing.CONSUMER, indexing.follow)
    collections.register(indexing.ARTICLES)
    schedule.register("articles.release", timedelta(seconds=20), release_due)
    schedule.register("articles.links", timedelta(minutes=10), look_at_links)
