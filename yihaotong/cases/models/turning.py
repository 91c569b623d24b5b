"""What people wrote down where a case left the straight way: a unit gave it back, an arbiter ruled, it ended early."""

from django.db import models

from yihaotong.cases.models.case import Case, Leg
from yihaotong.cases.models.columns import code


class Return(models.Model):
    """退单: a unit says that the case is not its own, on what basis, and whose it is. It waits for a ruling."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="return_requests")
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", db_index=False)
    #: Where it came from, and goes back to when the arbiter overrules it.
    origin = code("dispatched")
    reason = code("other")
    basis = models.TextField()
    proposed = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"return of {self.case_id} by {self.unit_id}"


class Ruling(models.Model):
    """裁定: what an arbiter said of a return, and why. A precedent for the next one in the same category."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rulings")
    on = models.OneToOneField(Return, models.PROTECT, related_name="ruling")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    upheld = models.BooleanField()
    reason = models.TextField()
    #: Upheld: the unit it went to, NULL when the dispatcher shall find one; `final`: that unit cannot return it.
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    final = models.BooleanField(default=False)
    category = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["category", "-id"], name="ruling_category")]

    def __str__(self) -> str:
        return f"ruling on {self.on_id}"


class Remark(models.Model):
    """说明: by which move a case took another way, on which ground, and in whose words.

    `code` is the move's own code (无效原因, OOS, the special line), `text` what the person wrote, `told` what the
    citizen was told, `moment` when it happened if not now; reopening keeps the first closing there. `other`: another
    case that the move names.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="remarks")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    move = code("void")
    code = code()
    basis = models.CharField(max_length=200, blank=True)
    told = models.TextField(blank=True)
    text = models.TextField(blank=True)
    moment = models.DateTimeField(null=True)
    other = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.move} of {self.case_id}"
