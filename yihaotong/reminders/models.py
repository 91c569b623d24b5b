"""Reminders, what each person wants of them, and how far a watch over limits has looked."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yihaotong.reminders.rules import SUBJECT_LENGTH, WORDS_LENGTH


class Reminder(models.Model):
    """站内提醒. `subject` is a journal key ("case:12"); `shown_from` is later than `at` where quiet hours held it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    words = models.CharField(max_length=WORDS_LENGTH)
    at = models.DateTimeField()
    shown_from = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "subject"], condition=Q(seen_at=None), name="reminder_unseen_once"
            ),
            # The same act told twice is told once, even after it has been seen.
            models.UniqueConstraint(fields=["person", "kind", "subject", "at"], name="reminder_told_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "shown_from"], name="reminder_unseen", condition=Q(seen_at=None)),
            models.Index(fields=["subject"], name="reminder_about", condition=Q(seen_at=None)),
            models.Index(fields=["at"], name="reminder_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject} for {self.person_id}"


class Preference(models.Model):
    """免打扰: `days` are the digits 1 (Monday) to 7 on which it begins; `muted` are kinds between commas."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    begins = models.TimeField("免打扰起")
    ends = models.TimeField("免打扰止")
    days = models.CharField(max_length=7, blank=True)
    muted = models.TextField(blank=True)
    sound = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"preference of {self.person_id}"


class Watch(models.Model):
    """How far one watch over limits has looked: it goes on there after a pause, however long."""

    name = models.CharField(primary_key=True, max_length=40)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"
