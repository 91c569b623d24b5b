"""自查: the thresholds of 国办秘函〔2019〕19号 as countdowns, and the monthly list of what to do."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "yihaotong.inspection"
    label = "inspection"
    verbose_name = "自查"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.inspection import consumers

        consumers.register()
