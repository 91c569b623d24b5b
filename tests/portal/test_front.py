"""The first page and the switch to large type."""

import pytest
from django.test import Client

from tests.desk.conftest import words


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
