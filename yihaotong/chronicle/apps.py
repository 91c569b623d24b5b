"""大事记: sourced facts of the organ's year, and what does not apply to it."""

from django.apps import AppConfig


class ChronicleConfig(AppConfig):
    name = "yihaotong.chronicle"
    label = "chronicle"
    verbose_name = "大事记"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.chronicle import consumers

        consumers.register()
