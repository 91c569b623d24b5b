"""Reading the dispatch catalogue: names for codes, lists for forms, and the units to suggest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import UnitKind
from yihaotong.dispatch.models import Category, Place, RoutingRule
from yihaotong.dispatch.rules import Candidate, Suggestion, chain, rank
from yihaotong.journal.statements import LookUp

_GOVERNS_AN_AREA = (UnitKind.DISTRICT, UnitKind.STREET)


@dataclass(frozen=True)
class CategoryGroup:
    """A category of the first level with its leaves in force, for a list to choose from."""

    parent: Category
    leaves: tuple[Category, ...]


def category_tree(on: date) -> list[CategoryGroup]:
    """The tree in force on a day, without parents that have no leaf then. One query."""
    in_force = [category for category in Category.objects.all() if category.in_force(on)]
    groups = []
    for parent in (category for category in in_force if category.parent_id is None):
        leaves = tuple(category for category in in_force if category.parent_id == parent.code)
        if leaves:
            groups.append(CategoryGroup(parent, leaves))
    return groups


def open_leaves(on: date) -> QuerySet[Category]:
    """The categories a case may be filed under on a day, each with its parent at hand."""
    in_force = Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
    return Category.objects.filter(in_force, parent__isnull=False).select_related("parent")


def category_names(codes: Iterable[str]) -> dict[str, str]:
    """The name of each category, past ones included. One query for all."""
    return dict(Category.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


@dataclass(frozen=True)
class Named:
    """What a category is called; `retired`: no case may be filed under it any more, but under `successor`, if any."""

    name: str
    retired: bool
    successor: str


def categories_named(codes: Iterable[str], on: date) -> dict[str, Named]:
    """Each category as it stands on a day. One query for all."""
    rows = Category.objects.filter(pk__in=set(codes)).values_list("pk", "name", "until", "successor__name")
    return {
        code: Named(name, until is not None and until <= on, successor or "") for code, name, until, successor in rows
    }


#: Seconds for which a category or place once found is believed; a retired one may be used so much longer.
KEEP = 2.0
_category = LookUp(lambda code: Category.objects.filter(pk=code).values_list("parent", "since", "until"), keep=KEEP)
_place = LookUp(lambda code: Place.objects.filter(pk=code).values_list("pk"), keep=KEEP)


def category_valid(code: str, on: date) -> bool:
    """Whether a case may be filed under this category on that day: a leaf, in force."""
    parent, since, until = _category(code) or (None, None, None)
    return parent is not None and since <= on and (until is None or on < until)


def place_exists(code: str) -> bool:
    return _place(code) is not None


def places_in(parent_code: str) -> QuerySet[Place]:
    """The divisions directly below a place, in the order of their codes; below "" lies the city."""
    return Place.objects.filter(parent=parent_code or None)


def every_place() -> list[tuple[str, str, str]]:
    """All places below the city: code, name, and what they lie in, from the district down. One query."""
    names = dict(Place.objects.values_list("pk", "name"))
    around = {code: "".join(names.get(part, "") for part in chain(code)[1:-1]) for code in names}
    return [(code, name, around[code]) for code, name in sorted(names.items()) if len(chain(code)) > 1]


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Each place as one writes it, from the district down ("兴庆区大新镇燕祥社区居委会"). One query for all."""
    wanted = set(codes)
    names = dict(
        Place.objects.filter(pk__in={part for code in wanted for part in chain(code)}).values_list("pk", "name")
    )
    return {code: _written(code, names) for code in wanted if code in names}


def _written(code: str, names: dict[str, str]) -> str:
    """Without the city, unless it is all that is known."""
    return "".join(names[part] for part in chain(code)[1:]) or names[code]


def place_name(code: str) -> str:
    """One place as one writes it; "" for a code that is not in the catalogue."""
    return place_names([code]).get(code, "")


def suggest_units(category_code: str, place_code: str) -> list[Suggestion]:
    """The units that might act on such a matter there, most specific first, each with its reason in words.

    Routes of the category and of its parent that hold at the place, then the governments of the place (属地). A
    street is suggested only for what a street may handle. Either code may be "" or unknown. Four queries.
    """
    category = Category.objects.select_related("parent").filter(pk=category_code).first()
    names = dict(Place.objects.filter(pk__in=chain(place_code)).values_list("pk", "name"))
    return rank([*_by_route(category, names), *_by_territory(category, names)])


def _by_route(category: Category | None, places: dict[str, str]) -> list[Candidate]:
    if category is None:
        return []
    # Where the place is unknown, a route that covers the whole city still holds.
    here = Q(place__in=places) | Q(place__parent=None)
    lineage = [code for code in (category.code, category.parent_id) if code]
    routes = RoutingRule.objects.filter(here, category__in=lineage, unit__dissolved_on=None)
    found = []
    for route in routes.select_related("category", "place"):
        own = route.category_id == category.code
        why = (
            _("派单目录：“%(category)s”在%(place)s由该单位承办")
            if own
            else _("派单目录：“%(category)s”大类在%(place)s由该单位承办")
        )
        facts = {"category": route.category.name, "place": route.place.name}
        found.append(Candidate(route.unit_id, 2 if own else 1, route.place_id, why % facts, route.precedence))
    return found


def _by_territory(category: Category | None, places: dict[str, str]) -> list[Candidate]:
    down = category is not None and category.street_may_handle
    kinds = _GOVERNS_AN_AREA if down else (UnitKind.DISTRICT,)
    governing = Unit.objects.filter(area_code__in=places, kind__in=kinds, dissolved_on=None)
    why = _("属地：该事项可由%(place)s直接办理") if down else _("属地：派单目录无更具体的规定时由%(place)s承办")
    return [
        Candidate(unit_id, 2 if down else 0, area_code, why % {"place": places[area_code]})
        for unit_id, area_code in governing.values_list("pk", "area_code")
    ]
