"""Places, categories, and the routes from both to a unit."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.models import Unit
from yihaotong.dispatch.rules import PlaceLevel, ServiceClass

LEVEL_LABELS = {
    PlaceLevel.CITY: _("市"),
    PlaceLevel.DISTRICT: _("县（市）区"),
    PlaceLevel.STREET: _("镇（街）"),
    PlaceLevel.COMMUNITY: _("村（社区）"),
}
SERVICE_CLASS_LABELS = {
    ServiceClass.ADMINISTRATIVE: _("行政化服务"),
    ServiceClass.SOCIAL: _("社会化服务"),
}


class Place(models.Model):
    """A division of the country, known by its official code; the code begins with its parent's."""

    code = models.CharField(_("行政区划代码"), max_length=12, primary_key=True)
    level = models.CharField(
        _("级别"), max_length=10, choices=[(level.value, label) for level, label in LEVEL_LABELS.items()]
    )
    name = models.CharField(_("名称"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级"))

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """问题类别: a parent or a leaf; see rules.CategoryRow. A code keeps its meaning: a new meaning gets a new code."""

    code = models.CharField(_("类别代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="leaves", verbose_name=_("上级类别"))
    service_class = models.CharField(
        _("服务类别"), max_length=20, choices=[(kind.value, label) for kind, label in SERVICE_CLASS_LABELS.items()]
    )
    lifeline = models.BooleanField(_("民生保障"), default=False)
    street_may_handle = models.BooleanField(_("可派镇街"), default=False)
    since = models.DateField(_("启用日期"))
    until = models.DateField(_("停用日期"), null=True)
    #: Under which category such matters are filed since this one was retired.
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("接续类别"))

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="category_ends_later")
        ]

    def __str__(self) -> str:
        return self.name

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class CategoryName(models.Model):
    """What a category is called from `since` up to, not including, `until`; Category has the current one, too."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=40)
    since = models.DateField(_("启用日期"))
    until = models.DateField(_("停用日期"), null=True)

    class Meta:
        ordering: ClassVar = ["category", "since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category"], condition=Q(until=None), name="category_has_one_current_name"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="category_name_ends_later"),
        ]

    def __str__(self) -> str:
        return self.name


class RoutingRule(models.Model):
    """Matters of `category` in `place` go to `unit`."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="routes", verbose_name=_("问题类别"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="routes", verbose_name=_("地点"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="routes", verbose_name=_("承办单位"))
    precedence = models.PositiveSmallIntegerField(_("先后"), default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "place", "unit"], name="route_is_written_once")
        ]

    def __str__(self) -> str:
        return f"{self.category_id} × {self.place_id} → {self.unit_id}"
