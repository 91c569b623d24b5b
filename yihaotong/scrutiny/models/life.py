"""What every record with a life leaves behind: its steps, and the limits that ran."""

import uuid

from django.db import models

from yihaotong.cases.models.columns import code


class Step(models.Model):
    """One move of one record. `words` is JSON of what was filled in; what is personal lies `sealed` instead."""

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    #: The journal's name of the record: "matter:3".
    subject = models.CharField(max_length=60)
    move = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    before = code()
    after = code()
    words = models.TextField(default="{}")
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="step_subject")]

    def __str__(self) -> str:
        return f"{self.move} of {self.subject}"


class Term(models.Model):
    """期限: one limit of one record. `limit` is "" where a paper sets the day itself, and `basis` names the paper."""

    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()
    limit = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=200)
    counts_first_day = models.BooleanField(default=False)
    almanac_version = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="term_subject"),
            models.Index(fields=["due_at"], condition=models.Q(ended_at=None), name="term_running"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
