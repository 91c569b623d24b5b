"""What administrators write: units changed and moved, people entered and let go, rosters copied and taken in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection, transaction

from tests.accounts.conftest import CHINA, Tree
from tests.accounts.test_actions import GOOD, lines_of, refused
from yihaotong.accounts import actions
from yihaotong.accounts.models import DutyShift, Person, Post, Unit
from yihaotong.accounts.rules import IMPORTER, Actor, Role, UnitKind
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

DAY = timedelta(days=1)
BASIS = "示政办发〔2026〕12号"


def change(tree: Tree, unit: Unit, **more: object) -> Unit:
    given = {"area_code": "", "night_phone": "0951-9", "requires_leader_signature": True} | more
    return actions.change_unit(unit, actor=tree.acting_as(Role.SYSTEM_ADMIN), at=tree.at, **{"reason": BASIS} | given)


def test_a_change_keeps_before_and_after_of_what_differs(tree: Tree):
    change(tree, tree.department)
    line = Line.objects.get(kind="unit.change")
    assert line.facts == {
        "before": {"night_phone": "0951-0000002", "requires_leader_signature": False},
        "after": {"night_phone": "0951-9", "requires_leader_signature": True},
        "reason": BASIS,
    }
    change(tree, tree.department)
    assert Line.objects.filter(kind="unit.change").count() == 1


def test_what_may_not_be_changed(tree: Tree):
    with refused("reason-needed"):
        change(tree, tree.department, reason=" ")
    with refused("not-a-phone"):
        change(tree, tree.department, night_phone="明天再说")
    with refused("phone-too-long"):
        change(tree, tree.department, night_phone="0" * 21)
    version = actions.newest_line(f"unit:{tree.department.pk}")
    change(tree, tree.department, expect=version)
    with refused("stale"):
        change(tree, tree.department, night_phone="0951-8", expect=version)


def test_a_unit_moves_with_all_below_it(tree: Tree):
    other = actions.create_unit(
        "D2",
        actor=IMPORTER,
        at=tree.at,
        name="西区",
        kind=UnitKind.DISTRICT,
        parent=tree.centre,
        since=date(2020, 1, 1),
    )
    below = actions.create_unit(
        "S-1",
        actor=IMPORTER,
        at=tree.at,
        name="社区",
        kind=UnitKind.COMMUNITY,
        parent=tree.street,
        since=date(2020, 1, 1),
    )
    admin = tree.acting_as(Role.SYSTEM_ADMIN)
    moved = actions.move_unit(tree.street, parent=other, actor=admin, at=tree.at, reason=BASIS)
    assert moved.path == f"{other.path}{tree.street.pk}/"
    assert Unit.objects.get(pk=below.pk).path == f"{moved.path}{below.pk}/"
    assert Line.objects.get(kind="unit.move").facts["before"] == {"parent": tree.district.pk}
    with refused("below-itself"):
        actions.move_unit(other, parent=Unit.objects.get(pk=below.pk), actor=admin, at=tree.at, reason=BASIS)
    with refused("same-parent"):
        actions.move_unit(moved, parent=other, actor=admin, at=tree.at, reason=BASIS)


@pytest.mark.parametrize(
    ("away", "code"),
    [(timedelta(days=-40), "dissolved-long-ago"), (timedelta(days=-40_000), "dissolved-before-it-was")],
)
def test_a_unit_does_not_end_long_ago_or_before_it_was(tree: Tree, away: timedelta, code: str):
    admin, on = tree.acting_as(Role.SYSTEM_ADMIN), tree.at.date() + away
    with refused(code):
        actions.dissolve_unit(tree.street, actor=admin, at=tree.at, on=on, reason=BASIS)


@pytest.mark.parametrize("away", [timedelta(), timedelta(minutes=1), timedelta(days=30)])
def test_a_post_that_begins_after_its_unit_or_its_person_is_gone_is_taken_back(tree: Tree, away: timedelta):
    clerk, until = tree.person("lisi", Role.HANDLER, tree.department), tree.at + timedelta(days=90)
    later = tree.at + timedelta(hours=1)
    ahead = [
        actions.appoint(clerk, actor=IMPORTER, at=tree.at, role=role, unit=tree.street, since=later + away, until=until)
        for role in (Role.HANDLER, Role.UNIT_LEADER)
    ]
    over = actions.appoint(
        clerk, actor=IMPORTER, at=tree.at, role=Role.HANDLER, unit=tree.street, since=tree.at - timedelta(days=9),
        until=tree.at,
    )  # fmt: skip
    admin = tree.acting_as(Role.SYSTEM_ADMIN)
    actions.dissolve_unit(tree.street, actor=admin, at=later, on=later.date(), reason=BASIS)
    assert [post.pk for post in Post.objects.filter(unit=tree.street)] == [over.pk]
    for post in ahead:
        assert lines_of(f"post:{post.pk}") == ["post.appoint", "post.take_back"]
        facts = Line.objects.get(subject=f"post:{post.pk}", kind="post.take_back").facts
        assert (datetime.fromisoformat(facts["before"]["since"]), facts["reason"]) == (later + away, BASIS)
    assert lines_of(f"post:{over.pk}") == ["post.appoint"]
    other = actions.appoint(
        clerk, actor=IMPORTER, at=later, role=Role.UNIT_LEADER, unit=tree.department, since=later + away + DAY
    )
    actions.deactivate_person(clerk, actor=admin, at=later, reason="退休")
    assert not Post.objects.filter(pk=other.pk).exists()
    assert not Post.objects.filter(person=clerk, until=None).exists()


def test_the_first_password_is_to_be_changed(tree: Tree):
    admin = tree.acting_as(Role.SYSTEM_ADMIN)
    with refused("weak-password"):
        actions.create_person("lisi", actor=admin, at=tree.at, name="李四", password="short")
    person = actions.create_person("lisi", actor=admin, at=tree.at, name="李四", password=GOOD)
    assert person.must_change_password
    own = actions.set_password(person, actor=person_as_actor(person), at=tree.at, password="Another-2026-x")
    assert not own.must_change_password
    with refused("reason-needed"):
        actions.set_password(person, actor=admin, at=tree.at, password=GOOD)
    again = actions.set_password(person, actor=admin, at=tree.at, password=GOOD, reason="本人当面申请")
    assert Line.objects.filter(subject=person.key).latest("pk").facts["reason"] == "本人当面申请"
    assert again.must_change_password
    assert GOOD not in "".join(str(line.facts) for line in Line.objects.all())


@pytest.mark.parametrize("role", [Role.AUDIT_ADMIN, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN])
@pytest.mark.parametrize("begins", [timedelta(), DAY], ids=["now", "tomorrow"])
def test_the_password_of_an_administrator_is_not_reset_by_another(tree: Tree, role: Role, begins: timedelta):
    admin = tree.acting_as(Role.SYSTEM_ADMIN)
    person = actions.create_person("shenji1", actor=admin, at=tree.at, name="审计", password=GOOD)
    actions.appoint(person, actor=IMPORTER, at=tree.at, role=role, unit=tree.centre, since=tree.at + begins)
    with refused("administrators-password"):
        actions.set_password(person, actor=admin, at=tree.at, password="Another-2026-x", reason="忘了")
    assert Person.objects.get(pk=person.pk).check_password(GOOD)
    actions.rescue(person, at=tree.at, password="Another-2026-x")
    assert Person.objects.get(pk=person.pk).check_password("Another-2026-x")


def person_as_actor(person: Person) -> Actor:
    return Actor(person.key, person.name)


def test_a_corrected_name_is_not_in_the_journal(tree: Tree):
    person = tree.person("lisi")
    actions.change_person(person, actor=tree.acting_as(Role.SYSTEM_ADMIN), at=tree.at, name="李思")
    assert lines_of(person.key)[-1] == "person.change"
    assert "李思" not in str(Line.objects.get(kind="person.change").facts)


def test_somebody_locked_out_may_try_again(tree: Tree):
    person = tree.person("lisi")
    AccessAttempt.objects.create(
        username="lisi", ip_address="127.0.0.1", user_agent="x", failures_since_start=5, attempt_time=tree.at
    )
    with refused("wrong-role"):
        actions.unlock_person(person, actor=tree.acting_as(Role.SECURITY_ADMIN), at=tree.at)
    actions.unlock_person(person, actor=tree.acting_as(Role.SYSTEM_ADMIN), at=tree.at)
    assert not AccessAttempt.objects.exists()
    assert lines_of(person.key)[-1] == "person.unlock"


def test_who_leaves_names_another_who_is_there(tree: Tree):
    admin = tree.acting_as(Role.SYSTEM_ADMIN)
    person, heir = tree.person("lisi"), tree.person("wangwu")
    given = {"actor": admin, "at": tree.at + DAY, "reason": "退休"}
    with refused("bad-successor"):
        actions.deactivate_person(person, successor=person, **given)
    with refused("reason-needed"):
        actions.deactivate_person(person, **given | {"reason": ""})
    actions.deactivate_person(person, successor=heir, **given)
    assert Person.objects.get(pk=person.pk).successor == heir
    with refused("bad-successor"):
        actions.deactivate_person(heir, successor=person, **given)


def test_who_comes_back_has_his_account_and_nothing_of_what_he_held(tree: Tree):
    admin = tree.acting_as(Role.SYSTEM_ADMIN)
    person, heir = tree.person("lisi", Role.HANDLER, tree.department), tree.person("wangwu")
    given = {"actor": admin, "at": tree.at + DAY, "reason": "停用有误"}
    with refused("already-active"):
        actions.reactivate_person(person, **given)
    actions.deactivate_person(person, successor=heir, **given)
    with refused("wrong-role"):
        actions.reactivate_person(person, **given | {"actor": tree.acting_as(Role.SECURITY_ADMIN)})
    with refused("reason-needed"):
        actions.reactivate_person(person, **given | {"reason": ""})
    back = actions.reactivate_person(person, **given)
    assert (back.is_active, back.successor, back.has_usable_password()) == (True, None, False)
    assert not back.posts.filter(until=None).exists()
    assert lines_of(person.key)[-1] == "person.reactivate"


def test_inside_a_section_of_the_centre_nobody_handles_cases_and_no_unit_hangs_below(tree: Tree):
    given = {"actor": IMPORTER, "at": tree.at, "since": tree.at.date()}
    section = actions.create_unit("C-1", name="受理科", kind=UnitKind.CENTRE, parent=tree.centre, **given)
    with refused("below-section"):
        actions.create_unit("X", name="某局", kind=UnitKind.DEPARTMENT, parent=section, **given)
    person = tree.person("lisi")
    with refused("role-not-at-section"):
        actions.appoint(person, actor=IMPORTER, at=tree.at, role=Role.HANDLER, unit=section)
    assert tree.person("wangwu", Role.OPERATOR, section).posts.exists()


# --- the roster ---


def monday(tree: Tree) -> datetime:
    return datetime.combine(tree.at.date() + timedelta(days=7 - tree.at.weekday()), time(), CHINA)


def put(tree: Tree, person: Person, starts_at: datetime) -> DutyShift:
    return actions.put_on_duty(
        tree.department,
        actor=IMPORTER,
        at=tree.at,
        person=person,
        phone="0951-1",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=12),
    )


def test_a_week_is_copied_and_what_does_not_fit_is_told(tree: Tree):
    person = tree.person("lisi", Role.HANDLER, tree.department)
    first = monday(tree)
    for day in range(3):
        put(tree, person, first + day * DAY)
    put(tree, person, first + 7 * DAY + DAY)
    copied = actions.copy_week(tree.department, first + 7 * DAY, actor=IMPORTER, at=tree.at)
    assert (copied.put, [why for _shift, why in copied.refused]) == (2, ["此人在同一时段已排班"])
    assert DutyShift.objects.filter(starts_at__gte=first + 7 * DAY).count() == 3
    with refused("nothing-to-copy"):
        actions.copy_week(tree.department, first - 14 * DAY, actor=IMPORTER, at=tree.at)


def test_a_shift_is_taken_off_by_who_may_until_it_is_over(tree: Tree):
    person = tree.person("lisi", Role.HANDLER, tree.department)
    shift = put(tree, person, monday(tree))
    with refused("wrong-role"):
        actions.take_off_duty(shift, actor=tree.acting_as(Role.UNIT_LEADER, tree.street), at=tree.at)
    with refused("shift-over"):
        actions.take_off_duty(shift, actor=IMPORTER, at=shift.ends_at)
    number = shift.pk
    actions.take_off_duty(shift, actor=tree.acting_as(Role.UNIT_LEADER, tree.department), at=tree.at)
    assert lines_of(f"duty:{number}") == ["duty.put", "duty.drop"]


def test_a_sheet_enters_whole_or_not_at_all(tree: Tree):
    tree.person("lisi", Role.HANDLER, tree.department)
    rows = [
        {
            "单位代码": "H",
            "登录名": "lisi",
            "开始": f"2030-01-0{n} 18:00",
            "结束": f"2030-01-0{n} 23:00",
            "值班电话": "0951-0000003",
        }
        for n in range(1, 4)
    ]
    numbered = list(enumerate(rows, 2))
    with refused("bad-rows"):
        actions.take_in_roster([*numbered, (5, rows[0])], actor=IMPORTER, at=tree.at)
    assert actions.take_in_roster(numbered, actor=IMPORTER, at=tree.at) == 3


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_second_of_two_administrators_waits_and_is_told(tree: Tree):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time: told in the test above")
    version = actions.newest_line(f"unit:{tree.department.pk}")

    def second() -> str:
        try:
            change(tree, tree.department, night_phone="0951-2", expect=version)
        except Refused as told:
            return told.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            change(tree, tree.department, night_phone="0951-1", expect=version)
            waiting = pool.submit(second)
        assert waiting.result(timeout=20) == "stale"
