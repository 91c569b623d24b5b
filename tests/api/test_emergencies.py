"""Another platform raises an emergency about what it filed: once, at once, and only about its own."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Caller
from tests.cases.conftest import FILING, City
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, Scope
from yihaotong.api.problems import PROBLEMS
from yihaotong.cases.models import Case, Emergency
from yihaotong.journal.models import Line
from yihaotong.reminders.models import Reminder


def filed(caller: Caller) -> str:
    return str(caller.post("/cases", FILING)[1]["order_no"])


def test_it_is_raised_the_leader_is_told_and_the_case_is_the_most_urgent(city: City, caller: Caller) -> None:
    order_no = filed(caller)
    status, told = caller.post(f"/cases/{order_no}/emergencies", {"danger": "gas", "what": "楼道里闻到煤气"})
    assert status == 201
    raised = Emergency.objects.get()
    assert (told["order_no"], told["danger"], told["urgency"]) == (order_no, "gas", "emergency")
    assert datetime.fromisoformat(told["report_due_at"]) == raised.due_at
    assert told["closed_at"] is None
    assert (raised.what, raised.case and raised.case.order_no) == ("楼道里闻到煤气", order_no)
    assert caller.get(f"/cases/{order_no}")[1]["urgency"] == "emergency"
    assert {each.person for each in Reminder.objects.filter(kind="emergency")} == {city.people["shift_leader"]}
    lines = Line.objects.filter(kind__in=("emergency.raise", "case.escalate"))
    assert {(line.kind, line.facts["via"]) for line in lines} == {("emergency.raise", "api"), ("case.escalate", "api")}
    assert "煤气" not in "".join(line.payload or "" for line in lines)


def test_sent_twice_it_is_one(caller: Caller) -> None:
    order_no, body = filed(caller), {"submission": str(uuid4())}
    path = f"/cases/{order_no}/emergencies"
    assert [caller.post(path, body)[0] for _ in range(2)] == [201, 200]
    assert caller.post(path, {}, Idempotency_Key="k")[1]["code"] == "emergency-open"
    assert Emergency.objects.count() == 1
    other = filed(caller)
    assert caller.post(f"/cases/{other}/emergencies", body)[1]["code"] == "submission-taken"
    assert [caller.post(f"/cases/{other}/emergencies", {}, Idempotency_Key="k")[0] for _ in range(2)] == [201, 201]
    assert Emergency.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"danger": "flood"}, 422, "not-a-choice", "danger"),
        ({"what": "x" * 501}, 422, "too-long", "what"),
        ({"what": "a\x00b"}, 422, "unusable-character", "what"),
        ({"place": "门口"}, 422, "unknown-field", "place"),
        ({"submission": "5"}, 422, "not-a-uuid", "submission"),
    ],
)
def test_bad_input_is_answered_by_field_and_raises_none(
    caller: Caller, body: dict[str, Any], status: int, code: str, field: str
) -> None:
    answered, problem = caller.post(f"/cases/{filed(caller)}/emergencies", body)
    assert (answered, problem["code"], problem["field"]) == (status, code, field)
    assert not Emergency.objects.exists()
    assert Case.objects.get().urgency == "normal"


def test_another_clients_case_is_no_case(caller: Caller, other: Caller) -> None:
    status, problem = other.post(f"/cases/{filed(caller)}/emergencies", {})
    assert (status, problem["code"]) == (404, "not-found")
    assert not Emergency.objects.exists()


@pytest.mark.parametrize(
    ("roles", "scopes", "code"),
    [
        ([Role.HANDLER], [Scope.CASES_MOVE], "wrong-role"),
        ([Role.CLIENT, Role.HANDLER], [Scope.CASES_READ], "scope-missing"),
    ],
)
def test_neither_without_the_post_nor_without_the_scope(
    city: City, roles: list[Role], scopes: list[Scope], code: str
) -> None:
    _, token = hiring.create_client("供水", actor=IMPORTER, at=city.at, unit=city.water, roles=roles, scopes=scopes)
    case = city.to("dispatched")
    status, problem = Caller(token).post(f"/cases/{case.order_no}/emergencies", {})
    assert (status, problem["code"]) == (403, code)
    assert not Emergency.objects.exists()


def test_every_code_of_raising_is_in_the_table() -> None:
    assert {"emergency-open", "emergency-of-another", "submission-taken", "wrong-role"} <= set(PROBLEMS)
