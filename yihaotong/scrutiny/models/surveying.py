"""社会评议: questionnaires in versions, rounds in which they are asked, and answers that nobody can be told by.

A ballot knows its round, its group and nothing else: no device, no invite, no hour. That a device or an invite has
answered stands in a table of its own, which does not know what.
"""

from django.db import models


class Questionnaire(models.Model):
    """问卷: one version. `content` is JSON, see rules.questionnaires.read."""

    code = models.CharField("代码", max_length=20)
    version = models.PositiveIntegerField()
    content = models.TextField()
    reason = models.CharField("修改理由", max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Round(models.Model):
    """一次评议: a version of a questionnaire, asked from `since` to `until`, both included."""

    title = models.CharField("名称", max_length=80)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="rounds")
    since = models.DateField("起")
    until = models.DateField("止")
    #: Whether anybody may answer on the portal; else only who was given a code.
    public = models.BooleanField("面向公众", default=True)
    intro = models.TextField("说明", blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    released_at = models.DateTimeField("结果公布时间", null=True)
    summary = models.TextField("结果说明", blank=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="round_until")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"survey:{self.pk}"


class InviteGroup(models.Model):
    """被邀请的一组: `population` is how many it was drawn from at random; None where it was not drawn at random."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="groups")
    label = models.CharField("组名", max_length=40)
    invited = models.PositiveIntegerField("邀请码个数")
    population = models.PositiveIntegerField("总体人数", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "label"], name="invite_group_once")]

    def __str__(self) -> str:
        return self.label


class Invite(models.Model):
    """邀请码: kept as a digest; `used` without when, so that no ballot can be laid beside it."""

    group = models.ForeignKey(InviteGroup, models.CASCADE, related_name="invites")
    digest = models.BinaryField(max_length=32, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"invite {self.pk}"


class Once(models.Model):
    """That a device has answered in a round; keyed with the vault's index, gone when the round is over."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "digest"], name="once_a_round")]

    def __str__(self) -> str:
        return f"once in {self.round_id}"


class Ballot(models.Model):
    """一份答卷. Its key is random, so that not even the order tells who it was; `answers` is JSON by question."""

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="ballots")
    group = models.ForeignKey(InviteGroup, models.PROTECT, null=True, related_name="ballots")
    answers = models.TextField()

    def __str__(self) -> str:
        return f"ballot of {self.round_id}"
