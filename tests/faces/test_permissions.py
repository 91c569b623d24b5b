"""Every address × every role. The table is made from the addresses themselves: one that is not in it fails.

The object is one case in the hands of the water unit, filed by the operator. A stranger to it gets 404, as for a
number that never was; whoever may see it but not do the thing gets a refusal on the page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.cases.conftest import City, city
from yihaotong.accounts.rules import ADMINISTRATORS, SYSTEM_ROLES, Role
from yihaotong.cases.models import Case

__all__ = ["city"]

NOBODY = "nobody"
STRANGER = "stranger"
#: All who can sign in: each role once, and a handler of another unit.
PEOPLE = [NOBODY, STRANGER, *(role.value for role in Role if role not in SYSTEM_ROLES)]

UNIT = {Role.HANDLER.value, Role.UNIT_LEADER.value}
CENTRE = {
    "operator",
    "shift_leader",
    "dispatcher",
    "arbiter",
    "reviewer",
    "call_back_clerk",
    "supervisor",
    "analyst",
}
SEE = UNIT | CENTRE
FILE = {"operator", "shift_leader"}
EXPORT = {"supervisor", "shift_leader", "analyst", "unit_leader"}
OPEN_IDENTITY = UNIT | CENTRE - {"arbiter", "analyst"}


@dataclass(frozen=True)
class Row:
    """What an address answers: to those named, to everybody else who is signed in, and to nobody."""

    method: str
    named: Mapping[int, set[str]]
    others: int
    nobody: int
    data: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def expected(self, who: str) -> int:
        if who == NOBODY:
            return self.nobody
        return next((status for status, group in self.named.items() if who in group), self.others)


def page(named: Mapping[int, set[str]] | None = None, *, others: int, **more: object) -> Row:
    return Row("get", named or {}, others, 302, **more)


def form(named: Mapping[int, set[str]] | None = None, *, others: int, nobody: int = 401, **more: object) -> Row:
    return Row("post", named or {}, others, nobody, **more)


def public(method: str, status: int, **more: object) -> Row:
    return Row(method, {}, status, status, **more)


TABLE: dict[str, Row] = {
    "desk:home": page(others=200),
    "desk:login": Row("get", {}, 302, 200),
    "desk:logout": form(others=302, nobody=302),
    "desk:queue": page({200: UNIT | {STRANGER}}, others=404),
    "desk:all": page(others=200),
    "desk:find": page({302: SEE}, others=404, query="?q={order_no}"),
    "desk:list_places": page(others=200),
    "desk:columns": form(others=302, data={"column": "due"}),
    "desk:saved": form(others=302, data={"name": "超期的", "query": "overdue=1"}),
    "desk:saved_change": form(others=404),
    "desk:bulk": form({200: {"dispatcher"}}, others=302, data={"move": "dispatch", "case": "YC20000101000001:1"}),
    "desk:bulk_act": form(others=404, data={"do": "continue"}),
    "desk:export": page({200: EXPORT}, others=404),
    "desk:imports": page({200: {"shift_leader"}}, others=404),
    "desk:import": page(others=404),
    "desk:import_rejects": page(others=404),
    "desk:intake": page({200: FILE}, others=404),
    "desk:autosave": form({200: FILE}, others=404, data={"body": "半句话"}),
    "desk:discard": form({302: FILE}, others=404),
    "desk:places": page({200: FILE}, others=404),
    "desk:case": page({200: SEE}, others=404),
    "desk:filed": page({200: {"operator"}}, others=404),
    "desk:attach": form({302: SEE}, others=404),
    "desk:attachment": page(others=404),
    "desk:remove_attachment": form(others=404),
    "desk:identity": form({200: OPEN_IDENTITY, 403: {"arbiter", "analyst"}}, others=404, data={"purpose": "call"}),
    "desk:move": form({302: UNIT, 422: CENTRE}, others=404, data={"means": "phone", "note": "已联系", "reached": "on"}),
    "portal:home": public("get", 200),
    "portal:elder": public("post", 302),
    "portal:file": public("get", 200),
    "portal:places": public("get", 200),
    "portal:receipt": public("get", 302),
    "portal:track": public("get", 200),
    "portal:leave": public("post", 302),
    "portal:case": public("get", 302),
    "portal:evaluate": public("post", 401),
    "portal:attach": public("post", 302),
    "portal:attachment": public("get", 302),
    "portal:open_file": public("get", 404),
    "api:file_case": public("post", 401),
    "api:list_cases": public("get", 401),
    "api:read_case": public("get", 401),
    "api:make_move": public("post", 401),
    "api:attach_files": public("post", 401),
    "api:list_attachments": public("get", 401),
    "api:list_moves": public("get", 401),
    "api:list_changes": public("get", 401),
    "api:docs": public("get", 200),
    "api:openapi-json": public("get", 200),
    "api:api-root": public("get", 404),
}
ARGUMENTS = {
    # A file that there is not: who may open which is told in tests/cases/test_attaching.py.
    "key": "00000000-0000-4000-8000-000000000000",
    "submission": "00000000-0000-4000-8000-000000000000",
    "token": "forged",
    "number": 1,
    "act": "start",
    "stage": "in_hand",
    "name": "contact",
    "move": "contact",
}


def addresses(resolver: URLResolver | None = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, (*names, *filter(None, [pattern.namespace])))
        else:
            yield ":".join([*names, str(pattern.name)]), pattern


@pytest.fixture
def at() -> datetime:
    """The pages take the time of day themselves."""
    return timezone.now()


@pytest.fixture
def case(city: City) -> Case:
    return city.to("in_hand")


@pytest.fixture
def signed_in(city: City) -> Callable[[str], Client]:
    """A browser in which this person has signed in."""

    def enter(who: str) -> Client:
        client = Client()
        if who != NOBODY:
            client.force_login(_person(city, who), "django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def _person(city: City, who: str) -> object:
    known = {STRANGER: "street_handler", "unit_leader": "leader"}.get(who, who)
    if known not in city.people:
        city.hire(known, Role(who), city.water if who == Role.MAYOR_OFFICE else city.centre)
    return city.people[known]


def test_no_address_is_missing_from_the_table() -> None:
    assert {name for name, _ in addresses()} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_every_role_gets_what_the_table_says(
    name: str, city: City, case: Case, signed_in: Callable[[str], Client]
) -> None:
    row = TABLE[name]
    pattern = dict(addresses())[name]
    wanted = pattern.pattern.converters
    path = reverse(name, kwargs={key: ARGUMENTS.get(key, case.order_no) for key in wanted})
    path += row.query.format(order_no=case.order_no)
    answered = {who: getattr(signed_in(who), row.method)(path, dict(row.data)).status_code for who in PEOPLE}
    assert answered == {who: row.expected(who) for who in PEOPLE}


def test_a_list_shows_a_case_to_those_who_may_see_it_and_to_nobody_else(
    city: City, case: Case, signed_in: Callable[[str], Client]
) -> None:
    shown = {who for who in PEOPLE if case.order_no in signed_in(who).get("/desk/cases/").content.decode()}
    assert shown == SEE


def test_administrators_see_no_case(city: City, case: Case, signed_in: Callable[[str], Client]) -> None:
    """GB/T 22239-2019 §8.1.4 访问控制: who runs the system has no business with what is in it."""
    for role in ADMINISTRATORS:
        assert signed_in(role.value).get(f"/desk/cases/{case.order_no}/").status_code == 404


def test_posts_end_and_with_them_what_they_allowed(city: City, case: Case, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("handler")
    assert client.get(f"/desk/cases/{case.order_no}/").status_code == 200
    city.people["handler"].posts.update(until=timezone.now())
    assert client.get(f"/desk/cases/{case.order_no}/").status_code == 404
