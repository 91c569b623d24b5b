"""Runs over the exports of other systems, and the rows that cases came from."""

from django.db import models

from yihaotong.cases.models.case import Case
from yihaotong.cases.models.columns import code


class Import(models.Model):
    """导入: one run over one file. `row` is the last row that is done; it moves on with the rows it counts, so a run
    that was killed goes on behind it. Not begun: a file that somebody is looking at before he starts."""

    name = models.CharField("文件名", max_length=255)
    path = models.CharField("位置", max_length=1000)
    uploaded = models.BooleanField("上传的文件", default=False)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    source = models.CharField("来源", max_length=100)
    mapping = models.JSONField(default=dict)
    channel = code("transfer")
    live = models.BooleanField(default=False)
    by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    row = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    archived = models.PositiveIntegerField(default=0)
    already_present = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejects_bytes = models.BigIntegerField(default=0)
    #: About how many rows, for the bar; what the file is, unknown columns, warnings.
    total = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="import_sha256")]

    def __str__(self) -> str:
        return f"{self.pk} {self.source}"

    @property
    def key(self) -> str:
        return f"import:{self.pk}"


class Imported(models.Model):
    """The row a case came from. `number` is unique in its source; a row without one has the file's digest and its
    place in it, and no source. The row as it stood lies sealed: it holds names and telephones."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="imported")
    run = models.ForeignKey(Import, models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField("原行号")
    source = models.CharField("来源", max_length=100, blank=True)
    number = models.CharField("原编号", max_length=100)
    digest = models.BinaryField()
    day_only = models.CharField("只知日期的时间", max_length=60, blank=True)
    sealed = models.BinaryField("原行（密封）")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "source"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
