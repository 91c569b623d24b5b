"""Quality: samples of finished work, scored on a sheet, open to appeal."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "yihaotong.quality"
    label = "quality"
    verbose_name = "质检"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.quality import consumers

        consumers.register()
