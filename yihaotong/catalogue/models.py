"""The catalogue in its versions, what is permanent about a row, what was released for it, and what was formed."""

from django.db import models
from django.db.models import Q

from yihaotong.accounts.models import Unit
from yihaotong.cases.models.columns import code


class Version(models.Model):
    """One version of the catalogue. `turn` counts its changes: who acts says which he saw.

    In force from `released_at` up to, not including, `replaced_at`.
    """

    number = models.PositiveIntegerField(primary_key=True)
    progress = code("drafting")
    turn = models.PositiveIntegerField(default=1)
    based_on = models.PositiveIntegerField(null=True)
    reason = models.CharField("编制、调整理由", max_length=500)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    asked_by = models.CharField("送审人", max_length=60, blank=True)
    #: What was said with the last move.
    said = models.CharField("意见", max_length=500, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=60)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=60, blank=True)
    replaced_at = models.DateTimeField(null=True)

    #: True while it is being made, NULL afterwards: never two at once, whatever happens at once.
    being_made = models.BooleanField(null=True, unique=True, default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["progress"], condition=Q(progress="released"), name="catalogue_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"catalogue {self.number}"

    @property
    def key(self) -> str:
        """The journal's name for it."""
        return f"catalogue:{self.number}"


class Matter(models.Model):
    """公开事项: what a row is through all versions. Its key is never used again.

    `since`: when a version with it was first released; `ended_at`: when one without it was; `merged_into`: what
    became of it.
    """

    key = models.CharField("标识", max_length=12, primary_key=True)
    since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class Row(models.Model):
    """One line of one version. `parent` is the key of its first-level item, "" for one, which has a name only.

    The parts are those of rules.rows.FIELDS; codes as text, several of them between commas.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="rows")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="rows")
    parent = models.CharField(max_length=12, blank=True)
    rank = models.PositiveIntegerField("次序")
    name = models.CharField("事项", max_length=60)
    content = models.TextField("公开内容（要素）", blank=True)
    basis = models.TextField("公开依据", blank=True)
    article = models.CharField("条例条款", max_length=8, blank=True)
    timing = models.CharField("公开时限", max_length=100, blank=True)
    law = models.CharField("期限依据", max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    organ = models.CharField("公开主体", max_length=60, blank=True)
    outlets = models.CharField("公开渠道和载体", max_length=120, blank=True)
    audience = code()
    audience_note = models.CharField(max_length=60, blank=True)
    way = code()
    level = code()
    open_stage = code()
    column = models.CharField("门户栏目", max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "matter"], name="catalogue_row_once"),
            models.UniqueConstraint(fields=["version", "parent", "name"], name="catalogue_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} v{self.version_id}"

    @property
    def key(self) -> str:
        return self.matter_id


class Trace(models.Model):
    """What was done to a row in a version, by whom, why; `into` is the row it was merged with."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="traces")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="traces")
    act = code("changed")
    reason = models.CharField(max_length=500, blank=True)
    into = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.act} {self.matter_id}"


class Confirmation(models.Model):
    """科室确认: a section stands by its rows of a version; gone as soon as one of them changes."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "unit"], name="catalogue_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} on {self.version_id}"


class Item(models.Model):
    """Something released for a row, as the area that releases told it."""

    key = models.CharField(max_length=60, primary_key=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="items", db_index=False)
    title = models.CharField("名称", max_length=300)
    released_at = models.DateTimeField()
    formed_on = models.DateField(null=True)
    index_number = models.CharField("索引号", max_length=60, blank=True)
    url_path = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["matter", "released_at", "key", "withdrawn_at"], name="catalogue_released"),
            models.Index(fields=["matter", "formed_on"], name="catalogue_item_formed"),
            models.Index(
                fields=["matter", "withdrawn_at"], name="catalogue_withdrawn", condition=Q(withdrawn_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Formation(models.Model):
    """形成: somebody entered that something of this row was formed, so that it is missed if it is not released."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="formations")
    on = models.DateField("形成日期")
    what = models.CharField("形成了什么", max_length=200)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "on", "what"], condition=Q(cancelled_at=None), name="catalogue_formed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.on}"
