"""Every address × every role. The table is made from the addresses themselves: one that is not in it fails.

The object is one case in the hands of the water unit, filed by the operator. A stranger to it gets 404, as for a
number that never was; whoever may see it but not do the thing gets a refusal on the page.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.cases.conftest import City, city_of, founded
from tests.faces.rows import AREAS
from tests.faces.rows.row import NOBODY, OFFICE, STRANGER, Row, form, page, public
from tests.standing import standing
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import ADMINISTRATORS, SYSTEM_ROLES, Role
from yihaotong.cases.models import Case

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
#: The three administrators, and who keeps what on the set-up pages.
ADMINS = {"system_admin", "security_admin", "audit_admin"}
KEEP_UNITS = {"system_admin", "security_admin"}
KEEP_ROUTES = {"system_admin", "supervisor"}
FILE = {"operator", "shift_leader"}
QUALITY = {"shift_leader", "supervisor", "reviewer", "analyst"}
#: Who writes in the knowledge base: units for themselves, the leaders of the centre for everybody.
KEEP_KNOWLEDGE = UNIT | {STRANGER, "shift_leader", "supervisor"}
EXPORT = {"supervisor", "shift_leader", "analyst", "unit_leader"}
LIMITS = {"system_admin", "shift_leader", "supervisor", "analyst"}
OPEN_IDENTITY = UNIT | CENTRE - {"arbiter", "analyst"}


TABLE: dict[str, Row] = {
    "desk:home": page({302: OFFICE | {"supervising_office"}}, others=200),
    "desk:login": Row("get", {}, 302, 200),
    "desk:logout": form(others=302, nobody=302),
    "desk:reminders": page(others=200),
    "desk:reminders_pulse": Row("get", {}, 200, 401),
    "desk:reminders_panel": page(others=200),
    "desk:reminders_seen": form(others=302),
    "desk:reminder_wishes": page(others=200),
    "desk:reminder": page(others=404),
    "desk:handover": page({200: FILE}, others=404),
    "desk:handover_read": page(others=404),
    "desk:handover_accept": form(others=404),
    "desk:handover_take_back": form(others=404),
    "desk:void_samples": page({200: {"shift_leader"}}, others=404),
    "desk:joinable": page({200: {"operator", "dispatcher"}}, others=404),
    "desk:follow_up": page({200: FILE}, others=404),
    "desk:queue": page({200: UNIT | {STRANGER}}, others=404),
    "desk:all": page(others=200),
    "desk:find": page({302: SEE}, others=404, query="?q={order_no}"),
    "desk:list_places": page(others=200),
    "desk:columns": form(others=302, data={"column": "due"}),
    "desk:saved": form(others=302, data={"name": "超期的", "query": "overdue=1"}),
    "desk:saved_change": form(others=404),
    "desk:bulk": form(others=302, data={"move": "dispatch", "case": "YC20000101000001:1"}),
    "desk:bulk_act": form(others=404, data={"do": "continue"}),
    "desk:export": page({200: EXPORT}, others=404),
    "desk:imports": page({200: {"shift_leader"}}, others=404),
    "desk:import": page(others=404),
    "desk:import_rejects": page(others=404),
    "desk:intake": page({200: FILE}, others=404),
    "desk:autosave": form({200: FILE}, others=404, data={"body": "半句话"}),
    "desk:discard": form({302: FILE}, others=404),
    "desk:places": page({200: FILE}, others=404),
    "desk:caller": form({200: FILE}, others=404, data={"phone": "13951000001"}),
    "desk:caller_identity": form(others=404),
    "desk:similar": form({200: FILE}, others=404, data={"body": "小区停水三天了"}),
    "desk:answers": form({200: FILE}, others=404),
    "desk:ending": form({200: FILE}, others=404, data={"ending": "void"}),
    "desk:pick": form({200: FILE}, others=404),
    "desk:alarm": form({200: FILE}, others=404),
    "desk:alarm_danger": form(others=404),
    "desk:alarm_line": form(others=404),
    "desk:emergencies": page({200: CENTRE}, others=404),
    "desk:emergency": page(others=404),
    "desk:emergency_act": form(others=404),
    "desk:offline": page({200: FILE}, others=404),
    "desk:worker": public("get", 200),
    "desk:offline_session": page({200: FILE}, others=404),
    "desk:offline_enter": form({400: FILE}, others=404),
    "desk:offline_paper": page({200: FILE}, others=404),
    "desk:case": page({200: SEE}, others=404),
    "desk:raise_for_case": page({200: {"operator", "shift_leader", "dispatcher", "supervisor"}}, others=404),
    "desk:filed": page({200: {"operator"}}, others=404),
    "desk:attach": form({302: SEE}, others=404),
    "desk:attachment": page(others=404),
    "desk:remove_attachment": form(others=404),
    # A case that is neither sealed nor a disturbance: who may on one that is, tests/desk/test_sealed_content.py tells.
    "desk:content": page(others=404),
    "desk:evidence": page(others=404),
    "desk:identity": form({200: OPEN_IDENTITY, 403: {"arbiter", "analyst"}}, others=404, data={"purpose": "call"}),
    "desk:move": form({302: UNIT, 422: CENTRE}, others=404, data={"means": "phone", "note": "已联系", "reached": "on"}),
    "desk:call": form({302: SEE}, others=404, data={"purpose": "facts"}),
    "desk:ask_centre": form({302: SEE}, others=404, data={"words": "请问几号楼"}),
    "desk:print": page({200: SEE}, others=404),
    "desk:knowledge:home": page({200: SEE | {STRANGER}}, others=404),
    "desk:knowledge:to_do": page({200: KEEP_KNOWLEDGE}, others=404),
    "desk:knowledge:entries": page({200: SEE | {STRANGER}}, others=404),
    "desk:knowledge:export": page({200: KEEP_KNOWLEDGE}, others=404),
    "desk:knowledge:new_entry": page({200: KEEP_KNOWLEDGE}, others=404),
    "desk:knowledge:entry": page(others=404),
    "desk:knowledge:edit_entry": page(others=404),
    "desk:knowledge:entry_versions": page(others=404),
    "desk:knowledge:entry_act": form(others=404),
    "desk:knowledge:settle": form(others=404),
    "desk:knowledge:bulletins": page({200: SEE | {STRANGER}}, others=404),
    "desk:knowledge:in_force": page({200: SEE | {STRANGER}}, others=404),
    "desk:knowledge:new_bulletin": page({200: KEEP_KNOWLEDGE}, others=404),
    "desk:knowledge:bulletin": page(others=404),
    "desk:knowledge:edit_bulletin": page(others=404),
    "desk:knowledge:bulletin_act": form(others=404),
    "desk:knowledge:templates": page({200: SEE | {STRANGER}}, others=404),
    "desk:knowledge:new_template": page({200: KEEP_KNOWLEDGE}, others=404),
    "desk:knowledge:template": page(others=404),
    "desk:quality:home": page({200: QUALITY, 302: SEE | {STRANGER}}, others=404),
    "desk:quality:mine": page({200: SEE | {STRANGER}}, others=404),
    "desk:quality:draw": form({302: {"shift_leader", "supervisor"}}, others=404),
    # A sample that there is not: who sees which is told in tests/quality and tests/desk/test_quality.py.
    "desk:quality:sample": page(others=404),
    "desk:quality:score": form(others=404),
    "desk:quality:appeal": form(others=404),
    "desk:quality:decide": form(others=404),
    "desk:quality:plan": page({200: QUALITY}, others=404),
    "desk:quality:sheets": page({200: QUALITY}, others=404),
    "desk:quality:sheet": page(others=404),
    "desk:quality:figures": page({200: {"shift_leader", "supervisor", "analyst"}}, others=404),
    "desk:setup:home": page({200: LIMITS | ADMINS | {"unit_leader"}}, others=404),
    "desk:setup:units": page({200: KEEP_UNITS}, others=404),
    "desk:setup:new_unit": page({200: {"system_admin"}}, others=404),
    "desk:setup:unit": page({200: KEEP_UNITS}, others=404),
    "desk:setup:people": page({200: KEEP_UNITS}, others=404),
    "desk:setup:new_person": page({200: {"system_admin"}}, others=404),
    "desk:setup:person": page({200: KEEP_UNITS}, others=404),
    "desk:setup:rosters": page({200: {"system_admin", "unit_leader"}}, others=404),
    "desk:setup:roster": page({200: {"system_admin", "unit_leader"}}, others=404),
    "desk:setup:categories": page({200: KEEP_ROUTES}, others=404),
    "desk:setup:new_category": page({200: KEEP_ROUTES}, others=404),
    "desk:setup:category": page({200: KEEP_ROUTES}, others=404),
    "desk:setup:routes": form({422: KEEP_ROUTES}, others=404, data={"do": "remove"}),
    "desk:setup:export_routes": page({200: KEEP_ROUTES}, others=404),
    "desk:setup:calendar": page({200: {"system_admin"}}, others=404),
    "desk:setup:calendar_enter": form({422: {"system_admin"}}, others=404, data={"do": "enter"}),
    "desk:setup:hours": form({422: {"system_admin"}}, others=404, data={"do": "enter"}),
    "desk:setup:clients": page({200: {"security_admin"}}, others=404),
    "desk:setup:new_client": form({422: {"security_admin"}}, others=404, data={"do": "create"}),
    "desk:setup:client": page(others=404),
    "desk:setup:changes": page({200: ADMINS}, others=404),
    "desk:setup:export_changes": page({200: ADMINS}, others=404),
    "desk:password": page(others=200),
    "desk:setup:profiles": page({200: LIMITS}, others=404),
    "desk:setup:profile_compare": page({200: LIMITS}, others=404),
    "desk:setup:profile": form({422: {"system_admin"}, 403: LIMITS}, others=404, data={"do": "copy"}),
    "desk:setup:profile_edit": page(others=404),
    "desk:setup:profile_try": page({200: LIMITS}, others=404),
    "desk:setup:try_on": page(others=404),
    "desk:setup:try_on_rows": page(others=404),
    "desk:setup:moved": page({200: LIMITS | {"audit_admin"}}, others=404),
    "desk:setup:moved_version": page(others=404),
    "portal:home": public("get", 200),
    "portal:elder": public("post", 302),
    "portal:file": public("get", 200),
    "portal:places": public("get", 200),
    "portal:place": public("get", 200),
    "portal:step": public("get", 200),
    "portal:receipt": public("get", 302),
    "portal:track": public("get", 200),
    "portal:leave": public("post", 302),
    "portal:case": public("get", 302),
    "portal:evaluate": public("post", 401),
    "portal:supplement": public("post", 401),
    "portal:withdraw": public("post", 302),
    "portal:attach": public("post", 302),
    "portal:attachment": public("get", 302),
    "portal:open_file": public("get", 404),
    "api:file_case": public("post", 401),
    "api:list_cases": public("get", 401),
    "api:read_case": public("get", 401),
    "api:make_move": public("post", 401),
    "api:raise_emergency": public("post", 401),
    "api:attach_files": public("post", 401),
    "api:list_attachments": public("get", 401),
    "api:list_moves": public("get", 401),
    "api:list_changes": public("get", 401),
    "api:draft_article": public("post", 401),
    "api:docs": public("get", 200),
    "api:openapi-json": public("get", 200),
    "api:api-root": public("get", 404),
}
for area in AREAS:
    TABLE |= area.TABLE
ARGUMENTS = {
    "what": "category",
    # A file that there is not: who may open which is told in tests/cases/test_attaching.py.
    "key": "00000000-0000-4000-8000-000000000000",
    "submission": "00000000-0000-4000-8000-000000000000",
    "token": "forged",
    "number": 1,
    "code": "WATER",
    "leaf": "0101",
    "username": "handler",
    "profile": "default",
    "act": "start",
    "stage": "in_hand",
    "name": "contact",
    "move": "contact",
}
#: By address, where an area's paths want something else.
ARGUMENTS_AT = {name: given for area in AREAS for name, given in area.ARGUMENTS.items()}


def addresses(resolver: URLResolver | None = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, (*names, *filter(None, [pattern.namespace])))
        else:
            yield ":".join([*names, str(pattern.name)]), pattern


@pytest.fixture(scope="module")
def at() -> datetime:
    """The pages take the time of day themselves."""
    return timezone.now()


#: By who signed in: the cookie of his session, which is put back with the city.
SESSIONS: dict[str, str] = {}


def _settled(at: datetime) -> None:
    """The city with a case in the hands of the water unit, everybody hired, everybody signed in."""
    city = founded(at)
    city.to("in_hand")
    for who in PEOPLE:
        client = Client()
        if who != NOBODY:
            client.force_login(_person(city, who), "django.contrib.auth.backends.ModelBackend")
            SESSIONS[who] = client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def city(db: None, at: datetime) -> City:
    standing("settled", at, lambda: _settled(at))
    return city_of(at)


@pytest.fixture
def case(city: City) -> Case:
    return Case.objects.get()


@pytest.fixture
def signed_in(city: City) -> Callable[[str], Client]:
    """A browser in which this person has signed in."""

    def enter(who: str) -> Client:
        client = Client()
        if who != NOBODY:
            client.cookies[settings.SESSION_COOKIE_NAME] = SESSIONS[who]
        return client

    return enter


def _person(city: City, who: str) -> Person:
    known = {STRANGER: "street_handler", "unit_leader": "leader"}.get(who, who)
    if known not in city.people:
        outside = who in (Role.MAYOR_OFFICE, Role.SUPERVISING_OFFICE)
        city.hire(known, Role(who), city.water if outside else city.centre)
    return city.people[known]


def test_no_address_is_missing_from_the_table() -> None:
    known = {name for name, _ in addresses()}
    wanted = [f'"{name}": …,' for name in sorted(known - set(TABLE))]
    gone = sorted(set(TABLE) - known)
    assert not wanted, f"add to TABLE in {__file__} who is answered what (page, form or public): {' '.join(wanted)}"
    assert not gone, f"take out of TABLE in {__file__}, there is no such address any more: {', '.join(gone)}"


@pytest.mark.parametrize("name", TABLE)
def test_every_role_gets_what_the_table_says(
    name: str, city: City, case: Case, signed_in: Callable[[str], Client]
) -> None:
    row = TABLE[name]
    path = _path(name, case)
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


#: Machines are told by api.shape and by the rules of each parameter: tests/api.
PAGES = [name for name in TABLE if not name.startswith("api:")]


def _path(name: str, case: Case) -> str:
    wanted = dict(addresses())[name].pattern.converters
    given = ARGUMENTS | ARGUMENTS_AT.get(name, {})
    return reverse(name, kwargs={key: given.get(key, case.order_no) for key in wanted})


def test_a_nul_in_an_address_is_as_if_it_had_not_been_typed(case: Case, signed_in: Callable[[str], Client]) -> None:
    """PostgreSQL refuses a NUL in any text with an error of its own."""
    client = signed_in("system_admin")

    def statuses(query: str) -> dict[str, int]:
        return {name: client.get(_path(name, case) + query).status_code for name in PAGES}

    assert statuses("?x=1&unit=%00WATER&q=%0%000") == statuses("?x=1&unit=WATER&q=")
    paths = {name: _path(name, case).rstrip("/") + "%00/" for name in PAGES}
    assert {name: client.get(path).status_code for name, path in paths.items()} == dict.fromkeys(PAGES, 404)


def test_an_address_that_takes_only_a_form_says_so_to_whoever_types_it(
    case: Case, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("operator")
    answers = {name: client.get(_path(name, case)) for name in PAGES}
    refused = {name: each for name, each in answers.items() if each.status_code == 405}
    assert {"desk:autosave", "desk:logout", "portal:leave"} <= set(refused)
    assert [name for name, each in refused.items() if "只用来接收" not in each.content.decode()] == []
    assert [name for name, each in refused.items() if "POST" not in each.headers["Allow"]] == []


def test_an_act_that_there_is_not_is_not_found(city: City, case: Case, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("handler")
    assert client.get(f"/desk/cases/{case.order_no}/contact/").status_code == 302
    assert client.get(f"/desk/cases/{case.order_no}/nope/").status_code == 404
    assert client.get("/desk/lists/saved/1/rename/").status_code == 404
