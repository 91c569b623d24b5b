"""Emergencies: somebody is in danger, or was thought to be. They begin before there is a case, and outlive the call."""

from django.conf import settings
from django.db import models

from yihaotong.cases.models.case import Case
from yihaotong.cases.models.columns import code


class Emergency(models.Model):
    """特急报告: the alarm, who knew of it when, what the duty office was told, and how it ended.

    `submission` is the token of the form in which it was raised; the case filed from that form is tied to it.
    Its clock stands here, since there may be no case yet: limit and basis as the profile gave them. `owner` sees it
    through since it was handed over to him (交班); before that it is whoever raised it.
    """

    submission = models.UUIDField("提交标识", unique=True, null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="emergencies")
    raised_at = models.DateTimeField("报急时间")
    raised_by = models.CharField("报急人", max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    danger = code("other")
    what = models.TextField("情况", blank=True)
    place = models.CharField("地点", max_length=300, blank=True)
    line = code()
    put_through_at = models.DateTimeField("转专线时间", null=True)
    put_through_by = models.CharField(max_length=60, blank=True)
    seen_at = models.DateTimeField("班长知悉时间", null=True)
    seen_by = models.CharField(max_length=60, blank=True)
    limit = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField("值班报告到期", null=True)
    almanac_version = models.BigIntegerField(default=0)
    reported_at = models.DateTimeField("报告时间", null=True)
    reported_by = models.CharField(max_length=60, blank=True)
    reported_to = models.CharField("报给谁", max_length=100, blank=True)
    means = code()
    report = models.TextField("报告全文", blank=True)
    closed_at = models.DateTimeField("了结时间", null=True)
    closed_by = models.CharField(max_length=60, blank=True)
    false_alarm = models.BooleanField("误报", default=False)
    ending = models.TextField("结果", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["raised_at"], name="emergency_raised_at"),
            models.Index(fields=["due_at"], name="emergency_open", condition=models.Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"emergency {self.pk}"

    @property
    def key(self) -> str:
        """The journal's name for this emergency."""
        return f"emergency:{self.pk}"
