from datetime import timedelta

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "yihaotong.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        from yihaotong.jobs import schedule
        from yihaotong.once import actions

        schedule.register("once.sweep", timedelta(hours=1), actions.sweep)
