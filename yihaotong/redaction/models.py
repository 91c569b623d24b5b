"""A redaction of one file, its marks, what was suggested. Nothing here decides: see `rules`; written in `actions`."""

import json
import uuid
from typing import Any

from django.db import models

from yihaotong.files.models import File
from yihaotong.redaction.rules import proof as proofs
from yihaotong.redaction.rules.codes import Form, Ground, MarkKind, Origin, Stage


class Redaction(models.Model):
    """遮盖: what is taken out of one file for one subject, and the file that came of it. The source stays as it was."""

    #: The journal's name for what the file belongs to, e.g. "application:12"; its kind is registered in `subjects`.
    subject = models.CharField("所属", max_length=60)
    source = models.ForeignKey(File, models.PROTECT, related_name="+")
    source_sha256 = models.CharField("原件摘要", max_length=64)
    result = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=10, choices=Form.choices())
    progress = models.CharField(max_length=10, choices=Stage.choices(), default=Stage.READING.value)
    version = models.PositiveIntegerField(default=0)
    #: Of a PDF: pages without marks keep the text that is seen, to be copied and searched.
    keep_text = models.BooleanField("保留可复制的文字", default=False)
    pages = models.PositiveIntegerField("页数", default=0)
    pages_done = models.PositiveIntegerField("已处理页数", default=0)
    #: JSON: what the source carries unseen, by code; with which programs the result was made; the proof.
    hidden = models.TextField(default="{}")
    engines = models.TextField(default="{}")
    proof = models.TextField(default="[]")
    attempts = models.PositiveIntegerField(default=0)
    fault = models.CharField("没有做成的原因", max_length=200, blank=True)
    begun_by = models.CharField(max_length=60)
    begun_at = models.DateTimeField()
    made_by = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True)
    reason = models.CharField("退回、撤回的理由", max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="redaction_subject"),
            models.Index(fields=["progress", "id"], name="redaction_stage"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"redaction:{self.pk}"

    @property
    def checks(self) -> list[proofs.Check]:
        return proofs.read(json.loads(self.proof))

    @property
    def proven(self) -> bool:
        return proofs.holds(self.checks)

    @property
    def hidden_found(self) -> dict[str, int]:
        found: dict[str, int] = json.loads(self.hidden)
        return found

    @property
    def engines_used(self) -> dict[str, Any]:
        used: dict[str, Any] = json.loads(self.engines)
        return used


class Mark(models.Model):
    """标记: one thing to take out, on which ground. Its words lie sealed: they are what must not be known."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="marks")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=10, choices=MarkKind.choices())
    sealed = models.BinaryField(default=b"")
    #: The digest under which the same word is known again, within this redaction only.
    word_index = models.BinaryField(default=b"", max_length=32)
    #: A page from 1, or a paragraph from 0; of a word 0.
    place = models.PositiveIntegerField(default=0)
    #: Of a box in ten-thousandths of the seen page; of a range `left` and `right` are its characters.
    left = models.PositiveIntegerField(default=0)
    top = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    bottom = models.PositiveIntegerField(default=0)
    ground = models.CharField(max_length=10, choices=Ground.choices())
    origin = models.CharField(max_length=10, choices=Origin.choices())
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["redaction", "kind", "word_index", "place", "left", "top", "right", "bottom"],
                name="mark_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.redaction_id} {self.kind} {self.place}"

    @property
    def context(self) -> str:
        """What its words are sealed for."""
        return f"redaction:{self.redaction_id}:mark:{self.key}"


class Suggestion(models.Model):
    """建议: personal data that was found by its pattern, once for each text, however often it stands there."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="suggestions")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=12)
    sealed = models.BinaryField()
    word_index = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField(default=1)
    first_place = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["redaction", "word_index"], name="suggestion_once")]

    def __str__(self) -> str:
        return f"{self.redaction_id} {self.kind}"

    @property
    def context(self) -> str:
        return f"redaction:{self.redaction_id}:suggestion:{self.key}"
