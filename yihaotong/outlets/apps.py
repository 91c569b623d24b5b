"""发布渠道: one reviewed version to every outlet, with receipts, and back from all of them."""

from django.apps import AppConfig


class OutletsConfig(AppConfig):
    name = "yihaotong.outlets"
    label = "outlets"
    verbose_name = "发布渠道"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.outlets import consumers

        consumers.register()
