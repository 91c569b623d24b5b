"""What several tables say in the same way."""

from django.db import models


def code(default: str = "") -> models.CharField:
    """A column for one of the codes of `rules`; "" where none has been given yet."""
    return models.CharField(max_length=20, blank=not default, default=default)
