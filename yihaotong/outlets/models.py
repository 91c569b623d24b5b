"""Records of 发布渠道: the work of carrying a release to each outlet and back, lists handed over, items elsewhere.

Where an article stands is told by articles.Appearance; a Delivery is the work that opens and closes it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.articles.models import Article, Release
from yihaotong.cases.models.columns import code


class HandOver(models.Model):
    """移送清单: what of a period was handed to an archive or a library, and what they signed."""

    body = models.CharField("接收单位", max_length=80)
    since = models.DateField("起")
    until = models.DateField("止")
    copies = models.PositiveIntegerField("每件份数", default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    received_on = models.DateField("签收日期", null=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)
    note = models.CharField("回执", max_length=200, blank=True)
    entered_by = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"handover:{self.pk}"


class Delivery(models.Model):
    """送达: one release, one outlet, there and back. `version` counts its moves (compare and set).

    `digest` is that of the released version. `next_at`: when the machine tries next; `trying_until`: so long a try may
    still be under way, and no other of this article begins in this outlet.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="deliveries")
    release = models.ForeignKey(Release, models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField("第几次发布")
    digest = models.CharField(max_length=64)
    outlet = code("site")
    #: 原创 or 转载, by the source that the version names.
    original = models.BooleanField(default=True)
    progress = code("prepared")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField("期限", null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    trying_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField("上次没成的原因", max_length=200, blank=True)
    address = models.CharField("网址或期号", max_length=300, blank=True)
    receipt_at = models.DateTimeField(null=True)
    receipt_by = models.CharField(max_length=60, blank=True)
    handover = models.ForeignKey(HandOver, models.PROTECT, null=True, related_name="deliveries")
    recalled_at = models.DateTimeField(null=True)
    why = code()
    gone_at = models.DateTimeField(null=True)
    gone_by = models.CharField(max_length=60, blank=True)
    gone_seen_at = models.DateTimeField(null=True)
    gone_seen_by = models.CharField("谁看的", max_length=60, blank=True)
    proof = models.CharField("怎样看的", max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "outlet"], name="delivery_once_an_outlet"),
            models.CheckConstraint(condition=~Q(progress="gone") | ~Q(proof=""), name="delivery_gone_with_proof"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["progress", "due_at", "id"], name="delivery_waiting"),
            models.Index(fields=["next_at"], name="delivery_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["article", "outlet"], name="delivery_article"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"delivery:{self.pk}"


class Batch(models.Model):
    """What was entered together of items that were published elsewhere; its line vouches for all of them."""

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    name = models.CharField("来自", max_length=120, blank=True)
    rows = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"elsewhere:{self.pk}"


class Elsewhere(models.Model):
    """An item that was published without us: a post, a push, an answer on another platform. `digest` is of what
    makes it this one (outlet, day, title, link): the same row twice adds nothing."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    outlet = code("other")
    on = models.DateField("发布日期")
    title = models.CharField("标题", max_length=200)
    link = models.CharField("链接", max_length=500, blank=True)
    original = models.BooleanField("原创", default=True)
    digest = models.CharField(max_length=64, unique=True)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="elsewhere")
    gone_at = models.DateTimeField(null=True)
    gone_by = models.CharField(max_length=60, blank=True)
    gone_seen_by = models.CharField("谁看的", max_length=60, blank=True)
    proof = models.CharField("怎样看的", max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "elsewhere"
        indexes: ClassVar = [models.Index(fields=["on", "outlet"], name="elsewhere_on")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """What figures name it by."""
        return f"elsewhere:{self.batch_id}.{self.pk}"
