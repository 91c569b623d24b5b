"""Notices, and the duties that they begin and end."""

from django.db import models
from django.db.models import F, Q

from yihaotong.disclosure.rules.codes import NOTICE, Duty


class Notice(models.Model):
    """机构通知: a numbered document by which duties change, from a day on; never changed itself."""

    number = models.CharField("文号", max_length=60, unique=True)
    title = models.CharField("标题", max_length=120)
    dated = models.DateField("成文日期")
    in_force_from = models.DateField("起施行日期")
    signed_by = models.CharField("签发人", max_length=60)
    at = models.DateTimeField("录入时间")
    by = models.CharField("录入人", max_length=60)

    class Meta:
        indexes = [models.Index(fields=["in_force_from", "id"], name="notice_in_force")]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        return f"{NOTICE}:{self.pk}"


class Tenure(models.Model):
    """任职: a duty held from `since` up to, not including, `until`. `name` stands as the notice has it.

    `person` is empty for somebody without an account; of a section's duty only `unit` is given.
    """

    duty = models.CharField("职务", max_length=20, choices=Duty.choices())
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名", max_length=60, blank=True)
    title = models.CharField("行政职务", max_length=80, blank=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True)
    begun_by = models.ForeignKey(Notice, models.PROTECT, related_name="begun")
    ended_by = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="ended")

    class Meta:
        indexes = [models.Index(fields=["since", "until"], name="tenure_span")]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(until=None, duty__in=["head", "office"]), name="tenure_one_head_one_office"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="tenure_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} since {self.since}"
