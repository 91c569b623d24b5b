from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    name = "yihaotong.almanac"
    label = "almanac"
    verbose_name = "日历"
