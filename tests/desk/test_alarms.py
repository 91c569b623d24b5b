"""What the alarm says, to whom and how long; the kind that the words name; the story of the case."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_emergencies import LIST, Sit, act, leader, raised
from tests.desk.test_intake import CALL, NEW, operator
from yihaotong.accounts.rules import Role
from yihaotong.cases.models import Emergency
from yihaotong.reminders.models import Reminder

__all__ = ["leader", "operator"]


def test_the_words_choose_the_script_and_one_press_another(city: City, operator: Client) -> None:
    said = words(operator.post(f"{NEW}emergency/", {"token": str(uuid4()), "body": "楼下好浓的煤气味"}))
    assert "请不要开关电灯" in said
    assert "119 消防 建议" in said
    assert "写的内容像“燃气泄漏”" in said
    emergency = Emergency.objects.get()
    page = operator.post(f"{NEW}emergency/{emergency.pk}/danger/", {"danger": "fire"})
    assert "不要坐电梯" in words(page)
    assert "写的内容像" not in words(page)
    content = page.content.decode()
    assert [content.count(f'data-press="{key}"') for key in "123456789qwer"] == [1] * 13
    assert "已改为“燃气泄漏”" in act(operator, emergency, "danger", danger="gas")


def test_the_words_of_now_decide_until_somebody_chooses_even_what_they_say(city: City, operator: Client) -> None:
    token = str(uuid4())

    def again(body: str) -> str:
        return raised(operator, token=token, body=body).danger

    told = ["楼里着火", "楼里不是着火", "楼里不是着火，是老人晕倒了"]
    assert [again(body) for body in told] == ["fire", "other", "injury"]
    emergency = Emergency.objects.get()
    operator.post(f"{NEW}emergency/{emergency.pk}/danger/", {"danger": "gas"})
    operator.post(f"{NEW}emergency/{emergency.pk}/danger/", {"danger": "injury"})
    assert again("楼里着火，老人晕倒了") == "injury", "chosen by hand, though it is what the words had named"


def test_raised_about_a_case_the_words_name_what_nobody_chose(city: City, operator: Client) -> None:
    case = city.to("in_hand")
    form = {"token": str(uuid4()), "danger": "other", "what": "他要跳楼"}
    operator.post(f"/desk/cases/{case.order_no}/emergency/", form)
    assert Emergency.objects.get().danger == "self_harm"


def test_what_was_asked_after_the_key_is_in_the_draft_of_the_report(
    city: City, operator: Client, leader: Client
) -> None:
    token = str(uuid4())
    emergency = raised(operator, token=token, body="楼下好浓的煤气味")
    operator.post(NEW, CALL | {"token": token, "urgency": "emergency", "body": "楼下好浓的煤气味，有人头晕"})
    page = words(leader.get(f"{LIST}{emergency.pk}/"))
    assert "反映：楼下好浓的煤气味，有人头晕" in page
    assert "来电人说“有人头晕”" in page


def test_the_banner_says_which_one_and_is_gone_once_it_is_over(city: City, operator: Client, leader: Client) -> None:
    city.hire("second", Role.SHIFT_LEADER, city.centre)
    emergency = raised(operator, body="楼下好浓的煤气味")
    banner = "报急 燃气泄漏：楼下好浓的煤气味，请马上查看并报值班室"
    for address in ("/desk/", "/desk/reminders/pulse/"):
        assert banner in words(leader.get(address))
    act(leader, emergency, "see")
    assert "请报值班室" not in words(leader.get("/desk/reminders/pulse/")), "he knows"
    act(leader, emergency, "end", ending="误触", false_alarm="on")
    assert "报急 " not in words(leader.get("/desk/reminders/pulse/"))
    assert not Reminder.objects.filter(seen_at=None).exists()


def test_an_alarm_that_was_ended_before_this_was_told_shouts_no_more(
    city: City, operator: Client, leader: Client
) -> None:
    emergency = raised(operator)
    act(leader, emergency, "end", ending="误触", false_alarm="on")
    Reminder.objects.update(seen_at=None)
    assert "data-emergency" not in leader.get("/desk/").content.decode()


def test_three_are_told_by_name_the_rest_is_counted_and_no_query_more(
    city: City, operator: Client, leader: Client, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts, every = [], []
    for body in ("三楼着火", "有人落水", "又一件", "第四件", "第五件"):
        every.append(raised(operator, body=body))
        with queries() as seen:
            page = leader.get("/desk/reminders/pulse/")
        counts.append(len(seen))
    said, content = words(page), page.content.decode()
    assert "报急 火灾、爆炸：三楼着火，请马上查看并报值班室" in said
    assert "报急 受伤、急病：有人落水，" in said
    assert "又一件" in said
    assert "第四件" not in said
    assert f'<a href="{LIST}">还有 2 件</a>' in content
    assert (content.count("standing-one"), content.count('name="number"')) == (1, 3)
    assert counts[0] == counts[4]
    know(leader, page)
    assert Emergency.objects.exclude(seen_at=None).count() == 3
    page = leader.get("/desk/reminders/pulse/")
    assert all(body in words(page) for body in ("第四件", "第五件"))
    assert "三楼着火" not in words(page)
    know(leader, page)
    assert "data-emergency" not in leader.get("/desk/reminders/pulse/").content.decode()
    assert not Emergency.objects.filter(seen_at=None).exists()


def know(client: Client, page: HttpResponse) -> None:
    """Press “我知道了” of the banner on this page."""
    numbers = re.findall(r'name="number" value="(\d+)"', page.content.decode())
    client.post("/desk/reminders/seen/", {"number": numbers}, headers={"X-Requested-With": "fetch"})


def test_what_nobody_has_seen_stands_before_what_only_waits_for_its_report(
    city: City, operator: Client, leader: Client, sit: Sit
) -> None:
    city.hire("second", Role.SHIFT_LEADER, city.centre)
    early = [raised(operator, body=body) for body in ("甲处", "乙处", "丙处")]
    for each in early:
        act(leader, each, "see")
    raised(operator, body="丁处")
    said = words(sit("second").get("/desk/reminders/pulse/"))
    assert said.index("丁处") < said.index("甲处")
    assert "丙处" not in said


def test_an_alarm_stays_until_the_emergency_itself_was_seen(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator, body="三楼着火")
    number = Reminder.objects.get().pk
    leader.get(f"/desk/reminders/{number}/")
    assert "报急 火灾" in words(leader.get("/desk/reminders/pulse/")), "gone to look is not known"
    cleared = leader.post("/desk/reminders/seen/", follow=True)
    assert "还有 1 件紧急情况没有班长知悉" in words(cleared)
    assert "报急 火灾" in words(leader.get("/desk/reminders/pulse/"))
    know(leader, leader.get("/desk/reminders/pulse/"))
    emergency.refresh_from_db()
    assert (emergency.seen_at is not None, emergency.seen_by) == (True, city.people["shift_leader"].key)
    assert "报急 火灾" not in words(leader.get("/desk/reminders/pulse/"))


def test_of_two_one_is_known_and_the_other_stands(city: City, operator: Client, leader: Client) -> None:
    raised(operator, body="三楼着火")
    page = leader.get("/desk/reminders/pulse/")
    second = raised(operator, body="楼下有煤气味")
    know(leader, page)
    second.refresh_from_db()
    assert second.seen_at is None
    assert "报急 燃气泄漏：楼下有煤气味" in words(leader.get("/desk/reminders/pulse/"))


def test_ctrl_enter_has_one_form_of_the_page(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator)

    def main(page: str) -> list[str]:
        return [part[: part.index("</button>")].strip() for part in page.split("data-page-main>")[1:]]

    asked = leader.post(f"{LIST}{emergency.pk}/report/", {"to": "值班室", "means": "phone", "text": "（待核实）"})
    assert [each.split(" <")[0] for each in main(asked.content.decode())] == ["就这样，已报告，记下"]
    asked = leader.post(f"{LIST}{emergency.pk}/end/", {"ending": "误触", "false_alarm": "on", "sure": ""})
    emergency.refresh_from_db()
    assert emergency.closed_at
    real = raised(operator)
    act(leader, real, "report", to="值班室", means="phone", text="有人被困")
    assert main(leader.get(f"{LIST}{real.pk}/").content.decode()) == ["了结"]
    asked = leader.post(f"{LIST}{real.pk}/end/", {"ending": "误报"})
    assert main(asked.content.decode()) == ["看过了，了结"]


def test_a_closed_false_alarm_asks_for_nothing(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator)
    act(leader, emergency, "end", ending="误触", false_alarm="on")
    page = words(leader.get(f"{LIST}{emergency.pk}/"))
    assert "班长知悉" not in page
    assert "报值班室 不需要" in page
    assert "已经了结" in act(leader, emergency, "report", to="值班室", means="phone", text="有人被困")
    assert emergency.report == ""


def test_the_story_of_a_case_tells_its_emergency_to_the_centre(city: City, leader: Client, sit: Sit) -> None:
    case = city.to("in_hand")
    address = f"/desk/cases/{case.order_no}/"
    sit("operator").post(f"{address}emergency/", {"token": str(uuid4()), "what": "楼道有煤气味"})
    emergency = Emergency.objects.get()
    act(leader, emergency, "line", line="119")
    act(leader, emergency, "see")
    act(leader, emergency, "report", to="值班室", means="phone", text="有煤气味")
    act(leader, emergency, "end", ending="已关阀")
    page = words(leader.get(address))
    story = page[page.index("经过") :]
    told = ["了结紧急情况", "报值班室", "班长知悉", "转接专线", "报急"]
    assert [story.index(each) for each in told] == sorted(story.index(each) for each in told)
    assert "119 消防" in story
    assert "转接专线" not in words(sit("handler").get(address))
