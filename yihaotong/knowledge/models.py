"""Entries, bulletins and templates as they hold now; every version that each of them had; reports of wrong answers.

The columns of an entry and of a bulletin are those of the version in force (of the newest draft, while there is none).
"""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.accounts.models import Unit
from yihaotong.knowledge.rules import codes
from yihaotong.knowledge.rules.codes import Noun


class Version(models.Model):
    """One version of one of them, never changed; only its release is noted once. `content` is canonical JSON."""

    subject = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    note = models.CharField("改了什么", max_length=200, blank=True)
    content = models.TextField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="knowledge_version_once")]

    def __str__(self) -> str:
        return f"{self.subject} v{self.number}"


class Versioned(models.Model):
    """What entries, bulletins and templates have in common: their codes, and the number of the newest version."""

    noun: ClassVar[Noun]

    latest = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return codes.code(self.noun, self.pk)

    @property
    def key(self) -> str:
        return codes.subject(self.noun, self.pk)


class Released(Versioned):
    """What holds only once somebody else has released it. `released` is the version in force, 0 for none yet;
    `turned_down` the last that was not released.
    """

    released = models.PositiveIntegerField(default=0)
    turned_down: int

    class Meta:
        abstract = True

    @property
    def awaits_release(self) -> bool:
        return self.latest > max(self.released, self.turned_down)


class Entry(Released):
    """知识条目: a question with the answer an operator says.

    `places` holds the codes of the places it holds for, between slashes ("/640104/640105/"), "" for the whole city.
    """

    noun = Noun.ENTRY

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    turned_down = models.PositiveIntegerField("最近一次未准发布的版本", default=0)
    withdrawn_at = models.DateTimeField(null=True)
    used = models.PositiveIntegerField("用它答复的次数", default=0)
    question = models.CharField("问题", max_length=100)
    asked = models.TextField("同义问法", blank=True)
    category = models.CharField("问题类别", max_length=12, blank=True)
    places = models.CharField("适用地区", max_length=700, blank=True)
    answer = models.TextField("答复口径")
    steps = models.TextField("办理步骤", blank=True)
    materials = models.TextField("所需材料", blank=True)
    links = models.TextField("相关链接", blank=True)
    basis = models.TextField("依据", blank=True)
    contact = models.CharField("咨询电话或窗口", max_length=200, blank=True)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True)
    review_on = models.DateField("复核日期")

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index("used", "id", name="entry_used"),
            models.Index(fields=["review_on"], name="entry_review_on"),
            models.Index(
                fields=["id"],
                name="entry_awaiting",
                condition=Q(latest__gt=models.F("released")),
            ),
        ]

    def in_force(self, day: date) -> bool:
        begun = bool(self.released) and self.withdrawn_at is None and self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


class Mark(models.Model):
    """By this gram this entry is found: of its question and the other ways of asking, as released."""

    gram = models.CharField(max_length=24)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="marks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "entry"], name="knowledge_mark_once")]

    def __str__(self) -> str:
        return f"{self.gram} → {self.entry_id}"


class WrongAnswer(models.Model):
    """答案有误: somebody says that an answer is wrong; tracked until it is settled."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="wrong_answers")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    reason = models.TextField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    how = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["entry"], name="wrong_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"wrong answer {self.pk} on {self.entry_id}"


class Looked(models.Model):
    """复核: an entry was looked through, when that was due, and when it was done: the rows of 更新及时率."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="looked_due_on")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.due_on}"


class Bulletin(Released):
    """公告口径: an outage or a closure, entered once, said by everybody from `since` up to, not including, `until`."""

    noun = Noun.BULLETIN

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    turned_down = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    title = models.CharField("标题", max_length=60)
    words = models.TextField("答复口径")
    category = models.CharField("问题类别", max_length=12, blank=True)
    places = models.CharField("涉及地区", max_length=700, blank=True)
    since = models.DateTimeField("开始时间")
    until = models.DateTimeField("预计结束")
    public = models.BooleanField("在市民门户公布", default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="bulletin_until")]

    def in_force(self, at: datetime) -> bool:
        return bool(self.released) and self.ended_at is None and self.since <= at < self.until


class Template(Versioned):
    """模板: words with placeholders for a field of a form; of one unit, or (`unit` None) the centre's for all."""

    noun = Noun.TEMPLATE

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    title = models.CharField("名称", max_length=40)
    purpose = models.CharField("用在", max_length=20)
    category = models.CharField("问题类别", max_length=12, blank=True)
    text = models.TextField("内容")
    withdrawn_at = models.DateTimeField(null=True)


Record = Entry | Bulletin | Template
MODELS: dict[Noun, Any] = {Noun.ENTRY: Entry, Noun.BULLETIN: Bulletin, Noun.TEMPLATE: Template}
