"""What a unit answers for when it is dissolved, the office hours from a day on, a category that was retired."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils.timezone import localdate

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_case import address
from tests.desk.test_setup import BASIS, SETUP, act, admins
from yihaotong.cases.actions import succeeding
from yihaotong.dispatch.models import Category
from yihaotong.knowledge import actions as knowledge

__all__ = ["admins"]

Sit = Callable[[str], Client]


def test_what_a_unit_answers_for_is_counted_before_and_after_it_is_dissolved(admins: City, sit: Sit) -> None:
    writing = {"actor": admins.acting("handler"), "at": admins.at, "unit": admins.water}
    hours = {"since": admins.at.isoformat(), "until": (admins.at + timedelta(hours=8)).isoformat()}
    knowledge.announce({"title": "停水", "words": "抢修"} | hours, **writing)
    knowledge.write_template({"title": "已联系", "purpose": "contact", "text": "已联系"}, **writing)
    client, today = sit("system_admin"), localdate(admins.at).isoformat()
    page = words(client.get(SETUP + "units/WATER/"))
    assert "公告口径 1 条 模板 1 个" in page
    assert "知识和公告 1 条、模板 1 个" in page
    refused = act(client, SETUP + "units/WATER/", "dissolve", on=today, reason=BASIS)
    assert "请填写“承接单位”" in words(refused)
    assert (
        act(
            client, SETUP + "units/WATER/", "dissolve", on=today, successor="NORTH", reason=BASIS, confirmed="on"
        ).status_code
        == 302
    )
    assert "公告 1 条、模板 1 个正在转给示例NORTH" in words(client.get(SETUP + "units/WATER/"))
    assert succeeding.hand_over_knowledge(admins.at) == 2
    assert "正在转给" not in words(client.get(SETUP + "units/WATER/"))


def test_office_hours_are_entered_from_a_day_on_and_stay_readable(admins: City, sit: Sit) -> None:
    client, hours = sit("system_admin"), SETUP + "hours/"
    page = client.get(hours)
    assert "还没有录入过" in words(page)
    assert "夏季 05-01 08:30-12:00 14:30-18:00" in page.content.decode(), "the form begins with what holds"
    day = localdate(admins.at).isoformat()
    given = {"unit": "WATER", "since": day, "rows": "早九晚五", "reason": BASIS}
    refused = act(client, hours, "enter", **given)
    assert refused.status_code == 422
    assert "第 1 行" in words(refused)
    assert "早九晚五" in refused.content.decode()
    late = sit("system_admin")
    assert act(client, hours, "enter", **given | {"rows": "全年 01-01 09:00-17:00"}).status_code == 302
    page = words(client.get(hours + "?unit=WATER"))
    assert "全年 01-01 09:00-17:00" in page
    assert BASIS in page
    assert "09:00–17:00" in words(client.get(SETUP + "units/WATER/"))
    again = {"do": "enter", "expect": "0"} | given | {"rows": "全年 01-01 10:00-17:00"}
    assert "刚才有别人录入了日历" in words(late.post(hours, again))
    assert "办公时间" in words(client.get(SETUP + "calendar/")), "its entry stands among those of the calendar"
    assert "全年 01-01 09:00-17:00" in words(client.get(SETUP + "changes/"))


def test_a_retired_category_is_marked_while_the_case_is_open_and_the_dispatcher_is_told(city: City, sit: Sit) -> None:
    case, over = city.file(), city.to("closed")
    old, today = Category.objects.get(pk="0101"), localdate(city.at)
    Category.objects.create(code="0109", name="二次供水", parent=old.parent, since=today)
    old.until, old.successor = today, Category.objects.get(pk="0109")
    old.save(update_fields=["until", "successor"])
    marked, told = f"{old.name}（已停用）", f"“{old.name}”已停用，接续的是“二次供水”"
    dispatcher, operator = sit("dispatcher"), sit("operator")
    assert marked in words(dispatcher.get(address(case)))
    assert told in words(dispatcher.get(address(case)))
    assert "派单时请改选" in words(dispatcher.get(address(case)))
    assert told not in words(operator.get(address(case)))
    assert told not in words(dispatcher.get(address(over))), "nothing is to be chosen any more"
    listed = words(operator.get("/desk/cases/"))
    assert listed.count(marked) == 1, "the closed one keeps its plain name"
    assert listed.count(old.name) >= 2
