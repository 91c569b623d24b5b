from django.db import models


class Key(models.Model):
    """The fingerprints of the keys that sealed this database: a wrong or missing key file is noticed at the start."""

    key_id = models.CharField(primary_key=True, max_length=8)
    fingerprint = models.CharField(max_length=32)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_id
