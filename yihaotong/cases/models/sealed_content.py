"""What people wrote of a case, taken out of its rows."""

from django.db import models

from yihaotong.cases.models.case import Case


class SealedContent(models.Model):
    """封存内容: all words of a case declined as OOS-4, by table, row and column; the rows themselves say it is sealed.

    Restoring the case puts the words back, and this row goes.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="sealed_content")
    token = models.CharField(max_length=32)
    sealed = models.BinaryField("内容（密封）")
    at = models.DateTimeField("封存时间")

    def __str__(self) -> str:
        return f"content of {self.case_id}"
