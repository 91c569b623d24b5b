from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "yihaotong.dispatch"
    label = "dispatch"
    verbose_name = "派单目录"
