"""What the requester adds to his own words later."""

from django.db import models

from yihaotong.cases.models.case import Case


class Supplement(models.Model):
    """补充: the citizen's own addition, or what an operator wrote down for him on the telephone. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="supplements")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    text = models.TextField("补充内容")

    def __str__(self) -> str:
        return f"supplement to {self.case_id}"
