"""What may be done over a selection, who shares and who takes out, and what a list may show."""

import pytest

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules import columns, lists
from yihaotong.cases.rules.codes import CloseGround
from yihaotong.cases.rules.columns import Column
from yihaotong.cases.rules.lists import Audience, GroundForMany
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal.refusal import Refused


def refusal(act) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("roles", "moves"),
    [
        ({Role.DISPATCHER}, ["dispatch", "redispatch"]),
        ({Role.HANDLER}, ["sign", "allot"]),
        ({Role.REVIEWER}, ["approve", "send_back"]),
        ({Role.CALL_BACK_CLERK}, ["close"]),
        ({Role.SUPERVISOR, Role.ANALYST}, ["redispatch"]),
        ({Role.ANALYST, Role.ARBITER}, []),
    ],
)
def test_the_moves_for_a_selection(roles, moves):
    assert [move.name for move in lists.bulk_moves(roles)] == moves


def test_what_one_requester_answered_is_never_said_for_many():
    (ground,) = lists.fields_for_many(MOVES["close"])
    assert {choice.value for choice in ground.choices} == {each.value for each in GroundForMany}
    assert CloseGround.CALLED_BACK.value not in {each.value for each in GroundForMany}
    assert {each.value for each in GroundForMany} < {each.value for each in CloseGround}
    for move in MOVES.values():
        if move.bulk:
            assert not {"satisfaction", "solved", "attitude"} & {field.name for field in lists.fields_for_many(move)}


@pytest.mark.parametrize(
    ("name", "count", "said"),
    [
        ("sing", 1, ("no-such-move", "move")),
        ("", 1, ("no-such-move", "move")),
        ("reply", 1, ("not-in-bulk", "move")),
        ("approve", 1, ("wrong-role", "move")),
        ("sign", 0, ("nothing-chosen", "case")),
        ("sign", 501, ("too-many", "case")),
    ],
)
def test_a_selection_that_cannot_be_acted_on(name, count, said):
    assert refusal(lambda: lists.check_bulk(name, {Role.HANDLER}, count)) == said


def test_five_hundred_go_at_once():
    assert lists.check_bulk("sign", {Role.HANDLER}, 500) is MOVES["sign"]


@pytest.mark.parametrize(
    ("roles", "units", "offered"),
    [
        (set(), [], [Audience.OWN]),
        ({Role.HANDLER}, [7], [Audience.OWN, Audience.UNIT]),
        ({Role.SUPERVISOR}, [1], [Audience.OWN, Audience.UNIT, Audience.CENTRE]),
        ({Role.SHIFT_LEADER}, [1], [Audience.OWN, Audience.UNIT, Audience.CENTRE]),
        ({Role.OPERATOR}, [1], [Audience.OWN, Audience.UNIT]),
    ],
)
def test_who_shares_with_whom(roles, units, offered):
    assert lists.audiences(roles, units) == offered


@pytest.mark.parametrize("role", Role)
def test_who_takes_a_list_out(role):
    allowed = role in {Role.SUPERVISOR, Role.SHIFT_LEADER, Role.ANALYST, Role.UNIT_LEADER}
    if allowed:
        lists.check_may_export({role})
    else:
        assert refusal(lambda: lists.check_may_export({role})) == ("wrong-role", "")


@pytest.mark.parametrize("purpose", ["", "  ", "\x01", "长" * 201, None])
def test_a_list_is_not_taken_out_without_a_reason(purpose):
    assert refusal(lambda: lists.checked_purpose({"purpose": purpose}))[1] == "purpose"


@pytest.mark.parametrize("name", ["", " \t", "长" * 21, "半\ud800", "空\x00"])
def test_names_that_are_none(name):
    assert refusal(lambda: lists.checked_name(name))[1] == "name"


def test_a_name_loses_what_cannot_be_seen():
    assert lists.checked_name("  本周\x07\u202e超期 ") == "本周 超期"


def test_columns_stand_in_their_order_and_unknown_ones_are_left_out():
    assert columns.chosen(["unit", "due", "phone", ""]) == (Column.DUE, Column.UNIT)
    assert refusal(lambda: columns.checked(["due", "phone"])) == ("not-a-column", "column")
    assert set(columns.USUAL) < set(Column)
