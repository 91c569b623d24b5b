"""The disclosure office: who answers for it, its own rules, what superiors asked for, its guide (条例 art. 4, 12)."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "yihaotong.disclosure"
    label = "disclosure"
    verbose_name = "政务公开"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.disclosure import consumers

        consumers.register()
