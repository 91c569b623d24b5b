"""The list of all cases: its address, its filters, what is found, columns and saved filters."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.cases.lists.kept import filters_for, wishes_of
from yihaotong.cases.models import Case, SavedFilter
from yihaotong.cases.rules import filters as grammar
from yihaotong.cases.rules.columns import Column
from yihaotong.desk import rows
from yihaotong.desk.asking import LONGEST_TYPED, asked, from_query
from yihaotong.journal import consuming, sealing

Sit = Callable[[str], Client]


def numbers(response: HttpResponse) -> list[str]:
    return re.findall(r'<a class="title" href="/desk/cases/(\w+)/"', response.content.decode())


def indexed(city: City) -> None:
    """What the worker does: seal what was written, and let the index read it."""
    while sealing.seal_batch():
        pass
    while consuming.run_all(city.at):
        pass


def test_every_column_has_its_cell() -> None:
    without = set(Column) - set(rows._TEXTS) - set(rows._MOMENTS)
    assert not without, f"desk/rows.py (_TEXTS or _MOMENTS) has no cell for {without}"


# --- the address ------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from([*grammar.NAMES, "q", "sort", "after", "page"]), st.text(max_size=30)))
def test_whatever_an_address_says_what_was_understood_is_written_so_that_it_is_understood_again(parts):
    given_address = QueryDict(mutable=True)
    given_address.update(parts)
    understood = asked(given_address)
    again = from_query(understood.query)
    assert (again.typed, again.filters, again.sorting) == (understood.typed, understood.filters, understood.sorting)
    assert again.faults == ()
    assert again.query == understood.query


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("", ""),
        ("stage=&unit=&q=+&sort=newest", ""),
        ("stage=in_hand&stage=filed&page=-1", "stage=filed,in_hand"),
        ("place=640104&place=640104001&place=", "place=640104001"),
        ("place=640104&place=640105001&place=", "place=640104"),
        ("q=%E5%81%9C%E6%B0%B4++%E5%B0%8F%E5%8C%BA", "q=%E5%81%9C%E6%B0%B4+%E5%B0%8F%E5%8C%BA"),
        ("overdue=on&sort=due", "overdue=1&sort=due"),
    ],
)
def test_one_list_has_one_address(address, query):
    assert from_query(address).query == query


def test_every_mistake_is_named_and_the_rest_is_kept():
    understood = from_query("stage=filed&since=2026-13-01&unit=%27%3B--&overdue=7&sort=worst&q=" + "a" * 300)
    assert understood.query == "q=" + "a" * LONGEST_TYPED + "&stage=filed"
    assert len(understood.faults) == 5


@pytest.mark.parametrize("name", [*grammar.NAMES, "q", "sort", "after", "before", "page"])
@pytest.mark.parametrize("evil", ["' OR 1=1 --", "1;DROP TABLE cases_case", "%", "\x00", "-1", "😀" * 400, "\\", '")'])
def test_no_filter_says_anything_to_the_database(city: City, sit: Sit, name: str, evil: str) -> None:
    city.file()
    client = sit("supervisor")
    assert client.get("/desk/cases/", {name: evil}).status_code == 200
    assert client.get("/desk/cases/", {name: evil, "q": "停水"}).status_code == 200
    assert Case.objects.count() == 1


@pytest.mark.parametrize("name", grammar.NAMES)
def test_a_queue_names_mistakes_too(city: City, sit: Sit, name: str) -> None:
    case = city.file()
    page = sit("dispatcher").get("/desk/queue/filed/", {name: "' OR 1=1"})
    assert numbers(page) == [case.order_no]
    assert "其他条件照常有效" in words(page)


# --- what is found ----------------------------------------------------------------------------------------------------


def test_filters_narrow_the_list_and_each_can_be_taken_back(city: City, sit: Sit) -> None:
    filed, sent = city.file(urgency="emergency"), city.to("dispatched")
    client = sit("supervisor")
    for query, found in (
        ("unit=WATER", [sent]),
        ("urgency=emergency", [filed]),
        ("place=6401", [sent, filed]),
        ("place=640104&stage=filed", [filed]),
        ("category=0101&channel=portal", []),
        (f"since={localdate(city.at)}", [sent, filed]),
        (f"until={localdate(city.at) - timedelta(days=1)}", []),
        ("unit=NOBODY", []),
    ):
        assert numbers(client.get(f"/desk/cases/?{query}")) == [case.order_no for case in found], query
    page = client.get("/desk/cases/?urgency=emergency&unit=WATER")
    assert numbers(page) == []
    assert "没有符合条件的工单" in words(page)
    assert 'href="?urgency=emergency"' in page.content.decode()
    assert 'href="?unit=WATER"' in page.content.decode()
    assert "主办单位：示例WATER" in words(page)


def test_the_quick_days_are_the_citys(city: City, sit: Sit) -> None:
    today = localdate(city.at)
    page = sit("supervisor").get("/desk/cases/?stage=filed").content.decode()
    assert f'href="?stage=filed&amp;since={today}&amp;until={today}"' in page


def test_text_is_found_and_marked_and_what_stands_in_it_is_text(city: City, sit: Sit) -> None:
    case = city.file(title="小区<b>停水</b>三天", body="从昨天起停水。")
    city.file(title="路灯", body="不亮", address="")
    indexed(city)
    page = sit("operator").get("/desk/cases/?q=停水")
    assert numbers(page) == [case.order_no]
    body = page.content.decode()
    assert "小区&lt;b&gt;<mark>停水</mark>&lt;/b&gt;三天" in body
    assert "从昨天起<mark>停水</mark>。" in body
    assert numbers(sit("operator").get("/desk/cases/?q=停水&stage=closed")) == []


def test_the_count_is_told_on_the_first_page(city: City, sit: Sit) -> None:
    for _ in range(21):
        city.file()
    client = sit("dispatcher")
    page = client.get("/desk/cases/")
    assert "21 件" in words(page)
    after = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
    assert after
    further = client.get("/desk/cases/" + after[1].replace("&amp;", "&"))
    assert len(numbers(further)) == 1
    assert "21 件" not in words(further)
    assert "回到第一页" in words(further)
    assert "21 件" in words(client.get("/desk/queue/filed/?urgency=normal"))


def test_what_is_due_first_stands_first_if_asked(city: City, sit: Sit) -> None:
    calm, urgent = city.file(), city.file(urgency="emergency")
    client = sit("supervisor")
    assert numbers(client.get("/desk/cases/?sort=due")) == [urgent.order_no, calm.order_no]
    city.at += timedelta(minutes=1)
    last = city.file()
    assert numbers(client.get("/desk/cases/"))[0] == last.order_no


def test_the_count_says_that_only_cases_with_a_limit_are_in_it(city: City, sit: Sit) -> None:
    city.to("closed")
    city.file()
    client = sit("supervisor")
    assert "1 件 只列有时限的工单" in words(client.get("/desk/cases/?sort=due"))
    assert "2 件" in words(client.get("/desk/cases/?sort=newest"))
    for other in ("sort=newest", "sort=due&q=停水"):
        assert "只列有时限的工单" not in words(client.get(f"/desk/cases/?{other}"))


def test_too_many_words_are_said_to_be_too_many(city: City, sit: Sit) -> None:
    city.file()
    client = sit("supervisor")
    for address in ("/desk/cases/", "/desk/find/"):
        assert "要找的字最多 100 个" in words(client.get(address, {"q": "水" * 101}, follow=True))
        assert "要找的字最多" not in words(client.get(address, {"q": "水" * 100}, follow=True))


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("dispatcher", "/desk/cases/"),
        ("dispatcher", "/desk/cases/?q=停水"),
        ("dispatcher", "/desk/cases/?stage=filed&place=640104&overdue=0&sort=due"),
        ("dispatcher", "/desk/queue/filed/"),
        ("dispatcher", "/desk/queue/filed/?urgency=normal"),
        ("dispatcher", "/desk/"),
        ("handler", "/desk/queue/dispatched/"),
        ("handler", "/desk/cases/?q=停水"),
        ("operator", "/desk/"),
    ],
)
def test_two_rows_cost_as_many_queries_as_fifty(
    city: City, sit: Sit, queries: Callable[[], CaptureQueriesContext], who: str, address: str
) -> None:
    client = sit(who)
    client.post("/desk/lists/columns/", {"column": [each.value for each in Column]})
    stage = "dispatched" if who == "handler" else "filed"
    counts = []
    for more in (2, 48):
        for _ in range(more):
            city.to(stage)
        indexed(city)
        client.get(address)
        with queries() as seen:
            page = client.get(address)
        assert len(numbers(page)) >= 2
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 38


# --- columns and saved filters ----------------------------------------------------------------------------------------


def test_columns_are_chosen_and_the_title_stays(city: City, sit: Sit) -> None:
    case = city.to("closed")
    client = sit("supervisor")
    back = client.post(
        "/desk/lists/columns/", {"column": ["satisfaction", "channel", "outcome"], "back": "/desk/cases/?stage=closed"}
    )
    assert back.headers["Location"] == "/desk/cases/?stage=closed"
    page = client.get("/desk/cases/")
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page.content.decode())
    assert heads == ["诉求", "来源渠道", "办理结果", "满意度"]
    assert numbers(page) == [case.order_no]
    assert "电话 已解决 满意" in words(page)
    client.post("/desk/lists/columns/", {"do": "usual", "column": ["due"]})
    assert "时限" in words(client.get("/desk/cases/"))
    assert wishes_of(city.people["dispatcher"]).columns != (Column.CHANNEL,)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "/track/", "javascript:1", ""])
def test_a_form_leads_back_to_the_desk_only(city: City, sit: Sit, back: str) -> None:
    answer = sit("handler").post("/desk/lists/columns/", {"column": "due", "back": back})
    assert answer.headers["Location"] == "/desk/cases/"


def test_a_saved_filter_is_a_tab_and_a_shared_one_shows_the_readers_own_cases(city: City, sit: Sit) -> None:
    city.file()
    sent = city.to("dispatched")
    supervisor, dispatcher = sit("supervisor"), sit("dispatcher")
    answer = supervisor.post(
        "/desk/lists/saved/", {"name": "在单位的", "query": "stage=dispatched&page=3", "audience": "centre"}
    )
    assert answer.headers["Location"] == "/desk/cases/?stage=dispatched"
    page = dispatcher.get("/desk/cases/")
    assert '<a href="?stage=dispatched">在单位的' in page.content.decode()
    assert numbers(dispatcher.get("/desk/cases/?stage=dispatched")) == [sent.order_no]
    assert "在单位的" not in words(sit("handler").get("/desk/cases/"))
    assert (
        '<a href="?stage=dispatched" aria-current="true">'
        in supervisor.get("/desk/cases/?stage=dispatched").content.decode()
    )


def test_a_refused_name_comes_back_with_what_was_typed(city: City, sit: Sit) -> None:
    client = sit("supervisor")
    page = client.post("/desk/lists/saved/", {"name": "长" * 21, "query": "stage=filed"})
    assert page.status_code == 422
    assert "最多 20 字" in words(page)
    assert inputs(page)["query"] == "stage=filed"
    assert SavedFilter.objects.count() == 0


def test_one_saved_filter_can_be_the_start(city: City, sit: Sit) -> None:
    city.file()
    client = sit("supervisor")
    client.post("/desk/lists/saved/", {"name": "已办结", "query": "stage=closed"})
    (saved,) = filters_for(city.people["supervisor"], city.acting("supervisor"))
    client.post(f"/desk/lists/saved/{saved.pk}/start/")
    assert client.get("/desk/cases/").headers["Location"] == "/desk/cases/?stage=closed"
    assert len(numbers(client.get("/desk/cases/?sort=newest"))) == 1
    assert "打开时先看" in words(client.get("/desk/lists/saved/"))
    client.post(f"/desk/lists/saved/{saved.pk}/all/")
    assert client.get("/desk/cases/").status_code == 200
    client.post(f"/desk/lists/saved/{saved.pk}/rename/", {"name": "办完的"})
    assert "办完的" in words(client.get("/desk/cases/"))
    assert sit("handler").post(f"/desk/lists/saved/{saved.pk}/delete/").status_code == 404
    assert client.post(f"/desk/lists/saved/{saved.pk}/burn/").status_code == 404
    client.post(f"/desk/lists/saved/{saved.pk}/delete/")
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize("typed", ["13951000001", "139 5100 0001", "139-5100-0001", "+8613951000001", "0951-6010001"])
def test_a_telephone_is_not_searched_for_and_the_way_to_the_caller_is_shown(city: City, sit: Sit, typed: str) -> None:
    answer = sit("operator").get("/desk/find/", {"q": typed})
    assert answer.status_code == 404
    assert "不能检索" in words(answer)
    assert 'class="btn" href="/desk/new/"' in answer.content.decode()
    assert typed not in answer.content.decode()
    assert 'class="btn" href="/desk/new/"' not in sit("handler").get("/desk/find/", {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["12345678", "20261123", "110", "停水"])
def test_other_digits_are_searched_for(city: City, sit: Sit, typed: str) -> None:
    assert sit("operator").get("/desk/find/", {"q": typed}).status_code == 302
