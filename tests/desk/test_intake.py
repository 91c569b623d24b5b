"""Intake: what an operator types becomes one case, and is never lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils.timezone import localtime

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.accounts.rules import Role
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Draft
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]
NEW = "/desk/new/"
CALL = {
    "body": "小区昨晚停水，八十户没水。",
    "request_type": "help",
    "category": "0101",
    "place": ["640104", ""],
    "name": "王䶮",
    "phone": "139 5100-0001",
    "urgency": "normal",
    "secrecy": "normal",
    "do": "file",
}


@pytest.fixture
def operator(sit: Sit) -> Client:
    return sit("operator")


def token(client: Client) -> str:
    return inputs(client.get(NEW))["token"]


def test_a_call_becomes_a_case_and_number_and_code_are_read_out(city: City, operator: Client) -> None:
    answer = operator.post(NEW, CALL | {"token": token(operator)})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/desk/cases/{case.order_no}/filed/"
    page = words(operator.get(answer.headers["Location"]))
    assert case.order_no in page
    assert actions.query_code(case.order_no) in page
    assert (case.place, case.channel, case.stage) == ("640104", "phone", "filed")
    assert actions.masked(case).phone == "139****0001"


def test_only_whoever_filed_the_case_sees_its_code_again(city: City, sit: Sit) -> None:
    case = city.file()
    code = actions.query_code(case.order_no)
    address = f"/desk/cases/{case.order_no}/filed/"
    assert code in words(sit("operator").get(address))
    assert sit("supervisor").get(address).status_code == 404
    assert sit("handler").get(address).status_code == 404


def test_pressed_twice_it_is_one_case(city: City, operator: Client) -> None:
    form = CALL | {"token": token(operator)}
    first, second = operator.post(NEW, form), operator.post(NEW, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1
    assert Line.objects.filter(kind="case.file").count() == 1


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(city: City, operator: Client) -> None:
    wrong = CALL | {"token": str(uuid4()), "request_type": "", "phone": "12", "title": "长" * 101, "address": "示例路"}
    answer = operator.post(NEW, wrong)
    assert answer.status_code == 422
    page, source = words(answer), answer.content.decode()
    for expected in ("请填写“诉求类型”", "不像电话号码", "最多 100 字"):
        assert page.count(expected) == 2, "once on top, once beside the field"
    for kept in (CALL["body"], "示例路", "长" * 101, 'value="12"'):
        assert kept in source
    assert re.search(r'<option value="640104" selected>', source)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"body": ""}, "请填写“诉求内容”"),
        ({"body": "   \n "}, "请填写“诉求内容”"),
        ({"body": "字" * 20_001}, "最多 20000 字"),
        ({"body": "停水\x00了"}, "NUL"),
        ({"phone": ""}, "请留联系电话，或选择匿名"),
        ({"anonymous": "on"}, "既选了匿名，又留了姓名或电话"),
        ({"category": "9999"}, "没有“9999”这个问题类别"),
        ({"place": ["990000"]}, "没有代码为“990000”的地点"),
        ({"urgency": "soon"}, "紧急程度"),
        ({"occurred_at": "yesterday"}, "发生时间"),
        ({"occurred_at": "2999-01-01T00:00"}, "发生时间"),
    ],
)
def test_bad_input_gets_an_answer_in_plain_words(
    city: City, operator: Client, changed: dict[str, object], expected: str
) -> None:
    answer = operator.post(NEW, CALL | {"token": str(uuid4())} | changed)
    assert answer.status_code == 422
    assert expected in words(answer)
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", ["停水 🚰👨‍👩‍👧", "䶮𠮷㙓", "<script>alert(1)</script>", "a" * 20_000, "' OR 1=1 --"])
def test_any_text_a_person_can_type_comes_back_as_it_was(city: City, operator: Client, body: str) -> None:
    operator.post(NEW, CALL | {"token": str(uuid4()), "body": body})
    case = Case.objects.get()
    assert case.body == body
    page = operator.get(f"/desk/cases/{case.order_no}/")
    assert body[:60] in words(page) or "alert(1)" in words(page)
    assert "<script>alert" not in page.content.decode()


def test_a_time_on_the_page_is_the_citys_own(city: City, operator: Client) -> None:
    yesterday = localtime(city.at - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    operator.post(NEW, CALL | {"token": str(uuid4()), "occurred_at": yesterday})
    assert localtime(Case.objects.get().occurred_at).strftime("%Y-%m-%dT%H:%M") == yesterday


def test_what_is_typed_is_kept_and_taken_up_again(city: City, operator: Client) -> None:
    draft = token(operator)
    half = {"token": draft, "body": "停水，电话断了", "phone": "1395", "place": ["640104"]}
    assert "已自动保存" in words(operator.post(f"{NEW}autosave/", half))
    assert "草稿" in words(operator.get("/desk/"))
    again = operator.get(f"{NEW}?draft={draft}")
    assert "停水，电话断了" in again.content.decode()
    assert inputs(again)["token"] == draft
    operator.post(NEW, CALL | {"token": draft})
    assert not Draft.objects.exists()
    assert Case.objects.get().submission == UUID(draft)


def test_a_draft_lies_sealed_and_leaves_no_line(city: City, operator: Client) -> None:
    before = Line.objects.count()
    operator.post(f"{NEW}autosave/", {"token": str(uuid4()), "body": "停水", "phone": "13951000001"})
    sealed = bytes(Draft.objects.get().sealed)
    assert "停水".encode() not in sealed
    assert b"13951000001" not in sealed
    assert Line.objects.count() == before


def test_a_draft_is_its_owners_alone(city: City, sit: Sit) -> None:
    city.hire("colleague", Role.OPERATOR, city.centre)
    draft = str(uuid4())
    sit("operator").post(f"{NEW}autosave/", {"token": draft, "body": "秘密的诉求"})
    other = sit("colleague")
    assert "秘密的诉求" not in other.get(f"{NEW}?draft={draft}").content.decode()
    assert "这份草稿已交给同事" in words(other.post(f"{NEW}autosave/", {"token": draft, "body": "改写"}))
    other.post(f"{NEW}discard/", {"token": draft})
    assert actions.open_draft(UUID(draft), owner=city.people["operator"])["body"] == "秘密的诉求"
    sit("operator").post(f"{NEW}discard/", {"token": draft})
    assert not Draft.objects.filter(pk=draft).exists()


def test_without_javascript_a_draft_is_kept_by_a_button(city: City, operator: Client) -> None:
    answer = operator.post(NEW, {"token": str(uuid4()), "body": "停水", "do": "keep"})
    assert answer.headers["Location"] == "/desk/"
    assert Draft.objects.count() == 1


def test_without_javascript_the_next_list_of_places_comes_by_a_button(city: City, operator: Client) -> None:
    answer = operator.post(NEW, CALL | {"token": str(uuid4()), "do": "pick"})
    assert answer.status_code == 200
    assert CALL["body"] in answer.content.decode()
    assert re.search(r'<option value="640104" selected>东区</option>', answer.content.decode())
    assert not Case.objects.exists()


def test_a_street_left_over_from_another_district_is_dropped(city: City, operator: Client) -> None:
    operator.post(NEW, CALL | {"token": str(uuid4()), "place": ["640104", "640105001"]})
    assert Case.objects.get().place == "640104"


@pytest.mark.parametrize("username", ["dispatcher", "handler", "reviewer", "call_back_clerk", "system_admin"])
def test_who_may_not_file_finds_no_form(city: City, sit: Sit, username: str) -> None:
    client = sit(username)
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, CALL | {"token": str(uuid4())}).status_code == 404
    assert "/desk/new/" not in client.get("/desk/").content.decode()
    assert not Case.objects.exists()


def test_enter_in_a_field_presses_the_button_that_files(city: City, sit: Callable[[str], Client]) -> None:
    """HTML, implicit submission: the first submit button of the form in the order of the page."""
    form = sit("operator").get("/desk/new/").content.decode().partition('id="intake"')[2]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert 'value="file"' in first[0]
    assert 'value="pick"' in form


def test_a_shift_leader_is_offered_no_ending_that_is_not_his(city: City, operator: Client, sit: Sit) -> None:
    leader = sit("shift_leader")
    for client, there in ((operator, True), (leader, False)):
        page = client.get(NEW).content.decode()
        assert ("data-endings" in page) == there
        assert ("<kbd>F7</kbd>" in page) == there
        assert ("登记为无效" in words(client.post(f"{NEW}ending/", {"ending": "void"}))) == there
    sent = CALL | {"token": str(uuid4()), "ending": "void", "do": "end", "code": "silent"}
    leader.post(NEW, sent)
    assert Case.objects.get().stage == "filed", "what he may not do is not done, and the call is not lost"


def test_what_is_taken_over_is_the_newest_that_is_not_empty_each_reading_with_its_line(
    city: City, operator: Client
) -> None:
    named = city.file(name="王䶮", address="示例路 9 号")
    placed = city.file(name="", address="示例小区 3 号楼")
    last = city.file(name="", address="")
    page = operator.post(f"{NEW}caller/open/", {"case": last.order_no}).content.decode()
    assert 'data-known-name="王䶮" data-known-address="示例小区 3 号楼"' in page
    read = Line.objects.filter(kind="identity.read").values_list("subject", flat=True)
    assert set(read) == {named.key, placed.key}


def test_where_nothing_was_left_nothing_is_said_to_be_filled_in_and_nothing_was_read(
    city: City, operator: Client
) -> None:
    city.file(name="", address="")
    last = city.file(name="", address="")
    page = words(operator.post(f"{NEW}caller/open/", {"case": last.order_no}))
    assert "没有可带过来的" in page
    assert "代为填上" not in page
    assert not Line.objects.filter(kind="identity.read").exists()


def test_every_page_of_whoever_may_file_brings_what_an_hour_without_network_needs(
    city: City, operator: Client, sit: Sit
) -> None:
    dispatcher = sit("dispatcher")
    for address in ("/desk/", NEW, "/desk/cases/"):
        page = operator.get(address).content.decode()
        assert re.search(rf'data-owner="{city.people["operator"].key}"[^>]* data-point="[\w+/=]+"', page)
    for address in ("/desk/", "/desk/cases/"):
        assert "data-point" not in dispatcher.get(address).content.decode()
