from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yihaotong.portal"
    label = "portal"
    verbose_name = "门户"
