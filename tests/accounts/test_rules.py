"""Seats, terms, the tree and the roster, without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts import rules
from yihaotong.accounts.rules import Actor, Duty, Held, NameSpan, OnDuty, ReachedBy, Role, Term, UnitKind
from yihaotong.journal.refusal import Refused

NINE = datetime(2026, 11, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def code_of(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    assert refused.value.message
    return refused.value.code


# --- actors ---


def test_an_actor_knows_his_roles_and_where_he_holds_them():
    actor = Actor("person:1", "马晓燕", (Held(Role.HANDLER, 7), Held(Role.UNIT_LEADER, 7), Held(Role.HANDLER, 9)))
    assert actor.roles == {Role.HANDLER, Role.UNIT_LEADER}
    assert actor.units_as(Role.HANDLER) == {7, 9}
    assert actor.units_as(Role.UNIT_LEADER) == {7}
    assert actor.units_as(Role.HANDLER, Role.UNIT_LEADER) == {7, 9}
    assert actor.units_as(Role.REVIEWER) == frozenset()


def test_the_systems_own_actors_hold_no_unit():
    assert rules.citizen("YC20261122000001").key == "citizen:YC20261122000001"
    for actor, role in ((rules.WORKER, Role.WORKER), (rules.RULE, Role.RULE), (rules.IMPORTER, Role.IMPORTER)):
        assert actor.roles == {role}
        assert actor.units_as(role) == frozenset()


# --- the tree ---


@pytest.mark.parametrize(
    ("kind", "parent", "parent_level", "level"),
    [
        (UnitKind.CENTRE, None, None, 1),
        (UnitKind.CENTRE, UnitKind.CENTRE, 1, 1),
        (UnitKind.DISTRICT, UnitKind.CENTRE, 1, 2),
        (UnitKind.DEPARTMENT, UnitKind.CENTRE, 1, 2),
        (UnitKind.DEPARTMENT, UnitKind.DISTRICT, 2, 3),
        (UnitKind.ENTERPRISE, UnitKind.DEPARTMENT, 2, 3),
        (UnitKind.STREET, UnitKind.DISTRICT, 2, 3),
        (UnitKind.COMMUNITY, UnitKind.STREET, 3, 4),
    ],
)
def test_levels_follow_the_tree(kind, parent, parent_level, level):
    assert rules.level_under(kind, parent, parent_level) == level


@pytest.mark.parametrize(
    ("kind", "parent", "parent_level"),
    [
        (UnitKind.DISTRICT, None, None),
        (UnitKind.STREET, UnitKind.CENTRE, 1),
        (UnitKind.COMMUNITY, UnitKind.DISTRICT, 2),
        (UnitKind.ENTERPRISE, UnitKind.STREET, 3),
        (UnitKind.CENTRE, UnitKind.DISTRICT, 2),
        (UnitKind.COMMUNITY, UnitKind.COMMUNITY, 4),
    ],
)
def test_a_unit_on_the_wrong_level_is_refused(kind, parent, parent_level):
    assert code_of(rules.level_under, kind, parent, parent_level) == "wrong-level"


def test_every_kind_has_a_level_and_seats():
    assert set(rules.LEVELS) == set(rules.SEATS) == set(UnitKind)


def test_the_ancestors_stand_in_the_path():
    assert rules.ancestors("/1/7/40/") == (1, 7, 40)


# --- dated names ---

OLD = NameSpan("银川市12345便民服务中心", "12345中心", date(2012, 6, 1), date(2019, 9, 1))
NEW = NameSpan("银川市智慧城市运营管理指挥中心", "智慧城管中心", date(2019, 9, 1))


@pytest.mark.parametrize(
    ("day", "span"),
    [
        (date(2018, 12, 31), OLD),
        (date(2019, 8, 31), OLD),
        (date(2019, 9, 1), NEW),
        (date(2026, 1, 1), NEW),
        (date(2001, 1, 1), OLD),  # before the first known name: that one
    ],
)
def test_a_page_shows_the_name_of_its_day(day, span):
    assert rules.name_on([NEW, OLD], day) == span


# --- posts ---


def term(role=Role.HANDLER, unit_id=1, since=0, until=None) -> Term:
    return Term(role, unit_id, NINE + since * HOUR, None if until is None else NINE + until * HOUR)


@pytest.mark.parametrize(("one", "other"), list(permutations(sorted(rules.ADMINISTRATORS), 2)))
def test_nobody_is_two_of_the_three_administrators(one, other):
    assert code_of(rules.check_appointment, term(one), [term(other, unit_id=2)]) == "administrators-apart"


@pytest.mark.parametrize(("one", "other"), list(permutations(sorted(rules.ADMINISTRATORS), 2)))
def test_one_after_the_other_is_allowed(one, other):
    rules.check_appointment(term(one, since=8), [term(other, until=8)])


@pytest.mark.parametrize("admin", sorted(rules.ADMINISTRATORS))
@pytest.mark.parametrize("business", [Role.OPERATOR, Role.HANDLER, Role.ANALYST])
def test_an_administrator_holds_no_business_post(admin, business):
    assert code_of(rules.check_appointment, term(admin), [term(business)]) == "administrator-apart"
    assert code_of(rules.check_appointment, term(business), [term(admin)]) == "administrator-apart"


def test_the_same_post_twice_at_a_time_is_refused():
    assert code_of(rules.check_appointment, term(since=4), [term(until=8)]) == "post-overlaps"
    rules.check_appointment(term(since=8), [term(until=8)])
    rules.check_appointment(term(unit_id=2), [term(unit_id=1)])
    rules.check_appointment(term(Role.UNIT_LEADER), [term(Role.HANDLER)])


def test_a_post_ends_after_it_begins():
    assert code_of(rules.check_appointment, term(since=1, until=1), []) == "ends-before-start"


@given(
    st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(1, 20))),
    st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(1, 20))),
)
def test_two_terms_overlap_exactly_when_an_hour_belongs_to_both(one, other):
    first, second = (
        term(since=since, until=None if length is None else since + length) for since, length in (one, other)
    )
    hours = [NINE + hour * HOUR for hour in range(40)]
    shared = [hour for hour in hours if holds(first, hour) and holds(second, hour)]
    assert rules.overlap(first, second) == rules.overlap(second, first) == bool(shared)


def holds(held: Term, moment: datetime) -> bool:
    return held.since <= moment and (held.until is None or moment < held.until)


@pytest.mark.parametrize("kind", UnitKind)
def test_the_hotlines_desk_sits_at_the_centre_only(kind):
    for role in rules.CENTRE_DESK:
        if kind is UnitKind.CENTRE:
            rules.check_seat(role, kind)
        else:
            assert code_of(rules.check_seat, role, kind) == "role-not-at-unit"


@pytest.mark.parametrize("kind", [kind for kind in UnitKind if kind is not UnitKind.CENTRE])
def test_who_discloses_sits_at_the_centre_only(kind):
    for role in rules.DISCLOSURE:
        assert code_of(rules.check_seat, role, kind) == "role-not-at-unit"


@pytest.mark.parametrize("role", sorted(rules.SYSTEM_ROLES))
def test_the_systems_roles_are_never_a_post(role):
    for kind in UnitKind:
        assert code_of(rules.check_seat, role, kind) == "role-not-at-unit"


def test_every_role_is_either_a_seat_somewhere_or_the_systems():
    assert set(Role) == set().union(*rules.SEATS.values()) | rules.SYSTEM_ROLES


def test_every_unit_can_handle_and_sign():
    for kind in UnitKind:
        rules.check_seat(Role.HANDLER, kind)
        rules.check_seat(Role.UNIT_LEADER, kind)


# --- who may change what ---


@pytest.mark.parametrize("act", sorted(rules.WHO_MAY))
@pytest.mark.parametrize("role", Role)
def test_only_the_listed_roles_may_act(act, role):
    actor = Actor("person:1", "测试", (Held(role, 1),))
    if role in rules.WHO_MAY[act]:
        rules.check_may(act, actor)
    else:
        assert code_of(rules.check_may, act, actor) == "wrong-role"


def test_who_keeps_accounts_does_not_grant_and_the_auditor_does_neither():
    for act, roles in rules.WHO_MAY.items():
        assert Role.AUDIT_ADMIN not in roles, act
        assert not {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN} <= roles, act


def test_nobody_appoints_himself():
    security = Actor("person:5", "安全管理员", (Held(Role.SECURITY_ADMIN, 1),))
    rules.check_may_appoint("post.appoint", security, "person:6")
    assert code_of(rules.check_may_appoint, "post.appoint", security, "person:5") == "own-post"


def test_ones_own_password_or_as_system_administrator():
    somebody = Actor("person:7", "话务员", (Held(Role.OPERATOR, 1),))
    rules.check_may_set_password(somebody, "person:7", "huawu1", [Role.OPERATOR])
    assert code_of(rules.check_may_set_password, somebody, "person:8", "huawu2", []) == "wrong-role"


@pytest.mark.parametrize(
    ("who", "whose", "held", "code"),
    [
        (Role.SYSTEM_ADMIN, "person:8", [], ""),
        (Role.SYSTEM_ADMIN, "person:8", [Role.OPERATOR, Role.SHIFT_LEADER], ""),
        (Role.SYSTEM_ADMIN, "person:8", [Role.AUDIT_ADMIN], "administrators-password"),
        (Role.SYSTEM_ADMIN, "person:8", [Role.SECURITY_ADMIN], "administrators-password"),
        (Role.SYSTEM_ADMIN, "person:8", [Role.SYSTEM_ADMIN], "administrators-password"),
        (Role.SYSTEM_ADMIN, "person:8", [Role.HANDLER, Role.AUDIT_ADMIN], "administrators-password"),
        (Role.SYSTEM_ADMIN, "person:9", [Role.SYSTEM_ADMIN], ""),
        (Role.SECURITY_ADMIN, "person:8", [], "wrong-role"),
        (Role.AUDIT_ADMIN, "person:8", [Role.SECURITY_ADMIN], "wrong-role"),
        (Role.IMPORTER, "person:8", [Role.AUDIT_ADMIN], ""),
    ],
)
def test_no_administrator_takes_the_place_of_another(who, whose, held, code):
    """GB/T 22239-2019 §8.1.4: whoever sets a password can act as its owner; the console is the way for these three."""
    actor = Actor("person:9", "管理员", (Held(who, 1),))
    if code:
        assert code_of(rules.check_may_set_password, actor, whose, "shenji1", held) == code
    else:
        rules.check_may_set_password(actor, whose, "shenji1", held)


def test_whose_password_cannot_be_reset_is_told_where_it_can():
    actor = Actor("person:9", "系统管理员", (Held(Role.SYSTEM_ADMIN, 1),))
    with pytest.raises(Refused, match="yihaotong person reset-password shenji1"):
        rules.check_may_set_password(actor, "person:8", "shenji1", [Role.AUDIT_ADMIN])


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({}, {}),
        ({1: ("马伟", "mawei")}, {1: "马伟"}),
        ({1: ("马伟", "mawei"), 2: ("王芳", "wangfang")}, {1: "马伟", 2: "王芳"}),
        (
            {1: ("马伟", "mawei"), 2: ("王芳", "wangfang"), 3: ("马伟", "mawei2")},
            {1: "马伟（mawei）", 2: "王芳", 3: "马伟（mawei2）"},
        ),
    ],
)
def test_two_of_one_name_in_one_list_carry_their_logins(people, shown):
    assert rules.told_apart(people) == shown


def test_a_leader_keeps_the_roster_of_his_unit_and_below():
    leader = Actor("person:7", "负责人", (Held(Role.UNIT_LEADER, 7), Held(Role.HANDLER, 8)))
    rules.check_may_put_on_duty(leader, "/1/7/")
    rules.check_may_put_on_duty(leader, "/1/7/40/")
    assert code_of(rules.check_may_put_on_duty, leader, "/1/") == "wrong-role"
    assert code_of(rules.check_may_put_on_duty, leader, "/1/8/") == "wrong-role"
    assert code_of(rules.check_may_put_on_duty, leader, "/1/77/") == "wrong-role"


def test_a_machine_does_not_sign_as_leader():
    rules.check_client_roles([Role.CLIENT, Role.HANDLER])
    for roles in ([], [Role.UNIT_LEADER], [Role.CLIENT, Role.DISPATCHER]):
        assert code_of(rules.check_client_roles, roles) == "role-not-for-client"


# --- names and codes ---


@pytest.mark.parametrize("username", ["huawu1", "xingqing.fz", "a-b_c", "abc"])
def test_good_usernames(username):
    rules.check_username(username)


@pytest.mark.parametrize("username", ["", "ab", "1abc", "Huawu1", "话务1", "a b c", "a" * 33, "abc\n", "abc\0"])
def test_bad_usernames(username):
    assert code_of(rules.check_username, username) == "bad-username"


def test_names_may_hold_rare_characters_but_no_control_characters():
    assert rules.check_name("  马䶮𠮷 ", longest=60) == "马䶮𠮷"
    assert code_of(rules.check_name, " ", longest=60) == "name-needed"
    assert code_of(rules.check_name, "马" * 61, longest=60) == "name-too-long"
    assert code_of(rules.check_name, "马\0云", longest=60) == "control-character"


# --- the roster ---


def test_the_shift_answers_before_the_night_phone_and_the_unit_before_its_parent():
    shift = Duty(7, shift_phone="0951-0000001", person_id=3, night_phone="0951-0000002")
    night = Duty(7, night_phone="0951-0000002")
    parent = Duty(1, shift_phone="0951-0000009", person_id=4)
    assert rules.reach([shift, parent]) == OnDuty("0951-0000001", ReachedBy.SHIFT, 7, 3)
    assert rules.reach([night, parent]) == OnDuty("0951-0000002", ReachedBy.NIGHT_PHONE, 7)
    assert rules.reach([Duty(7), parent]) == OnDuty("0951-0000009", ReachedBy.SHIFT, 1, 4)
    assert rules.reach([Duty(7), Duty(1)]) is None
