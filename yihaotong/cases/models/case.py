"""The work order itself, who is behind it, where it was sent and which limits run."""

from django.db import models

from yihaotong.cases.models.columns import code
from yihaotong.cases.rules.codes import ENDED, ENDED_OTHERWISE


class Case(models.Model):
    """工单: what somebody wants from the city, and where it stands. Who that somebody is lies sealed in Requester."""

    order_no = models.CharField("工单编号", max_length=24)
    submission = models.UUIDField("提交标识", unique=True, null=True)
    version = models.PositiveIntegerField(default=1)
    stage = code("filed")
    outcome = code()
    secrecy = code("normal")
    request_type = code("other")
    urgency = code("normal")
    channel = code("phone")
    category = models.CharField("问题类别", max_length=20, blank=True)
    place = models.CharField("区域", max_length=12, blank=True)
    address = models.CharField("详细地址", max_length=200, blank=True)
    title = models.CharField("标题", max_length=100)
    body = models.TextField("诉求内容")
    occurred_at = models.DateTimeField("发生时间", null=True)
    filed_at = models.DateTimeField("受理时间")
    filed_by = models.CharField("登记人", max_length=60)
    lead_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    #: To whom within the unit it was allotted; nobody after it went to another unit.
    handler = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    moved_at = models.DateTimeField("进入本环节时间")
    due_at = models.DateTimeField("本环节到期", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    redone = models.BooleanField("重办过", default=False)
    dissatisfied = models.BooleanField("对本次答复不满意", default=False)
    #: The case it was merged into, or whose answer it waits for, or waited for.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    #: How it ended when it was not closed: still known in the archive.
    ended_as = code()
    #: How often units gave it back; `final`: the present unit cannot (指定承办).
    returns = models.PositiveSmallIntegerField("退单次数", default=0)
    final = models.BooleanField("指定承办", default=False)
    simulated = models.BooleanField("模拟数据", default=False)
    #: Came in by import and is only kept: no clock, no to-do. Who dispatches it makes it a case like any other.
    historical = models.BooleanField("历史数据", default=False)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "due_at", "id"], name="case_queue"),
            models.Index(fields=["stage", "historical", "due_at", "id"], name="case_waiting"),
            models.Index(fields=["lead_unit", "stage", "due_at", "id"], name="case_unit_queue"),
            models.Index(fields=["filed_by", "id"], name="case_filed_by"),
            models.Index(fields=["filed_at", "id"], name="case_filed_at"),
            models.Index(fields=["stage", "filed_at", "id"], name="case_stage_filed_at"),
            models.Index(fields=["due_at", "id"], name="case_due", condition=models.Q(due_at__isnull=False)),
            models.Index(
                fields=["stage", "historical", "due_at", "id"],
                name="case_emergency",
                condition=models.Q(urgency="emergency"),
            ),
            models.Index(
                fields=["handler", "stage", "due_at", "id"],
                name="case_handler",
                condition=models.Q(handler__isnull=False),
            ),
            models.Index(fields=["parent", "id"], name="case_parent", condition=models.Q(parent__isnull=False)),
            models.Index(
                fields=["moved_at", "id"], name="case_ended", condition=models.Q(stage__in=sorted(map(str, ENDED)))
            ),
            models.Index(
                fields=["stage", "moved_at", "id"], name="case_unsettled", condition=models.Q(dissatisfied=True)
            ),
        ]
        constraints = [
            # Not `unique=True`: on PostgreSQL that adds a second index for LIKE, which nobody asks.
            models.UniqueConstraint(fields=["order_no"], name="case_order_no"),
            models.CheckConstraint(
                condition=~models.Q(stage__in=["dispatched", "return_pending", "in_hand", "replied", "to_call_back"])
                | models.Q(lead_unit__isnull=False),
                name="case_at_work_has_unit",
            ),
            # Whatever ended otherwise was never closed: no count of closings may meet it.
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False)
                | (~models.Q(stage__in=["closed", "archived"]) | ~models.Q(ended_as="") & models.Q(stage="archived")),
                name="case_closed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_as=models.F("stage")) | ~models.Q(stage__in=sorted(map(str, ENDED_OTHERWISE))),
                name="case_ended_as_its_stage",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | ~models.Q(stage__in=["following", "merged"]),
                name="case_joined_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.order_no

    @property
    def key(self) -> str:
        """The journal's name for this case."""
        return f"case:{self.pk}"


class DayCount(models.Model):
    """How many order numbers a day has given out."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class Requester(models.Model):
    """诉求人: name and phone sealed together; only the blind index of the phone can be compared."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="requester")
    token = models.CharField(max_length=32)
    sealed = models.BinaryField("姓名与电话（密封）", null=True)
    phone_index = models.BinaryField("同号索引", null=True, db_index=True)
    anonymous = models.BooleanField("匿名", default=False)
    #: Codes of rules.needs, parted by commas: shown to whoever speaks with him.
    needs = models.CharField("重点服务", max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return f"requester of {self.case_id}"


class Leg(models.Model):
    """派单: one sending of the case to one unit. Counted in 派单(次), never mixed with cases."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="legs", db_index=False)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    dispatched_at = models.DateTimeField()
    dispatched_by = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=60, blank=True)
    #: When it came to nothing, and how; "" while the unit has the case, or has answered it.
    ended_at = models.DateTimeField(null=True)
    end = code()

    class Meta:
        # Both in one: whether a unit ever held a case is asked row by row, and a unit alone has very many legs.
        indexes = [models.Index(fields=["case", "unit"], name="leg_case_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.unit_id}"


class Clock(models.Model):
    """时限: from when, how long, on what basis, until when. Its derivation is reckoned again from these columns."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    #: Whose calendar and office hours count; NULL is the centre.
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = code("handle")
    limit = models.CharField(max_length=12)
    basis = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    almanac_version = models.BigIntegerField(default=0)
    met_at = models.DateTimeField("完成时间", null=True)
    dropped_at = models.DateTimeField("不再计时", null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="clock_running",
                condition=models.Q(met_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"

    @property
    def running(self) -> bool:
        return self.met_at is None and self.dropped_at is None
