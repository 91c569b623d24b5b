"""Redaction: what must not be given out is taken out of a PDF, a DOCX or a picture for good, with its proof."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    name = "yihaotong.redaction"
    label = "redaction"
    verbose_name = "遮盖"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.redaction import consumers

        consumers.register()
