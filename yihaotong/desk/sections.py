"""The sections of the set-up pages, in the order in which an office sets itself up. A new one is one line here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.choosing import MAY_READ


@dataclass(frozen=True)
class Section:
    """`url_name` needs no argument; `roles` are those who find the section on their page; `says` is one line."""

    label: str | Promise
    url_name: str
    roles: frozenset[Role]
    symbol: str
    says: str | Promise


_SYSTEM = frozenset({Role.SYSTEM_ADMIN})
_SECURITY = frozenset({Role.SECURITY_ADMIN})
_AUDIT = frozenset({Role.AUDIT_ADMIN})

SECTIONS: tuple[Section, ...] = (
    Section(
        _("单位"),
        "desk:setup:units",
        _SYSTEM | _SECURITY,
        "building-community",
        _("单位树、名称沿革、夜间电话、撤销和承接"),
    ),
    Section(
        _("人员和岗位"),
        "desk:setup:people",
        _SYSTEM | _SECURITY,
        "users",
        _("账号、密码、离岗交接；岗位由安全管理员授予"),
    ),
    Section(
        _("值班表"),
        "desk:setup:rosters",
        _SYSTEM | {Role.UNIT_LEADER},
        "clock",
        _("夜间和节假日谁接电话，空档标明"),
    ),
    Section(
        _("问题类别"),
        "desk:setup:categories",
        _SYSTEM | {Role.SUPERVISOR},
        "category",
        _("类别树、改名、停用和接续"),
    ),
    Section(
        _("派单规则"),
        "desk:setup:routes",
        _SYSTEM | {Role.SUPERVISOR},
        "route",
        _("哪类事在哪里派给谁，可以试"),
    ),
    Section(
        _("工作日历"),
        "desk:setup:calendar",
        _SYSTEM,
        "calendar",
        _("放假和调休，全国、地区、单位三层"),
    ),
    Section(
        _("办公时间"),
        "desk:setup:hours",
        _SYSTEM,
        "clock",
        _("夏季、冬季的上下班时间，全市的和各单位的，自哪天起"),
    ),
    Section(
        _("时限方案"),
        "desk:setup:profiles",
        frozenset(MAY_READ),
        "adjustments",
        _("各环节时限、依据、试算"),
    ),
    Section(
        _("模板和公告口径"),
        "desk:knowledge:templates",
        frozenset({Role.SUPERVISOR, Role.SHIFT_LEADER}),
        "file-text",
        _("各单位通用的模板；公告口径和知识条目也在知识库里"),
    ),
    Section(
        _("日历改动"),
        "desk:setup:moved",
        frozenset(MAY_READ) | _AUDIT,
        "calendar",
        _("通知录入晚了，哪些时限移动了"),
    ),
    Section(
        _("接口用户"),
        "desk:setup:clients",
        _SECURITY,
        "key",
        _("别的系统的令牌、权限范围、有效期"),
    ),
    Section(
        _("变更记录"),
        "desk:setup:changes",
        _SYSTEM | _SECURITY | _AUDIT,
        "history",
        _("谁、何时、依据什么，改前和改后"),
    ),
)


def sections_for(actor: Actor) -> list[Section]:
    """The sections that this actor finds; none for a stranger, who has no such page."""
    return [section for section in SECTIONS if section.roles & actor.roles]
