"""监督保障: complaints, surveys, responsibility, assessment, training (政府信息公开条例 art. 46–53)."""

from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "yihaotong.scrutiny"
    label = "scrutiny"
    verbose_name = "监督保障"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.scrutiny import consumers

        consumers.register()
