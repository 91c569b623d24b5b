"""What one shift leaves to the next, what a shift leader looks at again, and how much somebody did on a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yihaotong.cases.models.case import Case
from yihaotong.cases.models.columns import code


class FollowUp(models.Model):
    """待跟进: a case that somebody will come back to himself, and why: sealed, since a name may stand in it."""

    token = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sealed = models.BinaryField("要做什么（密封）")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "owner"], condition=Q(done_at=None), name="follow_up_open_once")
        ]

    def __str__(self) -> str:
        return f"follow-up of {self.case_id}"


class Handover(models.Model):
    """交班: from whom to whom, made by whom, when; accepted once the receiver has looked at it."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"handover {self.pk}"

    @property
    def key(self) -> str:
        return f"handover:{self.pk}"


class HandoverPart(models.Model):
    """One thing handed over: "draft" or "follow_up" by its token, "emergency" by its number written as one."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="parts")
    kind = code("draft")
    token = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.handover_id}"


class VoidCheck(models.Model):
    """抽查无效: a shift leader has looked at a case that was made void, and found that rightly so."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="void_check")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"check of {self.case_id}"


class Tally(models.Model):
    """How many moves somebody made on a day; `line` is the last line counted, so that no line counts twice."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    moves = models.PositiveIntegerField(default=0)
    line = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "day"], name="tally_day")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day}: {self.moves}"
