"""The first page and the switch to large type."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.knowledge import actions as knowledge


@pytest.mark.django_db
def test_the_first_page_has_two_doors() -> None:
    page = Client().get("/")
    assert 'href="/file/"' in page.content.decode()
    assert 'href="/track/"' in page.content.decode()
    assert "演示数据" in words(page)


@pytest.mark.django_db
def test_large_type_is_switched_on_and_off_without_javascript() -> None:
    client = Client()
    answer = client.post("/elder/", {"elder": "1", "next": "/track/?no=1"})
    assert answer.headers["Location"] == "/track/?no=1"
    page = client.get("/track/")
    assert 'class="portal elder"' in page.content.decode()
    assert "标准字号" in words(page)
    client.post("/elder/", {"elder": "0", "next": "/"})
    assert 'class="portal elder"' not in client.get("/track/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "x"])
def test_the_switch_sends_nobody_elsewhere(elsewhere: str) -> None:
    assert Client().post("/elder/", {"elder": "1", "next": elsewhere}).headers["Location"] == "/"


def test_what_everybody_should_know_now_stands_on_the_first_page(city: City) -> None:
    said = {
        "title": "示例街一带停水",
        "words": "管道抢修，预计今晚恢复供水。",
        "category": "0101",
        "places": [],
        "since": (city.at - timedelta(hours=1)).isoformat(),
        "until": (city.at + timedelta(hours=8)).isoformat(),
        "public": True,
    }
    inside = said | {"title": "只给话务员看的", "public": False}
    over = said | {"title": "早就过去的", "since": (city.at - timedelta(days=2)).isoformat()}
    for each in (said, inside):
        knowledge.announce(each, actor=city.acting("supervisor"), at=city.at, unit=city.water)
    earlier = city.at - timedelta(days=1)
    over |= {"until": (earlier + timedelta(hours=1)).isoformat()}
    knowledge.announce(over, actor=city.acting("supervisor"), at=earlier, unit=city.water)
    page = words(Client().get("/"))
    assert page.index("查进度、作评价") < page.index("现在要知道的")
    assert "示例街一带停水 管道抢修，预计今晚恢复供水。" in page
    assert "只给话务员看的" not in page
    assert "早就过去的" not in page


def test_with_nothing_to_know_there_is_no_empty_box(city: City) -> None:
    assert "现在要知道的" not in words(Client().get("/"))
