"""What a city still lacks before its first case can be filed, sent and answered: for whoever sets it up."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import ROLE_LABELS, Person, Post, Unit
from yihaotong.accounts.rules import ADMINISTRATORS, Role, UnitKind
from yihaotong.dispatch.models import Category, Place

#: Without these nobody files, nobody sends, nobody answers, nobody reviews, nobody asks whether it was solved.
_NEEDED = (Role.OPERATOR, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER, Role.CALL_BACK_CLERK)

#: What is missing, where to enter it, and how.
Lack = tuple[str, str, str]


def lacking(at: datetime) -> Sequence[Lack]:
    """In the order in which to enter it; nothing in a city that runs. Four small queries."""
    held = set(Post.objects.filter(valid_at(at)).values_list("role", flat=True).distinct())
    found: list[Lack] = []
    if not Unit.objects.filter(dissolved_on=None).exclude(kind=UnitKind.CENTRE).exists():
        found.append((_("承办单位"), reverse("desk:setup:new_unit"), _("派单要有单位可派")))
    if not Category.objects.exclude(parent=None).exists():
        how = _("逐个新增，或用命令 yihaotong catalogue categories 录入整张表")
        found.append((_("问题类别"), reverse("desk:setup:categories"), how))
    if not Place.objects.exists():
        found.append((_("地点"), "", _("用命令 yihaotong catalogue places 录入区县、镇街、村社区")))
    missing = [str(ROLE_LABELS[role]) for role in _NEEDED if role not in held]
    if missing:
        how = _("建账号，再由安全管理员授予岗位")
        found.append(("、".join(missing), reverse("desk:setup:people"), how))
    if alone := [str(ROLE_LABELS[role]) for role in sorted(ADMINISTRATORS) if role not in held]:
        found.append(("、".join(alone), "", _("用命令 yihaotong person create 建")))
    return found


def without_post(at: datetime) -> int:
    """How many accounts wait for a post. One query."""
    return Person.objects.filter(is_active=True).exclude(posts__in=Post.objects.filter(valid_at(at))).count()
