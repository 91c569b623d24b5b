"""Letters: editable templates, numbers, and the written thing as DOCX and PDF (GB/T 9704-2012)."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "yihaotong.letters"
    label = "letters"
    verbose_name = "文书"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.journal import verifying as journal
        from yihaotong.letters import verifying

        journal.register(verifying.check)
