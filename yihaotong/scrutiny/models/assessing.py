"""考核: the plans of the years, and the results of sections and people with all they were made of."""

from django.db import models

from yihaotong.cases.models.columns import code


class AssessmentPlan(models.Model):
    """考核方案: one version for one year. `content` is JSON, see rules.assessment.read."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    content = models.TextField()
    reason = models.CharField("修改理由", max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="assessment_plan_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.version}"


class Assessment(models.Model):
    """考核结果: of a section, or of a person in it, for one year, by one version of the plan."""

    plan = models.ForeignKey(AssessmentPlan, models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    progress = code("draft")
    #: None while nothing of it has data.
    hundredths = models.PositiveIntegerField("得分（百分之一分）", null=True)
    reckoned_at = models.DateTimeField("计算时间")
    shown_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField("审定时间", null=True)
    fixed_by = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit"], condition=models.Q(person=None), name="assessment_once_a_section"
            ),
            models.UniqueConstraint(
                fields=["year", "unit", "person"], condition=models.Q(person__isnull=False), name="assessment_once_each"
            ),
        ]
        indexes = [models.Index(fields=["year", "progress"], name="assessment_year")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"assessment:{self.pk}"


class Mark(models.Model):
    """The score of one item: `hundredths` None where nothing was to be counted or nobody has scored it yet.

    `rows` is JSON: the records behind an automatic figure, as they were when it was reckoned.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="marks")
    item = models.CharField(max_length=20)
    hundredths = models.PositiveIntegerField(null=True)
    numerator = models.IntegerField(default=0)
    denominator = models.IntegerField(default=0)
    rows = models.TextField(default="[]")
    reason = models.TextField("理由", blank=True)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "item"], name="mark_once_an_item")]

    def __str__(self) -> str:
        return f"{self.item} of {self.assessment_id}"


class Adjustment(models.Model):
    """加分、扣分: signed hundredths with the reason and, where there is one, the key of the record it rests on."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="adjustments")
    hundredths = models.IntegerField()
    reason = models.TextField("理由")
    about = models.CharField("依据的记录", max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.hundredths} on {self.assessment_id}"
