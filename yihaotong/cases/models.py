"""The tables of the work order. Nothing here decides: see `rules`; nothing here is written but in `actions`."""

import uuid

from django.conf import settings
from django.db import models


def _code(default: str = "") -> models.CharField:
    """A column for one of the codes of `rules`; "" where none has been given yet."""
    return models.CharField(max_length=20, blank=not default, default=default)


class Case(models.Model):
    """工单: what somebody wants from the city, and where it stands. Who that somebody is lies sealed in Requester."""

    order_no = models.CharField("工单编号", max_length=24)
    submission = models.UUIDField("提交标识", unique=True, null=True)
    version = models.PositiveIntegerField(default=1)
    stage = _code("filed")
    outcome = _code()
    secrecy = _code("normal")
    request_type = _code("other")
    urgency = _code("normal")
    channel = _code("phone")
    category = models.CharField("问题类别", max_length=20, blank=True)
    place = models.CharField("区域", max_length=12, blank=True)
    address = models.CharField("详细地址", max_length=200, blank=True)
    title = models.CharField("标题", max_length=100)
    body = models.TextField("诉求内容")
    occurred_at = models.DateTimeField("发生时间", null=True)
    filed_at = models.DateTimeField("受理时间")
    filed_by = models.CharField("登记人", max_length=60)
    lead_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    moved_at = models.DateTimeField("进入本环节时间")
    due_at = models.DateTimeField("本环节到期", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    redone = models.BooleanField("重办过", default=False)
    dissatisfied = models.BooleanField("对本次答复不满意", default=False)
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
        ]
        constraints = [
            # Not `unique=True`: on PostgreSQL that adds a second index for LIKE, which nobody asks.
            models.UniqueConstraint(fields=["order_no"], name="case_order_no"),
            models.CheckConstraint(
                condition=models.Q(stage="filed") | models.Q(lead_unit__isnull=False) | models.Q(historical=True),
                name="case_past_filing_has_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) | ~models.Q(stage__in=["closed", "archived"]),
                name="case_closed_has_time",
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
    kind = _code("handle")
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


class Contact(models.Model):
    """联系记录: the unit spoke, or tried to speak, with the requester."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    means = _code("phone")
    reached = models.BooleanField()
    note = models.TextField()

    def __str__(self) -> str:
        return f"contact on {self.case_id}"


class Reply(models.Model):
    """答复: proposed by the handler, then made by whoever signs. The newest one made is the case's answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="replies")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    proposed = models.BooleanField(default=False)
    outcome = _code("solved")
    text = models.TextField()
    no_contact = _code()

    def __str__(self) -> str:
        return f"reply to {self.case_id}"


class Review(models.Model):
    """审核: a reviewer passed a reply, or sent it back with his reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    passed = models.BooleanField()
    reason = _code()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"review of {self.case_id}"


class Conclusion(models.Model):
    """认定: a supervisor closed a case whose requester is not content, and says why."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="conclusion")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    ground = _code("unreasonable")
    note = models.TextField()

    def __str__(self) -> str:
        return f"conclusion of {self.case_id}"


class CallBack(models.Model):
    """回访: one attempt. `reached` False: nobody answered, and no answer is filled in for him."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    reached = models.BooleanField()
    contacted = models.BooleanField(null=True)
    solved = _code()
    satisfaction = _code()
    attitude = _code()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"call-back on {self.case_id}"


class Evaluation(models.Model):
    """评价: the citizen's own word, once."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="evaluation")
    at = models.DateTimeField()
    solved = _code("no")
    satisfaction = _code("dissatisfied")
    attitude = _code()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"evaluation of {self.case_id}"


class Draft(models.Model):
    """An operator's own unfinished filing: sealed, without a number, not journalled. Filing turns it into a case."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)


class LookUp(models.Model):
    """Wrong query codes given for one case: limited by case, so an office behind one address is not shut out."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} wrong codes for {self.case_id}"


class SavedFilter(models.Model):
    """A list of cases somebody comes back to: its name, and its address' query. Whoever reads it sees his own cases."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField("名称", max_length=20)
    query = models.CharField(max_length=2000)
    audience = _code("own")
    #: Whose people see it besides its owner, where it is shared with a unit.
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name")]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How somebody wants his lists: which columns ("" for the usual ones), and which saved filter first."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    columns = models.CharField(max_length=300, blank=True)
    start = models.ForeignKey(SavedFilter, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"preference of {self.person_id}"


class BulkAct(models.Model):
    """One move over a selection of cases, made slice by slice; with its rows it is the report. `data` is JSON."""

    token = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    move = _code("sign")
    data = models.TextField()
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.move} {self.token}"


class BulkRow(models.Model):
    """One case of the selection: as which version it was chosen, when it was its turn, and why it was refused.

    The number as it was chosen, not the case: a number that was never given out, too, gets its line in the report.
    """

    bulk = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows", db_index=False)
    order_no = models.CharField("工单编号", max_length=24)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(null=True)
    #: "" for a case on which the move was made.
    refusal = models.CharField(max_length=30, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "order_no"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.order_no} in {self.bulk_id}"


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
    channel = _code("transfer")
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
