"""The training ledger (条例 art. 48)."""

from django.db import models


class Session(models.Model):
    """一次培训."""

    held_on = models.DateField("日期")
    title = models.CharField("主题", max_length=80)
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1)
    trainer = models.CharField("授课人", max_length=60)
    material = models.CharField("材料", max_length=200, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["held_on", "title"], name="session_once_a_day")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"training:{self.pk}"


class Attendance(models.Model):
    """签到: somebody with an account, or a name; the section he belonged to then."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名", max_length=60)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    score = models.PositiveSmallIntegerField("成绩", null=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=models.Q(person__isnull=False), name="attendance_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["session", "name", "unit"], condition=models.Q(person=None), name="attendance_once_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"attendance at {self.session_id}"


class TrainingPlan(models.Model):
    """年度培训计划: hours for each person of a section, and how many sessions; one version is the newest."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    hours = models.PositiveSmallIntegerField("人均学时")
    sessions = models.PositiveSmallIntegerField("场次")
    reason = models.CharField("依据", max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="training_plan_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.version}"
