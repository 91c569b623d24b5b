"""公文: whether each is public is settled at its source, after 保密审查 (政府信息公开条例 art. 17, 18)."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yihaotong.documents"
    label = "documents"
    verbose_name = "公文"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.documents import consumers

        consumers.register()
