"""Every write leaves one journal line; every refusal leaves nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connection

from tests.accounts.conftest import Tree
from yihaotong.accounts import access, actions
from yihaotong.accounts.models import Client, DutyShift, Person, Post, Unit, UnitName
from yihaotong.accounts.rules import IMPORTER, Role, Scope, UnitKind
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

DAY = timedelta(days=1)
GOOD = "Gong-Re-2026"


def lines_of(subject: str) -> list[str]:
    return list(Line.objects.filter(subject=subject).order_by("id").values_list("kind", flat=True))


class refused:  # noqa: N801 — reads as the sentence it is: with refused("code")
    """The act raises Refused with this code and writes neither a row nor a line."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        self.before = self.counts()

    def __exit__(self, kind: type | None, error: BaseException | None, _trace: object) -> bool:
        assert isinstance(error, Refused), error
        assert error.code == self.code
        assert self.counts() == self.before
        return True

    @staticmethod
    def counts() -> list[int]:
        return [model.objects.count() for model in (Unit, UnitName, Person, Post, DutyShift, Client, Line)]


# --- units ---


def test_a_new_unit_stands_in_the_tree_with_its_name_and_one_line(tree: Tree):
    community = actions.create_unit(
        "S-1",
        actor=tree.acting_as(Role.SYSTEM_ADMIN),
        at=tree.at,
        name="一号社区",
        kind=UnitKind.COMMUNITY,
        parent=tree.street,
        since=date(2020, 1, 1),
        reason="东政发〔2020〕1号",
    )
    stored = Unit.objects.get(pk=community.pk)
    assert (stored.level, stored.path) == (4, f"{tree.street.path}{stored.pk}/")
    assert stored.named_on(date(2026, 1, 1)).short_name == "一号社区"
    line = Line.objects.get(subject=f"unit:{stored.pk}")
    assert (line.kind, line.actor) == ("unit.create", "person:999999")
    assert line.facts["after"]["parent"] == tree.street.pk


def test_units_that_are_refused(tree: Tree):
    def create(code: str = "N", **changed: object) -> None:
        facts = {"actor": IMPORTER, "name": "新单位", "kind": UnitKind.DEPARTMENT, "parent": tree.centre} | changed
        actions.create_unit(code, at=tree.at, since=date(2020, 1, 1), **facts)

    with refused("wrong-role"):
        create(actor=tree.acting_as(Role.SECURITY_ADMIN))
    with refused("unit-exists"):
        create("D")
    with refused("bad-unit-code"):
        create("新")
    with refused("name-needed"):
        create(name="  ")
    with refused("name-too-long"):
        create(name="新" * 81)
    with refused("wrong-level"):
        create(kind=UnitKind.COMMUNITY)


def test_a_renamed_unit_keeps_its_history(tree: Tree):
    actions.rename_unit(
        tree.centre, actor=IMPORTER, at=tree.at, name="示例市指挥中心", since=date(2019, 9, 1), reason="机构改革"
    )
    centre = Unit.objects.get(pk=tree.centre.pk)
    assert centre.name_on(date(2018, 12, 31)) == "示例市12345便民服务中心"
    assert centre.name_on(date(2019, 8, 31)) == "示例市12345便民服务中心"
    assert centre.name_on(date(2019, 9, 1)) == "示例市指挥中心"
    assert centre.name_on(date(2001, 1, 1)) == "示例市12345便民服务中心"
    assert lines_of(f"unit:{centre.pk}") == ["unit.create", "unit.rename"]
    with refused("same-name"):
        actions.rename_unit(centre, actor=IMPORTER, at=tree.at, name="示例市指挥中心", since=date(2020, 1, 1))
    with refused("rename-before-current"):
        actions.rename_unit(centre, actor=IMPORTER, at=tree.at, name="又一个名称", since=date(2019, 9, 1))


def test_a_dissolved_unit_gives_nobody_a_post_and_takes_no_new_one(tree: Tree):
    clerk = tree.person("jiedao1", Role.HANDLER, tree.street)
    later = tree.at + DAY
    actions.dissolve_unit(tree.street, actor=IMPORTER, at=later, on=later.date(), reason="撤并")
    assert access.actor_of(clerk, later).posts == ()
    assert lines_of(f"post:{Post.objects.get(person=clerk).pk}") == ["post.appoint", "post.end"]
    with refused("unit-dissolved"):
        actions.appoint(clerk, actor=IMPORTER, at=later, role=Role.HANDLER, unit=tree.street)
    with refused("unit-dissolved"):
        actions.dissolve_unit(tree.street, actor=IMPORTER, at=later, on=later.date(), reason="再撤一次")


def test_dissolutions_that_are_refused(tree: Tree):
    with refused("units-below"):
        actions.dissolve_unit(tree.district, actor=IMPORTER, at=tree.at, on=tree.at.date(), reason="撤并")
    with refused("reason-needed"):
        actions.dissolve_unit(tree.street, actor=IMPORTER, at=tree.at, on=tree.at.date(), reason=" ")
    with refused("dissolved-ahead"):
        actions.dissolve_unit(tree.street, actor=IMPORTER, at=tree.at, on=(tree.at + DAY).date(), reason="撤并")


# --- people ---


def test_a_person_signs_in_with_an_argon2_password_and_the_journal_knows_neither(tree: Tree):
    person = tree.person("gongre1")
    assert not person.check_password("")
    actions.set_password(person, actor=IMPORTER, at=tree.at, password=GOOD)
    stored = Person.objects.get(pk=person.pk)
    assert identify_hasher(stored.password).algorithm == "argon2"
    assert stored.check_password(GOOD)
    assert lines_of(person.key) == ["person.create", "person.set_password"]
    assert GOOD not in "".join(str(line.payload) for line in Line.objects.all())


@pytest.mark.parametrize(
    "weak", ["", "Short-1a", "alllowercase", "ONLYCAPS2026", "gongre1-Aa-99", "密码密码密码密码密码密码"]
)
def test_weak_passwords_are_refused(tree: Tree, weak: str):
    person = tree.person("gongre1")
    with refused("weak-password"):
        actions.set_password(person, actor=IMPORTER, at=tree.at, password=weak)


def test_people_who_are_refused(tree: Tree):
    tree.person("gongre1")
    with refused("username-taken"):
        tree.person("gongre1")
    with refused("bad-username"):
        tree.person("供热1")
    with refused("wrong-role"):
        actions.create_person("gongre2", actor=tree.acting_as(Role.UNIT_LEADER), at=tree.at, name="测试")


def test_a_deactivated_person_holds_nothing(tree: Tree):
    person = tree.person("gongre1", Role.HANDLER, tree.department)
    actions.deactivate_person(person, actor=IMPORTER, at=tree.at + DAY, reason="调离")
    assert access.actor_of(Person.objects.get(pk=person.pk), tree.at + DAY).posts == ()
    with refused("already-inactive"):
        actions.deactivate_person(person, actor=IMPORTER, at=tree.at + DAY, reason="调离")
    with refused("person-inactive"):
        actions.appoint(person, actor=IMPORTER, at=tree.at + DAY, role=Role.HANDLER, unit=tree.street)


# --- posts ---


def test_a_post_holds_from_its_first_instant_up_to_its_last(tree: Tree):
    person = tree.person("paidan1")
    until = tree.at + 30 * DAY
    post = actions.appoint(
        person, actor=IMPORTER, at=tree.at, role=Role.DISPATCHER, unit=tree.centre, since=tree.at + DAY, until=until
    )
    tick = timedelta(microseconds=1)
    assert [
        bool(access.actor_of(person, moment).posts)
        for moment in (tree.at + DAY - tick, tree.at + DAY, until - tick, until)
    ] == [False, True, True, False]
    actions.end_post(post, actor=IMPORTER, at=tree.at + 2 * DAY, reason="轮岗")
    assert access.actor_of(person, tree.at + 2 * DAY).posts == ()
    with refused("post-ended"):
        actions.end_post(Post.objects.get(pk=post.pk), actor=IMPORTER, at=tree.at + 3 * DAY)


def test_appointments_that_are_refused(tree: Tree):
    person = tree.person("xitong1", Role.SYSTEM_ADMIN)

    def appoint(role: Role, unit: Unit | None = None, **changed: object) -> None:
        actions.appoint(
            person, at=tree.at + DAY, role=role, unit=unit or tree.centre, **({"actor": IMPORTER} | changed)
        )

    with refused("administrators-apart"):
        appoint(Role.AUDIT_ADMIN)
    with refused("administrator-apart"):
        appoint(Role.OPERATOR)
    with refused("post-overlaps"):
        appoint(Role.SYSTEM_ADMIN)
    with refused("role-not-at-unit"):
        appoint(Role.DISPATCHER, tree.street)
    with refused("role-not-at-unit"):
        appoint(Role.WORKER)
    with refused("wrong-role"):
        appoint(Role.OPERATOR, actor=tree.acting_as(Role.SYSTEM_ADMIN))
    security = access.actor_of(tree.person("anquan1", Role.SECURITY_ADMIN), tree.at)
    himself = Person.objects.get(username="anquan1")
    with refused("own-post"):
        actions.appoint(himself, actor=security, at=tree.at, role=Role.SYSTEM_ADMIN, unit=tree.centre)


# --- the roster ---


def test_a_shift_is_half_open_and_belongs_to_somebody_of_the_unit(tree: Tree):
    clerk = tree.person("gongre1", Role.HANDLER, tree.department)

    def put(start: int, end: int, person: Person = clerk, phone: str = "0951-0000003") -> DutyShift:
        return actions.put_on_duty(
            tree.department,
            actor=IMPORTER,
            at=tree.at,
            person=person,
            phone=phone,
            starts_at=tree.at + start * DAY,
            ends_at=tree.at + end * DAY,
        )

    shift = put(1, 2)
    assert lines_of(f"duty:{shift.pk}") == ["duty.put"]
    put(2, 3)
    with refused("shift-overlaps"):
        put(2, 4)
    with refused("ends-before-start"):
        put(5, 5)
    with refused("phone-needed"):
        put(5, 6, phone=" ")
    with refused("not-a-phone"):
        put(5, 6, phone="明天再说")
    with refused("phone-too-long"):
        put(5, 6, phone="0951-6888888转123456789")
    assert put(5, 6, phone=" 0951-6888888 转 801 ").phone == "0951-6888888 转 801"
    stranger = tree.person("jiedao1", Role.HANDLER, tree.street)
    with refused("not-of-unit"):
        put(5, 6, person=stranger)


# --- clients ---


def test_a_token_is_shown_once_and_kept_as_a_digest(tree: Tree):
    client, token = actions.create_client("智慧银川 APP", actor=IMPORTER, at=tree.at, unit=tree.centre)
    assert len(token) >= 43  # 32 bytes in base64
    assert token not in str(vars(Client.objects.get(pk=client.pk)))
    assert token not in "".join(str(line.payload) for line in Line.objects.all())
    admitted = access.client_for_token(token, tree.at)
    assert admitted
    actor = admitted.actor
    assert actor == access.actor_of_client(client)
    assert access.client_for_token(token + "x", tree.at) is None
    assert access.client_for_token(client.token_sha256, tree.at) is None
    assert (actor.key, actor.roles, actor.units_as(Role.CLIENT)) == (client.key, {Role.CLIENT}, {tree.centre.pk})
    actions.revoke_client(client, actor=IMPORTER, at=tree.at, reason="停用")
    assert access.client_for_token(token, tree.at) is None
    assert access.actor_of_client(client).posts == ()
    with refused("already-revoked"):
        actions.revoke_client(client, actor=IMPORTER, at=tree.at, reason="停用")


def test_a_token_opens_what_its_client_was_given_and_no_more(tree: Tree):
    usual, token = actions.create_client("APP", actor=IMPORTER, at=tree.at, unit=tree.centre)
    assert access.client_for_token(token, tree.at).scopes == {"cases:file", "cases:read", "cases:move"}
    actions.set_scopes(usual, actor=IMPORTER, at=tree.at, scopes=[Scope.CHANGES_READ], reason="只需变更流")
    assert access.client_for_token(token, tree.at).scopes == {"changes:read"}
    line = Line.objects.get(kind="client.scopes")
    assert (line.facts["before"], line.facts["after"]) == (
        {"scopes": ["cases:file", "cases:move", "cases:read"]},
        {"scopes": ["changes:read"]},
    )
    with refused("wrong-role"):
        actions.set_scopes(
            usual, actor=tree.acting_as(Role.SYSTEM_ADMIN), at=tree.at, scopes=list(Scope), reason="都要"
        )


def test_a_token_ends_on_its_day(tree: Tree):
    until = tree.at + timedelta(days=1)
    _, token = actions.create_client("APP", actor=IMPORTER, at=tree.at, unit=tree.centre, until=until)
    assert access.client_for_token(token, until - timedelta(seconds=1))
    assert access.client_for_token(token, until) is None
    with refused("ends-before-start"):
        actions.create_client("B", actor=IMPORTER, at=tree.at, unit=tree.centre, until=tree.at)


@pytest.mark.parametrize(
    "token", ["", "Bearer", "令牌" * 20, "x" * 10_000, "a\0" * 20, "\ud83d" * 30, "' OR 1=1 --" * 3]
)
def test_what_cannot_be_a_token_asks_the_database_nothing(token: str, tree: Tree, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert access.client_for_token(token, tree.at) is None


def test_clients_that_are_refused(tree: Tree):
    actions.create_client("APP", actor=IMPORTER, at=tree.at, unit=tree.centre)
    with refused("client-exists"):
        actions.create_client("APP", actor=IMPORTER, at=tree.at, unit=tree.centre)
    with refused("role-not-for-client"):
        actions.create_client("B", actor=IMPORTER, at=tree.at, unit=tree.centre, roles=[Role.UNIT_LEADER])
    with refused("wrong-role"):
        actions.create_client("C", actor=tree.acting_as(Role.SYSTEM_ADMIN), at=tree.at, unit=tree.centre)


@pytest.mark.django_db(transaction=True)
def test_two_appointments_at_once_do_not_make_one_person_two_administrators(tree: Tree):
    rounds = range(12)
    people = [tree.person(f"xitong{number}") for number in rounds]
    together = Barrier(2, timeout=20)

    def appoint(role: Role) -> list[str]:
        try:
            connection.ensure_connection()
            return [one(person, role) for person in people]
        finally:
            connection.close()

    def one(person: Person, role: Role) -> str:
        together.wait()
        try:
            actions.appoint(person, actor=IMPORTER, at=tree.at, role=role, unit=tree.centre)
        except Refused as refusal:
            return refusal.code
        return "appointed"

    with ThreadPoolExecutor(2) as pool:
        answers = zip(*pool.map(appoint, [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN]), strict=True)
    assert [sorted(pair) for pair in answers] == [["administrators-apart", "appointed"] for _round in rounds]
    assert Post.objects.count() == len(rounds)
