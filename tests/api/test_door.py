"""Who gets in, what is taken from him, and in which shape he is refused."""

import json

import pytest
from django.http import HttpResponse

from tests.api.conftest import Caller
from tests.cases.conftest import FILING, City
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, Scope
from yihaotong.cases.models import Case

pytestmark = pytest.mark.both
BODY = json.dumps(FILING).encode()


def refusal(answer: HttpResponse) -> tuple[int, str]:
    """The HTTP code and the stable code; the answer has the one shape."""
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    problem = json.loads(answer.content)
    assert (
        {"type", "title", "status", "code", "detail"}
        <= set(problem)
        <= {
            "type",
            "title",
            "status",
            "code",
            "detail",
            "field",
        }
    )
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  x",
        "Basic dXNlcjpwYXNz",
        "Bearer " + "x" * 10_000,
        "Bearer \u4ee4\u724c" * 10,
        "Bearer a\0" + "b" * 40,
        "Bearer " + "'" * 43,
        "\0",
        "Bearer \ud83d",
        "bearer " + "A" * 43,
    ],
)
@pytest.mark.django_db
def test_a_malformed_token_is_a_401_like_any_other(authorization: str) -> None:
    for method, path in (("GET", "/cases"), ("POST", "/cases"), ("GET", "/moves"), ("GET", "/changes")):
        answer = Caller("").ask(
            method, path, BODY if method == "POST" else b"", "application/json", Authorization=authorization
        )
        assert refusal(answer) == (401, "no-token")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


NEEDED = (
    (Scope.CASES_FILE, "POST", "/cases"),
    (Scope.CASES_READ, "GET", "/cases"),
    (Scope.CASES_READ, "GET", "/cases/{order_no}"),
    (Scope.CASES_MOVE, "POST", "/cases/{order_no}/moves/sign"),
    (Scope.CHANGES_READ, "GET", "/changes"),
)


@pytest.mark.parametrize(("needed", "method", "path"), NEEDED)
def test_each_address_asks_for_its_scope_and_no_other(needed: Scope, method: str, path: str, city: City) -> None:
    case = city.to("dispatched")
    roles = [Role.CLIENT, Role.HANDLER]
    for name, scopes in (("有", [needed]), ("无", [scope for scope in Scope if scope is not needed])):
        _, token = hiring.create_client(name, actor=IMPORTER, at=city.at, unit=city.water, roles=roles, scopes=scopes)
        body = BODY if path == "/cases" and method == "POST" else b""
        answer = Caller(token).ask(method, path.format(order_no=case.order_no), body, "application/json")
        if name == "有":
            assert answer.status_code in {200, 201}
        else:
            assert refusal(answer) == (403, "scope-missing")
            assert needed.value in json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("text/plain", 415, "wrong-content-type"),
        ("application/x-www-form-urlencoded", 415, "wrong-content-type"),
        ("multipart/form-data; boundary=x", 415, "wrong-content-type"),
        ("application/json; charset=gb18030", 415, "wrong-content-type"),
        ("application/jsonp", 415, "wrong-content-type"),
        ("application/json; charset=UTF-8", 201, ""),
        ("application/json", 201, ""),
        ("", 201, ""),
    ],
)
def test_json_is_taken_and_nothing_else(caller: Caller, kind: str, status: int, code: str) -> None:
    answer = caller.ask("POST", "/cases", BODY, kind)
    assert answer.status_code == status
    if code:
        assert refusal(answer) == (status, code)
        assert not Case.objects.exists()


def test_a_compressed_body_and_one_without_length_are_refused(caller: Caller) -> None:
    answer = caller.ask("POST", "/cases", BODY, "application/json", Content_Encoding="gzip")
    assert refusal(answer) == (415, "wrong-content-type")
    answer = caller.ask("POST", "/cases", b"", "application/json", Transfer_Encoding="chunked")
    assert refusal(answer) == (411, "length-required")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not-json"),
        (b"[]", 400, "not-json"),
        (b"null", 400, "not-json"),
        (b"\xff\xfe", 400, "not-json"),
        (b'{"a":' * 100_000, 400, "not-json"),
        (b'{"body": NaN}', 400, "not-json"),
        (b'{"body": -Infinity}', 400, "not-json"),
        (b'{"body": ' + b"9" * 5000 + b"}", 400, "not-json"),
        (b'{"body": ' + b"[" * 500 + b"]" * 500 + b"}", 422, "not-text"),
        (b'{"\\ud83d": 1}', 422, "unknown-field"),
        (b'{"body": "\\ud83d"}', 422, "unusable-character"),
        (b'{"\\u0000": 1}', 422, "unknown-field"),
        (b'{"' + b"x" * 900_000 + b'": 1}', 422, "unknown-field"),
        (b'{"channel": "\\ud83d"}', 422, "not-a-choice"),
        (b'{"submission": {"a": 1}}', 422, "not-a-uuid"),
        (b"x" * 1_000_001, 413, "too-large"),
    ],
)
def test_a_broken_body_is_refused_in_the_one_shape(caller: Caller, body: bytes, status: int, code: str) -> None:
    answer = caller.ask("POST", "/cases", body, "application/json")
    assert refusal(answer) == (status, code)
    assert len(answer.content) < 3000
    answer = caller.ask("POST", "/cases", body, "application/json", Idempotency_Key="k")
    assert refusal(answer) == (status, code)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        *((number, (409, "stale")) for number in (0, -1, 2**31, 2**63, 10**30, 1.0, 1e300)),
        *((other, (422, "not-a-number")) for other in (True, 1.5, "1", [1], {})),
    ],
)
def test_a_version_that_never_was_is_refused(
    unit_caller: Caller, city: City, version: object, expected: tuple[int, str]
) -> None:
    case = city.to("dispatched")
    status, problem = unit_caller.post(f"/cases/{case.order_no}/moves/sign", {"version": version})
    assert (status, problem["code"]) == expected


@pytest.mark.parametrize("order_no", ["%00", "a%00b", "%ED%A0%BD", "%27%20OR%201=1", "x" * 3000, "..", "%E5%B7%A5"])
def test_a_number_that_cannot_be_is_not_found(caller: Caller, order_no: str) -> None:
    for method, path in (("GET", f"/cases/{order_no}"), ("POST", f"/cases/{order_no}/moves/sign")):
        assert refusal(caller.ask(method, path)) == (404, "not-found")


@pytest.mark.parametrize("move", ["%00", "%27", "x" * 3000, "file", "archive", "import", "evaluate", "attach"])
def test_a_move_that_is_none_or_not_a_clients_is_refused(unit_caller: Caller, city: City, move: str) -> None:
    case = city.to("dispatched")
    status, _ = refusal(unit_caller.ask("POST", f"/cases/{case.order_no}/moves/{move}", b"{}", "application/json"))
    assert status in {403, 404, 409, 422}


def test_head_is_get_without_a_body_and_options_tells_what_is_allowed(caller: Caller) -> None:
    got, head = caller.ask("GET", "/moves"), caller.ask("HEAD", "/moves")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    options = caller.ask("OPTIONS", "/cases")
    assert (options.status_code, options.content) == (204, b"")
    assert {method.strip() for method in options.headers["Allow"].split(",")} == {"GET", "HEAD", "POST", "OPTIONS"}
    assert refusal(caller.ask("DELETE", "/cases")) == (405, "wrong-method")
    assert refusal(caller.ask("OPTIONS", "/nothing")) == (404, "not-found")


def test_a_client_that_floods_is_told_when_to_come_back(caller: Caller, other: Caller, settings: object) -> None:
    settings.API_PACE = 0.05  # type: ignore[attr-defined]
    answers = [caller.ask("GET", "/moves") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert refusal(answers[-1]) == (429, "rate-limited")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 20
    assert other.ask("GET", "/moves").status_code == 200, "each client has its own pace"


def test_the_usual_pace_is_no_hindrance(caller: Caller) -> None:
    assert {caller.ask("GET", "/moves").status_code for _ in range(300)} == {200}


def test_who_tries_tokens_is_slowed_down_and_the_true_client_is_not(caller: Caller) -> None:
    stranger = Caller("x" * 40)
    codes = [stranger.ask("GET", "/moves").status_code for _ in range(260)]
    assert codes[:200] == [401] * 200
    assert 429 in codes[200:]
    assert caller.ask("GET", "/moves").status_code == 200
