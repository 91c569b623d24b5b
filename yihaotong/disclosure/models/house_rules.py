"""The office's own rules (制度) and their versions."""

from django.db import models

from yihaotong.disclosure.rules.codes import HOUSE_RULE
from yihaotong.disclosure.rules.keeping import Span


class HouseRule(models.Model):
    """制度: who keeps it, for whom it is, when it ended. `latest` is the number of its newest version."""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    keeper = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    public = models.BooleanField("向社会公开", default=False)
    latest = models.PositiveIntegerField(default=1)
    ends_on = models.DateField("失效日期", null=True)
    end_basis = models.CharField("失效依据", max_length=200, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"{HOUSE_RULE}:{self.pk}"


class RuleVersion(models.Model):
    """One version of a rule, never changed. `trial_until` is set for a rule on trial alone."""

    rule = models.ForeignKey(HouseRule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField("名称", max_length=120)
    document_no = models.CharField("文号", max_length=60, blank=True)
    text = models.TextField("正文", blank=True)
    in_force_from = models.DateField("起施行日期")
    in_force_until = models.DateField("有效期至", null=True)
    trial_until = models.DateField("试行至", null=True)
    note = models.CharField("改了什么", max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]
        indexes = [
            models.Index(fields=["in_force_from"], name="rule_version_from"),
            models.Index(fields=["document_no"], name="rule_version_no"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.number}"

    @property
    def span(self) -> Span:
        return Span(self.number, self.in_force_from, self.in_force_until, self.trial_until)

    @property
    def key(self) -> str:
        """What its files belong to."""
        return f"{HOUSE_RULE}:{self.rule_id}.{self.number}"
