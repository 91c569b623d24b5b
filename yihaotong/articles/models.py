"""Articles, their versions, what reviewers signed, what went out, and what was found wrong afterwards.

The public sees an article through its `standing` release alone, and a release cannot be written without three reviews
by three people of one digest: the columns say so to the database, the gate (rules.gate) to whoever asks.
"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yihaotong.accounts.models import Unit
from yihaotong.articles.rules.codes import Progress
from yihaotong.cases.models.columns import code


class Article(models.Model):
    """稿件: `version` counts its moves (compare and set); `latest` is what is worked on, `standing` what is public."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任部门")
    author = models.CharField("作者", max_length=60)
    written_at = models.DateTimeField("起草时间")
    index_number = models.CharField("索引号", max_length=60, unique=True)
    progress = code("draft")
    moved_at = models.DateTimeField("到这一环节的时间")
    version = models.PositiveIntegerField(default=1)
    latest = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    standing = models.ForeignKey("Release", models.PROTECT, null=True, related_name="+")
    #: When the level that is waited for is due, and by which calendar that was reckoned.
    due_at = models.DateTimeField(null=True)
    almanac_version = models.PositiveIntegerField(default=0)
    #: When it goes out by itself; who wanted it so.
    release_at = models.DateTimeField(null=True)
    scheduled_by = models.CharField(max_length=60, blank=True)
    correcting = models.CharField("更正理由", max_length=400, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField("撤下理由", max_length=400, blank=True)
    #: The client's or the table's own mark, so that the same draft sent twice is one.
    submission = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 — most have none

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["progress", "due_at", "id"], name="article_waiting"),
            models.Index(fields=["release_at"], name="article_scheduled", condition=Q(release_at__isnull=False)),
            models.Index(fields=["unit", "moved_at"], name="article_unit"),
            models.Index(fields=["moved_at", "id"], name="article_moved"),
            models.Index(fields=["author", "progress"], name="article_author"),
            models.Index(fields=["withdrawn_at"], name="article_withdrawn", condition=Q(withdrawn_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(progress="released") | Q(standing__isnull=False), name="article_released_by_a_release"
            ),
            models.CheckConstraint(
                condition=Q(release_at__isnull=True) | Q(progress="approved"), name="article_scheduled_when_approved"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"article:{self.pk}"

    @property
    def at_progress(self) -> Progress:
        return Progress(self.progress)

    @property
    def shown(self) -> "Release":
        """The release the public sees, or saw. Raises Article.DoesNotExist where there was none."""
        if self.standing is None:
            raise Article.DoesNotExist
        return self.standing

    @property
    def is_public(self) -> bool:
        return self.standing_id is not None and self.withdrawn_at is None


class Version(models.Model):
    """One version, never changed, unless it is purged: then `content` is empty. It is canonical JSON, `digest` its
    SHA-256 for good; the rest repeats it for lists."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    note = models.CharField("改了什么", max_length=200, blank=True)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    title = models.CharField("名称", max_length=120)
    row_key = models.CharField("目录条目", max_length=60, blank=True)
    formed_on = models.DateField("生成日期", null=True)
    text = models.TextField("全文")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "number"], name="article_version_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"


class Review(models.Model):
    """One level of one version, as signed. `gates` is JSON: by gate what was found and the words. Never changed."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    level = code("first")
    by = models.CharField("审核人", max_length=60)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    gates = models.JSONField()
    passed = models.BooleanField()
    proofread = models.BooleanField()
    corrections = models.TextField("校对意见", blank=True)
    #: From when it counts no more: the version was taken back and sent again.
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "level"], condition=Q(passed=True, void_at=None), name="review_one_a_level"
            ),
            models.UniqueConstraint(
                fields=["version", "by"], condition=Q(passed=True, void_at=None), name="review_one_a_person"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["by", "at"], name="review_by"),
            models.Index(fields=["at"], name="review_failed", condition=Q(passed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.level}"


class Release(models.Model):
    """发布: one version that went out, with the three reviews it went out by. Never changed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="releases")
    version = models.OneToOneField(Version, models.PROTECT, related_name="release")
    number = models.PositiveIntegerField("第几次发布")
    digest = models.CharField(max_length=64)
    first = models.ForeignKey(Review, models.PROTECT, related_name="+")
    second = models.ForeignKey(Review, models.PROTECT, related_name="+")
    third = models.ForeignKey(Review, models.PROTECT, related_name="+")
    first_by = models.CharField(max_length=60)
    second_by = models.CharField(max_length=60)
    third_by = models.CharField(max_length=60)
    written_by = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    #: When the article was first released; a correction keeps it.
    first_at = models.DateTimeField()
    why = models.CharField("更正理由", max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="release_once"),
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by")) & ~Q(first_by=F("third_by")) & ~Q(second_by=F("third_by")),
                name="release_by_three_people",
            ),
            models.CheckConstraint(
                condition=~Q(first_by=F("written_by")) & ~Q(second_by=F("written_by")) & ~Q(third_by=F("written_by")),
                name="release_not_by_its_writer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["first_at", "id"], name="release_first_at"),
            models.Index(fields=["at"], name="release_at"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} r{self.number}"


class Listed(models.Model):
    """One line of the public lists: there while the article is public, gone with the act that takes it back.

    It repeats, in the order of the lists, what `Article.standing` and its version say, so that a list of a hundred
    thousand items is read along one index; the act that releases or withdraws writes it in its own transaction.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="listed")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", db_index=False)
    title = models.CharField("名称", max_length=120)
    row_key = models.CharField("目录条目", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    #: A version without one, imported from older systems, stands under the day of its release.
    formed_on = models.DateField("生成日期")
    first_at = models.DateTimeField("发布日期")
    index_number = models.CharField("索引号", max_length=60)
    document_number = models.CharField("文号", max_length=60, blank=True)
    corrected = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "listed"
        indexes: ClassVar = [
            models.Index(fields=["first_at", "article"], name="listed_first_at"),
            models.Index(fields=["formed_on", "article"], name="listed_formed_on"),
            models.Index(fields=["title", "article"], name="listed_title"),
            models.Index(fields=["row_key", "first_at", "article"], name="listed_row_first_at"),
            models.Index(fields=["row_key", "formed_on", "article"], name="listed_row_formed_on"),
            models.Index(fields=["row_key", "title", "article"], name="listed_row_title"),
        ]

    def __str__(self) -> str:
        return self.index_number


class Look(models.Model):
    """预审: what the automatic check found in one version, before the first level or before the release."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    before = models.CharField(max_length=20)
    found = models.JSONField()

    def __str__(self) -> str:
        return f"{self.version_id} {self.before}"


class Settled(models.Model):
    """A warning that stays, and why."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="settled")
    fingerprint = models.CharField(max_length=16)
    reason = models.CharField("为何保留", max_length=200)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "settled"
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "fingerprint"], name="settled_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.fingerprint}"


class Asking(models.Model):
    """请示: what reviewers could not decide, to whom, what came back. One open one an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="askings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    level = code("first")
    whom = code("secrecy")
    question = models.TextField("拿不准的地方")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    told = code()
    answerer = models.CharField("由谁答复", max_length=60, blank=True)
    answer = models.TextField("答复原话", blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article"], condition=Q(answered_at=None), name="asking_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.whom}"


class Appearance(models.Model):
    """An outlet where an article stands, until it is taken down there."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="appearances")
    outlet = code("site")
    address = models.CharField("网址或期号", max_length=300, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    gone_by = models.CharField(max_length=60, blank=True)
    gone_at = models.DateTimeField(null=True)
    #: Who saw when and how that it is there no longer.
    gone_seen_by = models.CharField("谁看的", max_length=60, blank=True)
    gone_seen_at = models.DateTimeField(null=True)
    gone_seen = models.CharField("怎样看的", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["article", "outlet"], condition=Q(gone_at=None), name="appearance_once_an_outlet"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.outlet}"


class Slip(models.Model):
    """差错: an error found after release, charged to the gate and the level that should have caught it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="slips")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    gate = code("wording")
    level = code("first")
    #: Who did that level of that version.
    reviewer = models.CharField(max_length=60)
    stakes = code("slight")
    found_by = code("ourselves")
    found_on = models.DateField("发现日期")
    words = models.TextField("错在哪里，应作什么")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["found_on"], name="slip_found_on")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.gate}"


class Roll(models.Model):
    """One version of a list that the office keeps for the pre-check; without any, the shipped one holds."""

    kind = code("words")
    number = models.PositiveIntegerField()
    lines = models.TextField()
    reason = models.CharField("修改理由", max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "number"], name="roll_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Link(models.Model):
    """An address outside and what was found there last; `wrong` "" for nothing."""

    address = models.CharField(max_length=500, unique=True)
    looked_at = models.DateTimeField()
    wrong = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.address

    def stale(self, since: datetime) -> bool:
        return self.looked_at < since
