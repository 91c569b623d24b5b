"""What the disclosure office does by the time of day."""

from datetime import timedelta

from yihaotong.disclosure import verifying
from yihaotong.disclosure.actions import remind_of_clauses, remind_of_disagreements, remind_of_trials
from yihaotong.jobs import schedule
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
    schedule.register("disclosure.trials", timedelta(hours=6), remind_of_trials)
    schedule.register("disclosure.clauses", timedelta(hours=1), remind_of_clauses)
    schedule.register("disclosure.guide", timedelta(hours=6), remind_of_disagreements)
