"""The rules behind the set-up pages, as tables: moving a unit, gaps of a roster, sheets of shifts, who may what."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.conftest import CHINA
from yihaotong.accounts import rules
from yihaotong.accounts.rules import IMPORTER, Actor, Held, Role, UnitKind
from yihaotong.accounts.rules.roster import COLUMNS, Span, gaps, read_rows
from yihaotong.journal.refusal import Refused

MONDAY = datetime(2026, 3, 2, tzinfo=CHINA)
HOUR = timedelta(hours=1)
DEPARTMENT, STREET = UnitKind.DEPARTMENT, UnitKind.STREET


@pytest.mark.parametrize(
    ("path", "kind", "level", "parent", "refusal"),
    [
        ("/1/7/", DEPARTMENT, 2, ("/1/", UnitKind.CENTRE, 1), "same-parent"),
        ("/1/7/", DEPARTMENT, 2, ("/1/7/9/", DEPARTMENT, 3), "below-itself"),
        ("/1/7/", DEPARTMENT, 2, ("/1/7/", DEPARTMENT, 2), "below-itself"),
        ("/1/7/9/", DEPARTMENT, 3, ("/1/", UnitKind.CENTRE, 1), "level-changes"),
        ("/1/7/9/", STREET, 3, ("/1/", UnitKind.CENTRE, 1), "wrong-level"),
        ("/1/7/9/", STREET, 3, ("/1/8/", UnitKind.DISTRICT, 2), ""),
        ("/1/7/9/", DEPARTMENT, 3, ("/1/8/", DEPARTMENT, 2), ""),
        ("/1/8/7/", DEPARTMENT, 3, ("/1/2/", UnitKind.CENTRE, 1), "below-section"),
        ("/1/7/", UnitKind.CENTRE, 1, ("/1/2/", UnitKind.CENTRE, 1), ""),
    ],
)
def test_where_a_unit_may_go(path: str, kind: UnitKind, level: int, parent: tuple[str, UnitKind, int], refusal: str):
    if not refusal:
        rules.check_new_parent(path, kind, level, parent)
        return
    with pytest.raises(Refused) as refused:
        rules.check_new_parent(path, kind, level, parent)
    assert refused.value.code == refusal


def spans(*hours: tuple[int, int]) -> list[Span]:
    return [(MONDAY + begins * HOUR, MONDAY + ends * HOUR) for begins, ends in hours]


@pytest.mark.parametrize(
    ("covered", "bare"),
    [
        ([], [(0, 24)]),
        ([(0, 24)], []),
        ([(8, 12), (14, 18)], [(0, 8), (12, 14), (18, 24)]),
        ([(14, 18), (8, 16)], [(0, 8), (18, 24)]),
        ([(-5, 2), (20, 30)], [(2, 20)]),
        ([(-5, -1), (25, 30)], [(0, 24)]),
    ],
)
def test_the_gaps_of_a_day(covered: list[tuple[int, int]], bare: list[tuple[int, int]]):
    assert gaps(spans(*covered), MONDAY, MONDAY + 24 * HOUR) == spans(*bare)


@given(st.lists(st.tuples(st.integers(-30, 200), st.integers(1, 40)), max_size=12))
def test_every_hour_is_either_covered_or_in_a_gap(drawn: list[tuple[int, int]]):
    covered = spans(*((begins, begins + length) for begins, length in drawn))
    found = gaps(covered, MONDAY, MONDAY + 168 * HOUR)
    for number in range(168):
        hour = MONDAY + number * HOUR
        inside = any(since <= hour < until for since, until in found)
        assert inside != any(since <= hour < until for since, until in covered)
    assert all(one[1] < other[0] for one, other in pairwise(found))


def row(**changed: str) -> dict[str, str]:
    good = dict(zip(COLUMNS, ("WATER", "wang", "2026-03-02 18:00", "2026-03-03 08:00", "0951-1"), strict=True))
    return good | changed


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (row(值班电话=" "), "都要填"),
        (row(开始="明天"), "应写作"),
        (row(结束="2026-03-02 18:00"), "结束须晚于开始"),
        (row(结束="2026-03-09 18:00"), "最长两天"),
    ],
)
def test_a_bad_row_of_a_sheet_is_named(cells: dict[str, str], said: str):
    with pytest.raises(Refused) as refused:
        read_rows([(2, row()), (3, cells)], CHINA)
    assert refused.value.facts["rows"].keys() == {3}
    assert said in refused.value.facts["rows"][3]


def test_a_good_row_of_a_sheet_and_slashes_in_it():
    (read,) = read_rows([(2, row(开始="2026/03/02 18:00"))], CHINA)
    assert (read.unit, read.starts_at) == ("WATER", MONDAY + 18 * HOUR)


def test_a_sheet_that_is_none():
    for rows in ([], [(2, {"别的": "x"})]):
        with pytest.raises(Refused):
            read_rows(rows, CHINA)


@pytest.mark.parametrize("act", sorted(rules.WHO_MAY))
@pytest.mark.parametrize("role", list(Role))
def test_no_act_is_open_to_two_of_the_three_administrators(act: str, role: Role):
    allowed = rules.WHO_MAY[act]
    assert len(allowed & rules.ADMINISTRATORS) == 1
    assert Role.AUDIT_ADMIN not in allowed
    actor = Actor("person:1", "某人", (Held(role, 1),))
    if role in allowed:
        rules.check_may(act, actor)
        return
    with pytest.raises(Refused):
        rules.check_may(act, actor)


def test_who_changes_by_hand_says_on_what_basis():
    admin = Actor("person:1", "某人", (Held(Role.SYSTEM_ADMIN, 1),))
    assert rules.check_reason(IMPORTER, "") == ""
    assert rules.check_reason(admin, " 依据 ") == "依据"
    for reason, code in ((" ", "reason-needed"), ("长" * 201, "reason-too-long")):
        with pytest.raises(Refused) as refused:
            rules.check_reason(admin, reason)
        assert refused.value.code == code
