"""The pages for what goes wrong, in plain Chinese, under the strict policy."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from tests.desk.conftest import words
from yihaotong.project import urls as real

Sit = Callable[[str], Client]


def broken(request: object) -> None:
    raise ZeroDivisionError


def away(request: object) -> None:
    raise OperationalError("the database system is starting up")


urlpatterns = [
    *real.urlpatterns,
    path("broken/", broken),
    path("desk/broken/", broken),
    path("away/", away),
    path("api/away/", away),
]
handler500 = real.handler500


def test_an_address_that_is_not_there() -> None:
    answer = Client().get("/desk/nothing/here/")
    assert answer.status_code == 404
    assert "没有找到" in words(answer)
    assert 'href="/desk/"' in answer.content.decode()
    assert 'href="/desk/"' not in Client().get("/nothing/here/").content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_says_so_and_tells_nothing_more() -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "不是您的操作有误" in words(answer)
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "急事请拨打 12345" in words(answer)
    at_work = client.get("/desk/broken/")
    assert at_work.status_code == 500
    assert "拨打 12345" not in words(at_work), "he is the one who answers there"
    assert 'href="/desk/"' in at_work.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_database_that_is_away_is_no_fault_of_the_page() -> None:
    answer = Client().get("/away/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "没有被受理" in words(answer)
    machine = Client().get("/api/away/")
    assert (machine.status_code, machine.json()["code"]) == (503, "database-away")


def test_a_text_beyond_all_measure(sit: Sit) -> None:
    answer = sit("operator").post("/desk/new/", {"body": "长" * 1_000_000})
    assert answer.status_code == 413
    assert "内容太长" in words(answer)


def test_a_form_without_its_token_keeps_the_text() -> None:
    answer = Client(enforce_csrf_checks=True).post("/file/", {"body": "路灯坏了三天", "password": "secret-secret"})
    assert answer.status_code == 403
    assert "页面已过期，还没有提交" in words(answer)
    assert "路灯坏了三天" in answer.content.decode()
    assert "secret-secret" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/login/", "/desk/new/", "/desk/cases/", "/", "/file/", "/track/", "/x/"]
)
def test_no_page_writes_scripts_or_styles_into_itself(sit: Sit, address: str) -> None:
    answer = sit("operator").get(address, follow=True)
    source = answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "<style" not in source
    assert " style=" not in source
    assert "<script>" not in source
    assert " onclick=" not in source


@pytest.mark.parametrize("address", ["/desk/new/autosave/", "/desk/new/discard/", "/desk/logout/"])
def test_what_changes_something_is_never_a_link(sit: Sit, address: str) -> None:
    assert sit("operator").get(address).status_code == 405
