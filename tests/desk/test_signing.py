"""Signing in and out, and what becomes of a form whose session has ended."""

import re
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


def expired(sit: Callable[[str], Client], username: str, page: str) -> tuple[Client, dict[str, str]]:
    """The browser of somebody whose session ended while he had this page open, and the page's hidden inputs."""
    client = sit(username)
    hidden = inputs(client.get(page))
    client.cookies.pop("sessionid")
    return client, hidden


def test_a_form_sent_after_the_session_ended_is_sent_again_with_its_text(
    city: City, sit: Callable[[str], Client]
) -> None:
    hiring.set_password(city.people["handler"], actor=IMPORTER, at=city.at, password=PASSWORD)
    case = city.to("in_hand")
    before = Contact.objects.count()
    address = reverse("desk:move", args=[case.order_no, "contact"])
    text = "第一行\n“引号” <b>&amp;\n王䶮说：明天上午。"
    client, hidden = expired(sit, "handler", reverse("desk:case", args=[case.order_no]))

    asked = client.post(address, hidden | {"means": "phone", "reached": "on", "note": text})
    assert asked.status_code == 401
    assert "登录已过期，内容还在" in words(asked)
    assert Contact.objects.count() == before

    resumed = client.post(LOGIN, inputs(asked) | {"username": "handler", "password": PASSWORD})
    for expected in (
        "内容都在，继续提交",
        "联系记录",
        case.order_no,
        "联系方式 电话",
        "已联系上 是",
        "王䶮说：明天上午。",
    ):
        assert expected in words(resumed)
    assert f'action="{address}"' in resumed.content.decode()

    carried = inputs(resumed)
    assert "password" not in carried
    assert client.post(address, carried).status_code == 302
    assert Contact.objects.latest("pk").note == text


def test_a_resumed_form_is_told_in_words_and_leaves_nothing_out(
    city: City, operator: str, sit: Callable[[str], Client]
) -> None:
    client, hidden = expired(sit, operator, "/desk/new/")
    written = {"name": "王䶮", "phone": "1602", "urgency": "normal", "request_type": "complaint", "category": "0101"}
    asked = client.post("/desk/new/", hidden | written | {"body": "停水", "place": ["640104", ""], "do": "file"})
    resumed = client.post(
        LOGIN, inputs(asked) | {"username": operator, "password": PASSWORD, "carried:place": "640104"}
    )
    said = words(resumed)
    for expected in (
        "登记",
        "姓名 王䶮",
        "联系电话 1602",
        "诉求类型 投诉",
        "问题类别 供水",
        "区域 东区",
        "诉求内容 停水",
    ):
        assert expected in said
    for code in ("normal", "complaint", "file", "0101", "640104", hidden["token"]):
        assert code not in said
    assert inputs(resumed).items() >= (written | {"do": "file", "token": hidden["token"]}).items()


@pytest.mark.parametrize("claimed", ["", "person:1", "forged:signature"])
def test_a_colleague_gets_nothing_of_a_form_that_he_did_not_fill(
    city: City, operator: str, sit: Callable[[str], Client], claimed: str
) -> None:
    case = city.to("in_hand")
    client, hidden = expired(sit, "handler", reverse("desk:case", args=[case.order_no]))
    if claimed:
        hidden["form_owner"] = claimed
    address = reverse("desk:move", args=[case.order_no, "contact"])
    asked = client.post(address, hidden | {"means": "phone", "note": "举报人说的话"})
    other = client.post(LOGIN, inputs(asked) | {"username": operator, "password": PASSWORD})
    assert other.status_code == 403
    assert "刚才的表单不是您填的" in words(other)
    assert "由同事本人登录" in words(other)
    assert "举报人说的话" not in other.content.decode()
    assert "测试operator" in words(client.get("/desk/")), "he himself is signed in"


def test_the_page_of_a_changed_sign_in_shows_the_text_to_its_writer_only(city: City, operator: str) -> None:
    hiring.set_password(city.people["handler"], actor=IMPORTER, at=city.at, password=PASSWORD)
    case = city.to("in_hand")
    client = Client(enforce_csrf_checks=True)

    def enter(username: str) -> None:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', client.get(LOGIN).content.decode())
        assert token
        assert sign_in(client, username, csrfmiddlewaretoken=token[1]).status_code == 302

    enter("handler")
    form = inputs(client.get(reverse("desk:case", args=[case.order_no]))) | {"note": "举报人说的话"}
    for username, shown in (("handler", True), (operator, False)):
        client.cookies.pop("sessionid")
        enter(username)
        answer = client.post(reverse("desk:move", args=[case.order_no, "contact"]), form)
        assert answer.status_code == 403
        assert ("举报人说的话" in answer.content.decode()) is shown
        assert form["form_owner"] not in answer.content.decode()


def test_the_text_survives_a_wrong_password_on_the_way(city: City, operator: str, sit: Callable[[str], Client]) -> None:
    client, hidden = expired(sit, operator, "/desk/new/")
    asked = client.post("/desk/new/", hidden | {"body": "停水三天了", "request_type": "help"})
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


def test_with_all_cookies_gone_the_form_waits_behind_the_sign_in_without_its_codes(city: City, operator: str) -> None:
    signed_in = Client()
    sign_in(signed_in, operator)
    owner = inputs(signed_in.get("/desk/new/"))["form_owner"]
    stranger = Client(enforce_csrf_checks=True)
    typed = {"form_owner": owner, "body": "路灯坏了三天", "request_type": "help", "urgency": "normal", "do": "file"}
    page = stranger.post("/desk/new/", typed)
    assert page.status_code == 401
    assert "登录已过期，内容还在" in words(page)
    assert "help" not in words(page)
    assert "<textarea" not in page.content.decode()
    assert 'name="carried:body" value="路灯坏了三天"' in page.content.decode()
