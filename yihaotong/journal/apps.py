from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "yihaotong.journal"
    label = "journal"
    verbose_name = "日志"
