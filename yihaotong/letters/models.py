"""Versions of templates, numbers, and letters as they went out."""

from django.db import models

from yihaotong.letters.rules import wording


class Template(models.Model):
    """模板: one that the office has edited. `released` is the version in force, 0 for the shipped text.

    `latest` counts the versions; `turned_down` is the last that was not released.
    """

    code = models.CharField(primary_key=True, max_length=40)
    latest = models.PositiveIntegerField(default=0)
    released = models.PositiveIntegerField(default=0)
    turned_down = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.code

    @property
    def key(self) -> str:
        return f"letter_template:{self.code}"

    @property
    def awaits_release(self) -> bool:
        return self.latest > max(self.released, self.turned_down)


class Version(models.Model):
    """One version of one template, never changed; what became of it is noted once. `content` is canonical JSON."""

    template = models.ForeignKey(Template, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    note = models.CharField("改了什么", max_length=200, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=60, blank=True)
    turned_down_at = models.DateTimeField(null=True)
    turned_down_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField("不准发布的理由", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="letter_version_once")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class Tally(models.Model):
    """The last number that was given in one series and year."""

    series = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="letter_tally_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class Stretch(models.Model):
    """号段: numbers of one series and year that were used on paper, from `first` to `last`; ours go on behind them."""

    series = models.CharField("代字", max_length=20)
    year = models.PositiveIntegerField("年份")
    first = models.PositiveIntegerField("从")
    last = models.PositiveIntegerField("到")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name_plural = "stretches"
        constraints = [models.UniqueConstraint(fields=["series", "year", "first"], name="letter_stretch_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year} {self.first}–{self.last}"

    @property
    def key(self) -> str:
        return f"letter_stretch:{self.pk}"


class Number(models.Model):
    """文号: given once, never again; one that was made void stays, with its reason."""

    series = models.CharField("代字", max_length=20)
    year = models.PositiveIntegerField("年份")
    count = models.PositiveIntegerField("序号")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year", "count"], name="letter_number_once")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return wording.number(self.series, self.year, self.count)

    @property
    def key(self) -> str:
        return f"letter_number:{self.pk}"


class Letter(models.Model):
    """文书: what went out, never changed afterwards; a corrected one is another that names it in `corrects`.

    `template_code` "" for a letter without a template, `template_version` 0 for the shipped text, whose digest is
    `template_sm3`. `sealed` holds the facts and the whole text, sealed; the two files lie in the area `files`.
    """

    subject = models.CharField(max_length=60)
    template_code = models.CharField(max_length=40, blank=True)
    template_version = models.PositiveIntegerField(default=0)
    template_sm3 = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=80)
    number = models.OneToOneField(Number, models.PROTECT, null=True, related_name="letter")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    token = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    docx_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="letter_subject")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"letter:{self.pk}"

    @property
    def shown_number(self) -> str:
        return self.number.shown if self.number else ""
