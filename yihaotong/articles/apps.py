"""Articles: what is published, after three people have reviewed it (三审三校), and what became of it."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "yihaotong.articles"
    label = "articles"
    verbose_name = "公开信息"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.articles import consumers, redacting
        from yihaotong.redaction import subjects

        consumers.register()
        subjects.register(redacting.KIND, redacting.SUBJECT)
