"""解读回应参与: interpretations of policy, budgets, answers to proposals, open days, answers to public opinion."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "yihaotong.engagement"
    label = "engagement"
    verbose_name = "解读回应参与"

    def ready(self) -> None:
        # Models exist only after the registry is filled, so what needs them is imported here.
        from yihaotong.engagement import consumers

        consumers.register()
