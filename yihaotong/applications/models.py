"""The tables of requests for information. Nothing here decides: see `rules`; nothing is written but in `actions`."""

from django.db import models

from yihaotong.cases.models.columns import code


class Application(models.Model):
    """政府信息公开申请: one that was received, however many items it has; counted once (handbook T3-e).

    `received_on` is the day by law, NULL until both sides have confirmed it; `concluded_on` the day by law on which it
    was answered or ended, `row_2019` and `row_2021` the row of table 3 in which it counts since then.
    """

    number = models.CharField("申请编号", max_length=24, unique=True)
    submission = models.UUIDField("提交标识", unique=True, null=True)
    version = models.PositiveIntegerField(default=1)
    stage = code("examining")
    channel = code("counter")
    kind = code("natural")
    description = models.TextField("所需信息", blank=True)
    supply = code()
    delivery = code()
    hardship = models.CharField("需要帮助", max_length=200, blank=True)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.CharField("登记人", max_length=60)
    received_on = models.DateField("收到日期", null=True)
    moved_at = models.DateTimeField("进入本环节时间")
    #: The day by law on which it came to its stage.
    stage_on = models.DateField("本环节日期")
    due_at = models.DateTimeField("本环节到期", null=True)
    #: "", proposed, approved or extended; and for how many working days.
    extension = code()
    extension_days = models.PositiveSmallIntegerField("延期工作日", default=0)
    #: Who proposed the extension, and who the reply, that waits for the leader: he does not approve his own.
    extension_by = models.CharField("报请延期人", max_length=60, blank=True)
    proposer = models.CharField("送签人", max_length=60, blank=True)
    ruling = code()
    concluded_on = models.DateField("办结日期", null=True)
    ended_as = code()
    row_2019 = models.CharField(max_length=8, blank=True)
    row_2021 = models.CharField(max_length=8, blank=True)
    #: The number of the hotline case that it became (R9), or from which its form was filled in.
    hotline_no = models.CharField("12345 工单编号", max_length=24, blank=True)
    from_hotline = models.BooleanField("由 12345 引导", default=False)
    simulated = models.BooleanField("模拟数据", default=False)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "due_at", "id"], name="application_queue"),
            models.Index(fields=["received_on", "id"], name="application_received"),
            models.Index(fields=["concluded_on", "id"], name="application_concluded"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(concluded_on=None) | models.Q(concluded_on__gte=models.F("received_on")),
                name="application_concluded_after_receipt",
            ),
            models.CheckConstraint(
                condition=models.Q(concluded_on=None, row_2019="", row_2021="")
                | models.Q(concluded_on__isnull=False, received_on__isnull=False)
                & ~models.Q(row_2019="")
                & ~models.Q(row_2021=""),
                name="application_counts_once_concluded",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """The journal's name for this request."""
        return f"application:{self.pk}"


class YearCount(models.Model):
    """How many numbers a year has given out."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.count}"


class Applicant(models.Model):
    """申请人: who he is lies sealed together; equal numbers are told by their blind indexes alone."""

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="applicant")
    token = models.CharField(max_length=32)
    sealed = models.BinaryField("身份（密封）", null=True)
    id_index = models.BinaryField("同证件索引", null=True, db_index=True)
    #: Of name and telephone together, for whoever left no number of a document.
    name_index = models.BinaryField("同人索引", null=True, db_index=True)

    def __str__(self) -> str:
        return f"applicant of {self.application_id}"


class Item(models.Model):
    """申请事项: a piece of a request by 一事一申请, with exactly one reply type. `exemption` is the main one."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("第几项")
    text = models.TextField("内容")
    reply = code()
    exemption = code()
    also = models.CharField("同时适用", max_length=40, blank=True)
    withheld = models.TextField("不公开的部分", blank=True)
    reason = models.TextField("理由", blank=True)
    way = models.TextField("方式途径", blank=True)
    not_ours = models.BooleanField("非本机关负责", default=False)
    organ = models.CharField("负责机关", max_length=200, blank=True)
    earlier = models.CharField("已答复的申请", max_length=24, blank=True)
    public_interest = models.TextField("公共利益", blank=True)
    decided_by = models.CharField("拟定人", max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="item_number_once")]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.number}"


class Event(models.Model):
    """经过: one move that was made, never changed. Its dates move the clocks; `words` is what was typed, as JSON.

    `on` is the day by law. What `happening` needs stands in columns: see rules.life.Happening.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    move = code("register")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    on = models.DateField()
    number = models.PositiveSmallIntegerField(default=0)
    kind = code()
    days = models.PositiveSmallIntegerField(default=0)
    counts = models.BooleanField(default=True)
    words = models.TextField(default="{}")
    note = models.CharField("系统说明", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.move} of {self.application_id}"


class Clock(models.Model):
    """时限: a limit of one request, as it follows from its events; `pauses` is JSON, see actions.clocks.

    `number` is the consultation, or the review or suit, that it belongs to, 0 for none.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="clocks")
    place = models.PositiveSmallIntegerField()
    kind = code("reply")
    number = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    limit = models.CharField(max_length=12)
    basis = models.CharField(max_length=200)
    count_first = models.BooleanField(default=False)
    restart_at = models.DateTimeField(null=True)
    extension = models.CharField(max_length=12, blank=True)
    pauses = models.TextField(default="[]")
    due_at = models.DateTimeField("到期", null=True)
    provisional = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    almanac_version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "place"], name="clock_place_once")]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="application_clock_running",
                condition=models.Q(met_at=None, dropped_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.application_id}"


class Consultation(models.Model):
    """征求意见: who was asked what, and what came of it. `late_answer`: it came after the reply and changed nothing.

    Who was asked, and how he is reached, lies sealed: a third party is as much somebody as the applicant is.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="consultations")
    number = models.PositiveSmallIntegerField()
    asked = code("third_party")
    token = models.CharField(max_length=32)
    sealed = models.BinaryField("对方（密封）")
    question = models.TextField("征求事项")
    sent_on = models.DateField()
    received_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    opinion = code()
    words = models.TextField("意见内容", blank=True)
    late_answer = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="consultation_number_once")]

    def __str__(self) -> str:
        return f"{self.asked} {self.number} of {self.application_id}"


class Search(models.Model):
    """检索记录: where, when, with which keywords and by whom it was looked for (R6 rests on it)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="searches")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    looked_on = models.DateField()
    where = models.CharField("检索范围", max_length=500)
    keywords = models.CharField("关键词", max_length=200)
    who = models.CharField("检索人", max_length=60)
    found = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"search for {self.item_id}"


class Charge(models.Model):
    """收费: one notice, by items or by pages, in yuan; what was waived and what was paid.

    A notice that was wrong is taken back and stays; another may follow it, so of those that hold there is one at most.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="charges")
    number = models.PositiveSmallIntegerField(default=1)
    ladder = code("items")
    count = models.PositiveIntegerField("件数或页数")
    #: By items: how many the same applicant had earlier in the same natural month.
    before = models.PositiveIntegerField(default=0)
    amount = models.PositiveIntegerField("应缴")
    reduced_to = models.PositiveIntegerField("减免后", null=True)
    reduced_by = models.CharField(max_length=60, blank=True)
    told_on = models.DateField()
    paid = models.PositiveIntegerField("实缴", null=True)
    paid_on = models.DateField(null=True)
    voucher = models.CharField("票据号", max_length=60, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=60, blank=True)
    why_taken_back = models.TextField("撤回理由", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="charge_number_once"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(taken_back_at=None), name="charge_that_holds_once"
            ),
        ]

    def __str__(self) -> str:
        return f"charge of {self.application_id}"

    @property
    def owed(self) -> int:
        return self.amount if self.reduced_to is None else self.reduced_to


class Reply(models.Model):
    """答复: what was proposed, who signed it, how it went out. A new proposal is a new row; the last one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="replies")
    text = models.TextField("正文")
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    note = models.TextField("给负责人的说明", blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=60, blank=True)
    sent_back_at = models.DateTimeField(null=True)
    sent_back_by = models.CharField(max_length=60, blank=True)
    words_back = models.TextField("退回意见", blank=True)
    relief_path = code()
    relief_basis = models.CharField(max_length=200, blank=True)
    relief_verified = models.BooleanField(default=True)
    delivery = code()
    sent_on = models.DateField(null=True)
    tracking = models.CharField("邮件号", max_length=40, blank=True)
    delivered_on = models.DateField(null=True)
    proof = models.CharField("送达证明", max_length=200, blank=True)
    #: The review or suit (its number) that changed or revoked this reply, so that another was to follow; 0 for none.
    undone_by = models.PositiveSmallIntegerField("被第几件复议诉讼撤销、变更", default=0)

    def __str__(self) -> str:
        return f"reply to {self.application_id}"


class Dispute(models.Model):
    """复议、诉讼: one against this request; without a result it is 尚未审结."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="disputes")
    number = models.PositiveSmallIntegerField()
    kind = code("review")
    filed_on = models.DateField()
    body = models.CharField("复议机关或法院", max_length=100)
    docket = models.CharField("案号", max_length=60, blank=True)
    result = code()
    decided_on = models.DateField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="dispute_number_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.application_id}"


class Letter(models.Model):
    """文书: a letter that a move calls for; `drawn` is the letter itself, once it has been drawn up, never changed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    template = models.CharField("模板", max_length=40)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    drawn = models.OneToOneField("letters.Letter", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.template} of {self.application_id}"


class PlatformLink(models.Model):
    """平台转来: the number, clock and stage that the other platform has for it, and what it last heard of ours."""

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="platform")
    platform_no = models.CharField("平台编号", max_length=60, unique=True)
    received_at = models.DateTimeField("平台收到时间")
    due_on = models.DateField("平台时限", null=True)
    their_stage = models.CharField("平台状态", max_length=40, blank=True)
    heard_at = models.DateTimeField("最近转来时间")
    told_at = models.DateTimeField("最近导出时间", null=True)

    def __str__(self) -> str:
        return self.platform_no


class Invitation(models.Model):
    """由 12345 引导: a form that was filled in from a hotline case and waits for the requester's own yes (art. 29).

    `sealed` is emptied once it was sent, or its time is over.
    """

    token = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    sealed = models.BinaryField("预填内容（密封）")
    until = models.DateTimeField("有效期至")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="invitation")

    def __str__(self) -> str:
        return f"invitation from {self.case_id}"


class LookUp(models.Model):
    """How often a wrong code was tried for a request lately."""

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="+")
    since = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.failures} of {self.application_id}"
