"""The API through HTTP: what a partner sends and what he is answered."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from tests.api.conftest import Caller
from tests.cases.conftest import FILING, City
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.cases.rules import moves
from yihaotong.journal.models import Line


def test_a_case_is_filed_with_number_code_and_due_date(caller: Caller) -> None:
    status, body = caller.post("/cases", FILING)
    assert status == 201
    case = Case.objects.get()
    assert body["order_no"] == case.order_no
    assert body["query_code"] == actions.query_code(case.order_no)
    assert body["stage"] == "filed"
    assert body["due_at"].endswith("T23:59:59+08:00")
    assert caller.get(f"/cases/{case.order_no}")[1]["due_at"] == body["due_at"]
    assert case.channel == "api"
    assert Line.objects.filter(subject=case.key).get().facts["via"] == "api"
    assert "13951000001" not in json.dumps(body)


def test_the_same_submission_is_answered_with_the_same_case(caller: Caller) -> None:
    body = FILING | {"submission": str(uuid4())}
    (first, one), (second, two) = caller.post("/cases", body), caller.post("/cases", body)
    assert (first, second) == (201, 200)
    assert one["order_no"] == two["order_no"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"body": ""}, 422, "missing", "body"),
        ({"body": "停" * 20_001}, 422, "too-long", "body"),
        ({"body": "a\x00b"}, 422, "unusable-character", "body"),
        ({"body": 5}, 422, "not-text", "body"),
        ({"request_type": "complain"}, 422, "not-a-choice", "request_type"),
        ({"category": "9999"}, 422, "no-such-category", "category"),
        ({"place": "1"}, 422, "no-such-place", "place"),
        ({"phone": "abc"}, 422, "not-a-phone", "phone"),
        ({"phone": ""}, 422, "no-way-to-reply", "phone"),
        ({"occurred_at": "2019-09-27T12:00"}, 422, "no-zone", "occurred_at"),
        ({"channel": "pigeon"}, 422, "not-a-choice", "channel"),
        ({"submission": "5"}, 422, "not-a-uuid", "submission"),
        ({"colour": "red"}, 422, "unknown-field", "colour"),
    ],
)
def test_bad_input_is_answered_by_field_and_leaves_nothing(
    caller: Caller, changed: dict[str, Any], status: int, code: str, field: str
) -> None:
    answered, problem = caller.post("/cases", FILING | changed)
    assert (answered, problem["status"], problem["code"], problem["field"]) == (status, status, code, field)
    assert problem["detail"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null", b'"x"', b'{"body": "\\ud83d"}', b"[" * 200_000])
def test_what_is_no_proper_json_is_answered_in_the_same_shape(caller: Caller, body: bytes) -> None:
    status, problem = caller.post("/cases", body)
    assert status in {400, 422}
    assert problem["status"] == status
    assert problem["code"]


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000, "' OR 1=1"])
@pytest.mark.django_db
def test_without_a_good_token_nobody_gets_in(token: str) -> None:
    for status, problem in (Caller(token).post("/cases", FILING), Caller(token).get("/moves")):
        assert (status, problem["code"]) == (401, "no-token")


def test_a_client_sees_what_it_filed_and_nothing_else(caller: Caller, other: Caller, city: City) -> None:
    _, filed = caller.post("/cases", FILING)
    status, body = caller.get(f"/cases/{filed['order_no']}")
    assert (status, body["body"], body["moves"]) == (200, FILING["body"], ["attach"])
    assert {clock["kind"] for clock in body["clocks"]} == {"dispatch", "total"}
    assert other.get(f"/cases/{filed['order_no']}")[0] == 404
    assert caller.get(f"/cases/{city.file().order_no}")[0] == 404
    assert caller.get("/cases/YC00000000")[0] == 404


def test_a_client_without_the_role_cannot_move_a_case(caller: Caller) -> None:
    _, filed = caller.post("/cases", FILING)
    status, problem = caller.post(f"/cases/{filed['order_no']}/moves/dispatch", {"unit": "WATER"})
    assert (status, problem["code"]) == (403, "wrong-role")
    status, problem = caller.post(f"/cases/{filed['order_no']}/moves/fly", {})
    assert (status, problem["code"]) == (404, "no-such-move")


def test_the_table_of_moves_is_served_whole(caller: Caller) -> None:
    status, body = caller.get("/moves")
    assert status == 200
    assert [row["name"] for row in body["moves"]] == list(moves.MOVES)


@pytest.mark.django_db
def test_the_description_is_openapi_3_1_and_holds_the_fields_of_the_table() -> None:
    described = json.loads(Browser().get("/api/v1/openapi.json").content)
    assert described["openapi"].startswith("3.1")
    sent = described["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = described["components"]["schemas"][sent["$ref"].rpartition("/")[2]]
    assert {field.name for field in moves.FILE_FIELDS} < set(schema["properties"])


def test_what_is_not_there_or_too_large_is_answered_in_the_same_shape(caller: Caller) -> None:
    assert caller.get("/nothing")[1]["code"] == "not-found"
    status, problem = caller.post("/cases", {"body": "长" * 1_000_000})
    assert (status, problem["code"]) == (413, "too-large")
    status, problem = caller.post("/moves", {})
    assert (status, problem["code"]) == (405, "wrong-method")


def test_what_was_added_later_is_told_in_order(unit_caller: Caller, city: City) -> None:
    case = city.to("in_hand")
    for text in ("三号楼也没水。", "下午来了一会儿。"):
        city.move(case, "supplement", "citizen", {"text": text})
    status, body = unit_caller.get(f"/cases/{case.order_no}")
    assert status == 200
    assert [each["text"] for each in body["supplements"]] == ["三号楼也没水。", "下午来了一会儿。"]
    assert set(body["supplements"][0]) == {"at", "text"}, "who typed it is nobody's business here"
