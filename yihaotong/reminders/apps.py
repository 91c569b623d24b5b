from datetime import timedelta

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "yihaotong.reminders"
    label = "reminders"
    verbose_name = "站内提醒"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.jobs import schedule
        from yihaotong.reminders.actions import sweep

        schedule.register("reminders.sweep", timedelta(hours=1), sweep)
