from django.db import models


class Timer(models.Model):
    """When one recurring job is due next, and what stopped it last."""

    job = models.CharField(primary_key=True, max_length=60)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.job} @ {self.next_at}"
