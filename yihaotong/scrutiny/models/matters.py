"""监督事项: what somebody found wrong with the disclosure, by whichever route it came."""

import uuid

from django.db import models

from yihaotong.cases.models.columns import code


class Matter(models.Model):
    """One matter. Who raised it lies sealed; `about` is the key of the page ("article:3"), `about_title` its title as
    the page handed it on. `due_at` is the nearest limit that runs for the office, `answer_due_at` that of the answer.
    """

    number = models.CharField("监督事项编号", max_length=30, unique=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    #: What marks the form it was sent with: pressed twice, it is one matter.
    submission = models.UUIDField(unique=True, null=True)
    route = code("public")
    origin = code("complaint")
    wrong = code("other")
    urgent = models.BooleanField("紧急", default=False)
    title = models.CharField("概括", max_length=80)
    body = models.TextField("情况")
    about = models.CharField("页面", max_length=80, blank=True)
    about_title = models.CharField("页面标题", max_length=200, blank=True)
    source = models.CharField("提出单位", max_length=80, blank=True)
    paper = models.CharField("文号", max_length=60, blank=True)
    contact = models.BinaryField("联系方式（密封）", null=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    progress = code("registered")
    outcome = code()
    out_of_scope = code()
    answer = models.TextField("答复", blank=True)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.CharField(max_length=60)
    secured_at = models.DateTimeField("撤下时间", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    due_at = models.DateTimeField("最近的期限", null=True)
    answer_due_at = models.DateTimeField("答复期限", null=True)
    #: Whether any limit of it ran out before what it was for was done.
    late = models.BooleanField("有环节超期", default=False)
    reopened = models.PositiveSmallIntegerField("重新办理次数", default=0)
    version = models.PositiveIntegerField(default=1)
    #: Wrong query codes lately, and since when: see actions.tracking.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["progress", "due_at", "id"], name="matter_waiting"),
            models.Index(fields=["unit", "progress"], name="matter_unit"),
            models.Index(fields=["registered_at"], name="matter_registered"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """The journal's name for this matter."""
        return f"matter:{self.pk}"
