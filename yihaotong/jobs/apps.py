from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yihaotong.jobs"
    label = "jobs"
    verbose_name = "定时作业"
