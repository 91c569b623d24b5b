"""Sheets, scores on them, and appeals against these."""

from django.db import models

from yihaotong.cases.models.columns import code
from yihaotong.quality.models.draws import Sample


class Sheet(models.Model):
    """评分表: one version of one sheet. `content` is JSON, see rules.sheets.read."""

    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    content = models.TextField()
    reason = models.CharField("修改理由", max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="sheet_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Score(models.Model):
    """评分: what one person answered on a sheet about a sample. Until `submitted_at` it is his own draft.

    `answers` and `notes` are JSON by the items' codes. The appeal's clock is told as a case's clocks are.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="scores")
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="+")
    part = code("main")
    scorer = models.CharField(max_length=60)
    answers = models.TextField(default="{}")
    notes = models.TextField(default="{}")
    note = models.TextField("总评", blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    hundredths = models.PositiveIntegerField(null=True)
    vetoed = models.BooleanField(default=False)
    appeal_limit = models.CharField(max_length=12, blank=True)
    appeal_basis = models.CharField(max_length=200, blank=True)
    appeal_until = models.DateTimeField("申诉截止", null=True)
    almanac_version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "scorer", "part"], name="score_once_a_scorer"),
            # Two at once: the second of them is told.
            models.UniqueConstraint(
                fields=["sample", "part"],
                condition=models.Q(submitted_at__isnull=False, part__in=["main", "ruling"]),
                name="score_that_counts_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.sample_id}"


class Appeal(models.Model):
    """申诉: the person is not content with his score; somebody else decides."""

    sample = models.OneToOneField(Sample, models.PROTECT, primary_key=True, related_name="appeal")
    at = models.DateTimeField()
    reason = models.TextField("申诉理由")
    limit = models.CharField(max_length=12)
    basis = models.CharField(max_length=200)
    due_at = models.DateTimeField("裁定期限")
    almanac_version = models.BigIntegerField(default=0)
    hundredths_before = models.PositiveIntegerField()
    decided_at = models.DateTimeField(null=True, db_index=True)
    decided_by = models.CharField(max_length=60, blank=True)
    changed = models.BooleanField("改评", default=False)
    words = models.TextField("裁定理由", blank=True)

    def __str__(self) -> str:
        return f"appeal on {self.sample_id}"
