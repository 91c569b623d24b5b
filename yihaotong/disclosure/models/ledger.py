"""Superiors' documents, the clauses they ask for, and local dates in the place of statutory ones."""

from django.db import models
from django.db.models import Q

from yihaotong.disclosure.rules.codes import CLAUSE, DIRECTIVE, OVERRIDE, Progress


class Directive(models.Model):
    """上级文件: a superior's document, as it was received."""

    number = models.CharField("文号", max_length=60)
    sent_by = models.CharField("发文机关", max_length=80)
    title = models.CharField("标题", max_length=160)
    dated = models.DateField("成文日期")
    received_on = models.DateField("收文日期")
    at = models.DateTimeField("录入时间")
    by = models.CharField("录入人", max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sent_by", "number"], name="directive_once")]
        indexes = [models.Index(fields=["received_on", "id"], name="directive_received")]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        return f"{DIRECTIVE}:{self.pk}"


class Clause(models.Model):
    """任务: one thing that a document asks for. `version` goes up with every move; the last words are kept here."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="clauses")
    place = models.CharField("条款", max_length=40)
    text = models.TextField("任务内容")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("完成时限", null=True)
    progress = models.CharField(max_length=20, choices=Progress.choices(), default=Progress.WAITING.value)
    evidence = models.TextField("完成情况", blank=True)
    reported_by = models.CharField(max_length=60, blank=True)
    reported_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "place"], name="clause_once")]
        indexes = [
            models.Index(fields=["progress", "due_on"], name="clause_due"),
            models.Index(fields=["unit", "progress"], name="clause_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.place}"

    @property
    def key(self) -> str:
        return f"{CLAUSE}:{self.pk}"


class ClauseStep(models.Model):
    """One move of a clause: who, when, with which words; never changed. `unit` is the section in charge after it."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.move} of {self.clause_id}"


class DeadlineOverride(models.Model):
    """本地期限: another day than the law's for one limit and one year of report. One holds at a time; others stay."""

    code = models.CharField("事项", max_length=40)
    year = models.PositiveIntegerField("报告年度")
    day = models.DateField("本地期限")
    basis = models.CharField("依据", max_length=200)
    reason = models.CharField("晚于法定期限的理由", max_length=200, blank=True)
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="overrides")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], condition=Q(withdrawn_at=None), name="override_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.day}"

    @property
    def key(self) -> str:
        return f"{OVERRIDE}:{self.pk}"
