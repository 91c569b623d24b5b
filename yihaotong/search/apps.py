from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yihaotong.search"
    label = "search"
    verbose_name = "检索"
