"""A citizen who is not content after the closing: what he reads, and on whose desk it comes to stand."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.cases.conftest import UNHAPPY, City
from tests.desk.conftest import BACKEND, words
from yihaotong.cases import reminding
from yihaotong.cases.models import Case
from yihaotong.journal.models import Line
from yihaotong.reminders.models import Reminder

Proven = Callable[[Case], Client]
BAD = {"solved": "partly", "satisfaction": "very_dissatisfied", "note": "水压还是不够"}


def desk(city: City, username: str, path: str = "/desk/") -> str:
    client = Client()
    client.force_login(city.people[username], backend=BACKEND)
    return words(client.get(path))


def judge(proven: Proven, case: Case, **said: str) -> str:
    client = proven(case)
    client.post(f"/track/{case.order_no}/evaluate/", BAD | said)
    return words(client.get(f"/track/{case.order_no}/"))


def test_the_citizen_reads_what_the_call_back_recorded_of_him(city: City, proven: Proven) -> None:
    case = city.to("closed")
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert "回访电话里记下的 是否解决 已解决 对办理结果 满意" in page
    assert "和您说的不一样？请在下面评价" in page
    unjudged = city.to("to_call_back")
    assert "回访电话里记下的" not in words(proven(unjudged).get(f"/track/{unjudged.order_no}/"))


def test_a_bad_word_after_the_closing_says_what_follows_and_stands_before_the_supervisor(
    city: City, proven: Proven
) -> None:
    case = city.to("closed")
    assert case.order_no not in desk(city, "supervisor")
    page = judge(proven, case)
    assert "已经提醒中心的督办员核实；确有新情况的" in page
    assert "之前可以重开，由原单位重新办理" in page
    today = desk(city, "supervisor")
    assert case.order_no in today
    assert "办结后评价“非常不满意”，回访记的是“满意”" in today
    of_case = desk(city, "supervisor", f"/desk/cases/{case.order_no}/")
    assert "办结后的评价与回访记录不一致" in of_case
    assert "诉求人评价 部分解决、非常不满意" in of_case
    assert "回访记录 已解决、满意" in of_case
    city.move(case, "reopen", "supervisor", {"note": "水压不够"}, at=timezone.now())
    assert case.order_no not in desk(city, "supervisor")
    assert "办结后的评价与回访记录不一致" not in desk(city, "supervisor", f"/desk/cases/{case.order_no}/")


def test_he_and_the_clerk_who_called_are_reminded(city: City, proven: Proven) -> None:
    case = city.to("closed")
    judge(proven, case)
    reminding.follow(list(Line.objects.order_by("pk")), timezone.now())
    Reminder.objects.update(shown_from=timezone.now())  # whatever hour of the day it is
    for username in ("supervisor", "call_back_clerk"):
        assert f"办结后诉求人评价不满意，请核实：供水 {case.order_no}" in desk(city, username, "/desk/reminders/")
    assert case.order_no not in desk(city, "shift_leader", "/desk/reminders/")


def test_nobody_is_called_for_who_is_content_or_was_concluded(city: City, proven: Proven) -> None:
    content = city.to("closed")
    assert "已经提醒中心的督办员" not in judge(proven, content, satisfaction="satisfied")
    concluded = city.to("to_call_back")
    concluded = city.move(concluded, "refer", "call_back_clerk", UNHAPPY)
    ground = {"ground": "unreasonable", "note": "超出政策"}
    concluded = city.move(concluded, "conclude", "supervisor", ground)
    assert "已经提醒中心的督办员" not in judge(proven, concluded)
    reminding.follow(list(Line.objects.order_by("pk")), timezone.now())
    today = desk(city, "supervisor")
    assert content.order_no not in today
    assert concluded.order_no not in today
    assert "办结后诉求人评价不满意" not in desk(city, "supervisor", "/desk/reminders/")


def test_when_it_can_no_longer_be_reopened_nothing_is_promised(city: City, proven: Proven) -> None:
    city.at -= timedelta(days=40)
    case = city.to("closed")
    page = judge(proven, case)
    assert "这张工单不再重开" in page
    assert "已经提醒" not in page
    reminding.follow(list(Line.objects.order_by("pk")), timezone.now())
    assert case.order_no not in desk(city, "supervisor")
    assert case.order_no not in desk(city, "supervisor", "/desk/reminders/")


def test_a_closing_that_reached_nobody_contradicts_nothing(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    for half_days in range(3):
        day = city.at + timedelta(days=half_days)
        city.move(case, "attempt", "call_back_clerk", {}, at=day)
    case = city.move(case, "close", "call_back_clerk", {"ground": "not_reached"}, at=timezone.now())
    page = judge(proven, case)
    assert "回访电话里记下的" not in page
    of_case = desk(city, "supervisor", f"/desk/cases/{case.order_no}/")
    assert "办结后诉求人评价不满意" in of_case
    assert "不一致" not in of_case
