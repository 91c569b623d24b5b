"""The emergency key, the list of emergencies, and one of them: seen, put through, reported, closed, a false alarm."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_intake import CALL, NEW, operator
from yihaotong.accounts.rules import Role
from yihaotong.cases.models import Case, Draft, Emergency
from yihaotong.reminders.models import Reminder

__all__ = ["operator"]

Sit = Callable[[str], Client]
LIST = "/desk/emergencies/"


@pytest.fixture
def leader(city: City, sit: Sit) -> Client:
    if "shift_leader" not in city.people:
        city.hire("shift_leader", Role.SHIFT_LEADER, city.centre)
    return sit("shift_leader")


def raised(operator: Client, **form: str) -> Emergency:
    answer = operator.post(f"{NEW}emergency/", {"token": str(uuid4())} | form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return Emergency.objects.latest("pk")


def act(client: Client, emergency: Emergency, name: str, **form: str) -> str:
    answer = client.post(f"{LIST}{emergency.pk}/{name}/", form, follow=True)
    emergency.refresh_from_db()
    return words(answer)


def test_one_press_shows_the_script_and_alarms_the_shift_leaders(city: City, operator: Client, leader: Client) -> None:
    answer = operator.post(
        f"{NEW}emergency/", {"token": str(uuid4()), "body": "邻居家着火了", "address": "示例路 1 号"}
    )
    said = words(answer)
    assert "马上问" in said
    assert "您现在在什么位置" in said
    emergency = Emergency.objects.get()
    assert (emergency.what, emergency.place, emergency.case) == ("邻居家着火了", "示例路 1 号", None)
    assert Reminder.objects.get().person == city.people["shift_leader"]
    assert "邻居" not in Reminder.objects.get().words


def test_another_danger_is_another_script_and_a_line_is_noted(city: City, operator: Client) -> None:
    emergency = raised(operator)
    assert "不要开关电灯" in words(operator.post(f"{NEW}emergency/{emergency.pk}/danger/", {"danger": "gas"}))
    assert "已转 119" in words(operator.post(f"{NEW}emergency/{emergency.pk}/line/", {"line": "119"}))
    assert operator.post(f"{NEW}emergency/{emergency.pk}/line/", {"line": "114"}).status_code == 404
    emergency.refresh_from_db()
    assert (emergency.danger, emergency.line) == ("gas", "119")


def test_without_javascript_the_form_comes_back_with_the_script(city: City, operator: Client) -> None:
    answer = operator.post(NEW, {"token": str(uuid4()), "body": "有人落水", "do": "alarm"})
    assert "马上问" in words(answer)
    assert "有人落水" in answer.content.decode()
    assert Emergency.objects.get().what == "有人落水"
    assert not Case.objects.exists()


def test_the_case_filed_from_the_same_form_is_tied_to_it(city: City, operator: Client) -> None:
    token = str(uuid4())
    emergency = raised(operator, token=token)
    operator.post(NEW, CALL | {"token": token, "urgency": "emergency"})
    emergency.refresh_from_db()
    assert emergency.case == Case.objects.get()
    assert operator.post(NEW, CALL | {"token": str(uuid4())}).status_code == 302, "a form that raised nothing, as ever"


def test_an_alarm_that_was_pressed_after_filing_belongs_to_the_case_of_its_form(city: City, operator: Client) -> None:
    form = CALL | {"token": str(uuid4())}
    operator.post(NEW, form)
    emergency = raised(operator, token=form["token"])
    assert emergency.case == Case.objects.get()
    operator.post(NEW, form)
    assert Emergency.objects.get().case == emergency.case


def test_while_it_runs_the_call_is_not_sealed_and_nothing_typed_is_lost(
    city: City, operator: Client, leader: Client
) -> None:
    secret = "蓝鲸七号装配车间"
    typed = {"token": str(uuid4()), "body": f"{secret}起火", "address": f"{secret}东门"}
    emergency = raised(operator, **typed)
    operator.post(f"{NEW}autosave/", CALL | typed)
    ending = {"ending": "decline", "code": "oos-4", "note": "他说到型号", "do": "end"}
    answer = operator.post(NEW, CALL | typed | ending)
    assert answer.status_code == 422
    assert "这通来电报过急，还没有了结，内容不能封存" in words(answer)
    page = answer.content.decode()
    assert all(said in page for said in (typed["body"], typed["address"], "他说到型号", "马上问", 'value="decline"'))
    assert (Case.objects.count(), Draft.objects.count()) == (0, 1)
    act(leader, emergency, "end", ending=f"{secret}没有起火", false_alarm="on")
    assert operator.post(NEW, CALL | typed | ending).status_code == 302
    emergency.refresh_from_db()
    assert emergency.case == Case.objects.get()
    seen = leader.get(LIST).content.decode() + leader.get(f"{LIST}{emergency.pk}/").content.decode()
    assert secret not in seen + emergency.what + emergency.place + emergency.ending


def test_a_draft_that_was_handed_over_with_its_alarm_shows_it_and_ties_it(
    city: City, operator: Client, sit: Sit
) -> None:
    token = str(uuid4())
    emergency = raised(operator, token=token, body="有人被困")
    operator.post(f"{NEW}autosave/", CALL | {"token": token})
    receiver = city.hire("night", Role.OPERATOR, city.centre)
    night = sit("night")
    assert "data-raised" not in night.get(f"{NEW}?draft={token}").content.decode()
    given = {"draft": token, "emergency": str(emergency.pk), "receiver": str(receiver.pk)}
    assert operator.post("/desk/handover/", given).status_code == 302
    assert "data-raised" in night.get(f"{NEW}?draft={token}").content.decode()
    assert "已转 119" in words(night.post(f"{NEW}emergency/{emergency.pk}/line/", {"line": "119"}))
    assert "不要开关电灯" in words(night.post(f"{NEW}emergency/{emergency.pk}/danger/", {"danger": "gas"}))
    night.post(NEW, CALL | {"token": token})
    emergency.refresh_from_db()
    assert emergency.case == Case.objects.get()


def test_only_who_may_name_the_danger_is_asked_to(city: City, operator: Client, sit: Sit) -> None:
    emergency = raised(operator)
    act(operator, emergency, "line", line="119")
    address = f"{LIST}{emergency.pk}/"
    shown = {who: words(sit(who).get(address)) for who in ("operator", "dispatcher", "arbiter", "reviewer", "analyst")}
    assert {who for who, page in shown.items() if "改成：" in page} == {"operator", "dispatcher"}


@pytest.mark.parametrize(("who", "masked"), [("arbiter", True), ("analyst", True), ("shift_leader", False)])
def test_who_may_not_see_the_number_does_not_read_it_in_the_words(
    city: City, leader: Client, sit: Sit, who: str, masked: bool
) -> None:
    case = city.file(phone="13911112222", title="13911112222 的人被困")
    told = {"token": str(uuid4()), "what": "回电 139 1111 2222，物业 13800000000"}
    leader.post(f"/desk/cases/{case.order_no}/emergency/", told)
    emergency = Emergency.objects.get()
    report = {"to": "值班员 13911112222", "means": "phone", "text": "请回 13911112222"}
    act(leader, emergency, "report", sure="report", **report)
    act(leader, emergency, "end", ending="已回 13911112222", sure="end")
    case_page, page = f"/desk/cases/{case.order_no}/", f"{LIST}{emergency.pk}/"
    for address in (LIST, page, case_page):
        seen = sit(who).get(address).content.decode()
        assert ("13911112222" not in seen and "139 1111 2222" not in seen) is masked, address
    assert "13800000000" in seen or "13800000000" in sit(who).get(page).content.decode(), "other people's numbers stay"


def test_reading_numbers_in_the_list_costs_no_more_for_fifty(
    city: City, leader: Client, sit: Sit, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = []
    for number in (2, 20):
        for _ in range(number):
            case = city.file(phone="13911112222")
            told = {"token": str(uuid4()), "what": "回电 13911112222"}
            leader.post(f"/desk/cases/{case.order_no}/emergency/", told)
        reader = sit("analyst")
        reader.get(LIST)
        with queries() as seen:
            reader.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_seen_reported_and_closed(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator, body="有人被困电梯")
    assert "班长还没看" in words(leader.get(LIST))
    page = leader.get(f"{LIST}{emergency.pk}/")
    assert "接到群众来电，反映：有人被困电梯" in page.content.decode()
    act(leader, emergency, "see")
    assert emergency.seen_by == city.people["shift_leader"].key
    said = act(leader, emergency, "report", to="市政府总值班室 值班员", means="phone", text="电梯困人，已转 119。")
    assert "以电话报 市政府总值班室 值班员" in said
    assert "电梯困人" in said
    assert "没有登记成工单" in act(leader, emergency, "end", ending="人已救出，无伤。").replace("还没有", "没有")
    assert emergency.closed_at is None, "nothing was filed: closing asks"
    assert "已了结" in act(leader, emergency, "end", ending="人已救出，无伤。", sure="end")
    assert emergency.closed_at
    assert "人已救出" in words(leader.get(f"{LIST}{emergency.pk}/"))


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("report", {"to": "值班室", "text": "有人被困"}, "请填写“报告方式”"),
        ("report", {"text": "有人被困"}, "请填写“报给谁” 请填写“报告方式”"),
        ("report", {"to": "值班室", "means": "phone", "text": "伤亡（待核实）"}, "1 处“待核实、待补充”"),
        ("report", {"to": "", "means": "phone", "text": "有人被困"}, "请填写“报给谁”"),
        ("report", {"to": "值班室", "means": "phone", "text": " "}, "请填写“报告全文”"),
        ("report", {"to": "值班室", "means": "phone", "text": "长" * 4001}, "最多 4000 字"),
        ("end", {"ending": "没事了"}, "还没有报告值班室"),
        ("end", {"ending": "", "false_alarm": "on"}, "请填写“误报的原因”"),
        ("line", {}, "请选转到哪条专线"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    city: City, operator: Client, leader: Client, name: str, form: dict[str, str], said: str
) -> None:
    emergency = raised(operator, body="有人被困电梯")
    answer = leader.post(f"{LIST}{emergency.pk}/{name}/", form)
    assert answer.status_code == 422
    assert said in words(answer)
    assert form.get("text", "").strip() in answer.content.decode()
    emergency.refresh_from_db()
    assert (emergency.reported_at, emergency.closed_at) == (None, None)


def test_a_false_alarm_is_closed_without_a_report(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator)
    act(leader, emergency, "end", ending="误触按键", false_alarm="on")
    assert emergency.false_alarm
    assert "误报" in words(leader.get(LIST))


def test_a_press_that_comes_second_is_told_so(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator)
    told = {"to": "值班室", "means": "phone", "text": "有人被困"}
    act(leader, emergency, "report", **told)
    assert "已经报告过" in act(operator, emergency, "report", **told)


def test_an_operator_neither_sees_for_the_leader_nor_closes(city: City, operator: Client) -> None:
    emergency = raised(operator)
    assert "您的岗位不能" in act(operator, emergency, "see")
    assert "您的岗位不能" in act(operator, emergency, "end", ending="好了", false_alarm="on")
    assert emergency.closed_at is None


@pytest.mark.parametrize("username", ["handler", "leader", "system_admin"])
def test_emergencies_are_the_centres_business(city: City, operator: Client, sit: Sit, username: str) -> None:
    emergency = raised(operator)
    client = sit(username)
    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}{emergency.pk}/").status_code == 404
    assert client.post(f"{LIST}{emergency.pk}/see/").status_code == 404
    assert "/desk/emergencies/" not in client.get("/desk/").content.decode()


def test_another_operators_alarm_is_not_changed_from_a_form(city: City, operator: Client, sit: Sit) -> None:
    emergency = raised(operator)
    city.hire("colleague", Role.OPERATOR, city.centre)
    other = sit("colleague")
    assert other.post(f"{NEW}emergency/{emergency.pk}/line/", {"line": "110"}).status_code == 404
    again = other.post(f"{NEW}emergency/", {"token": str(emergency.submission)})
    assert again.status_code == 422
    assert "别人报的" in words(again)


def test_a_list_of_fifty_asks_no_more_than_a_list_of_two(
    city: City, operator: Client, queries: Callable[[], CaptureQueriesContext]
) -> None:
    counts = []
    for number in (2, 48):
        for _ in range(number):
            raised(operator)
        operator.get(LIST)
        with queries() as seen:
            operator.get(LIST)
        counts.append(len(seen))
    Emergency.objects.update(seen_at=F("raised_at"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("username", ["operator", "shift_leader", "dispatcher"])
def test_raised_from_a_cases_page_and_shown_there(city: City, leader: Client, sit: Sit, username: str) -> None:
    case, client = city.to("in_hand"), sit(username)
    address = f"/desk/cases/{case.order_no}/"
    assert f'href="{address}emergency/" data-raise' in client.get(address).content.decode()
    assert "报急，通知班长" in words(client.get(f"{address}emergency/"))
    form = {"token": str(uuid4()), "danger": "gas", "what": "楼道有煤气味"}
    answer = client.post(f"{address}emergency/", form)
    emergency = Emergency.objects.get()
    assert answer.headers["Location"] == f"{LIST}{emergency.pk}/"
    assert (emergency.case, emergency.danger, emergency.what) == (case, "gas", "楼道有煤气味")
    page = client.get(address)
    assert f'href="{LIST}{emergency.pk}/"' in page.content.decode()
    assert "紧急情况，还没了结" in words(page)
    assert f'href="{address}emergency/"' not in page.content.decode(), "one at a time"
    again = sit("supervisor").post(f"{address}emergency/", form | {"token": str(uuid4())})
    assert again.status_code == 422
    assert "楼道有煤气味" in again.content.decode(), "nothing typed is lost"
    act(leader, emergency, "end", ending="误报", false_alarm="on")
    assert "了结的紧急情况" in words(client.get(address))


@pytest.mark.parametrize("username", ["handler", "reviewer"])
def test_who_raises_none_finds_no_button(city: City, operator: Client, sit: Sit, username: str) -> None:
    case, client = city.to("in_hand"), sit(username)
    address = f"/desk/cases/{case.order_no}/"
    assert "data-raise" not in client.get(address).content.decode()
    operator.post(f"{address}emergency/", {"token": str(uuid4())})
    page = client.get(address)
    assert ("紧急情况，还没了结" in words(page)) == (username == "reviewer"), "the centre sees it, the unit does not"
    assert client.post(f"{address}emergency/", {"token": str(uuid4())}).status_code == 404
    assert Emergency.objects.count() == 1


@pytest.mark.parametrize(("username", "there"), [("operator", True), ("reviewer", True), ("handler", False)])
def test_the_navigation_leads_to_the_emergencies(city: City, sit: Sit, username: str, there: bool) -> None:
    assert (f'href="{LIST}"' in sit(username).get("/desk/").content.decode()) == there


def test_a_report_with_open_points_is_taken_at_the_second_press(city: City, operator: Client) -> None:
    emergency = raised(operator)
    told = {"to": "值班室", "means": "phone", "text": "伤亡（待核实），地点（待补充）"}
    assert "2 处" in act(operator, emergency, "report", **told)
    assert emergency.reported_at is None
    assert "已记下：报给 值班室" in act(operator, emergency, "report", sure="report", **told)
    assert emergency.reported_at


def test_a_false_alarm_in_words_only_is_asked_about(city: City, operator: Client, leader: Client) -> None:
    emergency = raised(operator)
    act(leader, emergency, "report", to="值班室", means="phone", text="有人被困")
    assert "没有勾“误报”" in act(leader, emergency, "end", ending="误报，小孩按的")
    assert emergency.closed_at is None
    act(leader, emergency, "end", ending="误报，小孩按的", false_alarm="on")
    assert emergency.false_alarm


def test_the_line_suggests_what_it_is_and_one_press_says_so(city: City, operator: Client) -> None:
    emergency = raised(operator)
    assert "火灾、爆炸" in act(operator, emergency, "line", line="119")
    assert "已改为“火灾、爆炸”" in act(operator, emergency, "danger", danger="fire")
    assert emergency.danger == "fire"
    assert "改成：" not in words(operator.get(f"{LIST}{emergency.pk}/"))
    assert "请选是什么情况" in act(operator, emergency, "danger", danger="x")


def test_two_alarms_do_not_read_alike(city: City, operator: Client) -> None:
    raised(operator, body="三楼着火")
    raised(operator, body="有人落水")
    page = words(operator.get("/desk/"))
    assert "三楼着火" in page
    assert "有人落水" in page


def test_his_running_emergency_stands_first_and_its_draft_is_not_thrown_away(
    city: City, operator: Client, leader: Client, sit: Sit
) -> None:
    token = str(uuid4())
    emergency = raised(operator, token=token, body="有人被困")
    operator.post(f"{NEW}autosave/", {"token": token, "body": "有人被困"})
    page = words(operator.get("/desk/"))
    assert page.index("没了结的紧急情况") < page.index("没登记完的草稿")
    assert "已报急，没了结" in page
    assert "没了结的紧急情况" in words(leader.get("/desk/"))
    city.hire("night", Role.OPERATOR, city.centre)
    assert "没了结的紧急情况" not in words(sit("night").get("/desk/"))
    assert "还没有了结" in words(operator.post(f"{NEW}discard/", {"token": token}, follow=True))
    assert Draft.objects.filter(pk=token).exists()
    act(leader, emergency, "end", ending="误触", false_alarm="on")
    operator.post(f"{NEW}discard/", {"token": token})
    assert not Draft.objects.filter(pk=token).exists()


def test_an_alarm_before_a_word_is_typed_leaves_a_way_back(city: City, operator: Client) -> None:
    token = str(uuid4())
    raised(operator, token=token)
    operator.post(f"{NEW}autosave/", {"token": token, "urgency": "emergency"})
    assert Draft.objects.filter(pk=token).exists()
    operator.post(f"{NEW}autosave/", {"token": str(uuid4()), "urgency": "emergency"})
    assert Draft.objects.count() == 1
