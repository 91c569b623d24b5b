from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yihaotong.cases"
    label = "cases"
    verbose_name = "工单"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.cases import consumers

        consumers.register()
