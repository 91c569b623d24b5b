"""依申请公开: requests for government information, from receipt to relief (政府信息公开条例 ch. 4)."""

from contextlib import suppress

from django.apps import AppConfig
from django.conf import settings

from yihaotong.applications.rules import local, tables


class ApplicationsConfig(AppConfig):
    name = "yihaotong.applications"
    label = "applications"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.applications import consumers, redacting
        from yihaotong.redaction import subjects

        consumers.register()
        subjects.register(redacting.KIND, redacting.SUBJECT)
        # A city's file that is wrong is named before anything starts (project.readiness); until then the law's hold.
        with suppress(ValueError):
            tables.adopt(local.read(settings.CITY.get("disclosure", {}).get("limits", {})))
