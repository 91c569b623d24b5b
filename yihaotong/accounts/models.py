"""Units with their dated names, people, the posts they hold, the duty roster, and the machines that may call."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts import rules
from yihaotong.accounts.rules import PERSON_NAME_LENGTH, PHONE_LENGTH, SYSTEM_ROLES, Role, UnitKind

ROLE_LABELS = {
    Role.OPERATOR: _("话务员"),
    Role.SHIFT_LEADER: _("班长"),
    Role.DISPATCHER: _("派单员"),
    Role.ARBITER: _("裁定员"),
    Role.HANDLER: _("承办人"),
    Role.UNIT_LEADER: _("单位负责人"),
    Role.REVIEWER: _("审核员"),
    Role.CALL_BACK_CLERK: _("回访员"),
    Role.SUPERVISOR: _("督办员"),
    Role.ANALYST: _("研判员"),
    Role.DISCLOSURE_OFFICER: _("公开专员"),
    Role.DISCLOSURE_LEADER: _("公开工作负责人"),
    Role.DRAFTER: _("拟稿人"),
    Role.SECRECY_OFFICER: _("保密审查员"),
    Role.FIRST_REVIEWER: _("一审员"),
    Role.SECOND_REVIEWER: _("二审员"),
    Role.THIRD_REVIEWER: _("三审员"),
    Role.SUPERVISING_OFFICE: _("政务公开主管部门"),
    Role.SYSTEM_ADMIN: _("系统管理员"),
    Role.SECURITY_ADMIN: _("安全管理员"),
    Role.AUDIT_ADMIN: _("审计管理员"),
    Role.MAYOR_OFFICE: _("市政府办公室"),
    Role.CITIZEN: _("市民"),
    Role.CLIENT: _("接口用户"),
    Role.IMPORTER: _("数据导入"),
    Role.WORKER: _("系统作业"),
    Role.RULE: _("派单规则"),
}

KIND_LABELS = {
    UnitKind.CENTRE: _("指挥中心"),
    UnitKind.DISTRICT: _("县（市）区政府"),
    UnitKind.ZONE: _("功能园区"),
    UnitKind.DEPARTMENT: _("部门"),
    UnitKind.STREET: _("镇（街）"),
    UnitKind.COMMUNITY: _("村（社区）"),
    UnitKind.ENTERPRISE: _("公共服务企业"),
}

#: A person's post can hold any role but the system's own.
POST_ROLES = [(role.value, ROLE_LABELS[role]) for role in Role if role not in SYSTEM_ROLES]
UNIT_NAME_LENGTH = 80


class Unit(models.Model):
    """A platform of the tree: the centre, a district, a department, a street, a community, an enterprise.

    `path` holds the ids from the root to the unit itself ("/1/7/40/"), so that "this unit and all below" is one
    condition; `area_code` is the code of the place it is responsible for, empty for a city-wide body.
    """

    code = models.CharField(_("单位代码"), max_length=20, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级单位"))
    level = models.PositiveSmallIntegerField(_("平台级别"))
    kind = models.CharField(
        _("单位类别"), max_length=20, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    area_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    path = models.CharField(max_length=200, db_index=True)
    requires_leader_signature = models.BooleanField(_("答复须负责人签发"), default=False)
    night_phone = models.CharField(_("夜间值班电话"), max_length=PHONE_LENGTH, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True)
    #: Who took over what it had in hand.
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("承接单位"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="unit_has_one_of_four_levels")
        ]

    def __str__(self) -> str:
        return self.code

    def named_on(self, day: date) -> rules.NameSpan:
        """The dated name; no query when `names` is prefetched."""
        return rules.name_on(
            (rules.NameSpan(each.name, each.short_name, each.since, each.until) for each in self.names.all()), day
        )

    def name_on(self, day: date) -> str:
        """What the unit was called on that day: a page about 2018 shows the name of 2018."""
        return self.named_on(day).name


class UnitName(models.Model):
    """A name from `since` up to, not including, `until`."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=UNIT_NAME_LENGTH)
    short_name = models.CharField(_("简称"), max_length=UNIT_NAME_LENGTH)
    since = models.DateField(_("启用日期"))
    until = models.DateField(_("停用日期"), null=True)

    class Meta:
        ordering: ClassVar = ["unit", "since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(until=None), name="unit_has_one_current_name"),
            models.UniqueConstraint(fields=["unit", "since"], name="unit_name_begins_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="unit_name_ends_later"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Somebody who signs in. What he sees and does follows from his posts, never from a flag here."""

    username = models.CharField(_("登录名"), max_length=32, unique=True)
    name = models.CharField(_("姓名"), max_length=PERSON_NAME_LENGTH)
    is_active = models.BooleanField(_("在用"), default=True)
    must_change_password = models.BooleanField(_("须改密码"), default=False)
    #: Who took over what he had in hand when he left.
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("接手人"))

    objects = BaseUserManager["Person"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.username

    @property
    def key(self) -> str:
        """How the journal names this person."""
        return f"person:{self.pk}"


class Post(models.Model):
    """岗位: a role at a unit from one instant up to, not including, another. Rows are ended, never deleted; only one
    that never began is taken back whole.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField(_("岗位"), max_length=20, choices=POST_ROLES)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"], condition=Q(until=None), name="post_is_open_once"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="post_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.unit_id}"


class DutyShift(models.Model):
    """值班表: who answers for a unit from `starts_at` up to, not including, `ends_at`, and on which telephone."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="shifts")
    phone = models.CharField(_("值班电话"), max_length=PHONE_LENGTH)
    starts_at = models.DateTimeField(_("起"))
    ends_at = models.DateTimeField(_("止"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "ends_at"], name="shift_unit_ends_at")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Client(models.Model):
    """A machine that calls the API for a unit. Its token is shown once and kept as a digest only."""

    name = models.CharField(_("名称"), max_length=UNIT_NAME_LENGTH, unique=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clients")
    roles = models.JSONField(_("岗位"))
    scopes = models.JSONField(_("权限范围"))
    until = models.DateTimeField(_("有效期止"), null=True)
    is_active = models.BooleanField(_("在用"), default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return f"client:{self.pk}"
