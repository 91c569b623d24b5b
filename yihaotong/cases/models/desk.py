"""What belongs to those who work on cases, not to the cases: drafts, saved lists, bulk acts, wrong codes."""

import uuid

from django.conf import settings
from django.db import models

from yihaotong.cases.models.case import Case
from yihaotong.cases.models.columns import code


class Draft(models.Model):
    """An operator's own unfinished filing: sealed, without a number, not journalled. Filing turns it into a case."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    #: Its first words, opened for its owner; no column.
    title: str = ""
    #: The number of the running emergency that was raised in it, 0 for none; no column.
    alarm: int = 0

    def __str__(self) -> str:
        return str(self.token)


class LookUp(models.Model):
    """Wrong query codes given for one case: limited by case, so an office behind one address is not shut out."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} wrong codes for {self.case_id}"


class SavedFilter(models.Model):
    """A list of cases somebody comes back to: its name, and its address' query. Whoever reads it sees his own cases."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField("名称", max_length=20)
    query = models.CharField(max_length=2000)
    audience = code("own")
    #: Whose people see it besides its owner, where it is shared with a unit.
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name")]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How somebody wants his lists: which columns ("" for the usual ones), and which saved filter first."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    columns = models.CharField(max_length=300, blank=True)
    start = models.ForeignKey(SavedFilter, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"preference of {self.person_id}"


class BulkAct(models.Model):
    """One move over a selection of cases, made slice by slice; with its rows it is the report. `data` is JSON."""

    token = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    move = code("sign")
    data = models.TextField()
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.move} {self.token}"


class BulkRow(models.Model):
    """One case of the selection: as which version it was chosen, when it was its turn, and why it was refused.

    The number as it was chosen, not the case: a number that was never given out, too, gets its line in the report.
    """

    bulk = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows", db_index=False)
    order_no = models.CharField("工单编号", max_length=24)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(null=True)
    #: "" for a case on which the move was made.
    refusal = models.CharField(max_length=30, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "order_no"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.order_no} in {self.bulk_id}"
