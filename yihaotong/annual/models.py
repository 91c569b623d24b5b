"""The report of a year, its editions, what was rewritten or stated for it, and the ledger of its problems."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.annual.rules.codes import Progress
from yihaotong.cases.models.columns import code


class Report(models.Model):
    """年报: one year's. `version` counts its acts (compare and set); `edition` is the number of its newest edition."""

    year = models.PositiveSmallIntegerField("报告年度", unique=True)
    progress = code("draft")
    version = models.PositiveIntegerField(default=1)
    edition = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    moved_at = models.DateTimeField()
    submitted_on = models.DateField("报送日期", null=True)
    receipt = models.CharField("怎样报的", max_length=200, blank=True)
    #: The article by which it goes out, and the edition that is in it.
    article = models.CharField("公布稿", max_length=60, blank=True)
    released_at = models.DateTimeField("公布时间", null=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["article"], name="annual_article", condition=~Q(article=""))]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"annual-report:{self.year}"

    @property
    def at_progress(self) -> Progress:
        return Progress(self.progress)


class Edition(models.Model):
    """One edition as it was finished, never changed. `content` is JSON: rules.drafted.as_json; `digest` its SM3."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="annual_edition_once")]

    def __str__(self) -> str:
        return f"{self.report_id} e{self.number}"

    @property
    def says(self) -> dict[str, Any]:
        return dict(json.loads(self.content))


class Rewriting(models.Model):
    """A paragraph that somebody rewrote: `refs` is JSON, where its figures stand; `drafted` the text it replaces."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="rewritings")
    paragraph = models.CharField(max_length=40)
    text = models.TextField()
    refs = models.JSONField(default=list)
    drafted = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "paragraph"], name="annual_rewriting_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.paragraph}"


class StatedCell(models.Model):
    """A cell of table 2 that no record counts: what it says, and who says so by which source. One holds at a time."""

    year = models.PositiveSmallIntegerField()
    row = models.CharField(max_length=30)
    column = models.CharField(max_length=30)
    value = models.CharField("数字", max_length=20)
    source = models.CharField("来源", max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "row", "column"], condition=Q(ended_at=None), name="annual_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.row}.{self.column}"


class Problem(models.Model):
    """存在的问题: of a year, with its measure; what became of it is reported the year after."""

    year = models.PositiveSmallIntegerField("报告年度")
    words = models.TextField("问题")
    measure = models.TextField("改进措施")
    owner = models.CharField("责任科室", max_length=60, blank=True)
    due = models.DateField("改进期限", null=True)
    outcome = code("open")
    evidence = models.TextField("做了什么", blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    settled_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["year", "id"], name="annual_problem_year", condition=Q(removed_at=None))
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"annual-problem:{self.pk}"


class Step(models.Model):
    """One move of one report: who, when, with which words; `edition` is the one that it was about."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=20)
    edition = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    before = code()
    after = code()
    words = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.move} of {self.report_id}"
