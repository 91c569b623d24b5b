"""Documents with their life, their annexes, the numbers given out, copies handed over, and lists of an OA system."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.accounts.models import Unit
from yihaotong.documents.rules.codes import State, Validity
from yihaotong.documents.rules.labels import Label
from yihaotong.files.models import File


class Document(models.Model):
    """公文: from its first draft on. `label` is proposed until `signed_at`, and settled from then on.

    `authors` are the keys of all who wrote it, between blanks; `next_*` is what somebody proposes to change it into.
    """

    title = models.CharField("标题", max_length=200)
    document_kind = models.CharField("文种", max_length=20)
    section = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="主办科室")
    drafter = models.CharField("拟稿人", max_length=60)
    authors = models.TextField("起草的人")
    origin = models.CharField("来源", max_length=20)
    source_ref = models.CharField("转发的来文", max_length=200, blank=True)
    joint_with = models.TextField("联合发文机关", blank=True)
    text = models.TextField("正文", blank=True)
    keywords = models.CharField("主题词", max_length=120, blank=True)
    label = models.CharField("公开属性", max_length=20, blank=True)
    ground = models.CharField("法定理由", max_length=4, blank=True)
    reason = models.TextField("具体理由", blank=True)
    art19 = models.CharField("应当主动公开的判断", max_length=80, blank=True)
    catalogue_row = models.CharField("目录事项", max_length=60, blank=True)
    open_stage = models.CharField("五公开", max_length=20, blank=True)
    open_term = models.CharField("公开时限", max_length=10, blank=True)
    open_until = models.DateField("公开至", null=True)
    state = models.CharField("状态", max_length=20, default=State.DRAFT.value)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField("拟稿时间")
    moved_at = models.DateTimeField("到这一步的时间")
    outcome = models.CharField("保密审查结论", max_length=20, blank=True)
    next_label = models.CharField(max_length=20, blank=True)
    next_ground = models.CharField(max_length=4, blank=True)
    next_reason = models.TextField(blank=True)
    doc_no = models.CharField("文号", max_length=60, null=True, unique=True)  # noqa: DJ001 — many have none yet
    index_no = models.CharField("索引号", max_length=60, null=True, unique=True)  # noqa: DJ001 — only public ones
    dated_on = models.DateField("成文日期", null=True)
    signed_at = models.DateTimeField("签发时间", null=True)
    signer = models.CharField("签发人", max_length=60, blank=True)
    retention = models.CharField("保管期限", max_length=20, blank=True)
    kept_until = models.DateField("保管期满", null=True)
    validity = models.CharField("效力状态", max_length=20, default=Validity.VALID.value)
    valid_until = models.DateField("有效期至", null=True)
    replaced_by = models.CharField("由哪一件替代", max_length=80, blank=True)
    public_since = models.DateTimeField("定为主动公开的时间", null=True)
    release_due_at = models.DateTimeField("上网期限", null=True)
    article_key = models.CharField("上网的稿件", max_length=60, blank=True)
    released_at = models.DateTimeField("上网时间", null=True)
    recheck_on = models.DateField("下次复核", null=True)
    purged_at = models.DateTimeField("清除内容的时间", null=True)
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split_off")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "moved_at"], name="document_state"),
            models.Index(fields=["section", "dated_on"], name="document_section"),
            models.Index(fields=["recheck_on"], name="document_recheck"),
            models.Index(
                fields=["release_due_at"],
                name="document_without_item",
                condition=Q(label=Label.PROACTIVE.value, released_at=None),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(signed_at=None) | (Q(doc_no__isnull=False) & ~Q(label="") & ~Q(outcome="")),
                name="document_signed_whole",
            )
        ]

    def __str__(self) -> str:
        return self.doc_no or f"#{self.pk}"

    @property
    def key(self) -> str:
        return f"document:{self.pk}"

    def in_force(self, day: date) -> bool:
        if self.validity == Validity.UNTIL:
            return self.valid_until is None or day <= self.valid_until
        return self.validity == Validity.VALID


class Step(models.Model):
    """One move of one document: its life, its record of secrecy reviews, its history of labels.

    `given` holds what was filled in, codes as codes; `label` is the label in force after it, where it set one.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    label = models.CharField(max_length=20, blank=True)
    given = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.move}"


class Annex(models.Model):
    """A part of a document beside its text: 正文文件 or 附件, public or not."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="annexes")
    title = models.CharField("名称", max_length=100)
    public = models.BooleanField("可以公开", default=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.pk}"


class Series(models.Model):
    """The numbers given out under one word (or the prefix of an index) in one year: `last` without gaps."""

    word = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"
        constraints: ClassVar = [models.UniqueConstraint(fields=["word", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.word} {self.year}"


class Delivery(models.Model):
    """移送: one batch of copies handed to an archive or a library."""

    receiver = models.CharField("接收单位类别", max_length=20)
    receiver_name = models.CharField("接收单位", max_length=80)
    number = models.PositiveIntegerField("批次", unique=True)
    handed_on = models.DateField("移送日期")
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"第 {self.number} 批"


class Copy(models.Model):
    """One document in a batch; once for each kind of receiver."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="copies")
    document = models.ForeignKey(Document, models.PROTECT, related_name="copies")
    receiver = models.CharField(max_length=20)

    class Meta:
        verbose_name_plural = "copies"
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "receiver"], name="copy_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.document_id}"


class OaImport(models.Model):
    """One run over a list of an OA system. `read` rows are worked off; killed at any moment it goes on behind them."""

    name = models.CharField("文件名", max_length=255)
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    total = models.PositiveIntegerField("行数", default=0)
    read = models.PositiveIntegerField("已读", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更新", default=0)
    same = models.PositiveIntegerField("相同", default=0)
    refused = models.PositiveIntegerField("未收", default=0)
    fault = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def portion(self) -> int:
        return 100 if self.ended_at else min(99, self.read * 100 // max(1, self.total))


class OaReject(models.Model):
    """A row that was not taken: as the sheet counts it, the field at fault, and why."""

    run = models.ForeignKey(OaImport, models.CASCADE, related_name="rejects")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.row}"


class OaRow(models.Model):
    """A document that an OA system knows. `section` None: no unit of that name."""

    key = models.CharField(max_length=400, unique=True)
    title = models.CharField("标题", max_length=200)
    doc_no = models.CharField("文号", max_length=80, blank=True)
    dated_on = models.DateField("成文日期")
    section = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    section_name = models.CharField("科室", max_length=80, blank=True)
    label = models.CharField("公开属性", max_length=20, blank=True)
    ground = models.CharField("法定理由", max_length=4, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    outcome = models.CharField("保密审查结果", max_length=20, blank=True)
    is_labelled = models.BooleanField()
    is_reviewed = models.BooleanField()
    run = models.ForeignKey(OaImport, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["section", "dated_on"], name="oa_row_section")]

    def __str__(self) -> str:
        return self.doc_no or self.title
