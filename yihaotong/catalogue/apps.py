"""主动公开基本目录: what must be published, by whom, by when; its versions and their approval."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "yihaotong.catalogue"
    label = "catalogue"
    verbose_name = "公开目录"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.catalogue import consumers

        consumers.register()
