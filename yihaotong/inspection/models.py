"""Records of 自查: what was set stricter, which row is which column, probes, the monthly list."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.accounts.models import Unit
from yihaotong.cases.models.columns import code


class Stricter(models.Model):
    """A limit of this city in the place of the one that ships: never a looser one."""

    indicator = models.CharField("指标", max_length=30, primary_key=True)
    limit = models.CharField("本单位的界限", max_length=12)
    reason = models.CharField("依据", max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "stricter"

    def __str__(self) -> str:
        return f"{self.indicator} {self.limit}"


class Column(models.Model):
    """Which kind of column a row of the catalogue is, where the office says otherwise than rules.columns."""

    row_key = models.CharField("目录条目", max_length=12, primary_key=True)
    cadence = code("own")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.row_key} {self.cadence}"


class Probe(models.Model):
    """探测: one visit to our own address. `milliseconds` until it had opened, or until it was given up."""

    at = models.DateTimeField()
    answered = models.BooleanField()
    milliseconds = models.PositiveIntegerField()
    said = models.CharField("怎样", max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="probe_at")]

    def __str__(self) -> str:
        return f"{self.at} {self.milliseconds} ms"


class Monthly(models.Model):
    """月度自查清单: how things stood when the month began, what was to be done, and who signed it.

    `month` is its first day; `points` what is left of 100 in tenths; `standing` is JSON: by indicator its light, what
    was measured and what was deducted. `version` counts its moves.
    """

    month = models.DateField("月份", unique=True)
    made_at = models.DateTimeField()
    tenths = models.PositiveIntegerField("得分（十分之一分）")
    vetoes = models.PositiveIntegerField("单项否决")
    standing = models.JSONField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField("签字人", max_length=60, blank=True)
    said = models.CharField("签字意见", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "monthly"

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"inspection:{self.pk}"

    @property
    def points(self) -> str:
        """What is left of 100: 99.3."""
        return f"{self.tenths / 10:g}"

    @property
    def name(self) -> str:
        """As it stands in addresses: 2026-11."""
        return f"{self.month:%Y-%m}"


class Item(models.Model):
    """One thing to do of a monthly list. `subject` is the key of the record it is about, "" for the indicator."""

    monthly = models.ForeignKey(Monthly, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField("序号")
    indicator = models.CharField("指标", max_length=30)
    subject = models.CharField(max_length=80, blank=True)
    #: What its page goes by, where that is not in the key.
    number = models.CharField(max_length=30, blank=True)
    words = models.CharField("要做什么", max_length=300)
    weight = code("advice")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="责任科室")
    due_at = models.DateTimeField("触线时间", null=True)
    progress = code("open")
    evidence = models.CharField("办理情况", max_length=300, blank=True)
    until = models.DateField("推迟到", null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["monthly", "place"], name="inspection_place_once"),
            models.CheckConstraint(
                condition=Q(progress="open") | Q(settled_at__isnull=False) & ~Q(evidence=""),
                name="inspection_settled_with_words",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["progress", "unit"], name="inspection_open")]

    def __str__(self) -> str:
        return f"{self.monthly_id}/{self.place}"
