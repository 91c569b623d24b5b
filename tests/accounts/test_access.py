"""What follows from posts: what lies below a unit, who sees which colleague, whom to call at night."""

from datetime import date, timedelta

import pytest

from tests.accounts.conftest import Tree
from yihaotong.accounts import access, actions
from yihaotong.accounts.models import Person, Post, Unit
from yihaotong.accounts.rules import IMPORTER, Actor, OnDuty, ReachedBy, Role

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)


def test_units_under_holds_the_unit_and_all_below_in_one_query(tree: Tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert access.units_under([tree.district.pk]) == {tree.district.pk, tree.street.pk}
    with django_assert_num_queries(1):
        assert access.units_under([tree.street.pk, tree.department.pk]) == {tree.street.pk, tree.department.pk}
    with django_assert_num_queries(0):
        assert access.units_under([]) == frozenset()
    assert access.units_under([tree.centre.pk]) == set(Unit.objects.values_list("pk", flat=True))


def test_a_longer_number_is_not_mistaken_for_a_unit_below(tree: Tree):
    Unit.objects.create(pk=int(f"{tree.district.pk}0"), code="X", level=2, kind="zone", path=f"/1/{tree.district.pk}0/")
    assert access.units_under([tree.district.pk]) == {tree.district.pk, tree.street.pk}


@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        (Role.OPERATOR, "centre", {"C", "D", "S", "H"}),
        (Role.AUDIT_ADMIN, "centre", {"C", "D", "S", "H"}),
        (Role.HANDLER, "district", {"D", "S"}),
        (Role.UNIT_LEADER, "street", {"S"}),
        (Role.HANDLER, "department", {"H"}),
    ],
)
def test_units_and_people_are_seen_from_ones_posts(tree: Tree, role: Role, unit: str, sees: set[str]):
    for name in ("district", "street", "department"):
        tree.person(f"{name}1", Role.HANDLER, getattr(tree, name))
    actor = tree.acting_as(role, getattr(tree, unit))
    assert set(access.units_visible_to(actor).values_list("code", flat=True)) == sees
    workplaces = {"D": "district1", "S": "street1", "H": "department1"}
    seen = {workplaces[code] for code in sees if code in workplaces}
    assert set(access.people_visible_to(actor, tree.at).values_list("username", flat=True)) == seen


def test_a_stranger_finds_nothing(tree: Tree):
    person = tree.person("street1", Role.HANDLER, tree.street)
    stranger = Actor("person:1", "无岗位")
    assert not access.units_visible_to(stranger).exists()
    with pytest.raises(Unit.DoesNotExist):
        access.unit_for(tree.acting_as(Role.HANDLER, tree.street), tree.department.pk)
    with pytest.raises(Person.DoesNotExist):
        access.person_for(tree.acting_as(Role.HANDLER, tree.department), person.pk, tree.at)
    assert access.person_for(tree.acting_as(Role.UNIT_LEADER, tree.district), person.pk, tree.at) == person


def test_a_persons_actor_takes_one_query(tree: Tree, django_assert_num_queries):
    person = tree.person("street1", Role.HANDLER, tree.street)
    actions.appoint(person, actor=IMPORTER, at=tree.at, role=Role.UNIT_LEADER, unit=tree.street)
    with django_assert_num_queries(1):
        actor = access.actor_of(person, tree.at)
    assert (actor.key, actor.roles) == (person.key, {Role.HANDLER, Role.UNIT_LEADER})


def test_names_of_many_units_take_as_many_queries_as_of_two(tree: Tree, django_assert_num_queries):
    ids = [tree.centre.pk, tree.district.pk, tree.street.pk, tree.department.pk]
    with django_assert_num_queries(1):
        names = access.unit_names(ids, TODAY)
    with django_assert_num_queries(1):
        access.short_unit_names(ids[:2], TODAY)
    assert names[tree.street.pk] == "北街街道办事处"
    with django_assert_num_queries(2):
        assert next(iter([unit.name_on(TODAY) for unit in access.open_units()])) == "示例市12345便民服务中心"


def test_whom_to_call_at_night(tree: Tree, django_assert_num_queries):
    clerk = tree.person("gongre1", Role.HANDLER, tree.department)
    actions.put_on_duty(
        tree.department,
        actor=IMPORTER,
        at=tree.at,
        person=clerk,
        phone="0951-0000003",
        starts_at=tree.at,
        ends_at=tree.at + DAY,
    )
    with django_assert_num_queries(2):
        found = access.on_duty(tree.department, tree.at)
    assert found == OnDuty("0951-0000003", ReachedBy.SHIFT, tree.department.pk, clerk.pk)
    # The shift is over: the unit's own night phone.
    night = OnDuty("0951-0000002", ReachedBy.NIGHT_PHONE, tree.department.pk)
    assert access.on_duty(tree.department, tree.at + DAY) == night
    # A street without either: up to the centre's.
    centre = OnDuty("0951-0000000", ReachedBy.NIGHT_PHONE, tree.centre.pk)
    assert access.on_duty(tree.street, tree.at) == centre


def test_the_names_behind_actor_keys(tree: Tree, django_assert_num_queries):
    person = tree.person("gongre1")
    client, _token = actions.create_client("智慧银川 APP", actor=IMPORTER, at=tree.at, unit=tree.centre)
    keys = [person.key, client.key, "system:worker", "citizen:YC20261122000001", "visitor"]
    with django_assert_num_queries(2):
        names = access.names_of(keys)
    assert [names[key] for key in keys] == ["测试", "智慧银川 APP", "系统作业", "诉求人", "诉求人"]
    assert access.name_of("system:rule") == "派单规则"


def test_a_post_gives_nothing_where_it_has_no_seat(tree: Tree, django_assert_num_queries):
    """Entered before the table said so: the row stays, what it gave is gone, and nobody is told anything for it."""
    person, officer = tree.person("street1", Role.HANDLER, tree.street), Role.DISCLOSURE_OFFICER
    own = tree.person("centre1", officer, tree.centre)
    for unit in (tree.street, tree.district, tree.department):
        Post.objects.create(person=person, role=officer.value, unit=unit, since=tree.at - DAY)
    with django_assert_num_queries(1):
        assert access.actor_of(person, tree.at).roles == {Role.HANDLER}
    with django_assert_num_queries(1):
        assert access.holders([officer], tree.at) == [own.pk]
    assert access.holders([officer, Role.HANDLER], tree.at) == sorted([person.pk, own.pk])
    assert access.holders([officer], tree.at, [tree.street.pk]) == []
    assert access.holders([Role.HANDLER], tree.at, [tree.street.pk]) == [person.pk]
    assert access.holders([], tree.at) == access.holders([Role.CITIZEN], tree.at) == []
