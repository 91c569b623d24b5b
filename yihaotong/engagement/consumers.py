"""What this area does by itself: it follows articles and the calendar, reminds of limits, clears sign-ups."""

from datetime import timedelta

from yihaotong.engagement import verifying
from yihaotong.engagement.actions import follow_articles, follow_calendar, purge_sign_ups, remind_of_limits
from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    consuming.register("engagement.articles", follow_articles)
    consuming.register("engagement.calendar", follow_calendar)
    schedule.register("engagement.limits", timedelta(minutes=10), remind_of_limits)
    schedule.register("engagement.purge", timedelta(hours=12), purge_sign_ups)
