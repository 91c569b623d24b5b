"""At which times quality does something by itself."""

from datetime import timedelta

from yihaotong.jobs import schedule
from yihaotong.quality.actions import draw_due


def register() -> None:
    schedule.register("quality.draw", timedelta(seconds=10), draw_due)
