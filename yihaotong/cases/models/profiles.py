"""Profiles as they were kept, which profile is in force from when, and what came of trying one on."""

import uuid

from django.db import models

from yihaotong.cases.models.case import Case, Clock
from yihaotong.cases.models.columns import code


class ProfileVersion(models.Model):
    """A profile of the city's own as somebody left it, or one that ships as it was when somebody switched it on.

    Never changed: an edit, or other lines in a newer release, are the next version. `lines` is its file
    (`rules.profiles`).
    """

    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    name = models.CharField("名称", max_length=40)
    place = models.CharField("适用地区", max_length=40, blank=True)
    covers = models.CharField("说明", max_length=200, blank=True)
    #: "" for one that ships.
    copied_from = models.CharField(max_length=30)
    lines = models.TextField()
    edited_at = models.DateTimeField()
    edited_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="profile_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ProfileChoice(models.Model):
    """Which profile is in force from when on, by whom, why. Never changed: the latest row that has begun holds.

    `profile` and `version` name it, `base` is the version of the default under it (0 under the default itself): what
    was chosen stays as it was whatever a newer release brings. `enforcing` are the codes of the units that enforce the
    law (执法类单位), separated by blanks. `token` tells apart two choices of the same number, of which one was rolled
    back. A row that `cancels` another repeats it and takes it back before it begins: neither of the two ever holds.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    profile = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    base = models.PositiveIntegerField(default=0)
    enforcing = models.TextField(blank=True)
    since = models.DateTimeField("起用时间")
    reason = models.CharField("理由", max_length=200)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=60)
    cancels = models.OneToOneField("self", models.PROTECT, null=True, related_name="cancelled_by")

    def __str__(self) -> str:
        return f"{self.profile} {self.version} since {self.since}"


class TryOn(models.Model):
    """试算: the cases of one month reckoned again under another profile. `last_at` and `last_case` are the last case
    that is done; they move on with the counts, so a run that was killed goes on behind it. `counts` is JSON."""

    profile = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    enforcing = models.TextField(blank=True)
    #: What it is compared with: the choice in force when it was asked for; NULL is the city's initial profile.
    against = models.ForeignKey(ProfileChoice, models.PROTECT, null=True, related_name="+")
    month = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    last_case = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.profile} {self.version} on {self.month}"

    @property
    def key(self) -> str:
        return f"try_on:{self.pk}"


class TryOnRow(models.Model):
    """A clock that the other profile would have judged otherwise. Its derivation is reckoned again from the clock."""

    run = models.ForeignKey(TryOn, models.CASCADE, related_name="rows", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+", db_index=False)
    kind = code("handle")
    limit_now = models.CharField(max_length=12)
    due_now = models.DateTimeField(null=True)
    late_now = models.BooleanField()
    limit_then = models.CharField(max_length=12)
    due_then = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "id"], name="try_on_row_run")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class MovedClock(models.Model):
    """A clock that a calendar entered late has moved: what its line in the journal says, by version of the almanac."""

    line = models.BigIntegerField(primary_key=True)
    almanac_version = models.BigIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    #: Who led the case when it moved; NULL is the centre.
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = code("handle")
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["almanac_version", "line"], name="moved_clock_version")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id} by {self.almanac_version}"
