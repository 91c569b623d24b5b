"""Two insert-only tables, the queue between them, and the readers' places."""

import json
from typing import Any

from django.db import models
from django.db.models.functions import Now


class Line(models.Model):
    """One act or one read. Never changed; its payload may be erased by law, its digest stays."""

    at = models.DateTimeField("发生时间")
    written_at = models.DateTimeField("写入时间", db_default=Now())
    kind = models.CharField("动作", max_length=60)
    subject = models.CharField("对象", max_length=60)
    actor = models.CharField("行为人", max_length=60)
    payload = models.TextField("内容", null=True)  # noqa: DJ001 — NULL means erased by law, "" would be a lie
    salt = models.BinaryField("盐", null=True)
    digest = models.BinaryField("摘要")

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="journal_line_subject")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.subject}"

    @property
    def erased(self) -> bool:
        return self.payload is None

    @property
    def facts(self) -> dict[str, Any]:
        """The payload: `reason`, `before`, `after`, `via`, each only where there is one; empty once erased."""
        return {} if self.payload is None else json.loads(self.payload)


class Seal(models.Model):
    """The place of one line in the chain. `seq` has no gaps."""

    seq = models.BigIntegerField(primary_key=True)
    line_id = models.BigIntegerField(unique=True)
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.seq} → {self.line_id}"


class Pending(models.Model):
    """A line that waits for its seal; queued by a trigger (see guards). Never found by «id greater than the last»:
    PostgreSQL commits out of order."""

    line_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.line_id)


class Cursor(models.Model):
    """How far one consumer has read, and what stopped it."""

    consumer = models.CharField(primary_key=True, max_length=60)
    seq = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.consumer} @ {self.seq}"
