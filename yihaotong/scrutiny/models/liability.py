"""责任追究: who answers for it. Names, facts and statements lie sealed in its steps."""

from django.db import models

from yihaotong.cases.models.columns import code
from yihaotong.scrutiny.models.matters import Matter


class Liability(models.Model):
    """One case of 责任追究, of one section; `person` where the one concerned has an account."""

    ground = code()
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="liabilities")
    progress = code("opened")
    measure = code()
    ruling = code()
    organ = models.CharField("决定机关", max_length=80, blank=True)
    paper = models.CharField("文号", max_length=60, blank=True)
    opened_at = models.DateTimeField("立案时间")
    decided_on = models.DateField("决定日期", null=True)
    delivered_on = models.DateField("送达日期", null=True)
    ended_at = models.DateTimeField("结案时间", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["progress", "id"], name="liability_progress"),
            models.Index(fields=["decided_on"], name="liability_decided"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"liability:{self.pk}"
