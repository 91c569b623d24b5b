"""Names for codes, lists for forms, and whom to suggest."""

from dataclasses import replace
from datetime import date

import pytest

from tests.accounts.conftest import Tree
from yihaotong.accounts import actions as accounts
from yihaotong.accounts.rules import IMPORTER
from yihaotong.dispatch import access, actions
from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, RouteRow, ServiceClass

TODAY = date(2026, 3, 2)
HEAT = CategoryRow("01", "供热", None, ServiceClass.ADMINISTRATIVE, date(2015, 1, 1), lifeline=True)
COLD = replace(HEAT, code="0101", name="室温不达标", parent="01")
GONE = replace(HEAT, code="0109", name="旧类别", parent="01", until=TODAY)
STREETS = replace(HEAT, code="06", name="市容管理", lifeline=False, street_may_handle=True)
STALLS = replace(STREETS, code="0601", name="占道经营", parent="06")
EMPTY = replace(HEAT, code="09", name="没有下级的类别")


@pytest.fixture
def catalogue(tree: Tree) -> Tree:
    places = [
        PlaceRow("6401", PlaceLevel.CITY, "示例市", None),
        PlaceRow("640104", PlaceLevel.DISTRICT, "东区", "6401"),
        PlaceRow("640104001", PlaceLevel.STREET, "北街街道", "640104"),
        PlaceRow("640104001002", PlaceLevel.COMMUNITY, "一号社区", "640104001"),
        PlaceRow("640105", PlaceLevel.DISTRICT, "西区", "6401"),
    ]
    actions.load_places(places, actor=IMPORTER, at=tree.at)
    actions.load_categories([HEAT, COLD, GONE, STREETS, STALLS, EMPTY], actor=IMPORTER, at=tree.at)
    routes = [RouteRow("01", "6401", "H"), RouteRow("0101", "640104", "D"), RouteRow("06", "6401", "H")]
    actions.load_routes(routes, actor=IMPORTER, at=tree.at)
    return tree


def codes(catalogue: Tree, category: str, place: str) -> list[str]:
    units = {
        unit.pk: unit.code for unit in (catalogue.centre, catalogue.district, catalogue.street, catalogue.department)
    }
    return [units[suggestion.unit_id] for suggestion in access.suggest_units(category, place)]


@pytest.mark.parametrize(
    ("category", "place", "units"),
    [
        # The district has a route of its own for cold rooms; the department's covers the whole of heating.
        ("0101", "640104001002", ["D", "H"]),
        ("0101", "640105", ["H"]),
        ("01", "640104", ["H", "D"]),
        # A street may handle stalls, so it comes first; never for heating.
        ("0601", "640104001002", ["S", "D", "H"]),
        ("0601", "640105", ["H"]),
        # Nothing known of the matter: the government of the place. Nothing known of the place: the city's routes.
        ("", "640104001002", ["D"]),
        ("0101", "", ["H"]),
        ("", "", []),
        ("nonsense", "nonsense", []),
    ],
)
def test_the_most_specific_unit_is_suggested_first(catalogue: Tree, category: str, place: str, units: list[str]):
    assert codes(catalogue, category, place) == units


def test_each_suggestion_gives_its_reason_in_words(catalogue: Tree):
    first, second = access.suggest_units("0101", "640104001")
    assert first.why == "派单目录：“室温不达标”在东区由该单位承办"
    assert second.why == "派单目录：“供热”大类在示例市由该单位承办"
    street = access.suggest_units("0601", "640104001")[0]
    assert street.why == "属地：该事项可由北街街道直接办理"


def test_a_dissolved_unit_is_not_suggested(catalogue: Tree):
    accounts.dissolve_unit(
        catalogue.department, actor=IMPORTER, at=catalogue.at, on=catalogue.at.date(), reason="职责划转"
    )
    assert codes(catalogue, "0101", "640104001002") == ["D"]


def test_the_cost_of_a_suggestion_does_not_grow(catalogue: Tree, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        access.suggest_units("0601", "640104001002")


def test_the_tree_for_a_form_holds_what_is_in_force(catalogue: Tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        groups = access.category_tree(TODAY)
    assert [(group.parent.code, [leaf.code for leaf in group.leaves]) for group in groups] == [
        ("01", ["0101"]),
        ("06", ["0601"]),
    ]
    yesterday = date(2026, 3, 1)
    assert [leaf.code for leaf in access.category_tree(yesterday)[0].leaves] == ["0101", "0109"]
    assert set(access.open_leaves(TODAY).values_list("code", flat=True)) == {"0101", "0601"}


def test_places_are_written_from_the_district_down(catalogue: Tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = access.place_names(["640104001002", "640104", "6401", "999999"])
    assert names == {"640104001002": "东区北街街道一号社区", "640104": "东区", "6401": "示例市"}
    assert access.place_name("") == ""
    assert [place.name for place in access.places_in("6401")] == ["东区", "西区"]
    assert [place.name for place in access.places_in("")] == ["示例市"]


def test_names_of_categories_past_ones_included(catalogue: Tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert access.category_names(["0101", "0109", "77"]) == {"0101": "室温不达标", "0109": "旧类别"}


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("0101", TODAY, True),
        ("0109", TODAY, False),  # retired today
        ("0109", date(2026, 3, 1), True),
        ("0101", date(2014, 12, 31), False),  # not yet in force
        ("01", TODAY, False),  # a parent is no category of a case
        ("77", TODAY, False),
    ],
)
def test_a_case_is_filed_under_a_leaf_in_force(catalogue: Tree, code: str, day: date, valid: bool):
    assert access.category_valid(code, day) is valid


def test_a_place_exists_or_not(catalogue: Tree):
    assert access.place_exists("640104001")
    assert not access.place_exists("640199")
