"""Signing in and out, and what becomes of a form whose session has ended."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.models import Contact

PASSWORD = "Four-classes-2026"
LOGIN = "/desk/login/"


@pytest.fixture
def operator(city: City) -> str:
    hiring.set_password(city.people["operator"], actor=IMPORTER, at=city.at, password=PASSWORD)
    return "operator"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_a_stranger_is_asked_to_sign_in_and_then_goes_where_he_wanted(operator: str) -> None:
    client = Client()
    asked = client.get("/desk/cases/?stage=filed")
    assert asked.status_code == 302
    page = client.get(asked.headers["Location"])
    answer = sign_in(client, operator, next=inputs(page)["next"])
    assert answer.headers["Location"] == "/desk/cases/?stage=filed"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", "desk/", ""])
def test_nobody_is_sent_to_another_site(operator: str, elsewhere: str) -> None:
    assert sign_in(Client(), operator, next=elsewhere).headers["Location"] == "/desk/"


def test_a_wrong_password_says_so_and_keeps_the_name(operator: str) -> None:
    answer = sign_in(Client(), operator, "wrong")
    assert "登录名或密码不对" in words(answer)
    assert 'value="operator"' in answer.content.decode()


def test_the_same_words_for_a_name_that_does_not_exist(operator: str) -> None:
    known, unknown = sign_in(Client(), operator, "wrong"), sign_in(Client(), "nobody", "wrong")
    assert "登录名或密码不对" in words(unknown)
    assert known.status_code == unknown.status_code


def test_an_account_is_locked_after_repeated_failures_and_the_page_says_for_how_long(operator: str) -> None:
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, operator, "wrong")
    answer = sign_in(client, operator)
    assert answer.status_code == 429
    assert "15 分钟" in words(answer)
    assert client.get("/desk/").status_code == 302


def test_signing_out_ends_the_session(sit: Callable[[str], Client]) -> None:
    client = sit("operator")
    assert client.get(reverse("desk:logout")).status_code == 405
    client.post(reverse("desk:logout"))
    assert client.get("/desk/").status_code == 302


def test_a_form_sent_after_the_session_ended_is_sent_again_with_its_text(city: City) -> None:
    hiring.set_password(city.people["handler"], actor=IMPORTER, at=city.at, password=PASSWORD)
    case = city.to("in_hand")
    address = reverse("desk:move", args=[case.order_no, "contact"])
    text = "第一行\n“引号” <b>&amp;\n王䶮说：明天上午。"
    client = Client()

    asked = client.post(address, {"means": "phone", "reached": "on", "note": text, "version": str(case.version)})
    assert asked.status_code == 401
    assert "登录已过期，内容还在" in words(asked)
    assert not Contact.objects.exists()

    resumed = client.post(LOGIN, inputs(asked) | {"username": "handler", "password": PASSWORD})
    assert "内容都在，继续提交" in words(resumed)
    assert "王䶮说：明天上午。" in words(resumed)
    assert f'action="{address}"' in resumed.content.decode()

    carried = inputs(resumed)
    assert "password" not in carried
    assert client.post(address, carried).status_code == 302
    assert Contact.objects.get().note == text


def test_the_text_survives_a_wrong_password_on_the_way(city: City, operator: str) -> None:
    client = Client()
    asked = client.post("/desk/new/", {"body": "停水三天了", "request_type": "help"})
    again = client.post(LOGIN, inputs(asked) | {"username": operator, "password": "wrong"})
    resumed = client.post(LOGIN, inputs(again) | {"username": operator, "password": PASSWORD})
    assert inputs(resumed)["body"] == "停水三天了"


def test_a_carried_form_goes_to_our_own_addresses_only(operator: str) -> None:
    answer = sign_in(Client(), operator, next="https://example.com/steal", **{"carried:body": "一些文字"})
    assert "example.com" not in answer.content.decode()


def test_an_autosave_after_the_session_ended_answers_with_one_line(city: City) -> None:
    answer = Client().post("/desk/new/autosave/", {"body": "停水"}, headers={"HX-Request": "true"})
    assert "登录已过期" in words(answer)
    assert "<html" not in answer.content.decode()


def test_a_session_in_use_is_prolonged_and_an_idle_one_is_not(sit: Callable[[str], Client]) -> None:
    client = sit("operator")
    client.get("/desk/")
    session = client.session
    session["seen"] = session["seen"] - 600
    session.save()
    client.get("/desk/")
    assert client.session["seen"] > session["seen"] + 500


def test_staff_pages_are_never_cached(sit: Callable[[str], Client]) -> None:
    assert "no-store" in sit("operator").get("/desk/").headers["Cache-Control"]


def test_without_a_post_there_is_nothing_to_see(city: City, sit: Callable[[str], Client]) -> None:
    city.people["nobody"] = hiring.create_person("nobody", actor=IMPORTER, at=city.at, name="无岗")
    client = sit("nobody")
    assert "您目前没有岗位" in words(client.get("/desk/"))
    case = city.file()
    assert client.get(reverse("desk:case", args=[case.order_no])).status_code == 404
    assert client.get("/desk/new/").status_code == 404
