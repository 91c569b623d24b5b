"""Calendar days that people enter, by the act of entering them. Never changed: a correction is a new entry."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yihaotong.almanac.rules import BASIS_LENGTH, LAYER_LENGTH, NAME_LENGTH
from yihaotong.clock import Kind

KIND_LABELS = {
    Kind.HOLIDAY: _("放假"),
    Kind.MAKEUP: _("调休上班"),
    Kind.WORKING: _("上班"),
    Kind.OFF: _("休息"),
}


class Entry(models.Model):
    """One act of entering: a notice, a correction, a unit's own days.

    `version` is one more than the last and the primary key, so of two people entering at once one must wait and try
    again: no entry can come in below a version that somebody has already reckoned with. `digest` covers this entry
    and all before it; two calendars with the same digest are the same.
    """

    version = models.BigIntegerField(_("版本"), primary_key=True)
    layer = models.CharField(_("层次"), max_length=LAYER_LENGTH)
    year_known = models.PositiveSmallIntegerField(_("已公布年份"), null=True)
    reason = models.CharField(_("录入理由"), max_length=BASIS_LENGTH)
    digest = models.CharField(max_length=64)
    entered_at = models.DateTimeField(_("录入时间"))
    entered_by = models.CharField(_("录入人"), max_length=60)

    class Meta:
        ordering: ClassVar = ["version"]

    def __str__(self) -> str:
        return f"{self.version} {self.layer}"


class EnteredHours(models.Model):
    """The office hours of a unit (its code) or of the city ("") from a day on: what one entry says.

    `rows` are those of clock.hours, in canonical JSON; none: from that day on the unit keeps the city's again. For a
    unit and a day the latest row holds.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="hours", verbose_name=_("录入"))
    unit = models.CharField(_("单位代码"), max_length=20, blank=True)
    since = models.DateField(_("起始日"))
    rows = models.TextField(_("作息"))

    class Meta:
        verbose_name_plural = "entered hours"

    def __str__(self) -> str:
        return f"{self.unit} {self.since}"


class EnteredDay(models.Model):
    """What an entry says of one day. For a layer and a date the latest row holds."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="days", verbose_name=_("录入"))
    date = models.DateField(_("日期"))
    kind = models.CharField(
        _("类别"), max_length=10, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    name = models.CharField(_("名称"), max_length=NAME_LENGTH, blank=True)
    basis = models.CharField(_("依据"), max_length=BASIS_LENGTH)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "date"], name="entered_day_once_in_an_entry"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="entered_day_has_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.name}"
