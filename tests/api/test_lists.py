"""GET /cases: filters, text, pages; whatever is sent for a filter is answered with a list or a refusal in words."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Caller
from tests.cases.conftest import City
from yihaotong.api.lists import PARAMETERS
from yihaotong.cases.models import Case
from yihaotong.journal import consuming
from yihaotong.journal.sealing import seal_batch

pytestmark = pytest.mark.both

#: What somebody who means harm, or whose program is broken, sends for a value.
HARMFUL = (
    "' OR 1=1 --",
    "1; DROP TABLE cases_case; --",
    '") UNION SELECT password FROM accounts_person --',
    "%",
    "_",
    "\\",
    "\0",
    "a\0b",
    "\u202e\ufeff",
    "𠀀䶮",
    "9" * 400,
    "-1",
    "1e309",
    "{{7*7}}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "x" * 6000,
)
#: Percent-encoded bytes that are no UTF-8: half a surrogate, a lone continuation.
BROKEN = ("%ED%A0%BD", "%FF%FE", "%80", "%00")


def listed(caller: Caller, query: str = "") -> dict[str, Any]:
    status, body = caller.get(f"/cases{query}")
    assert status == 200, body
    return body


def numbers(body: dict[str, Any]) -> list[str]:
    return [case["order_no"] for case in body["cases"]]


def indexed() -> None:
    while seal_batch():
        pass
    assert consuming.run_all(Case.objects.latest("pk").filed_at)


def test_a_client_lists_what_it_may_see_and_nothing_else(unit_caller: Caller, caller: Caller, city: City) -> None:
    case = city.to("in_hand")
    city.file()
    assert numbers(listed(unit_caller)) == [case.order_no]
    assert listed(caller) == {"cases": [], "after": None, "before": None, "count": 0, "more": False}


def test_pages_lead_on_and_back_and_hold_every_case_once(unit_caller: Caller, city: City) -> None:
    made = [city.to("dispatched").order_no for _ in range(5)]
    first = listed(unit_caller, "?limit=2")
    assert (first["count"], first["more"], first["before"]) == (5, False, None)
    second = listed(unit_caller, f"?limit=2&after={quote(first['after'])}")
    assert (second["count"], second["more"]) == (None, None)
    third = listed(unit_caller, f"?limit=2&after={quote(second['after'])}")
    assert third["after"] is None
    assert numbers(first) + numbers(second) + numbers(third) == made[::-1]
    assert numbers(listed(unit_caller, f"?limit=2&before={quote(third['before'])}")) == numbers(second)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?stage=in_hand", 1),
        ("?stage=filed,in_hand&stage=dispatched", 2),
        ("?stage=closed", 0),
        ("?unit=WATER&category=0101&place=6401&channel=phone&request_type=help&urgency=normal", 2),
        ("?unit=NOBODY", 0),
        ("?since=2019-01-01", 2),
        ("?until=2019-01-01", 0),
        ("?sort=due", 2),
        ("?stage=&unit=", 2),
    ],
)
def test_filters_narrow(unit_caller: Caller, city: City, query: str, found: int) -> None:
    city.to("in_hand")
    city.to("dispatched")
    assert listed(unit_caller, query)["count"] == found


def test_text_is_found_and_marked(unit_caller: Caller, city: City) -> None:
    case = city.to("in_hand")
    indexed()
    body = listed(unit_caller, f"?q={quote('停水')}")
    assert numbers(body) == [case.order_no]
    marked = body["cases"][0]["highlight"]
    assert {"text": "停水", "hit": True} in marked["passage"]
    assert "".join(piece["text"] for piece in marked["title"]) == case.title
    assert numbers(listed(unit_caller, f"?q={quote('没有这几个字')}")) == []


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?page=-1", "unknown-parameter", "page"),
        ("?Stage=filed", "unknown-parameter", "Stage"),
        ("?stage=open", "not-a-choice", "stage"),
        ("?limit=-1", "not-a-number", "limit"),
        ("?limit=0", "not-a-number", "limit"),
        ("?limit=201", "not-a-number", "limit"),
        ("?limit=1.5", "not-a-number", "limit"),
        ("?sort=title", "not-a-choice", "sort"),
        ("?q=x&sort=due", "sort-with-text", "sort"),
        ("?after=1&before=2", "one-direction", "before"),
        ("?after=nonsense", "not-a-key", "after"),
        ("?before=nonsense", "not-a-key", "before"),
        ("?q=x&after=nonsense", "not-a-key", "after"),
        ("?since=yesterday", "not-a-day", "since"),
        ("?since=2020-01-02&until=2020-01-01", "backwards", "until"),
        ("?overdue=perhaps", "not-a-flag", "overdue"),
        ("?unit=%27", "not-a-code", "unit"),
    ],
)
def test_a_query_that_cannot_be_is_refused_by_name(caller: Caller, query: str, code: str, field: str) -> None:
    status, problem = caller.get(f"/cases{query}")
    assert (status, problem["code"], problem["field"]) == (422, code, field)


@pytest.mark.parametrize("name", PARAMETERS)
def test_nothing_sent_for_a_parameter_breaks_anything_or_shows_a_strangers_case(
    caller: Caller, city: City, name: str
) -> None:
    city.file()
    queries = [f"?{urlencode({name: value})}" for value in HARMFUL] + [f"?{name}={value}" for value in BROKEN]
    for query in queries:
        status, body = caller.get(f"/cases{query}")
        assert status in {200, 422}, (query, body)
        assert body.get("cases", []) == []
    assert Case.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?q=" + quote("停水"), "?sort=due&unit=WATER"])
def test_a_page_of_two_costs_as_many_queries_as_one_of_fifty(
    unit_caller: Caller, city: City, query: str, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = []
    for more in (2, 48):
        for _ in range(more):
            city.to("dispatched")
        indexed()
        with queries() as seen:
            found = listed(unit_caller, query)
        counts.append(len(seen))
    assert found["count"] == 50
    assert counts[0] == counts[1] <= 15


def test_the_requesters_number_is_masked_in_a_list_as_in_the_case(unit_caller: Caller, city: City) -> None:
    city.to("in_hand", title="停水 13911112222", body="水管爆裂，请打 13911112222", phone="13911112222")
    indexed()
    for query in ("", f"?q={quote('爆裂')}"):
        body = listed(unit_caller, query)
        assert body["cases"][0]["title"] == "停水 139****2222"
        assert "13911112222" not in str(body)
    assert "139****2222" in str(body["cases"][0]["highlight"]["passage"])
