"""One table: which key of which client was answered with what."""

from django.db import models

from yihaotong.once.rules import LONGEST_KEY


class Claim(models.Model):
    """A key in use. Written first in the transaction of the act, so a row that others see always has its answer."""

    client = models.CharField("接口用户", max_length=60)
    key = models.CharField("幂等键", max_length=LONGEST_KEY)
    digest = models.BinaryField("请求摘要")
    code = models.PositiveSmallIntegerField("应答码", default=0)
    body = models.BinaryField("应答（密封）", default=b"")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="once_client_key")]
        indexes = [models.Index(fields=["at"], name="once_claim_at")]

    def __str__(self) -> str:
        return f"{self.client} {self.key}"
