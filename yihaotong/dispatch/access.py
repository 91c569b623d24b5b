"""Reading the dispatch catalogue: names for codes, lists for forms, and the units to suggest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import UnitKind
from yihaotong.dispatch import rules, shipped
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


def told_by(text: str, leaves: Mapping[str, tuple[str, str]], known: Sequence[str] = ()) -> list[str]:
    """As `rules.told_by`, in the words that ship and those that the city adds (`[dispatch] words`). No query."""
    own = settings.CITY.get("dispatch", {}).get("words", "")
    return rules.told_by(text, leaves, shipped.speech(own), known)


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
    return suggest_units_for([(category_code, place_code)])[category_code, place_code]


def suggest_units_for(matters: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Suggestion]]:
    """The same for many matters (category, place) at once. Four queries for all of them."""
    wanted = set(matters)
    codes = {category for category, _place in wanted if category}
    categories = {each.pk: each for each in Category.objects.select_related("parent").filter(pk__in=codes)}
    around = {part for _category, place in wanted for part in chain(place)}
    names = dict(Place.objects.filter(pk__in=around).values_list("pk", "name"))
    routes, governing = _routes(categories.values(), names), _governing(names)
    found = {}
    for code, place in wanted:
        category, here = categories.get(code), {part: names[part] for part in chain(place) if part in names}
        found[code, place] = rank([*_by_route(category, here, routes), *_by_territory(category, here, governing)])
    return found


def _routes(categories: Collection[Category], places: Collection[str]) -> list[RoutingRule]:
    lineage = {code for each in categories for code in (each.code, each.parent_id) if code}
    # Where the place is unknown, a route that covers the whole city still holds.
    here = Q(place__in=places) | Q(place__parent=None)
    routes = RoutingRule.objects.filter(here, category__in=lineage, unit__dissolved_on=None)
    return list(routes.select_related("category", "place"))


def _governing(places: Collection[str]) -> list[tuple[int, str, str]]:
    """Key, area and kind of the units that govern one of these places."""
    governing = Unit.objects.filter(area_code__in=places, kind__in=_GOVERNS_AN_AREA, dissolved_on=None)
    return list(governing.values_list("pk", "area_code", "kind"))


def _by_route(category: Category | None, places: Mapping[str, str], routes: Iterable[RoutingRule]) -> list[Candidate]:
    if category is None:
        return []
    found = []
    for route in routes:
        own = route.category_id == category.code
        holds = route.place_id in places or route.place.parent_id is None
        if not holds or not (own or route.category_id == category.parent_id):
            continue
        why = (
            _("派单目录：“%(category)s”在%(place)s由该单位承办")
            if own
            else _("派单目录：“%(category)s”大类在%(place)s由该单位承办")
        )
        facts = {"category": route.category.name, "place": route.place.name}
        found.append(Candidate(route.unit_id, 2 if own else 1, route.place_id, why % facts, route.precedence))
    return found


def _by_territory(
    category: Category | None, places: Mapping[str, str], governing: Iterable[tuple[int, str, str]]
) -> list[Candidate]:
    down = category is not None and category.street_may_handle
    kinds = _GOVERNS_AN_AREA if down else (UnitKind.DISTRICT,)
    why = _("属地：该事项可由%(place)s直接办理") if down else _("属地：派单目录无更具体的规定时由%(place)s承办")
    return [
        Candidate(unit_id, 2 if down else 0, area_code, why % {"place": places[area_code]})
        for unit_id, area_code, kind in governing
        if area_code in places and kind in kinds
    ]
