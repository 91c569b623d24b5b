"""One row a file. Its bytes lie in the data directory under its key, never under the name somebody gave it."""

import uuid

from django.db import models

from yihaotong.files.rules.kinds import Kind, by_media


class File(models.Model):
    """附件: what was kept, to whom it belongs, who handed it in. `removed_at`: nobody can open it any more."""

    #: What the outside knows it by; the row's own number says in which order they came.
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    #: The journal's name for what the file belongs to, e.g. "case:12".
    subject = models.CharField("所属", max_length=60)
    name = models.CharField("文件名", max_length=80)
    media = models.CharField("类型", max_length=100)
    size = models.BigIntegerField("大小（字节）")
    sha256 = models.CharField("摘要", max_length=64)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    uploaded_by = models.CharField("上传人", max_length=60)
    at = models.DateTimeField("上传时间")
    #: For whose eyes, a code of the area above.
    audience = models.CharField("可见范围", max_length=20)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="file_subject")]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def kind(self) -> Kind:
        return by_media(self.media)

    @property
    def has_thumbnail(self) -> bool:
        return self.width is not None
