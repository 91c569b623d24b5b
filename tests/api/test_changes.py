"""The change feed: whoever keeps his cursor is told of everything he may see, once, in order; and of nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Caller
from tests.cases.conftest import FILING, City
from yihaotong.api import changes as feed
from yihaotong.cases import actions, changes
from yihaotong.cases.rules.identity import Purpose
from yihaotong.journal.actions import erase
from yihaotong.journal.models import Line
from yihaotong.journal.sealing import seal_batch

pytestmark = pytest.mark.both


def seal() -> None:
    while seal_batch():
        pass


def read(caller: Caller, query: str = "") -> dict[str, Any]:
    status, body = caller.get(f"/changes{query}")
    assert status == 200, body
    return body


def walk(caller: Caller, limit: int, after: str = "") -> list[dict[str, Any]]:
    """Everything there is, page by page, as a partner's program would read it."""
    told: list[dict[str, Any]] = []
    while True:
        page = read(caller, f"?limit={limit}&after={after}")
        told += page["changes"]
        after = page["after"]
        if not page["more"]:
            return told


def test_the_life_of_a_case_is_told_in_order_with_codes_and_without_words(unit_caller: Caller, city: City) -> None:
    case = city.to("closed")
    seal()
    told = walk(unit_caller, 500)
    assert [(each["move"], each["stage"]) for each in told] == [
        ("file", "filed"),
        ("dispatch", "dispatched"),
        ("sign", "in_hand"),
        ("contact", None),
        ("reply", "replied"),
        ("approve", "to_call_back"),
        ("close", "closed"),
    ]
    assert {each["order_no"] for each in told} == {case.order_no}
    assert told[1]["unit"] == "WATER"
    assert set(told[1]["clocks"]) == {"sign", "return", "handle"}
    said = str(told)
    for secret in (FILING["name"], FILING["phone"], "已电话说明", "已抢修完毕", "text_sm3"):
        assert secret not in said


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
def test_pages_of_any_size_tell_the_same(unit_caller: Caller, city: City, limit: int) -> None:
    for _ in range(3):
        city.to("in_hand")
    seal()
    told = walk(unit_caller, limit)
    assert len(told) == 9
    assert len({each["cursor"] for each in told}) == 9
    assert told == walk(unit_caller, 500)


def test_who_comes_back_with_his_cursor_misses_nothing_and_hears_nothing_twice(unit_caller: Caller, city: City) -> None:
    case = city.to("dispatched")
    seal()
    first = read(unit_caller)
    assert read(unit_caller, f"?after={first['after']}") == {"changes": [], "after": first["after"], "more": False}
    city.move(case, "sign", "handler", {})
    assert read(unit_caller, f"?after={first['after']}")["changes"] == []  # told when it is sealed
    seal()
    second = read(unit_caller, f"?after={first['after']}")
    assert [each["move"] for each in second["changes"]] == ["sign"]
    assert second["after"] != first["after"]


def test_from_now_on_leaves_the_past_out(unit_caller: Caller, city: City) -> None:
    case = city.to("dispatched")
    seal()
    start = read(unit_caller, "?since=now")
    assert start["changes"] == []
    city.move(case, "sign", "handler", {})
    seal()
    assert [each["move"] for each in read(unit_caller, f"?after={start['after']}")["changes"]] == ["sign"]


def test_nobody_is_told_of_cases_out_of_his_sight(caller: Caller, unit_caller: Caller, city: City) -> None:
    strange = city.to("in_hand")
    _, own = caller.post("/cases", FILING)
    seal()
    assert [each["order_no"] for each in walk(caller, 500)] == [own["order_no"]]
    assert {each["order_no"] for each in walk(unit_caller, 500)} == {strange.order_no}


def test_a_case_that_comes_into_sight_is_told_of_from_the_move_that_brought_it(unit_caller: Caller, city: City) -> None:
    case = city.file()
    seal()
    after = read(unit_caller)["after"]
    city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})
    seal()
    assert [each["move"] for each in walk(unit_caller, 10, after)] == ["dispatch"]


def test_who_looked_at_an_identity_is_not_told(unit_caller: Caller, city: City) -> None:
    case = city.to("in_hand")
    actions.open_identity(case, actor=city.acting("handler"), at=city.at, purpose=Purpose.CALL)
    seal()
    assert Line.objects.filter(kind="identity.read").exists()
    assert {each["kind"].partition(".")[0] for each in walk(unit_caller, 500)} == {"case"}


def test_one_reading_looks_at_a_bounded_number_of_seals_and_still_moves_on(
    caller: Caller, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "SCAN", 5)
    for _ in range(4):
        city.to("dispatched")  # eight lines and more that this client may not see
    _, own = caller.post("/cases", FILING)
    seal()
    first = read(caller)
    assert (first["changes"], first["more"]) == ([], True)
    assert [each["order_no"] for each in walk(caller, 10, first["after"])] == [own["order_no"]]


def test_the_number_of_queries_does_not_grow_with_the_page(
    unit_caller: Caller, city: City, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = set()
    for _ in range(2):
        city.to("closed")
        seal()
        with queries() as seen:
            read(unit_caller)
        counts.add(len(seen))
    assert len(counts) == 1
    assert counts.pop() <= 7


def test_an_erased_line_is_still_told_of(unit_caller: Caller, city: City) -> None:

    city.to("dispatched")
    line = Line.objects.get(kind="case.dispatch")
    erase([line.pk], actor="system:worker", at=city.at, basis="个人信息保护法第四十七条")
    seal()
    assert [(each["move"], each["stage"]) for each in walk(unit_caller, 500)] == [("file", "filed"), ("dispatch", None)]


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "-1",
        "x" * 5000,
        "MS4wMQ",
        "MS4tMQ",
        "Mi4x",
        "MS4x=",
        "%00",
        "%ED%A0%80",
        "'OR 1=1",
        "MS4xMjM0NTY3ODkwMTIzNDU2Nzg5MA",
    ],
)
def test_what_is_no_cursor_of_ours_is_refused(caller: Caller, text: str) -> None:
    status, problem = caller.get(f"/changes?after={text}")
    assert (status, problem["code"], problem["field"]) == (422, "not-a-cursor", "after")


def test_a_cursor_of_a_journal_that_was_put_back_is_refused(caller: Caller, city: City) -> None:
    city.file()
    seal()
    status, problem = caller.get(f"/changes?after={feed.cursor(10**6)}")
    assert (status, problem["code"]) == (409, "cursor-ahead")


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?limit=0", "not-a-number", "limit"),
        ("?limit=501", "not-a-number", "limit"),
        ("?limit=-1", "not-a-number", "limit"),
        ("?limit=٣", "not-a-number", "limit"),
        ("?since=yesterday", "not-a-choice", "since"),
        ("?since=now&after=MS4w", "one-direction", "since"),
        ("?page=-1", "unknown-parameter", "page"),
    ],
)
def test_a_query_that_cannot_be_is_refused(caller: Caller, query: str, code: str, field: str) -> None:
    status, problem = caller.get(f"/changes{query}")
    assert (status, problem["code"], problem["field"]) == (422, code, field)


@pytest.mark.parametrize("place", [0, 1, 9, 10, 123_456_789, 10**17])
def test_a_cursor_leads_back_to_its_place(place: int) -> None:
    assert feed.place(feed.cursor(place)) == place
