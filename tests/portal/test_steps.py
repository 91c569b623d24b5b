"""Filing step by step, as a browser without JavaScript does it."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from tests.files.samples import jpeg
from yihaotong.cases.models import Case
from yihaotong.files.models import File

STEPS = "/file/steps/"
BODY = "路灯坏了三天，晚上很黑。"


def heading(page: HttpResponse) -> str:
    found = re.search(r"<h1>([^<]+)</h1>", page.content.decode())
    assert found
    return found[1]


def send(client: Client, sent: dict[str, Any]) -> HttpResponse:
    """The page to which a step leads; what was filed leads to the receipt, which stays unread here."""
    answer = client.post(STEPS, sent)
    if answer.status_code == 302 and answer.headers["Location"].startswith(STEPS):
        return client.get(answer.headers["Location"])
    return answer


def press(client: Client, page: HttpResponse, do: str = "next", **answers: Any) -> HttpResponse:
    return send(client, inputs(page) | {"secrecy": "normal", "do": do} | answers)


def to_the_check(client: Client) -> HttpResponse:
    page = client.get(STEPS)
    page = press(client, page, body=BODY)
    page = press(client, page, request_type="help")
    page = press(client, page, place="640104")
    page = press(client, page, address="示例路 1 号")
    page = press(client, page)
    return press(client, page, phone="13951000002", name="王䶮")


def test_one_question_on_a_page_and_a_receipt_at_the_end(city: City) -> None:
    client = Client()
    page = to_the_check(client)
    assert heading(page) == "看一遍，对了就提交"
    for expected in (BODY, "东区", "示例路 1 号", "王䶮 13951000002"):
        assert expected in words(page)
    case_page = press(client, page, do="file")
    case = Case.objects.get()
    assert case_page.headers["Location"] == f"/receipt/{case.order_no}/"
    assert (case.body, case.place, case.address, case.channel) == (BODY, "640104", "示例路 1 号", "portal")


def test_an_empty_answer_stays_on_its_page(city: City) -> None:
    client = Client()
    page = press(client, client.get(STEPS), body="")
    assert page.status_code == 422
    assert heading(page) == "您要反映什么事？"
    assert "请先写一写" in words(page)


def test_the_kind_is_the_citizens_own_choice(city: City) -> None:
    client = Client()
    page = press(client, client.get(STEPS), body=BODY)
    assert " checked" not in page.content.decode()
    page = press(client, page)
    assert "请填写“诉求类型”" in words(page)
    page = press(client, page, request_type="help")
    assert heading(page) == "在哪里？"
    assert "可以不选" in words(page)


def test_the_last_page_names_what_was_chosen_as_the_form_does(city: City) -> None:
    assert "诉求类型 求助" in words(to_the_check(Client()))


def test_without_a_telephone_it_asks_whether_anonymous(city: City) -> None:
    client = Client()
    page = to_the_check(client)
    page = press(client, page, do="you")
    page = press(client, page, phone="", name="")
    assert page.status_code == 422
    assert "请留联系电话，或选择匿名" in words(page)
    page = press(client, page, phone="", name="", anonymous="on")
    assert "匿名，不联系" in words(page)
    assert press(client, page, do="file").status_code == 302
    assert Case.objects.get().requester.anonymous


def test_back_and_changing_one_answer_lose_nothing(city: City) -> None:
    client = Client()
    page = press(client, to_the_check(client), do="what")
    assert BODY in page.content.decode()
    page = press(client, page, body="换了一件事。")
    for _ in range(5):
        page = press(client, page, **dict.fromkeys(()), **(_same(page)))
    assert heading(page) == "看一遍，对了就提交"
    assert "换了一件事。" in words(page)
    assert "示例路 1 号" in words(page)
    page = press(client, page, do="back")
    assert heading(page) == "怎样联系您？"


def _same(page: HttpResponse) -> dict[str, str]:
    """What stands in the visible inputs of a page."""
    source = page.content.decode()
    shown = dict(re.findall(r'<input class="form-control" name="(\w+)" id="\w+" value="([^"]*)"', source))
    shown |= dict(re.findall(r'type="radio" name="(\w+)"[^>]*value="(\w*)" checked', source))
    return shown


def test_photos_come_along(city: City) -> None:
    client = Client()
    page = press(client, to_the_check(client), do="photos")
    page = press(client, page, file=SimpleUploadedFile("灯.jpg", jpeg()))
    page = press(client, page, phone="13951000002")
    assert "照片和文件 1 个" in words(page)
    press(client, page, do="file")
    assert File.objects.get().subject == Case.objects.get().key


def test_a_stranger_s_form_is_asked_once_more_and_then_filed(city: City) -> None:
    client = Client()
    page = to_the_check(client)
    sent = inputs(page) | {"do": "file", "token": "forged"}
    page = client.post(STEPS, sent)
    assert "确认是我本人填写，提交" in words(page)
    assert press(client, page, do="file").status_code == 302
    assert Case.objects.count() == 1


def test_what_is_wrong_at_the_end_is_asked_on_its_own_page(city: City) -> None:
    client = Client()
    page = to_the_check(client)
    sent = inputs(page) | {"do": "file", "place": "999999"}
    answer = client.post(STEPS, sent)
    assert heading(answer) == "在哪里？"
    assert not Case.objects.exists()
    assert client.post(STEPS, {"part": "nonsense", "do": "nonsense"}, follow=True).status_code in {200, 422}


def test_in_large_type_the_form_comes_step_by_step(city: City) -> None:
    client = Client()
    client.post("/elder/", {"elder": "1", "next": "/"})
    answer = client.get("/file/", {"place": "640104"})
    assert answer.headers["Location"] == f"{STEPS}?place=640104&address="
    page = client.get(answer.headers["Location"])
    assert heading(page) == "您要反映什么事？"
    page = press(client, page, body=BODY)
    assert inputs(page)["place"] == "640104"
    assert 'name="phone"' in client.get("/file/?whole=1").content.decode()


def test_every_step_has_an_address_so_that_the_way_back_asks_nothing(city: City) -> None:
    client = Client()
    page = client.get(STEPS)
    answer = client.post(STEPS, inputs(page) | {"do": "next", "body": BODY})
    assert answer.status_code == 302
    before = answer.headers["Location"]
    assert BODY not in before
    client.post(STEPS, inputs(client.get(before)) | {"do": "next", "request_type": "help"})
    again = client.get(before)
    assert heading(again) == "您希望我们做什么？"
    assert 'value="help" checked' in again.content.decode()
    assert heading(Client().get(before)) == "您要反映什么事？", "nobody else reads it there"


def test_what_was_answered_lies_sealed_and_is_forgotten_once_filed(city: City) -> None:
    client = Client()
    page = to_the_check(client)
    assert "13951000002" not in str(dict(client.session))
    address = client.post(STEPS, inputs(page) | {"do": "you"}).headers["Location"]
    press(client, page, do="file")
    assert "这份表已经提交" in words(client.get(address))
