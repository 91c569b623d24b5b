"""The texts that can be found, and how the index over them stands. The index itself is in `tables`."""

from django.db import models


class Indexed(models.Model):
    """One document in its plain form. `key` is the collection's code above the document's number; `rank`, by which the
    index itself knows it, sorts the newest highest: see `rules.documents`.
    """

    key = models.BigIntegerField(primary_key=True)
    rank = models.BigIntegerField()
    open_text = models.TextField()
    inner_text = models.TextField(default="")
    tags = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["rank"], name="search_rank")]

    def __str__(self) -> str:
        return str(self.key)


class Build(models.Model):
    """The one row that says which table of grams serves, and how far a rebuilding has come: `reached` is a key.

    Whoever writes to the index locks it first, so that what was read of the documents is still true when it is written.
    """

    slot = models.PositiveSmallIntegerField(default=0)
    reached = models.BigIntegerField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"slot {self.slot}, reached {self.reached}"
