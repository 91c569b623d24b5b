from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "yihaotong.project"
    label = "project"
    verbose_name = "一号通"
