"""The plan by which work is sampled, each draw, and what was drawn."""

from django.db import models

from yihaotong.cases.models.columns import code


class Plan(models.Model):
    """抽样方案: one version. `lines` is JSON, see rules.sampling.read_lines; without any, the shipped plan holds."""

    version = models.PositiveIntegerField(primary_key=True)
    lines = models.TextField()
    reason = models.CharField("修改理由", max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"plan {self.version}"


class Draw(models.Model):
    """抽样: one span, drawn by one version of the plan with one seed. `piles` is JSON: how far it is.

    It looks at the journal's lines after `low` up to `high`: those that could tell of the span when the draw began.
    """

    per = code("week")
    since = models.DateField("起")
    until = models.DateField("止（不含）")
    plan_version = models.PositiveIntegerField()
    #: The lines of that version, so that a draw can be repeated whatever becomes of the plan.
    lines = models.TextField()
    seed = models.CharField(max_length=32)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    cursor = models.BigIntegerField()
    piles = models.TextField(default="[]")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["per", "since"], name="draw_once_a_span")]

    def __str__(self) -> str:
        return f"{self.per} {self.since}"

    @property
    def portion(self) -> int:
        """How much of the lines has been looked at, in percent."""
        return 100 if self.high <= self.low else (self.cursor - self.low) * 100 // (self.high - self.low)


class Sample(models.Model):
    """样本: one piece of one person's work. `line` is its line in the journal; `hundredths` the result that counts."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="samples")
    line = models.BigIntegerField(unique=True)
    work = code("filing")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", db_index=False)
    #: The unit that led the case, of a unit's work; NULL is the centre's.
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("工作时间")
    why = models.TextField("为什么抽到")
    blind = models.BooleanField("匿名评", default=False)
    progress = code("waiting")
    hundredths = models.PositiveIntegerField("得分（百分之一分）", null=True)
    vetoed = models.BooleanField(default=False)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["progress", "work", "at", "id"], name="sample_waiting"),
            models.Index(fields=["person", "scored_at"], name="sample_person"),
            models.Index(fields=["scored_at"], name="sample_scored"),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"

    @property
    def key(self) -> str:
        """The journal's name for this sample."""
        return f"sample:{self.pk}"
