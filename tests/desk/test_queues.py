"""Queues, lists and the search by number."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import FILING, City
from tests.desk.conftest import words
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel

Sit = Callable[[str], Client]


def numbers(response: HttpResponse) -> list[str]:
    """The order numbers on a page, in their order."""
    return re.findall(r'<a class="title" href="/desk/cases/(\w+)/"', response.content.decode())


@pytest.mark.parametrize(
    ("username", "stage", "label"),
    [
        ("dispatcher", "filed", "待派单"),
        ("handler", "dispatched", "待签收"),
        ("handler", "in_hand", "办理中"),
        ("reviewer", "replied", "待审核"),
        ("call_back_clerk", "to_call_back", "待回访"),
    ],
)
def test_each_post_finds_its_own_queue(city: City, sit: Sit, username: str, stage: str, label: str) -> None:
    case = city.to(stage)
    client = sit(username)
    home = client.get("/desk/")
    assert f"/desk/queue/{stage}/" in home.content.decode()
    assert f"{label} 1 件" in words(home)
    assert numbers(client.get(f"/desk/queue/{stage}/")) == [case.order_no]


@pytest.mark.parametrize("stage", ["filed", "replied", "to_call_back", "closed", "nonsense"])
def test_another_posts_queue_is_not_there(city: City, sit: Sit, stage: str) -> None:
    assert sit("handler").get(f"/desk/queue/{stage}/").status_code == 404


def test_a_unit_sees_only_what_was_sent_to_it(city: City, sit: Sit) -> None:
    ours, filed = city.to("dispatched"), city.file()
    client = sit("handler")
    assert numbers(client.get("/desk/cases/")) == [ours.order_no]
    assert client.get(f"/desk/cases/{filed.order_no}/").status_code == 404
    assert numbers(sit("street_handler").get("/desk/cases/")) == []
    assert set(numbers(sit("supervisor").get("/desk/cases/"))) == {ours.order_no, filed.order_no}


def test_the_most_urgent_stands_first_and_a_missed_limit_is_said_in_words(city: City, sit: Sit) -> None:
    calm = city.file()
    city.at -= timedelta(days=30)
    late = city.file(urgency="emergency")
    page = sit("dispatcher").get("/desk/queue/filed/")
    assert numbers(page) == [late.order_no, calm.order_no]
    assert "已超期" in words(page)
    assert "1 件超期" in words(page)
    assert "特急" in words(page)


def test_pages_of_twenty_show_every_case_once_in_both_directions(city: City, sit: Sit) -> None:
    filed = [city.file().order_no for _ in range(45)]
    for address in ("/desk/queue/filed/", "/desk/cases/"):
        client, seen, query = sit("dispatcher"), [], ""
        pages = []
        for _ in range(3):
            page = client.get(f"{address}{query}")
            pages.append(numbers(page))
            seen += numbers(page)
            after = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
            query = after[1].replace("&amp;", "&") if after else ""
        assert query == ""
        assert [len(each) for each in pages] == [20, 20, 5]
        assert sorted(seen) == sorted(filed)
        before = re.search(r'rel="prev" href="([^"]+)"', page.content.decode())
        assert before is not None
        assert numbers(client.get(address + before[1].replace("&amp;", "&"))) == pages[1]


@pytest.mark.parametrize("key", ["x", "_", "2026-01-01T00:00:00+08:00_x", "_9999999999999999999999", "%00"])
def test_a_key_nobody_gave_out_shows_the_first_page(city: City, sit: Sit, key: str) -> None:
    case = city.file()
    assert numbers(sit("dispatcher").get(f"/desk/queue/filed/?after={key}")) == [case.order_no]


@pytest.mark.parametrize("address", ["/desk/", "/desk/queue/filed/", "/desk/cases/"])
def test_a_list_costs_as_many_queries_for_fifty_rows_as_for_two(
    city: City, sit: Sit, queries: Callable[[], CaptureQueriesContext], address: str
) -> None:
    client = sit("dispatcher")
    counts = []
    for _ in range(2):
        city.file()
    client.get(address)
    for more in (0, 48):
        for _ in range(more):
            city.file()
        with queries() as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 28


def test_all_cases_can_be_narrowed_to_one_stage(city: City, sit: Sit) -> None:
    filed, closed = city.file(), city.to("closed")
    client = sit("supervisor")
    assert numbers(client.get("/desk/cases/?stage=closed")) == [closed.order_no]
    assert numbers(client.get("/desk/cases/?stage=filed")) == [filed.order_no]
    assert len(numbers(client.get("/desk/cases/?stage=filed,closed"))) == 2
    assert len(numbers(client.get("/desk/cases/?stage=nonsense"))) == 2


@pytest.mark.parametrize("written", ["{no}", "  {no} ", "{low}", "{head} {tail}", "{full}"])
def test_a_case_is_found_by_its_number_however_it_was_pasted(city: City, sit: Sit, written: str) -> None:
    no = city.file().order_no
    full = "".join(chr(ord(each) + 0xFEE0) for each in no)
    sought = written.format(no=no, low=no.lower(), head=no[:10], tail=no[10:], full=full)
    answer = sit("operator").get("/desk/find/", {"q": sought})
    assert answer.headers["Location"] == f"/desk/cases/{no}/"


@pytest.mark.parametrize("written", ["YC19990101000001", "\x00", " ", "Ab99999999999999"])
def test_a_number_that_is_not_there_gets_a_plain_answer(city: City, sit: Sit, written: str) -> None:
    answer = sit("operator").get("/desk/find/", {"q": written})
    assert answer.status_code in {200, 404}
    assert "查找工单" in words(answer)


@pytest.mark.parametrize("written", ["停水", "<script>", "’; DROP", "YC000", "9" * 5000, "小区\x07停水"])
def test_what_is_no_number_is_searched_for(city: City, sit: Sit, written: str) -> None:
    answer = sit("operator").get("/desk/find/", {"q": written}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/desk/cases/?q=")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_a_stranger_to_the_case_gets_the_same_answer_as_for_a_number_that_never_was(city: City, sit: Sit) -> None:
    client = sit("handler")
    known = client.get("/desk/find/", {"q": city.file().order_no})
    unknown = client.get("/desk/find/", {"q": "YC19990101000001"})
    assert known.status_code == unknown.status_code == 404


def test_simulated_cases_are_marked_wherever_they_are_shown(city: City, sit: Sit, settings: object) -> None:
    settings.CITY = settings.CITY | {"centre": settings.CITY["centre"] | {"demo": False}}  # type: ignore[attr-defined]
    client = sit("operator")
    real = city.file()
    assert "演示数据" not in words(client.get("/desk/"))
    made_up = actions.file(
        FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE, simulated=True
    ).case
    assert "演示数据" in words(client.get("/desk/"))
    assert "演示数据" in words(client.get("/desk/cases/"))
    assert "演示数据" in words(client.get(reverse("desk:case", args=[made_up.order_no])))
    assert "演示数据" not in words(client.get(reverse("desk:case", args=[real.order_no])))
    assert Case.objects.count() == 2


def test_a_proposed_reply_is_marked_for_whoever_signs_until_he_has(city: City, sit: Sit) -> None:
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    case = city.move(case, "sign", "street_handler")
    leader = sit("street_leader")
    for address in ("/desk/", "/desk/queue/in_hand/"):
        assert "待签发" not in words(leader.get(address))
    reply = {"outcome": "explained", "text": "已说明。", "no_contact": "unreachable"}
    city.move(case, "propose", "street_handler", reply)
    for address in ("/desk/", "/desk/queue/in_hand/"):
        assert "待签发" in words(leader.get(address))
    city.move(Case.objects.get(pk=case.pk), "reply", "street_leader", reply)
    assert "待签发" not in words(leader.get("/desk/cases/"))


def test_marking_proposed_replies_costs_one_query_for_all_rows(
    city: City, sit: Sit, queries: Callable[[], CaptureQueriesContext]
) -> None:
    client = sit("handler")
    counts = []
    for more in (2, 8):
        for _ in range(more):
            city.to("in_hand")
        client.get("/desk/queue/in_hand/")
        with queries() as seen:
            client.get("/desk/queue/in_hand/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 30


def test_the_way_to_all_cases_is_shown_to_those_who_see_any(city: City, sit: Sit) -> None:
    link = '<a href="/desk/cases/"'
    assert link in sit("supervisor").get("/desk/").content.decode()
    assert link in sit("handler").get("/desk/").content.decode()
    page = sit("system_admin").get("/desk/")
    assert link not in page.content.decode()
    assert "您的岗位不办理工单" in words(page)


def test_the_navigation_counts_all_in_grey_and_the_late_ones_in_red(city: City, sit: Sit) -> None:
    city.file()
    assert 'class="count late"' not in sit("dispatcher").get("/desk/").content.decode()
    city.at -= timedelta(days=30)
    city.file()
    page = sit("dispatcher").get("/desk/").content.decode()
    assert '<span class="count">2</span>' in page
    assert '<span class="count late">超期 1</span>' in page
