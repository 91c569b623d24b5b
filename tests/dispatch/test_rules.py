"""Codes that fit into one another, and the order of suggestions."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from yihaotong.accounts.rules import IMPORTER, Actor, Held, Role
from yihaotong.dispatch import rules, shipped
from yihaotong.dispatch.rules import Candidate, CategoryRow, PlaceLevel, PlaceRow, ServiceClass
from yihaotong.journal.refusal import Refused

HEAT = CategoryRow("01", "供热", None, ServiceClass.ADMINISTRATIVE, date(2015, 1, 1))
COLD = replace(HEAT, code="0101", name="室温不达标", parent="01")


def code_of(call, *arguments) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value.code


def test_the_nearer_category_comes_first_then_the_smaller_place_then_the_precedence():
    best = Candidate(9, 2, "640104001", "本类·街道")
    ordered = [
        best,
        Candidate(2, 2, "640104", "本类·区"),
        Candidate(5, 2, "6401", "本类·市，先", precedence=1),
        Candidate(1, 2, "6401", "本类·市，后", precedence=2),
        Candidate(3, 1, "640104", "大类·区"),
        Candidate(4, 0, "640104", "属地"),
    ]
    for shuffled in permutations(ordered):
        assert [each.why for each in rules.rank(shuffled)] == [each.why for each in ordered]


def test_a_unit_is_suggested_once_with_its_best_reason():
    found = rules.rank([Candidate(7, 0, "640104", "属地"), Candidate(7, 2, "6401", "派单目录")])
    assert [(each.unit_id, each.why) for each in found] == [(7, "派单目录")]


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("640104001002", ["6401", "640104", "640104001", "640104001002"]),
        ("640104001", ["6401", "640104", "640104001"]),
        ("6401", ["6401"]),
        ("", []),
    ],
)
def test_a_place_lies_in_everything_around_it(code, chain):
    assert rules.chain(code) == chain


def test_places_that_are_refused():
    rules.check_place(PlaceRow("640104", PlaceLevel.DISTRICT, "兴庆区", "6401"))
    assert (
        code_of(rules.check_place, PlaceRow("640104", PlaceLevel.DISTRICT, "兴庆区", "6402")) == "place-outside-parent"
    )
    assert code_of(rules.check_place, PlaceRow("XQ", PlaceLevel.DISTRICT, "兴庆区", None)) == "bad-place"
    assert code_of(rules.check_place, PlaceRow("640104", PlaceLevel.DISTRICT, " ", "6401")) == "bad-place"


def test_categories_that_are_refused():
    rules.check_category(HEAT, {})
    rules.check_category(COLD, {"01": True})
    assert code_of(rules.check_category, COLD, {}) == "bad-category-parent"
    assert code_of(rules.check_category, COLD, {"01": False}) == "bad-category-parent"  # a third level
    assert code_of(rules.check_category, replace(HEAT, until=HEAT.since), {}) == "ends-before-start"
    assert code_of(rules.check_category, replace(HEAT, name=""), {}) == "bad-category"


@pytest.mark.parametrize("role", Role)
def test_only_supervisors_and_the_importer_edit_the_catalogue(role):
    actor = Actor("person:1", "测试", (Held(role, 1),))
    if role in (Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.IMPORTER):
        rules.check_may_edit(actor)
    else:
        assert code_of(rules.check_may_edit, actor) == "wrong-role"
    rules.check_may_edit(IMPORTER)


# --- the shipped tables ---


def test_the_shipped_divisions_are_whole():
    rows = shipped.places()
    levels = [row.level for row in rows]
    assert [levels.count(level) for level in PlaceLevel] == [1, 6, 62, 602]
    seen = set()
    for row in rows:
        rules.check_place(row)
        assert row.parent in seen or row.parent is None
        seen.add(row.code)


def test_the_shipped_categories_make_two_levels():
    rows = shipped.categories()
    at_top: dict[str, bool] = {}
    for row in rows:
        rules.check_category(row, at_top)
        at_top[row.code] = row.parent is None
    names = {row.name for row in rows}
    # The tree of handbook A1: what Yinchuan's circulars count.
    for name in (
        "供热",
        "供水",
        "供气",
        "供电",
        "噪音扰民",
        "市容管理",
        "交通管理",
        "物业管理",
        "失物招领",
        "客运管理",
    ):
        assert name in names
    parents = {row.code for row in rows if row.parent is None}
    assert parents == {row.parent for row in rows if row.parent}, "each parent has leaves"
    lifelines = {row.code[:2] for row in rows if row.lifeline}
    assert lifelines == {"01", "02", "03", "04"}


@pytest.mark.parametrize(
    ("chosen", "place"),
    [
        (["640104", "640104001", ""], "640104001"),
        (["640104", "", ""], "640104"),
        (["640105", "640104001", ""], "640105"),  # the second list was left over from another district
        (["", ""], ""),
        ([], ""),
    ],
)
def test_the_deepest_list_of_a_form_counts(chosen, place):
    assert rules.deepest(chosen) == place
