"""The guide (政府信息公开指南) and its versions."""

import json
from typing import Any

from django.db import models
from django.db.models import Q

from yihaotong.disclosure.rules.codes import GUIDE, Drafting


class Guide(models.Model):
    """One version of the guide: a draft until it is approved, never changed after. `number` is given at approval.

    `content` is JSON by the fields of rules.guides; `version` goes up with every act on a draft.
    """

    number = models.PositiveIntegerField(null=True, unique=True)
    progress = models.CharField(max_length=20, choices=Drafting.choices(), default=Drafting.DRAFT.value)
    content = models.TextField()
    note = models.CharField("改了什么", max_length=200, blank=True)
    in_force_from = models.DateField("起施行日期", null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=60)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField("退回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(progress="approved") | Q(number__isnull=False, in_force_from__isnull=False),
                name="guide_approved_is_dated",
            )
        ]
        indexes = [models.Index(fields=["in_force_from", "number"], name="guide_in_force")]

    def __str__(self) -> str:
        return f"guide {self.number or self.pk}"

    @property
    def key(self) -> str:
        return f"{GUIDE}:{self.pk}"

    @property
    def says(self) -> dict[str, Any]:
        return dict(json.loads(self.content))
