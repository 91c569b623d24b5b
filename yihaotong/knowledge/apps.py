"""Knowledge: what is answered to the public, by whom it is owned, and until when it holds; bulletins; templates."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "yihaotong.knowledge"
    label = "knowledge"
    verbose_name = "知识库"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.knowledge import consumers

        consumers.register()
