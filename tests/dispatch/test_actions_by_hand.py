"""Categories and routes changed by hand."""

from datetime import date, timedelta

import pytest

from tests.accounts.conftest import Tree
from tests.accounts.test_actions import refused
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.dispatch import access, actions
from yihaotong.dispatch.models import Category, CategoryName, Place, RoutingRule
from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, ServiceClass
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

FOUNDED = date(2012, 6, 1)
BASIS = "示政办发〔2026〕12号"
ADMINISTRATIVE = ServiceClass.ADMINISTRATIVE


@pytest.fixture
def catalogue(tree: Tree) -> Tree:
    actions.load_places([PlaceRow("6401", PlaceLevel.CITY, "示例市", None)], actor=IMPORTER, at=tree.at)
    rows = [
        CategoryRow("01", "公用事业", None, ADMINISTRATIVE, FOUNDED),
        CategoryRow("0101", "供水", "01", ADMINISTRATIVE, FOUNDED),
        CategoryRow("0102", "供热", "01", ADMINISTRATIVE, FOUNDED),
        CategoryRow("0103", "环境卫生", "01", ADMINISTRATIVE, FOUNDED, street_may_handle=True),
    ]
    actions.load_categories(rows, actor=IMPORTER, at=tree.at)
    return tree


def by(tree: Tree, **more: object) -> dict[str, object]:
    return {"actor": tree.acting_as(Role.SYSTEM_ADMIN), "at": tree.at, "reason": BASIS} | more


def leaf(code: str) -> Category:
    return Category.objects.get(pk=code)


def names(code: str) -> list[tuple[str, date, date | None]]:
    return list(CategoryName.objects.filter(category=code).values_list("name", "since", "until"))


def test_a_renamed_category_keeps_its_old_name_and_its_code(catalogue: Tree):
    today = catalogue.at.date()
    actions.rename_category(leaf("0101"), name="城市供水", **by(catalogue))
    assert names("0101") == [("供水", FOUNDED, today), ("城市供水", today, None)]
    actions.rename_category(leaf("0101"), name="供水服务", **by(catalogue))
    assert names("0101")[1:] == [("供水服务", today, None)]
    assert access.category_names(["0101"]) == {"0101": "供水服务"}
    assert Line.objects.filter(kind="category.rename").count() == 2
    with refused("same-name"):
        actions.rename_category(leaf("0101"), name="供水服务", **by(catalogue))
    with refused("wrong-role"):
        actions.rename_category(leaf("0101"), name="别的", **by(catalogue, actor=catalogue.acting_as(Role.HANDLER)))


def test_a_table_loaded_again_with_another_name_renames_too(catalogue: Tree):
    actions.load_categories(
        [CategoryRow("0101", "城市供水", "01", ADMINISTRATIVE, FOUNDED)], actor=IMPORTER, at=catalogue.at
    )
    assert [name for name, _since, _until in names("0101")] == ["供水", "城市供水"]


def test_a_new_category_has_a_code_of_its_own(catalogue: Tree):
    row = CategoryRow("0104", "供气", "01", ADMINISTRATIVE, FOUNDED)
    actions.add_category(row, **by(catalogue))
    assert names("0104") == [("供气", FOUNDED, None)]
    assert access.category_valid("0104", catalogue.at.date())
    with refused("category-exists"):
        actions.add_category(row, **by(catalogue))
    with refused("bad-category-parent"):
        actions.add_category(CategoryRow("010401", "更细", "0104", ADMINISTRATIVE, FOUNDED), **by(catalogue))
    with refused("reason-needed"):
        actions.add_category(CategoryRow("0105", "供电", "01", ADMINISTRATIVE, FOUNDED), **by(catalogue, reason=" "))


def test_a_retired_category_hands_its_routes_to_its_successor(catalogue: Tree):
    city = Place.objects.get()
    actions.add_route(leaf("0101"), city, catalogue.department, precedence=2, **by(catalogue))
    tomorrow = catalogue.at.date() + timedelta(days=1)
    with refused("successor-needed"):
        actions.retire_category(leaf("0101"), until=tomorrow, **by(catalogue))
    with refused("retired-in-the-past"):
        actions.retire_category(leaf("0101"), until=date(2020, 1, 1), **by(catalogue))
    with refused("bad-successor"):
        actions.retire_category(leaf("0101"), until=tomorrow, successor=leaf("01"), **by(catalogue))
    with refused("leaves-below"):
        actions.retire_category(leaf("01"), until=tomorrow, **by(catalogue))
    actions.retire_category(leaf("0101"), until=tomorrow, successor=leaf("0102"), **by(catalogue))
    assert RoutingRule.objects.get().category_id == "0102"
    assert access.category_valid("0101", catalogue.at.date())
    assert not access.category_valid("0101", tomorrow)
    line = Line.objects.get(kind="route.change")
    assert (line.facts["before"], line.facts["after"]) == ({"category": "0101"}, {"category": "0102"})


def test_what_is_a_departments_duty_does_not_go_down_to_a_street(catalogue: Tree):
    city = Place.objects.get()
    with refused("not-for-streets"):
        actions.add_route(leaf("0101"), city, catalogue.street, precedence=1, **by(catalogue))
    actions.add_route(leaf("0103"), city, catalogue.street, precedence=1, **by(catalogue))
    traits = {"service_class": ADMINISTRATIVE, "lifeline": False}
    with refused("routes-to-streets"):
        actions.change_category(leaf("0103"), street_may_handle=False, **traits, **by(catalogue))
    actions.change_category(leaf("0102"), street_may_handle=True, **traits, **by(catalogue))
    assert Line.objects.get(kind="category.change").facts["after"] == {"street_may_handle": True}


def test_a_route_is_entered_once_in_a_sensible_order(catalogue: Tree):
    city = Place.objects.get()
    route = actions.add_route(leaf("0101"), city, catalogue.department, precedence=1, **by(catalogue))
    with refused("route-exists"):
        actions.add_route(leaf("0101"), city, catalogue.department, precedence=2, **by(catalogue))
    with refused("bad-precedence"):
        actions.set_precedence(route, 0, **by(catalogue))
    actions.set_precedence(route, 3, **by(catalogue))
    with refused("reason-needed"):
        actions.remove_route(route, **by(catalogue, reason=""))
    actions.remove_route(route, **by(catalogue))


def test_a_sheet_of_routes_enters_whole_or_not_at_all(catalogue: Tree):
    good = {"类别代码": "0101", "地点代码": "6401", "单位代码": "H", "先后": ""}
    with refused("bad-rows"):
        actions.take_in_routes([(2, good), (3, good)], **by(catalogue))
    with refused("bad-rows"):
        actions.take_in_routes([(2, good), (3, good | {"单位代码": "S"})], **by(catalogue))
    raw = [(2, good | {"单位代码": "无"}), (3, good | {"单位代码": "S", "先后": "一"})]
    with pytest.raises(Refused) as told:
        actions.take_in_routes(raw, **by(catalogue))
    assert set(told.value.facts["rows"]) == {2, 3}
    assert actions.take_in_routes([(2, good)], **by(catalogue)) == (1, 0)
    assert actions.take_in_routes([(2, good | {"先后": "4"})], **by(catalogue)) == (0, 1)
    assert actions.take_in_routes([(2, good | {"先后": "4"})], **by(catalogue)) == (0, 0)
