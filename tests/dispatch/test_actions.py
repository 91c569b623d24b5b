"""Loading the catalogue: what is new is added, what differs is changed, twice adds nothing."""

from dataclasses import replace
from datetime import date

import pytest

from tests.accounts.conftest import Tree
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.dispatch import actions, shipped
from yihaotong.dispatch.actions import Loaded
from yihaotong.dispatch.models import Category, Place, RoutingRule
from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, RouteRow, ServiceClass
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

CITY = PlaceRow("6401", PlaceLevel.CITY, "示例市", None)
EAST = PlaceRow("640104", PlaceLevel.DISTRICT, "东区", "6401")
HEAT = CategoryRow("01", "供热", None, ServiceClass.ADMINISTRATIVE, date(2015, 1, 1), lifeline=True)
COLD = replace(HEAT, code="0101", name="室温不达标", parent="01")


def test_the_whole_shipped_catalogue_loads_and_a_second_time_adds_nothing(tree: Tree):
    rows = len(shipped.places())
    assert actions.load_places(shipped.places(), actor=IMPORTER, at=tree.at) == Loaded(added=rows)
    assert Place.objects.get(pk="640104001002").parent_id == "640104001"
    assert Line.objects.filter(kind="place.load").count() == rows
    lines = Line.objects.count()
    assert actions.load_places(shipped.places(), actor=IMPORTER, at=tree.at) == Loaded(same=rows)
    assert Line.objects.count() == lines


def test_a_changed_row_changes_and_says_what_it_was(tree: Tree):
    actions.load_categories([HEAT, COLD], actor=IMPORTER, at=tree.at)
    retired = replace(COLD, until=date(2026, 1, 1))
    loaded = actions.load_categories([HEAT, retired], actor=IMPORTER, at=tree.at)
    assert loaded == Loaded(changed=1, same=1)
    assert Category.objects.get(pk="0101").until == date(2026, 1, 1)
    line = Line.objects.get(kind="category.change")
    assert (line.subject, line.facts["after"], line.facts.get("before")) == (
        "category:0101",
        {"until": "2026-01-01"},
        None,
    )


def routes(tree: Tree, *rows: RouteRow) -> Loaded:
    actions.load_places([CITY, EAST], actor=IMPORTER, at=tree.at)
    actions.load_categories([HEAT, COLD], actor=IMPORTER, at=tree.at)
    return actions.load_routes(rows, actor=tree.acting_as(Role.SUPERVISOR), at=tree.at)


def test_routes_load_once_and_can_be_taken_out(tree: Tree):
    assert routes(tree, RouteRow("01", "6401", "H")) == Loaded(added=1)
    assert routes(tree, RouteRow("01", "6401", "H", precedence=3)) == Loaded(changed=1)
    assert routes(tree, RouteRow("01", "6401", "H", precedence=3)) == Loaded(same=1)
    route = RoutingRule.objects.get()
    assert (route.unit_id, route.precedence) == (tree.department.pk, 3)
    actions.remove_route(route, actor=IMPORTER, at=tree.at, reason="职责调整")
    line = Line.objects.get(kind="route.remove")
    assert line.facts["before"] == {"category": "01", "place": "6401", "unit": tree.department.pk, "precedence": 3}
    with pytest.raises(Refused, match="已被他人删除"):
        actions.remove_route(route, actor=IMPORTER, at=tree.at, reason="再删一次")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (RouteRow("01", "6401", "NOBODY"), "unknown-unit"),
        (RouteRow("99", "6401", "H"), "unknown-category"),
        (RouteRow("01", "9999", "H"), "unknown-place"),
        (RouteRow("01", "640104", "S"), "not-for-streets"),
    ],
)
def test_routes_that_are_refused_leave_nothing(tree: Tree, row: RouteRow, code: str):
    with pytest.raises(Refused) as refused:
        routes(tree, row)
    assert refused.value.code == code
    assert not RoutingRule.objects.exists()
    assert not Line.objects.filter(kind="route.load").exists()


def test_a_dispatcher_does_not_edit_the_catalogue(tree: Tree):
    with pytest.raises(Refused) as refused:
        actions.load_places([CITY], actor=tree.acting_as(Role.DISPATCHER), at=tree.at)
    assert refused.value.code == "wrong-role"
    assert not Place.objects.exists()
