"""Routes: which category goes where to whom; trying them; taking them in and out as a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import unit_names
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.categories import KEEPERS, category_of, in_force
from yihaotong.desk.setup.forms import Groups, Input, Kind
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.lists import page_of
from yihaotong.desk.setup.sheets import Sheet, send
from yihaotong.desk.setup.tables import csv_answer, row_faults, rows_of
from yihaotong.desk.setup.unit_acts import named
from yihaotong.dispatch import actions
from yihaotong.dispatch.access import category_names, place_names, suggest_units
from yihaotong.dispatch.models import Place, RoutingRule
from yihaotong.dispatch.rules import MOST_ROUTES, ROUTE_COLUMNS
from yihaotong.journal.refusal import Refused

_CHOSEN = ("category", "unit")


@dataclass(frozen=True)
class Lists:
    """What this page offers to choose from, several times over: looked up once."""

    categories: Groups
    areas: Groups
    units: Groups


def _lists(visit: Visit) -> Lists:
    return Lists(in_force(visit), wording.areas(), wording.units(visit.actor, localdate(visit.at)))


@only(*KEEPERS)
def routes(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The routes, narrowed by category and unit; what a matter at a place would give; entering and removing."""
    sent, refusal = None, None
    lists = _lists(visit)
    if request.method == "POST":
        if request.POST.get("do") in {"remove", "take_in"}:
            refusal = _at_once(request, visit)
            if refusal is None:
                return redirect("desk:setup:routes")
        else:
            sent = send(request, [_add(visit, lists)])
            if sent is not None and not sent.status:
                messages.success(request, _("已添加派单规则。"))
                return redirect("desk:setup:routes")
    context = _listed(request.GET, visit) | {
        "sheet": sent.sheet if sent else _add(visit, lists),
        "taken": row_faults(refusal),
        "columns": ROUTE_COLUMNS,
        "tried": _tried(request.GET, visit),
        "categories": lists.categories,
        "areas": lists.areas,
        "units": lists.units,
        "try_category": request.GET.get("try_category", ""),
        "try_place": request.GET.get("try_place", ""),
    }
    status = sent.status if sent else 422 if refusal else 200
    return show(request, visit, "routes.html", context, status=status)


def _listed(asked: QueryDict, visit: Visit) -> dict[str, Any]:
    chosen = {name: asked.get(name, "")[:20] for name in _CHOSEN}
    found = RoutingRule.objects.select_related("category", "place")
    if chosen["category"]:
        found = found.filter(category=chosen["category"])
    if chosen["unit"]:
        found = found.filter(unit__code=chosen["unit"])
    page = page_of(found, "pk", asked, chosen=chosen)
    names = unit_names([route.unit_id for route in page.rows], localdate(visit.at))
    places = place_names([route.place_id for route in page.rows])
    return {
        "page": page,
        "rows": [(route, places[route.place_id], names[route.unit_id]) for route in page.rows],
        "chosen": chosen,
        "narrowed": any(chosen.values()),
    }


def _tried(asked: QueryDict, visit: Visit) -> list[tuple[str, str]] | None:
    """The units that would be suggested, best first, each with why; None when nothing was tried."""
    category, place = asked.get("try_category", "")[:12], asked.get("try_place", "")[:12]
    if not category and not place:
        return None
    suggested = suggest_units(category, place)
    names = unit_names([each.unit_id for each in suggested], localdate(visit.at))
    return [(names[each.unit_id], each.why) for each in suggested]


def _add(visit: Visit, lists: Lists) -> Sheet:
    inputs = (
        Input("category", _("问题类别"), Kind.SELECT, required=True, groups=lists.categories),
        Input("place", _("地点（含以下）"), Kind.SELECT, required=True, groups=lists.areas),
        Input("unit", _("承办单位"), Kind.SELECT, required=True, groups=lists.units),
        Input("precedence", _("先后"), Kind.NUMBER, required=True, hint=_("同一类别同一地点有几个单位时，数小的在前")),
        wording.REASON,
    )

    def act(given: dict[str, Any], _expect: int | None) -> RoutingRule:
        place = Place.objects.get(pk=given["place"])
        unit = named(visit.actor, given["unit"], "unit")
        category = category_of(given["category"], "category")
        more = {"precedence": given["precedence"], "reason": given["reason"]}
        return actions.add_route(category, place, unit, actor=visit.actor, at=visit.at, **more)

    return Sheet("add", _("添加派单规则"), _("添加"), inputs, act, values={"precedence": "1"})


def _at_once(request: HttpRequest, visit: Visit) -> Refused | None:
    """Remove a route, or take in a sheet; None when it was done."""
    try:
        if request.POST["do"] == "remove":
            _remove(request, visit)
            return None
        rows = rows_of(request, ROUTE_COLUMNS, most=MOST_ROUTES)
        reason = request.POST.get("reason", "")
        added, changed = actions.take_in_routes(rows, actor=visit.actor, at=visit.at, reason=reason)
    except Refused as refusal:
        return refusal
    messages.success(
        request, _("已导入：新增 %(added)d 条，改先后 %(changed)d 条。") % {"added": added, "changed": changed}
    )
    return None


def _remove(request: HttpRequest, visit: Visit) -> None:
    route = RoutingRule.objects.filter(pk=whole(request.POST.get("route")) or 0).first()
    if route is None:
        raise Refused("route-gone", _("该派单规则已被他人删除"))
    actions.remove_route(route, actor=visit.actor, at=visit.at, reason=request.POST.get("reason", ""))
    messages.success(request, _("已删除派单规则。"))


@only(*KEEPERS)
def export_routes(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """All routes in the columns that can be taken in again, names beside the codes."""
    head = [*ROUTE_COLUMNS, "类别", "地点", "单位"]
    return csv_answer(f"派单规则-{localdate(visit.at)}.csv", head, _lines(visit))


def _lines(visit: Visit) -> Iterator[list[str]]:
    every = list(RoutingRule.objects.select_related("unit").order_by("category", "place", "precedence", "pk"))
    categories = category_names(route.category_id for route in every)
    places = place_names({route.place_id for route in every})
    units = unit_names({route.unit_id for route in every}, localdate(visit.at))
    for route in every:
        codes = [route.category_id, route.place_id, route.unit.code, str(route.precedence)]
        yield [*codes, categories[route.category_id], places[route.place_id], units[route.unit_id]]
