"""What is entered of the organ's year, and what does not apply to it.

An entry is never changed: a correction is a new entry that `replaces` the old one, which stays and says when and why it
ended. What counts is what has not ended.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.accounts.models import Unit
from yihaotong.cases.models.columns import code
from yihaotong.chronicle.rules.rounding import stated


class Entry(models.Model):
    """What every entry has besides its own columns. `unit` is the section of whoever entered it, None for the office.

    `submission` marks an entry that came by a table, so that the same table brought twice is one.
    """

    PREFIX: ClassVar[str]

    source = models.CharField("来源", max_length=200, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="登记科室")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_why = models.CharField("更正、撤销的理由", max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"{self.PREFIX}:{self.pk}"


class MediaReport(Entry):
    """媒体报道: one report or, with `count`, so many of one series in one outlet."""

    PREFIX = "media"

    outlet = models.CharField("媒体", max_length=60)
    column_name = models.CharField("栏目", max_length=60, blank=True)
    on = models.DateField("日期")
    theme = models.CharField("主题", max_length=120)
    original = models.BooleanField("原创报道", default=True)
    media_kind = code("paper")
    link = models.CharField("链接", max_length=300, blank=True)
    count = models.PositiveIntegerField("篇（条）数", default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on", "id"], name="media_on", condition=Q(ended_at=None))]


class Reception(Entry):
    """接待来访: one delegation, or with `batches` so many of one kind on a day. `persons` is exact; None: not known."""

    PREFIX = "reception"

    on = models.DateField("日期")
    delegation = models.CharField("团组", max_length=120)
    level = code("other")
    persons = models.PositiveIntegerField("人数", null=True)
    batches = models.PositiveIntegerField("批次", default=1)
    theme = models.CharField("主题", max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on", "id"], name="reception_on", condition=Q(ended_at=None))]


class Evaluation(Entry):
    """外部评价与荣誉: rank `rank` of `of_how_many` in `region`, or an award without either."""

    PREFIX = "evaluation"

    on = models.DateField("日期")
    body = models.CharField("评价机构", max_length=80)
    title = models.CharField("名称", max_length=120)
    method = models.CharField("办法", max_length=120, blank=True)
    rank = models.PositiveIntegerField("名次", null=True)
    of_how_many = models.PositiveIntegerField("参评数", null=True)
    region = models.CharField("范围", max_length=40, blank=True)
    certificate = models.CharField("证书", max_length=120, blank=True)
    kind = code("honour")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on", "id"], name="evaluation_on", condition=Q(ended_at=None))]


class StatedFigure(Entry):
    """外来数字: a figure that another system counts, as that system states it.

    `value` in `unit_of_count`; `at_least`: the source itself says 余; `source_key`: the row, document or query of the
    source; `as_of`: the day on which it stood so.
    """

    PREFIX = "stated"

    measure = models.CharField("代码", max_length=60)
    label = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("统计期", max_length=40, blank=True)
    value = models.DecimalField("数值", max_digits=18, decimal_places=4)
    at_least = models.BooleanField("来源写作“余”", default=False)
    unit_of_count = models.CharField("单位", max_length=12, blank=True)
    source_key = models.CharField("来源中的位置", max_length=120, blank=True)
    as_of = models.DateField("截至")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "measure", "period"], condition=Q(ended_at=None), name="stated_once"
            )
        ]

    @property
    def words(self) -> str:
        """The figure as it is written: "846542", "95.05", "600 余"."""
        return stated(self.value, at_least=self.at_least)


class NotApplicable(models.Model):
    """不涉及: a statement that a matter of art. 20 does not apply; approved, it holds from `since` to `until`.

    `version` counts its moves (compare and set).
    """

    PREFIX: ClassVar[str] = "inapplicable"

    matter = models.CharField("事项", max_length=40)
    label = models.CharField("事项名称", max_length=60)
    reason = models.CharField("理由", max_length=300)
    basis = models.CharField("依据", max_length=200)
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    progress = code("proposed")
    version = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="登记科室")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    note = models.CharField("意见、结束的理由", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(progress="proposed") | Q(progress="approved", until=None),
                name="inapplicable_once",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"{self.PREFIX}:{self.pk}"

    def holds_on(self, day: date) -> bool:
        return self.progress == "approved" and self.since <= day and (self.until is None or day <= self.until)
