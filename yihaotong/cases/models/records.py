"""What people wrote down about a case on its way."""

from django.db import models

from yihaotong.cases.models.case import Case
from yihaotong.cases.models.columns import code


class Contact(models.Model):
    """联系记录: the unit spoke, or tried to speak, with the requester."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    means = code("phone")
    reached = models.BooleanField()
    note = models.TextField()

    def __str__(self) -> str:
        return f"contact on {self.case_id}"


class Reply(models.Model):
    """答复: proposed by the handler, then made by whoever signs. The newest one made is the case's answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="replies")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    proposed = models.BooleanField(default=False)
    outcome = code("solved")
    text = models.TextField()
    no_contact = code()
    #: A direct answer: the knowledge entry or bulletin it quotes, in which version; or why it was given without one.
    entry = models.CharField(max_length=20, blank=True, default="")
    entry_version = models.PositiveIntegerField(null=True)
    ground = models.TextField(blank=True, default="")
    #: When the leader gave a proposal back to be written anew.
    handed_back_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reply to {self.case_id}"


class Review(models.Model):
    """审核: a reviewer passed a reply, or sent it back with his reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    passed = models.BooleanField()
    reason = code()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"review of {self.case_id}"


class Conclusion(models.Model):
    """认定: a supervisor closed a case whose requester is not content, and says why. Once for each closing."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="conclusions")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    ground = code("unreasonable")
    note = models.TextField()

    def __str__(self) -> str:
        return f"conclusion of {self.case_id}"


class CallBack(models.Model):
    """回访: one attempt. `reached` False: nobody answered, and no answer is filled in for him."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    reached = models.BooleanField()
    contacted = models.BooleanField(null=True)
    solved = code()
    satisfaction = code()
    attitude = code()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"call-back on {self.case_id}"


class Evaluation(models.Model):
    """评价: the citizen's own word, once."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="evaluation")
    at = models.DateTimeField()
    solved = code("no")
    satisfaction = code("dissatisfied")
    attitude = code()
    #: Of the hotline's own taking of the call, apart from the result (一次一评).
    service = code()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"evaluation of {self.case_id}"
