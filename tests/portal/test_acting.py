"""What a citizen does with his case besides evaluating it: he adds to it, and he takes it back."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Evaluation, Remark, Supplement

Proven = Callable[[Case], Client]
SAID = {"text": "今天上午又停了一次，三号楼也没水。"}


def address(case: Case, what: str = "") -> str:
    return f"/track/{case.order_no}/{what}"


def test_what_he_adds_is_on_his_page_and_on_the_desk(city: City, proven: Proven, client: Client) -> None:
    case = city.to("in_hand")
    citizen = proven(case)
    assert citizen.post(address(case, "supplement/"), SAID).headers["Location"] == address(case)
    page = words(citizen.get(address(case)))
    assert SAID["text"] in page
    assert "补充的内容已经记下" in page
    client.force_login(city.people["handler"], "django.contrib.auth.backends.ModelBackend")
    assert SAID["text"] in words(client.get(f"/desk/cases/{case.order_no}/"))


def test_an_empty_one_comes_back_with_the_words_that_help(city: City, proven: Proven) -> None:
    case = city.file()
    answer = proven(case).post(address(case, "supplement/"), {"text": " "})
    assert answer.status_code == 422
    assert "请填写“补充内容”" in words(answer)
    assert 'href="#supplement-text"' in answer.content.decode()
    assert 'id="supplement-text"' in answer.content.decode()


def test_a_closed_case_offers_none_and_takes_none(city: City, proven: Proven) -> None:
    case = city.to("closed")
    client = proven(case)
    assert "还有要说的" not in words(client.get(address(case)))
    answer = client.post(address(case, "supplement/"), SAID)
    assert answer.status_code == 409
    assert not Supplement.objects.exists()


def test_what_was_written_when_the_session_ended_is_kept(city: City, proven: Proven) -> None:
    case = city.file()
    client = proven(case)
    client.cookies.clear()
    page = client.post(address(case, "supplement/"), SAID)
    assert page.status_code == 401
    assert "您写的还在" in words(page)
    code = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    back = client.post("/track/", inputs(page) | code)
    assert SAID["text"] in back.content.decode()
    assert client.post(address(case, "supplement/"), SAID).status_code == 302


def test_taking_it_back_is_asked_twice_and_final(city: City, proven: Proven) -> None:
    case = city.to("in_hand")
    client = proven(case)
    page = words(client.get(address(case, "withdraw/")))
    assert "不能反悔" in page
    assert Case.objects.get().stage == "in_hand"
    assert client.post(address(case, "withdraw/"), {"note": "已经来水了"}).headers["Location"] == address(case)
    assert Case.objects.get().stage == "withdrawn"
    assert Remark.objects.get().text == "已经来水了"
    after = client.get(address(case), follow=True)
    assert "已按您的意思撤回" in words(after)
    assert "withdraw/" not in after.content.decode()
    assert "已经来水了" not in words(after), "what he wrote to the centre is no public text"
    assert "您已经撤回了这件诉求" in words(client.get(address(case, "withdraw/"), follow=True))


@pytest.mark.parametrize("what", ["supplement/", "attachments/"])
def test_a_page_left_open_says_that_he_has_taken_it_back(city: City, proven: Proven, what: str) -> None:
    case = city.to("in_hand")
    client = proven(case)
    client.post(address(case, "withdraw/"), {})
    client.get(address(case))
    assert "您已经撤回了这件诉求" in words(client.post(address(case, what), SAID, follow=True))


def test_who_has_his_answer_is_offered_no_withdrawal_but_may(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    assert "撤回诉求" not in words(client.get(address(case)))
    assert client.post(address(case, "withdraw/"), {}).status_code == 302
    assert Case.objects.get().stage == "withdrawn"


def test_it_can_be_taken_back_without_a_reason(city: City, proven: Proven) -> None:
    case = city.file()
    assert proven(case).post(address(case, "withdraw/"), {}).status_code == 302
    assert Case.objects.get().stage == "withdrawn"


def test_a_stranger_neither_adds_nor_takes_back(city: City) -> None:
    case = city.file()
    assert Client().post(address(case, "supplement/"), SAID).status_code == 401
    assert Client().post(address(case, "withdraw/")).headers["Location"] == f"/track/?no={case.order_no}"
    assert Case.objects.get().stage == "filed"
    assert not Supplement.objects.exists()


def test_a_follower_speaks_for_himself(city: City, proven: Proven) -> None:
    parent = city.file(phone="13951000002")
    follower = city.file()
    city.move(follower, "follow", "dispatcher", {"parent": parent.order_no})
    page = words(proven(follower).get(address(follower)))
    assert "已有人反映同一件事" in page
    assert parent.order_no not in page, "who else filed it is nobody's business"
    for name, by, data in (
        ("dispatch", "dispatcher", {"unit": "WATER"}),
        ("sign", "handler", {}),
        ("contact", "handler", {"means": "phone", "reached": True, "note": "已说明"}),
        ("reply", "handler", {"outcome": "solved", "text": "已恢复供水。"}),
        ("approve", "reviewer", {}),
    ):
        parent = city.move(parent, name, by, data)
    client = proven(follower)
    assert "已恢复供水" in words(client.get(address(follower)))
    client.post(address(follower, "evaluate/"), {"solved": "yes", "satisfaction": "satisfied"})
    assert Evaluation.objects.get().case == follower


def test_a_city_with_three_levels_asks_for_three(city: City, proven: Proven, settings: object) -> None:
    levels = {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"}
    settings.CITY = settings.CITY | {"evaluation": {"levels": levels}}  # type: ignore[attr-defined]
    case = city.to("to_call_back")
    client = proven(case)
    source = client.get(address(case)).content.decode()
    assert "very_satisfied" not in source
    assert source.count('name="satisfaction"') == 3
    client.post(address(case, "evaluate/"), {"solved": "yes", "satisfaction": "basically"})
    assert Evaluation.objects.get().satisfaction == "basically"


@pytest.mark.parametrize("what", ["supplement/", "evaluate/"])
def test_reloading_a_refused_form_shows_the_case(city: City, proven: Proven, what: str) -> None:
    case = city.file()
    assert proven(case).get(address(case, what)).headers["Location"] == address(case)


def test_pressed_twice_it_is_withdrawn_and_said_so(city: City, proven: Proven) -> None:
    case = city.file()
    client = proven(case)
    for _ in range(2):
        assert client.post(address(case, "withdraw/"), {}).status_code == 302
    page = words(client.get(address(case)))
    assert "已经撤回，不再办理" in page
    assert "不用再做什么" not in page
