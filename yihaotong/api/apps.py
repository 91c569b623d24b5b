from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "yihaotong.api"
    label = "api"
    verbose_name = "接口"
