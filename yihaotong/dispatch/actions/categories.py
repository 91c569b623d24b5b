"""Changing the tree of categories by hand: adding, renaming from a day on, changing what it says, retiring."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.actions import check_seen
from yihaotong.accounts.rules import Actor, UnitKind, check_name, check_reason
from yihaotong.dispatch import rules
from yihaotong.dispatch.actions.loading import columns_of, name_from, write_row
from yihaotong.dispatch.actions.recording import record
from yihaotong.dispatch.actions.routes import hand_over
from yihaotong.dispatch.models import Category, CategoryName, RoutingRule
from yihaotong.dispatch.rules import CATEGORY_NAME_LENGTH, CategoryRow, ServiceClass
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp


@transaction.atomic
def add_category(row: CategoryRow, *, actor: Actor, at: datetime, reason: str) -> Category:
    """Enter a new category. Raises Refused: wrong-role, reason-needed, bad-category, category-exists,
    bad-category-parent, parent-retired, ends-before-start.
    """
    rules.check_may_edit(actor)
    name = check_name(row.name, longest=CATEGORY_NAME_LENGTH)
    reason = check_reason(actor, reason)
    parents = dict(Category.objects.filter(pk=row.parent or "").values_list("pk", "parent"))
    rules.check_category(row, {code: above is None for code, above in parents.items()})
    if Category.objects.filter(pk=row.code).exists():
        raise Refused("category-exists", _("类别代码已被使用；代码的含义不变，新含义请用新代码"), "code")
    _check_unlike(name, row.parent)
    parent = Category.objects.filter(pk=row.parent).first() if row.parent else None
    if parent is not None and parent.until is not None and parent.until <= row.since:
        raise Refused("parent-retired", _("上级类别那时已停用"), "parent")
    wanted = columns_of(row) | {"name": name}
    fresh = Category(code=row.code, **wanted)
    write_row(fresh, None, wanted, actor=actor, at=at, reason=reason)
    CategoryName.objects.create(category=fresh, name=name, since=row.since)
    LookUp.forget()
    return fresh


def _check_unlike(name: str, parent: str | None) -> None:
    """Two categories in use under one parent could not be told apart by whoever chooses."""
    other = Category.objects.filter(name=name, parent=parent or None, until=None).first()
    if other is not None:
        message = _("同一大类下已有“%(name)s”（代码 %(code)s）") % {"name": name, "code": other.pk}
        raise Refused("name-taken", message, "name")


@transaction.atomic
def rename_category(
    category: Category, *, actor: Actor, at: datetime, name: str, reason: str, expect: int | None = None
) -> Category:
    """Call it differently from today on; the code keeps its meaning, old names stay in the history.

    Raises Refused: wrong-role, reason-needed, stale, same-name, name-needed …
    """
    rules.check_may_edit(actor)
    name = check_name(name, longest=CATEGORY_NAME_LENGTH)
    reason = check_reason(actor, reason)
    stored = _locked(category, expect)
    if stored.name == name:
        raise Refused("same-name", _("新名称与现名称相同"), "name")
    _check_unlike(name, stored.parent_id)
    name_from(stored.code, name, localtime(at).date())
    before, stored.name = stored.name, name
    stored.save(update_fields=["name"])
    record("rename", stored, actor=actor, at=at, before={"name": before}, after={"name": name}, reason=reason)
    return stored


@transaction.atomic
def change_category(
    category: Category,
    *,
    actor: Actor,
    at: datetime,
    service_class: ServiceClass,
    lifeline: bool,
    street_may_handle: bool,
    reason: str,
    expect: int | None = None,
) -> Category:
    """Change how it is counted, how soon it must be signed for, and whether a street may handle it.

    Raises Refused: wrong-role, reason-needed, stale, routes-to-streets.
    """
    rules.check_may_edit(actor)
    reason = check_reason(actor, reason)
    stored = _locked(category, expect)
    below = (UnitKind.STREET.value, UnitKind.COMMUNITY.value)
    if (
        not street_may_handle
        and RoutingRule.objects.filter(category=stored, unit__kind__in=below, unit__dissolved_on=None).exists()
    ):
        raise Refused("routes-to-streets", _("派单规则里还有派给镇街的，请先改那些规则"), "street_may_handle")
    wanted = {"service_class": service_class.value, "lifeline": lifeline, "street_may_handle": street_may_handle}
    before = {name: getattr(stored, name) for name, value in wanted.items() if getattr(stored, name) != value}
    if not before:
        return stored
    for name in before:
        setattr(stored, name, wanted[name])
    stored.save(update_fields=list(before))
    after = {name: wanted[name] for name in before}
    record("change", stored, actor=actor, at=at, before=before, after=after, reason=reason)
    return stored


@transaction.atomic
def retire_category(
    category: Category,
    *,
    actor: Actor,
    at: datetime,
    until: date,
    reason: str,
    successor: Category | None = None,
    used: bool = False,
    expect: int | None = None,
) -> Category:
    """End a category on `until`; its routes go to the successor at once. Cases keep the category they have.

    `used`: whoever knows the cases says that some are still open. Raises Refused: wrong-role, reason-needed, stale,
    already-retired, leaves-below, ends-before-start, retired-in-the-past, successor-needed, bad-successor.
    """
    rules.check_may_edit(actor)
    reason = check_reason(actor, reason)
    stored = _locked(category, expect)
    if stored.until is not None:
        raise Refused("already-retired", _("该类别已停用"))
    if stored.leaves.filter(until=None).exists():
        raise Refused("leaves-below", _("下级类别尚未停用"))
    used = used or RoutingRule.objects.filter(category=stored).exists()
    today = localtime(at).date()
    rules.check_retirement(stored.since, until, today=today, used=used, succeeded=successor is not None)
    if successor is not None:
        _check_successor(stored, successor)
        hand_over(RoutingRule.objects.filter(category=stored), actor=actor, at=at, reason=reason, category=successor)
    stored.until, stored.successor = until, successor
    stored.save(update_fields=["until", "successor"])
    after = {"until": until, "successor": successor.pk if successor else None}
    record("retire", stored, actor=actor, at=at, after=after, reason=reason)
    LookUp.forget()
    return stored


def _check_successor(category: Category, successor: Category) -> None:
    if (
        successor.pk == category.pk
        or successor.until is not None
        or (successor.parent_id is None) != (category.parent_id is None)
    ):
        raise Refused("bad-successor", _("接续的类别须是另一个在用的、同一级的类别"), "successor")


def _locked(category: Category, expect: int | None) -> Category:
    stored = Category.objects.select_for_update().get(pk=category.pk)
    check_seen(f"category:{stored.pk}", expect)
    return stored
