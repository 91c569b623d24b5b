from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "yihaotong.once"
    label = "once"
    verbose_name = "幂等键"
