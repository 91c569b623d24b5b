"""The first page: what is to be done, in which order, why, and with which button."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import CONTACT, REPLY, UNHAPPY, City
from tests.desk.conftest import words
from yihaotong.accounts.rules import Role
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Case

Sit = Callable[[str], Client]


def listed(page: HttpResponse) -> list[str]:
    """The order numbers of the list, in its order."""
    return re.findall(r'data-task>.*?href="/desk/cases/(\w+)/"', page.content.decode(), flags=re.DOTALL)


def test_an_emergency_stands_before_what_is_late_and_that_before_what_is_new(city: City, sit: Sit) -> None:
    calm = city.to("dispatched")
    emergency = city.to("dispatched", urgency="emergency")
    city.at -= timedelta(days=30)
    late = city.to("dispatched")
    page = sit("handler").get("/desk/")
    assert listed(page) == [emergency.order_no, late.order_no, calm.order_no]
    said = words(page)
    assert said.index("现在就办 2 件") < said.index("特急") < said.index("签收已超期")


def test_an_emergency_raised_later_lifts_its_case(city: City, sit: Sit) -> None:
    calm, case = city.to("dispatched"), city.to("dispatched")
    assert listed(sit("handler").get("/desk/")) == [calm.order_no, case.order_no]
    alarms.raise_for_case(case, actor=city.acting("operator"), at=city.at, submission=uuid4())
    page = sit("handler").get("/desk/")
    assert listed(page) == [case.order_no, calm.order_no]
    assert words(page).index("现在就办 1 件") < words(page).index("特急")
    story = words(sit("dispatcher").get(f"/desk/cases/{case.order_no}/"))
    assert "报急，列为特急" in story


def test_why_a_case_is_back_is_said(city: City, sit: Sit) -> None:
    back, redo = city.to("replied"), city.to("to_call_back")
    city.at += timedelta(seconds=1)
    city.move(back, "send_back", "reviewer", {"reason": "incomplete", "note": "逐项回复"})
    city.move(redo, "redo", "call_back_clerk", UNHAPPY)
    said = words(sit("handler").get("/desk/"))
    assert "被退回：未逐项回复" in said
    assert "重办：诉求人不满意" in said


def test_the_button_makes_the_act_that_asks_nothing_and_opens_the_form_of_another(city: City, sit: Sit) -> None:
    case, client = city.to("dispatched"), sit("handler")
    page = client.get("/desk/").content.decode()
    action, version = re.search(
        r'action="(/desk/cases/\w+/sign/)".*?name="version" value="(\d+)"', page, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    assert client.post(action, {"version": version}).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "in_hand"
    assert f"/desk/cases/{case.order_no}/#move-contact" in client.get("/desk/").content.decode()
    assert 'id="move-contact"' in client.get(f"/desk/cases/{case.order_no}/").content.decode()


def test_what_a_colleague_has_in_hand_is_not_mine_to_do(city: City, sit: Sit) -> None:
    city.hire("colleague", Role.HANDLER, city.water)
    case = city.to("in_hand")
    assert listed(sit("handler").get("/desk/")) == [case.order_no]
    assert listed(sit("colleague").get("/desk/")) == []


def test_a_leader_gets_what_he_must_sign_and_what_is_late(city: City, sit: Sit) -> None:
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    case = city.move(case, "sign", "street_handler")
    leader = sit("street_leader")
    assert listed(leader.get("/desk/")) == []
    case = city.move(case, "contact", "street_handler", CONTACT)
    city.move(case, "propose", "street_handler", REPLY)
    page = leader.get("/desk/")
    assert listed(page) == [case.order_no]
    assert "待签发" in words(page)
    city.at -= timedelta(days=40)
    late = city.move(city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"}), "sign", "street_handler")
    page = leader.get("/desk/")
    assert listed(page) == [late.order_no, case.order_no]
    assert "本单位超期的在谁手里 测试street_handler 1 件超期" in words(page)


def test_who_did_not_answer_is_not_rung_up_again_in_the_same_half_day(city: City, sit: Sit) -> None:
    case = city.to("to_call_back")
    city.move(case, "attempt", "call_back_clerk", {"note": "无人接听"})
    assert "上次没打通" in words(sit("call_back_clerk").get("/desk/"))


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("handler", "现在没有等您办的"),
        ("operator", "准备接电话"),
        ("supervisor", "现在没有等您办的"),
        ("analyst", "您的岗位没有待办队列"),
        ("system_admin", "您的岗位不办理工单"),
        ("shift_leader", "值班表上现在没有人"),
    ],
)
def test_an_empty_day_says_what_would_stand_there(city: City, sit: Sit, username: str, said: str) -> None:
    assert said in words(sit(username).get("/desk/"))


@pytest.mark.parametrize(
    ("username", "stage"),
    [("dispatcher", "filed"), ("handler", "in_hand"), ("reviewer", "replied"), ("call_back_clerk", "to_call_back")],
)
def test_the_page_costs_as_many_queries_for_forty_cases_as_for_two(
    city: City, sit: Sit, queries: Callable[[], CaptureQueriesContext], username: str, stage: str
) -> None:
    client, counts = sit(username), []
    for more in (2, 38):
        for _ in range(more):
            city.to(stage)
        client.get("/desk/")
        with queries() as seen:
            client.get("/desk/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 40
    assert len(listed(client.get("/desk/"))) == 30
    assert "队列里一共 40 件" in words(client.get("/desk/"))
