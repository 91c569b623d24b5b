"""政府信息公开年报: the statutory report of a year, counted from the records (条例 art. 49, 50)."""

from django.apps import AppConfig


class AnnualConfig(AppConfig):
    name = "yihaotong.annual"
    label = "annual"
    verbose_name = "政府信息公开年报"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.annual import consumers

        consumers.register()
