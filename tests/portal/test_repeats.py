"""Whoever goes back and submits again is asked once; a stranger learns nothing."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.cases.conftest import FILING, City
from tests.desk.conftest import inputs, words
from yihaotong.cases import actions
from yihaotong.cases.models import Case

FILE = "/file/"
MATTER = {"body": "路灯坏了三天，晚上很黑。", "request_type": "help", "phone": "13951000002", "secrecy": "normal"}

Token = Callable[..., str]


def test_the_same_words_from_the_same_browser_are_asked_about_and_filed_on_request(
    city: City, page_token: Token
) -> None:
    client = Client()
    client.post(FILE, MATTER | {"token": page_token()})
    first = Case.objects.get()
    changed = MATTER | {"token": page_token(), "phone": "+86 139-5100-0002", "body": f" {MATTER['body']}\n"}
    asked = client.post(FILE, changed)
    assert asked.status_code == 422
    assert f"您刚才已提交，工单编号 {first.order_no}" in words(asked)
    assert f'href="/track/{first.order_no}/"' in asked.content.decode()
    assert "+86 139-5100-0002" in asked.content.decode(), "what he wrote is still there"
    assert Case.objects.count() == 1
    again = changed | inputs(asked) | {"do": "again"}
    sent = [client.post(FILE, again).headers["Location"] for _ in range(2)]
    assert sent[0] == sent[1] != f"/receipt/{first.order_no}/"
    assert Case.objects.count() == 2, "a double press of it is one case as well"


def test_a_form_that_was_filed_and_changed_is_asked_about_and_not_thrown_away(city: City, page_token: Token) -> None:
    client, token = Client(), page_token()
    client.post(FILE, MATTER | {"token": token})
    changes: list[dict[str, object]] = [
        {"body": "井盖不见了。"},
        {"phone": "13951000003"},
        {"place": ["640104"]},
        {"address": "示例路 1 号"},
        {"request_type": "report"},
        {"name": "王䶮"},
        {"needs": ["elderly"]},
        {"secrecy": "confidential"},
    ]
    for change in changes:
        assert "您刚才已提交" in words(client.post(FILE, MATTER | {"token": token} | change))
    client.post(FILE, MATTER | {"token": token, "body": "井盖不见了。", "do": "again"})
    assert sorted(Case.objects.values_list("body", flat=True)) == sorted([MATTER["body"], "井盖不见了。"])


def test_words_changed_once_more_are_a_third_case_and_the_same_words_none(city: City, page_token: Token) -> None:
    client, form = Client(), MATTER | {"token": page_token()}
    texts = [MATTER["body"], "井盖不见了。", "水管爆了，水流到马路上。"]
    receipts = [client.post(FILE, form | {"body": text, "do": "again"}).headers["Location"] for text in texts]
    assert sorted(Case.objects.values_list("body", flat=True)) == sorted(texts)
    for text, receipt in zip(texts, receipts, strict=True):
        for do in ("again", "file"):
            assert client.post(FILE, form | {"body": f"{text}\r\n", "do": do}).headers["Location"] == receipt
    assert Case.objects.count() == 3


def test_other_words_are_not_lost_an_hour_later_nor_with_the_cookie(city: City, page_token: Token) -> None:
    client, form = Client(), MATTER | {"token": page_token()}
    receipt = client.post(FILE, form).headers["Location"]
    Case.objects.update(filed_at=timezone.now() - timedelta(minutes=61))
    assert client.post(FILE, form).headers["Location"] == receipt, "a page that is loaded again is no second case"
    assert "您刚才已提交" in words(client.post(FILE, form | {"body": "井盖不见了。"}))
    lost = [Client().post(FILE, form | {"body": "井盖不见了。"}).headers["Location"] for _ in range(2)]
    assert lost[0] == lost[1] != receipt
    assert Case.objects.count() == 2


def test_the_token_of_a_form_alone_leads_to_nobodys_receipt(city: City, page_token: Token) -> None:
    form = MATTER | {"token": page_token()}
    Client().post(FILE, form)
    his = Case.objects.get()
    for guess in ({"phone": "13951000003"}, {"body": "井盖不见了。"}):
        for do in ("file", "again"):
            stranger = Client()
            answer = stranger.post(FILE, form | guess | {"do": do}, follow=True)
            assert "收到了，请记好号码" in words(answer)
            assert his.order_no not in words(answer)
            assert actions.query_code(his.order_no) not in words(answer)
            assert stranger.get(f"/receipt/{his.order_no}/").status_code == 302


def test_another_citizen_at_the_same_machine_is_told_nobodys_number(city: City, page_token: Token) -> None:
    machine, short = Client(), MATTER | {"body": "停水了"}
    machine.post(FILE, short | {"token": page_token()})
    nameless = {"phone": "", "anonymous": "on"}
    for whose in ({"phone": "13951000003"}, nameless):
        assert machine.post(FILE, short | {"token": page_token()} | whose).status_code == 302
    assert "您刚才已提交" in words(machine.post(FILE, short | {"token": page_token()} | nameless))
    assert Case.objects.count() == 3


def test_another_matter_and_another_browser_are_not_asked(city: City, page_token: Token) -> None:
    client = Client()
    client.post(FILE, MATTER | {"token": page_token()})
    assert client.post(FILE, MATTER | {"token": page_token(), "body": "井盖不见了。"}).status_code == 302
    stranger = Client().post(FILE, MATTER | {"token": page_token()})
    assert stranger.status_code == 302
    assert Case.objects.count() == 3


def test_whoever_has_left_the_device_is_named_to_nobody(city: City, page_token: Token) -> None:
    client = Client()
    client.post(FILE, MATTER | {"token": page_token()})
    client.post("/track/leave/")
    assert client.post(FILE, MATTER | {"token": page_token()}).status_code == 302


def test_the_last_page_of_the_steps_asks_as_well(city: City, page_token: Token) -> None:
    client = Client()
    client.post(FILE, MATTER | {"token": page_token()})
    last = MATTER | {"token": page_token(), "part": "check", "do": "file"}
    asked = client.post("/file/steps/", last)
    assert f"您刚才已提交，工单编号 {Case.objects.get().order_no}" in words(asked)
    assert client.post("/file/steps/", last | inputs(asked) | {"do": "again"}).status_code == 302
    assert Case.objects.count() == 2


def test_the_words_of_a_case_that_was_only_tracked_are_told_within_the_hour(city: City, page_token: Token) -> None:
    case = city.file()
    client = Client()
    client.post("/track/", {"order_no": case.order_no, "code": actions.query_code(case.order_no)})
    asked = client.post(FILE, MATTER | {"token": page_token(), "body": case.body, "phone": FILING["phone"]})
    assert case.order_no in words(asked)
