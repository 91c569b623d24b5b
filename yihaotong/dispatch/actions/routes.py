"""Changing the routes by hand, and handing them to a successor."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, check_reason
from yihaotong.dispatch import rules
from yihaotong.dispatch.actions.loading import check_not_passed_down
from yihaotong.dispatch.actions.recording import record
from yihaotong.dispatch.models import Category, Place, RoutingRule
from yihaotong.journal.refusal import Refused

#: The largest precedence a small integer column holds on both databases.
_LAST = 32_767


@transaction.atomic
def add_route(
    category: Category, place: Place, unit: Unit, *, precedence: int, actor: Actor, at: datetime, reason: str
) -> RoutingRule:
    """Matters of a category in a place go to a unit. Raises Refused: wrong-role, reason-needed, category-retired,
    unit-dissolved, not-for-streets, bad-precedence, route-exists.
    """
    rules.check_may_edit(actor)
    reason = check_reason(actor, reason)
    if category.until is not None:
        raise Refused("category-retired", _("该类别已停用"), "category")
    if unit.dissolved_on is not None:
        raise Refused("unit-dissolved", _("该单位已撤销"), "unit")
    _check_precedence(precedence)
    check_not_passed_down(category, unit)
    try:
        with transaction.atomic():
            route = RoutingRule.objects.create(category=category, place=place, unit=unit, precedence=precedence)
    except IntegrityError as taken:
        raise Refused("route-exists", _("已有同样的派单规则"), "unit") from taken
    record("add", route, actor=actor, at=at, after=_facts(route), reason=reason)
    return route


@transaction.atomic
def take_in_routes(
    raw: Sequence[tuple[int, Mapping[str, str]]], *, actor: Actor, at: datetime, reason: str
) -> tuple[int, int]:
    """Enter all routes of a sheet (`rules.ROUTE_COLUMNS`, numbered rows), or none: how many are new, and how many were
    there with another precedence. Raises Refused: wrong-role, reason-needed, bad-rows (names every bad row).
    """
    rules.check_may_edit(actor)
    reason = check_reason(actor, reason)
    rows, wrong = rules.read_routes(raw)
    categories = Category.objects.in_bulk({row.category for _number, row in rows})
    places = Place.objects.in_bulk({row.place for _number, row in rows})
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={row.unit for _number, row in rows})}
    known = {(each.category_id, each.place_id, each.unit_id): each for each in RoutingRule.objects.all()}
    added = changed = 0
    for number, row in rows:
        category, place, unit = categories.get(row.category), places.get(row.place), units.get(row.unit)
        if category is None or place is None or unit is None:
            missing = [
                code for code, found in ((row.category, category), (row.place, place), (row.unit, unit)) if not found
            ]
            wrong[number] = _("没有这些代码：%(codes)s") % {"codes": "、".join(missing)}
            continue
        try:
            stored = known.get((row.category, row.place, unit.pk))
            if stored is None:
                add_route(category, place, unit, precedence=row.precedence, actor=actor, at=at, reason=reason)
                added += 1
            elif stored.precedence != row.precedence:
                set_precedence(stored, row.precedence, actor=actor, at=at, reason=reason)
                changed += 1
        except Refused as refusal:
            wrong[number] = refusal.message
    if wrong:
        raise rules.bad_rows(wrong)
    return added, changed


@transaction.atomic
def set_precedence(route: RoutingRule, precedence: int, *, actor: Actor, at: datetime, reason: str) -> RoutingRule:
    """In which order it is asked among its like. Raises Refused: wrong-role, reason-needed, bad-precedence."""
    rules.check_may_edit(actor)
    reason = check_reason(actor, reason)
    _check_precedence(precedence)
    before, route.precedence = route.precedence, precedence
    route.save(update_fields=["precedence"])
    after = {"precedence": precedence}
    record("change", route, actor=actor, at=at, before={"precedence": before}, after=after, reason=reason)
    return route


def _check_precedence(precedence: int) -> None:
    if not 1 <= precedence <= _LAST:
        raise Refused("bad-precedence", _("先后须是 1 到 %(last)d 的整数") % {"last": _LAST}, "precedence")


@transaction.atomic
def remove_route(route: RoutingRule, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take a route out of the catalogue; the journal keeps what it said. Raises Refused: wrong-role, route-gone."""
    rules.check_may_edit(actor)
    _remove(route, _facts(route), actor, at, check_reason(actor, reason))


def _remove(route: RoutingRule, before: dict[str, object], actor: Actor, at: datetime, reason: str) -> None:
    removed, _by_model = RoutingRule.objects.filter(pk=route.pk).delete()
    if not removed:
        raise Refused("route-gone", _("该派单规则已被他人删除"))
    record("remove", route, actor=actor, at=at, before=before, reason=reason)


@transaction.atomic
def hand_over(
    routes: QuerySet[RoutingRule],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    unit: Unit | None = None,
    category: Category | None = None,
) -> int:
    """Let routes lead to another unit, or belong to another category; how many. Where the successor has the same one
    already, the old one goes. Who may is asked by whoever dissolves or retires. Raises Refused("not-for-streets").
    """
    known = set(RoutingRule.objects.values_list("category_id", "place_id", "unit_id"))
    handed = 0
    for route in routes.select_related("category", "unit").order_by("pk"):
        before = _facts(route)
        route.unit, route.category = unit or route.unit, category or route.category
        key = route.category_id, route.place_id, route.unit_id
        handed += 1
        if key in known:
            _remove(route, before, actor, at, reason)
            continue
        check_not_passed_down(route.category, route.unit)
        known.add(key)
        route.save(update_fields=["unit", "category"])
        changed = {name: value for name, value in _facts(route).items() if before[name] != value}
        old = {name: before[name] for name in changed}
        record("change", route, actor=actor, at=at, before=old, after=changed, reason=reason)
    return handed


def _facts(route: RoutingRule) -> dict[str, object]:
    return {
        "category": route.category_id,
        "place": route.place_id,
        "unit": route.unit_id,
        "precedence": route.precedence,
    }
