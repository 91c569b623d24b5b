"""`Idempotency-Key`: one request sent many times makes one case and is answered with the same words."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.conftest import Caller
from tests.cases.conftest import FILING, City
from yihaotong.cases.models import Case
from yihaotong.journal.models import Line
from yihaotong.once import actions as once
from yihaotong.once.models import Claim

pytestmark = pytest.mark.both
BODY = json.dumps(FILING).encode()


def file(caller: Caller, key: str = "k-1", body: bytes = BODY) -> HttpResponse:
    return caller.ask("POST", "/cases", body, "application/json", Idempotency_Key=key)


def test_the_same_request_again_is_answered_word_for_word_and_makes_nothing(caller: Caller) -> None:
    first, second = file(caller), file(caller)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert Case.objects.count() == Line.objects.filter(kind="case.file").count() == 1


def test_the_answer_is_kept_sealed(caller: Caller) -> None:
    code = json.loads(file(caller).content)["query_code"]
    assert code.encode() not in bytes(Claim.objects.get().body)


def test_another_body_or_another_address_under_the_same_key_is_a_conflict(caller: Caller) -> None:
    order_no = json.loads(file(caller).content)["order_no"]
    changed = file(caller, body=json.dumps(FILING | {"body": "路灯坏了三天"}).encode())
    moved = caller.ask("POST", f"/cases/{order_no}/moves/sign", BODY, "application/json", Idempotency_Key="k-1")
    for answer in (changed, moved):
        assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "key-reused")
    assert Case.objects.count() == 1


def test_two_clients_do_not_share_a_key(caller: Caller, other: Caller) -> None:
    one, two = file(caller), file(other)
    assert json.loads(one.content)["order_no"] != json.loads(two.content)["order_no"]


def test_a_refusal_is_not_remembered_so_the_corrected_request_may_have_the_key(caller: Caller) -> None:
    assert file(caller, body=json.dumps(FILING | {"phone": "abc"}).encode()).status_code == 422
    assert Claim.objects.count() == 0
    assert file(caller).status_code == 201


def test_after_seven_days_a_key_is_new(caller: Caller) -> None:
    file(caller)
    Claim.objects.update(at=timezone.now() - timedelta(days=7))
    assert file(caller).status_code == 201
    assert Case.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "键"])
def test_what_is_no_key_is_refused(key: str, caller: Caller) -> None:
    answer = file(caller, key)
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"], problem["field"]) == (422, "bad-key", "Idempotency-Key")
    assert not Case.objects.exists()


def test_a_move_is_made_once(unit_caller: Caller, city: City) -> None:
    case = city.to("dispatched")
    asked = [unit_caller.ask("POST", f"/cases/{case.order_no}/moves/sign", Idempotency_Key="sign") for _ in range(3)]
    assert {answer.status_code for answer in asked} == {200}
    assert len({answer.content for answer in asked}) == 1
    assert Line.objects.filter(kind="case.sign").count() == 1


def test_without_the_header_nothing_is_asked_of_the_table_of_keys(
    caller: Caller, queries: Callable[[], CaptureQueriesContext]
) -> None:
    with queries() as seen:
        caller.post("/cases", FILING)
    assert [each["sql"] for each in seen.captured_queries if "once_claim" in each["sql"]] == []


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_case(caller: Caller) -> None:
    number = 24
    start = Barrier(number)

    def ask(_: int) -> tuple[int, bytes]:
        try:
            start.wait(30)
            answer = file(caller)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        answers = set(pool.map(ask, range(number)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert Case.objects.count() == 1


def test_the_worker_sweeps(caller: Caller) -> None:
    file(caller)
    assert once.sweep(timezone.now() + timedelta(days=7)) == 1
