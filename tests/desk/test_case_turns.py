"""The page of a case off the straight way: rare moves, a return with its precedents, parents, followers, the story."""

import re
from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import RETURN, City
from tests.desk.conftest import inputs, words
from tests.desk.test_case import address
from yihaotong.accounts.rules import IMPORTER
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import RouteRow

Sit = Callable[[str], Client]


def test_the_rare_moves_are_folded_unless_there_is_nothing_else_or_one_was_refused(city: City, sit: Sit) -> None:
    case = city.file()
    client = sit("dispatcher")
    page = client.get(address(case)).content.decode()
    assert '<details class="others">' in page
    assert page.index("/dispatch/") < page.index('<details class="others">') < page.index("/merge/")
    refused = client.post(address(case, "merge/"), inputs(client.get(address(case))) | {"parent": "YC1"})
    assert '<details class="others" open>' in refused.content.decode()
    assert "没有编号为“YC1”的工单" in words(refused)
    assert '<details class="others" open>' in sit("supervisor").get(address(city.to("dispatched"))).content.decode()


def test_the_arbiter_reads_the_units_reason_and_what_was_ruled_before(city: City, sit: Sit) -> None:
    case = city.to("return_pending")
    page = words(sit("arbiter").get(address(case)))
    assert "不属于本单位职责" in page
    assert RETURN["basis"] in page
    assert "您的理由就是第一个先例" in page
    city.move(case, "overrule", "arbiter", {"reason": "市政管网属水务"})
    another = city.to("return_pending")
    answer = sit("arbiter").get(address(another))
    assert "市政管网属水务" in words(answer)
    assert case.order_no in words(answer)
    options = answer.content.decode()
    assert options.index("退单单位建议") < options.index("全部单位"), "the unit that was proposed comes first"
    home = words(sit("arbiter").get("/desk/queue/return_pending/"))
    assert another.order_no in home


def groups(page: HttpResponse) -> dict[str, list[str]]:
    """The units to choose from in the form of a dispatch, by their headings."""
    select = re.search(r'<select[^>]* id="dispatch-unit".*?</select>', page.content.decode(), re.DOTALL)
    assert select
    found = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', select[0], re.DOTALL)
    return {label: re.findall(r'value="([^"]+)"', options) for label, options in found}


def test_whose_return_was_upheld_stands_last_and_whom_the_ruling_names_first(city: City, sit: Sit) -> None:
    catalogue.load_routes([RouteRow("0101", "6401", "WATER")], actor=IMPORTER, at=city.at)
    dispatcher = sit("dispatcher")
    fresh = groups(dispatcher.get(address(city.file())))
    assert fresh["推荐"] == ["WATER", "EAST"], "by the routes"
    assert "退单已准退的、正在办的" not in fresh
    case = city.move(city.to("return_pending"), "uphold", "arbiter", {"reason": "归街道"})
    page = dispatcher.get(address(case))
    found = groups(page)
    assert found["推荐"] == ["NORTH", "EAST"], "whom the unit proposed, then the routes without the unit"
    assert list(found) == ["推荐", "全部单位", "退单已准退的、正在办的"]
    assert found["退单已准退的、正在办的"] == ["WATER"]
    assert "WATER" not in found["全部单位"]
    advice = words(page)[words(page).index("建议派往") :][:60]
    assert "示例NORTH 退单已准退，拟办单位是它" in advice
    assert "示例WATER" not in advice


def test_who_holds_the_case_is_not_suggested_for_the_next_dispatch(city: City, sit: Sit) -> None:
    catalogue.load_routes([RouteRow("0101", "6401", "WATER")], actor=IMPORTER, at=city.at)
    page = sit("arbiter").get(address(city.to("return_pending"))).content.decode()
    assert re.search(r'<optgroup label="推荐"><option value="EAST">', page)
    assert re.search(r'<optgroup label="退单已准退的、正在办的"><option value="WATER">', page)


def test_the_requesters_number_is_masked_in_the_reason_and_in_a_precedent(city: City, sit: Sit) -> None:
    told = RETURN | {"basis": "电话13951000001核实：二次供水归街道"}
    case = city.move(city.to("dispatched"), "return", "handler", told)
    page = words(sit("arbiter").get(address(case)))
    assert "电话139****0001核实" in page
    city.move(case, "overrule", "arbiter", {"reason": "13951000001 处的管网属水务"})
    page = words(sit("arbiter").get(address(city.to("return_pending"))))
    assert "139****0001 处的管网属水务" in page
    assert "13951000001" not in page


def test_parent_and_followers_lead_to_one_another_without_a_name(city: City, sit: Sit) -> None:
    parent = city.to("in_hand")
    follower = city.move(
        city.file(phone="13951000002", name="李四"), "follow", "dispatcher", {"parent": parent.order_no}
    )
    merged = city.move(city.file(), "merge", "operator", {"parent": parent.order_no})
    page = sit("dispatcher").get(address(parent)).content.decode()
    assert address(follower) in page
    assert address(merged) in page
    assert "李四" not in page
    below = sit("dispatcher").get(address(follower)).content.decode()
    assert address(parent) in below
    assert "办理时限" in below, "its clock is its parent's"
    unit = words(sit("handler").get(address(parent)))
    assert follower.order_no not in unit
    assert "另有 2 张随这张工单" in unit


def test_the_story_tells_every_turn(city: City, sit: Sit) -> None:
    case = city.move(city.to("declined"), "restore", "supervisor", {"note": "属于受理范围"})
    page = words(sit("supervisor").get(address(case)))
    for told in ("OOS-5", "北京市接诉即办工作条例第十一条", "不在政府部门和公共服务单位的职责之内", "属于受理范围"):
        assert told in page
    case = city.move(
        city.to("return_pending"), "uphold", "arbiter", {"reason": "归街道", "unit": "NORTH", "final": True}
    )
    page = words(sit("supervisor").get(address(case)))
    for told in ("退单理由", "拟办单位", "归街道", "改派单位", "指定承办"):
        assert told in page
    case = city.move(city.file(), "answer", "operator", {"text": "今晚恢复", "reason": "抢修通知"})
    page = words(sit("operator").get(address(case)))
    for told in ("直接答复", "今晚恢复", "抢修通知"):
        assert told in page
    case = city.move(city.file(), "transfer", "operator", {"line": "119", "note": "已三方通话"})
    assert "119 消防" in words(sit("operator").get(address(case)))
    case = city.move(city.to("closed"), "reopen", "supervisor", {"note": "又停水"})
    assert "首次办结" in words(sit("supervisor").get(address(case)))


def test_the_second_arbiter_sees_who_ruled_and_keeps_his_words(city: City, sit: Sit) -> None:
    case = city.to("return_pending")
    client = sit("arbiter")
    hidden = inputs(client.get(address(case)))
    city.move(case, "overrule", "arbiter", {"reason": "属水务"})
    late = client.post(address(case, "uphold/"), hidden | {"reason": "我认为归街道", "unit": "NORTH"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "驳回退单" in page
    assert "我认为归街道" in page


def test_a_long_story_costs_as_many_queries_as_a_short_one(
    city: City, sit: Sit, queries: Callable[[], CaptureQueriesContext]
) -> None:
    case = city.to("in_hand")
    client = sit("handler")
    counts = []
    client.get(address(case))
    for more in (2, 30):
        for number in range(more):
            city.move(case, "contact", "handler", {"means": "phone", "note": f"第 {number} 次"})
        with queries() as seen:
            client.get(address(case))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 42


def test_a_vain_call_says_how_many_there_were_and_how_many_are_needed(city: City, sit: Sit) -> None:
    case = city.to("to_call_back")
    client = sit("call_back_clerk")
    form = inputs(client.get(address(case))) | {"note": "无人接听"}
    said = words(client.post(address(case, "attempt/"), form, follow=True))
    assert "打过 1 次，算 1 个半天；在 3 个不同的半天都没打通" in said


def test_an_accepted_move_tells_the_browser_which_form_to_forget(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    form = {"means": "phone", "reached": "on", "note": "已说明"}
    answer = sit("handler").post(address(case, "contact/"), form, follow=True)
    assert f'data-accepted="{address(case, "contact/")}"' in answer.content.decode()
