"""Calls that were written down without the network: entered with their true times, each once, by the right person."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localtime

from tests.cases.conftest import City
from tests.desk.test_intake import operator
from yihaotong.accounts.rules import Role
from yihaotong.cases.models import Case
from yihaotong.journal.models import Line
from yihaotong.vault.rules import envelopes

__all__ = ["operator"]

Sit = Callable[[str], Client]
HERE = "/desk/offline/"
NO_CALL = b'{"id": "00000000-0000-4000-8000-000000000000", "owner": "p", "age": %b, "sealed": %b}'
SEALED = b'{"point": "", "nonce": "", "body": ""}'
CALL = {
    "body": "停电了，整栋楼都黑着",
    "request_type": "help",
    "phone": "13951000001",
    "name": "王䶮",
    "needs": ["elderly"],
}


def sealed(client: Client, call: dict[str, Any], *, owner: str = "", key: UUID | None = None) -> dict[str, Any]:
    """What a browser would send: closed with the point that it was given while there was a network."""
    session = client.get(f"{HERE}session/").json()
    call_id, owner = str(key or uuid4()), owner or session["owner"]
    closed = envelopes.seal(session["point"], json.dumps(call), f"call:{call_id}:{owner}")
    parts = {"point": closed.point, "nonce": closed.nonce, "body": closed.body}
    return {"id": call_id, "owner": owner, "sealed": parts}


def enter(client: Client, told: dict[str, Any], *, age: timedelta = timedelta(hours=1)) -> HttpResponse:
    return client.post(f"{HERE}enter/", told | {"age": age.total_seconds()}, content_type="application/json")


def test_a_call_is_filed_as_of_when_it_came(city: City, operator: Client) -> None:
    answer = enter(operator, sealed(operator, CALL), age=timedelta(hours=3))
    case = Case.objects.get()
    assert answer.json()["order_no"] == case.order_no
    assert timedelta(hours=3) <= city.at + timedelta(minutes=5) - case.filed_at <= timedelta(hours=3, minutes=6)
    assert case.order_no[2:10] == f"{localtime(case.filed_at):%Y%m%d}"
    assert case.clocks.get(kind="dispatch").started_at == case.filed_at
    assert (case.requester.needs, case.channel, case.body) == ("elderly", "phone", CALL["body"])
    line = Line.objects.get(kind="case.file")
    assert line.at == case.filed_at
    assert line.facts["via"] == "offline"
    assert datetime.fromisoformat(line.facts["after"]["entered_at"]) - line.at == timedelta(hours=3)
    assert line.facts["after"]["taken_by"] == city.people["operator"].key


def test_the_same_call_twice_is_one_case_also_a_day_later(city: City, operator: Client) -> None:
    told = sealed(operator, CALL)
    first = enter(operator, told).json()
    again = enter(operator, told, age=timedelta(hours=30)).json()
    assert (again["order_no"], again["query_code"], again["again"]) == (first["order_no"], first["query_code"], True)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("age", "said"),
    [(timedelta(hours=25), "24 小时内"), (timedelta(hours=-1), "不能晚于现在"), (timedelta(hours=24), "")],
)
def test_only_the_last_day_can_be_entered(city: City, operator: Client, age: timedelta, said: str) -> None:
    answer = enter(operator, sealed(operator, CALL), age=age - timedelta(seconds=30))
    assert answer.status_code == (422 if said else 200)
    assert said in answer.json().get("heading", "")


def test_what_is_wrong_comes_back_with_what_was_typed(city: City, operator: Client) -> None:
    answer = enter(operator, sealed(operator, CALL | {"phone": "12"}))
    assert answer.status_code == 422
    assert "不像电话号码" in answer.json()["errors"]["phone"]
    assert answer.json()["values"]["body"] == CALL["body"]
    assert not Case.objects.exists()


def test_another_operator_neither_enters_nor_reads_it_a_shift_leader_enters_it_for_him(city: City, sit: Sit) -> None:
    told = sealed(sit("operator"), CALL)
    city.hire("colleague", Role.OPERATOR, city.centre)
    answer = enter(sit("colleague"), told)
    assert answer.status_code == 422
    assert "由本人登录补录" in answer.json()["heading"]
    assert CALL["body"] not in answer.content.decode()
    if "shift_leader" not in city.people:
        city.hire("shift_leader", Role.SHIFT_LEADER, city.centre)
    assert enter(sit("shift_leader"), told).status_code == 200
    after = Line.objects.get(kind="case.file").facts["after"]
    assert after["taken_by"] == city.people["operator"].key
    assert Case.objects.get().filed_by == city.people["shift_leader"].key


def test_who_claims_anothers_call_as_his_cannot_open_it(city: City, sit: Sit) -> None:
    told = sealed(sit("operator"), CALL)
    city.hire("colleague", Role.OPERATOR, city.centre)
    answer = enter(sit("colleague"), told | {"owner": city.people["colleague"].key})
    assert answer.status_code == 422
    assert "打不开" in answer.json()["heading"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"id": "x", "owner": "p", "age": 1, "sealed": {}}',
        NO_CALL % (b"1e400", SEALED),
        NO_CALL % (b'"NaN"', SEALED),
        NO_CALL % (b"1", b"[]"),
    ],
)
def test_what_is_no_call_is_refused_in_plain_words(city: City, operator: Client, body: bytes) -> None:
    answer = operator.post(f"{HERE}enter/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "请求不完整" in answer.json()["heading"]


def test_changed_bytes_do_not_open(city: City, operator: Client) -> None:
    told = sealed(operator, CALL)
    told["sealed"]["body"] = told["sealed"]["body"][:-8] + "AAAAAAA="
    assert "打不开" in enter(operator, told).json()["heading"]


def test_the_page_that_a_browser_keeps_says_nothing_of_anybody(city: City, operator: Client) -> None:
    city.file(title="某人的诉求")
    page = operator.get(HERE).content.decode()
    assert city.people["operator"].name not in page
    assert "csrfmiddlewaretoken" not in page
    assert "某人的诉求" not in page


def test_the_worker_may_reach_the_form_of_filing_and_names_what_it_keeps(city: City, operator: Client) -> None:
    answer = Client().get(f"{HERE}worker.js")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/desk/", "or it cannot answer for the form of filing"
    assets = json.loads(text.partition("var ASSETS = ")[2].partition(";")[0])
    assert any("offline.js" in each for each in assets)
    page = operator.get(HERE).content.decode()
    assert all(each in page for each in assets if each.endswith((".js", ".css"))), "all that it keeps is needed"


def test_a_form_on_paper_has_every_field_that_must_be_asked(city: City, operator: Client) -> None:
    page = operator.get(f"{HERE}paper/").content.decode()
    for label in ("来电时间", "联系电话", "姓名", "诉求类型", "诉求内容", "要求保密", "听障", "接话人"):
        assert label in page
