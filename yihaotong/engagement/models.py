"""Records of 解读回应参与: five sorts with one frame, their steps and limits, and the articles they are bound to.

Nothing here decides: see `rules`; nothing here is written but in `actions`."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihaotong.cases.models.columns import code


class Record(models.Model):
    """What the five sorts have in common. `version` counts the moves (compare and set). `due_at` is the nearest limit
    that runs; `late`: one has run out before what it was for was done. `released_on` and `released_at_link` tell of the
    release, here through a bound article or elsewhere; `flagged` says why somebody must look at it again.
    """

    SORT: ClassVar[str] = ""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="责任科室")
    title = models.CharField("名称", max_length=200)
    progress = code("preparing")
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.CharField(max_length=60)
    due_at = models.DateTimeField("期限", null=True)
    late = models.BooleanField("超期", default=False)
    released_on = models.DateField("公开日期", null=True)
    released_link = models.CharField("公开网址", max_length=300, blank=True)
    flagged = models.CharField("需要看一看", max_length=200, blank=True)
    dropped_why = models.CharField("不再办理的理由", max_length=400, blank=True)
    #: What marks the form or the row of a table it came with: sent twice, it is one.
    submission = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 — most have none

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"{self.SORT}:{self.pk}"


class Interpretation(Record):
    """政策解读: bound to its policy, one of our articles (a `Binding`) or another organ's by title, number, link."""

    SORT = "interpretation"

    policy_title = models.CharField("政策名称", max_length=200)
    policy_organ = models.CharField("制发机关", max_length=100)
    policy_number = models.CharField("文号", max_length=60, blank=True)
    policy_link = models.CharField("政策网址", max_length=300, blank=True)
    policy_on = models.DateField("政策公开日期", null=True)
    form = code("text")
    interpreted_by = models.CharField("解读人", max_length=100, blank=True)
    background = models.TextField("背景", blank=True)
    meaning = models.TextField("意义", blank=True)
    measures = models.TextField("具体措施", blank=True)
    requirements = models.TextField("具体要求", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["progress", "due_at"], name="interpretation_waiting")]


class Budget(Record):
    """财政预决算 of one year (预算法 art. 14)."""

    SORT = "budget"

    year = models.PositiveSmallIntegerField("年度")
    kind = code("budget")
    approved_on = models.DateField("批复日期")
    approved_by = models.CharField("批复机关", max_length=100, blank=True)
    running_costs = models.TextField("机关运行经费的说明", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["progress", "due_at"], name="budget_waiting")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "kind"], condition=~Q(progress="dropped"), name="budget_once_a_year"
            )
        ]


class Proposal(Record):
    """建议提案. Of members neither name nor contact is kept: `proposer` is a kind."""

    SORT = "proposal"

    number = models.CharField("编号", max_length=40)
    kind = code("npc")
    year = models.PositiveSmallIntegerField("年度")
    proposer = code("one")
    part = code("alone")
    co_units = models.CharField("其他承办单位", max_length=200, blank=True)
    received_on = models.DateField("交办日期")
    answered_on = models.DateField("答复日期", null=True)
    result = code()
    satisfaction = code()
    answer = models.TextField("复文", blank=True)
    publicity = code()
    publicity_reason = models.CharField("公开属性的理由", max_length=400, blank=True)
    redone = models.PositiveSmallIntegerField("重新答复次数", default=0)
    #: Which limit of the answer counts (a `LimitKind`), from which day.
    counts = code("npc")
    counts_from = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["progress", "due_at"], name="proposal_waiting"),
            models.Index(fields=["received_on"], name="proposal_received"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"], condition=~Q(progress="dropped"), name="proposal_number_once"
            )
        ]


class Activity(Record):
    """政府开放日 and the like. `hosts` are one to a line, joint hosts among them; `attended` is the exact count."""

    SORT = "activity"

    kind = code("open_day")
    hosts = models.TextField("举办单位")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间", null=True)
    place = models.CharField("地点", max_length=200)
    notice = models.TextField("公告", blank=True)
    capacity = models.PositiveIntegerField("名额", null=True)
    sign_up_until = models.DateTimeField("报名截止", null=True)
    attended = models.PositiveIntegerField("到场人数", null=True)
    outcome = models.TextField("活动情况", blank=True)
    purged_at = models.DateTimeField("报名资料清除时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["progress", "due_at"], name="activity_waiting"),
            models.Index(fields=["starts_at"], name="activity_starts"),
        ]

    @property
    def joint_hosts(self) -> list[str]:
        return [each for each in self.hosts.splitlines() if each]


class Picture(models.Model):
    """A picture of an activity with its caption; the file lies in the area `files`."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="pictures")
    file = models.UUIDField(unique=True)
    caption = models.CharField("说明", max_length=200)

    def __str__(self) -> str:
        return self.caption


class SignUp(models.Model):
    """报名: one person of one activity. Name and telephone lie sealed and go for good when the activity is over;
    `same` tells that one telephone is there already."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sign_ups")
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField("报名编号", max_length=30, unique=True)
    submission = models.UUIDField(unique=True, null=True)
    sealed = models.BinaryField("姓名和电话（密封）", null=True)
    same = models.BinaryField(null=True)
    place = code("in")
    persons = models.PositiveSmallIntegerField("人数", default=1)
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    #: Wrong codes lately, and since when: see actions.signing_up.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["activity", "place", "id"], name="sign_up_queue")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "same"], condition=~Q(place="gone"), name="sign_up_once_a_telephone"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"sign_up:{self.pk}"


class Opinion(Record):
    """政务舆情. `due_at` is of the nearest of two limits: information, and a press conference where one is due."""

    SORT = "opinion"

    found_at = models.DateTimeField("发现时间")
    source = code("web")
    source_link = models.CharField("舆情网址", max_length=300, blank=True)
    grade = code("other")
    text = models.TextField("舆情内容")
    assessed_at = models.DateTimeField("研判时间", null=True)
    assessment = models.TextField("研判意见", blank=True)
    responded_at = models.DateTimeField("回应时间", null=True)
    response = models.TextField("回应要点", blank=True)
    conference_at = models.DateTimeField("新闻发布会时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["progress", "due_at"], name="opinion_waiting"),
            models.Index(fields=["found_at"], name="opinion_found"),
        ]


class Binding(models.Model):
    """An article (its key, "article:12") bound to a record, as what; since when it is public, and whether it has been
    withdrawn since."""

    subject = models.CharField(max_length=60)
    article = models.CharField("稿件", max_length=60)
    bond = code("release")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    public_on = models.DateField("公开日期", null=True)
    gone_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["article"], name="binding_article")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "article", "bond"], name="binding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article} for {self.subject}"


class Step(models.Model):
    """One move of one record. `words` is JSON of what was filled in."""

    subject = models.CharField(max_length=60)
    move = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    before = code()
    after = code()
    words = models.TextField(default="{}")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "id"], name="engagement_step_subject")]

    def __str__(self) -> str:
        return f"{self.move} of {self.subject}"


class Term(models.Model):
    """期限: one limit of one record, with the start it is reckoned from and its basis."""

    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()
    limit = models.CharField(max_length=12)
    basis = models.CharField(max_length=200)
    almanac_version = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    #: When somebody is reminded before it runs out.
    warn_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="engagement_term_subject"),
            models.Index(fields=["warn_at"], condition=Q(ended_at=None), name="engagement_term_running"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
