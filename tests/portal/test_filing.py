"""Filing on the portal: short, once, and with a receipt."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.journal.models import Line

FILE = "/file/"
MATTER = {"body": "路灯坏了三天，晚上很黑。", "request_type": "help", "phone": "13951000002", "secrecy": "normal"}

Token = Callable[..., str]


def test_a_matter_becomes_a_case_with_a_receipt(city: City, page_token: Token) -> None:
    client = Client()
    answer = client.post(FILE, MATTER | {"token": page_token(), "place": ["640104"], "name": "王䶮"})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/receipt/{case.order_no}/"
    receipt = words(client.get(answer.headers["Location"]))
    assert case.order_no in receipt
    assert actions.query_code(case.order_no) in receipt
    assert (case.channel, case.place, case.title) == ("portal", "640104", MATTER["body"])
    assert actions.masked(case).phone == "139****0002"
    assert Line.objects.get(kind="case.file").facts["via"] == "portal"


def test_the_page_itself_gives_out_a_token_that_files(city: City) -> None:
    client = Client()
    page = client.get(FILE)
    assert page.status_code == 200
    assert inputs(page)["token"]


def test_without_a_name_and_without_a_phone_it_is_anonymous(city: City, page_token: Token) -> None:
    nameless = {"body": "有人占道经营。", "request_type": "report", "token": page_token()}
    refused = Client().post(FILE, nameless)
    assert "请留联系电话，或选择匿名" in words(refused)
    Client().post(FILE, nameless | {"anonymous": "on"})
    assert Case.objects.get().requester.anonymous


def test_pressed_twice_it_is_one_case(city: City, page_token: Token) -> None:
    client, form = Client(), MATTER | {"token": page_token()}
    first, second = client.post(FILE, form), client.post(FILE, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(city: City, page_token: Token) -> None:
    answer = Client().post(FILE, {"token": page_token(), "address": "示例路 1 号", "phone": "12", "body": ""})
    assert answer.status_code == 422
    for expected in ("请填写“诉求内容”", "请填写“诉求类型”", "不像电话号码"):
        assert expected in words(answer)
    empty = words(Client().post(FILE, {"token": page_token(), "secrecy": "normal"}))
    for expected in ("请填写“诉求内容”", "请填写“诉求类型”", "请留联系电话，或选择匿名"):
        assert expected in empty
    assert "示例路 1 号" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"website": "http://spam.example"}, "有一个看不见的空被自动填上了"),
        ({"token": ""}, "页面放得太久"),
        ({"token": "forged"}, "页面放得太久"),
    ],
)
def test_machines_are_held_off_by_the_form_and_people_keep_their_text(
    city: City, page_token: Token, changed: dict[str, str], expected: str
) -> None:
    answer = Client().post(FILE, MATTER | {"token": page_token()} | changed)
    assert answer.status_code == 422
    assert expected in words(answer)
    assert MATTER["body"] in answer.content.decode()
    assert not Case.objects.exists()
    assert "确认是我本人填写，提交" in words(answer)
    again = Client().post(FILE, MATTER | inputs(answer) | {"do": "file"})
    assert again.status_code == 302, "one press more, whatever it was that looked like a machine"


def test_a_form_sent_at_once_is_asked_for_a_second_time(city: City, page_token: Token) -> None:
    client = Client()
    answer = client.post(FILE, MATTER | {"token": page_token(age=timedelta(0))})
    assert "页面刚打开就提交了。您写的都在" in words(answer)
    assert "确认是我本人填写，提交" in words(answer)
    assert not Case.objects.exists()
    assert client.post(FILE, MATTER | inputs(answer)).status_code == 302
    assert Case.objects.count() == 1


def test_a_page_open_since_yesterday_files_at_the_second_press(city: City, page_token: Token) -> None:
    client = Client()
    answer = client.post(FILE, MATTER | {"token": "forged"})
    assert "您写的都在，再点一次就提交" in words(answer)
    assert client.post(FILE, MATTER | inputs(answer)).status_code == 302, "it was read before it came back"
    assert Case.objects.count() == 1


def test_the_staffs_questions_are_not_the_publics(city: City, page_token: Token) -> None:
    source = Client().get(FILE).content.decode()
    assert 'name="urgency"' not in source
    assert 'name="category"' not in source
    Client().post(FILE, MATTER | {"token": page_token(), "urgency": "emergency", "category": "0101"})
    assert (Case.objects.get().urgency, Case.objects.get().category) == ("normal", "")


def test_a_receipt_is_for_the_browser_that_filed(city: City) -> None:
    case = city.file()
    answer = Client().get(f"/receipt/{case.order_no}/")
    assert answer.headers["Location"] == f"/track/?no={case.order_no}"


def test_the_lists_of_places_open_one_another(city: City) -> None:
    answer = Client().get("/file/places/", {"place": ["640104", ""]})
    assert re.search(r'<option value="640104" selected>东区</option>', answer.content.decode())
    assert Client().get("/file/places/", {"place": ["nonsense\x00"]}).status_code == 200


def test_without_javascript_the_next_list_of_places_comes_by_a_button(city: City, page_token: Token) -> None:
    answer = Client().post(FILE, MATTER | {"token": page_token(), "place": ["640104"], "do": "pick"})
    assert MATTER["body"] in answer.content.decode()
    assert not Case.objects.exists()


def test_a_place_that_does_not_exist_is_refused(city: City, page_token: Token) -> None:
    answer = Client().post(FILE, MATTER | {"token": page_token(), "place": ["999999"]})
    assert "没有代码为“999999”的地点" in words(answer)
    assert not Case.objects.exists()


def test_enter_in_a_field_presses_the_button_that_files(city: City) -> None:
    """HTML, implicit submission: the first submit button of the form in the order of the page."""
    form = Client().get(FILE).content.decode().partition(f'action="{FILE}"')[2]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert 'value="file"' in first[0]
    assert 'value="pick"' in form


def test_no_text_is_cut_by_the_browser_in_silence(city: City, page_token: Token) -> None:
    assert "maxlength" not in Client().get(FILE).content.decode()
    answer = Client().post(FILE, MATTER | {"token": page_token(), "body": "长" * 20_001})
    assert "有 20001 字，最多 20000 字" in words(answer)


def test_the_choice_that_an_error_names_is_in_sight_beside_the_telephone(city: City, page_token: Token) -> None:
    refused = Client().post(
        FILE, {"body": "占道经营", "request_type": "report", "secrecy": "normal", "token": page_token()}
    )
    assert "或选择匿名" in words(refused)
    between = refused.content.decode().partition('name="phone"')[2].partition('name="anonymous"')[0]
    assert "<details" not in between
    assert "联系电话（不匿名就须填）" in words(refused)
    assert "电话和姓名都不会留下" in words(refused)
    assert "“联系电话”不像电话号码" in words(Client().post(FILE, {"token": page_token(), "phone": "12"}))


def test_nothing_is_chosen_for_the_citizen(city: City) -> None:
    source = Client().get(FILE).content.decode()
    assert re.findall(r'name="request_type"[^>]* checked', source) == []


def test_the_receipt_says_kind_and_place_and_the_text_once(city: City, page_token: Token) -> None:
    client = Client()
    filed = client.post(FILE, MATTER | {"token": page_token(), "place": ["640104"], "address": "示例路 1 号"})
    receipt = words(client.get(filed.headers["Location"]))
    assert "诉求类型 求助 地点 东区 示例路 1 号" in receipt
    assert receipt.count(MATTER["body"]) == 1


def test_who_may_see_the_telephone_is_said_as_it_is(city: City) -> None:
    page = words(Client().get(FILE))
    assert "只有中心和承办单位的工作人员、写明用途才能查看，每次查看都有记录。" in page
    assert "只有办理的人" not in page


def test_the_receipt_can_be_kept_on_paper_and_the_device_left(city: City, page_token: Token) -> None:
    client = Client()
    receipt = client.get(client.post(FILE, MATTER | {"token": page_token()}).headers["Location"])
    source = receipt.content.decode()
    printed = re.search(r'<p class="only-print">(.*?)</p>', source, re.DOTALL)
    assert printed
    assert "服务热线 12345" in printed[1]
    assert "http://testserver/track/" in printed[1]
    assert 'class="no-print"' in source.partition("请抄下来、截屏或者打印")[0][-60:], "not on the paper itself"
    assert 'action="/track/leave/"' in source
    client.cookies["elder"] = "1"
    assert "请拿笔把这两行号码抄下来" in words(client.get(receipt.request["PATH_INFO"]))


def test_each_choice_of_secrecy_says_what_the_unit_sees(city: City) -> None:
    page = words(Client().get(FILE))
    for expected in ("普通：办理的单位", "要求保密：单位只看得到内容和姓氏", "举报保护：举报别人时选"):
        assert expected in page


def test_the_tab_names_the_centre_and_not_the_product(city: City) -> None:
    title = re.search(r"<title>(.*?)</title>", Client().get(FILE).content.decode())
    assert title
    assert title[1] == f"我要反映 · {settings.CITY['centre']['name']}"


def test_a_heading_leaves_no_quotation_open(city: City, page_token: Token) -> None:
    body = "物业在业主群里说明天起停车收费要涨到三百，还说“好不好都得交，不交就锁车”。"
    Client().post(FILE, MATTER | {"body": body, "token": page_token()})
    assert Case.objects.get().title == "物业在业主群里说明天起停车收费要涨到三百，还说…"
