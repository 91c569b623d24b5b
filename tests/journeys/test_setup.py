"""An administrator's work in a real browser: a unit with its person and roster, a unit dissolved, a category retired,
the calendar entered late; and every set-up page under axe at both widths.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_every_page import look
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import DutyShift, Unit
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases import succession
from yihaotong.cases.actions import succeeding
from yihaotong.cases.consumers import follow_calendar
from yihaotong.cases.models import Case
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.models import Category
from yihaotong.dispatch.rules import CategoryRow, ServiceClass
from yihaotong.journal.models import Line

Desk = Callable[..., Page]
BASIS = "示政办发〔2026〕12号"


@pytest.fixture
def admins(city: City) -> City:
    city.hire("security_admin", Role.SECURITY_ADMIN, city.centre)
    city.hire("audit_admin", Role.AUDIT_ADMIN, city.centre)
    return city


def test_a_new_unit_with_its_person_and_roster(admins: City, seat: Desk) -> None:
    system = seat("system_admin")
    system.keyboard.press("x")
    system.wait_for_url("**/desk/setup/")
    system.get_by_role("link", name="单位 单位树").click()
    system.get_by_role("link", name="新设单位").click()
    system.get_by_label("单位代码").fill("gas")
    system.get_by_label("名称", exact=False).first.fill("示例燃气公司")
    system.get_by_label("单位类别").select_option("enterprise")
    system.get_by_label("上级单位").select_option("CENTRE")
    system.get_by_role("button", name="设立").click()
    system.get_by_role("alert").get_by_text("请填写“依据”").wait_for()
    system.get_by_label("依据").fill(BASIS)
    system.get_by_role("button", name="设立").click()
    system.get_by_text("已设立示例燃气公司").wait_for()
    system.goto("/desk/setup/people/new/")
    system.get_by_label("姓名").fill("李四")
    system.get_by_label("登录名").fill("lisi")
    system.get_by_label("首次密码").fill("First-time-2026")
    system.get_by_role("button", name="新增").click()
    system.get_by_text("已新增李四").wait_for()

    security = seat("security_admin")
    security.goto("/desk/setup/people/lisi/")
    security.locator("summary", has_text="授予岗位").click()
    security.get_by_label("岗位").select_option("handler")
    security.get_by_label("单位", exact=False).first.select_option("GAS")
    security.get_by_label("依据").fill("任职文件")
    security.get_by_role("button", name="授予").click()
    security.locator(".what", has_text="承办人 · 示例燃气公司").wait_for()

    system.goto("/desk/setup/roster/GAS/")
    monday = localdate() + timedelta(days=7 - localdate().weekday())
    system.goto(f"/desk/setup/roster/GAS/?week={monday}")
    system.get_by_label("值班人").select_option("lisi")
    system.get_by_label("开始").fill(f"{monday}T18:00")
    system.get_by_label("结束").fill(f"{monday + timedelta(days=1)}T08:00")
    system.get_by_label("值班电话").fill("0951-5550000")
    system.get_by_role("button", name="排班").click()
    system.get_by_text("已排班").wait_for()
    assert DutyShift.objects.get().phone == "0951-5550000"


def test_whoever_has_a_first_password_chooses_his_own(admins: City, open_page: Desk) -> None:
    hiring.create_person("lisi", actor=IMPORTER, at=admins.at, name="李四", password=PASSWORD)
    page = open_page()
    page.goto("/desk/cases/")
    page.get_by_label("登录名").fill("lisi")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="改密码").wait_for()
    look(page)
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill("My-own-2026-word")
    page.get_by_label("再输一次新密码").fill("My-own-2026-word")
    page.get_by_role("button", name="改密码").click()
    page.get_by_text("密码已改").wait_for()


def test_a_unit_with_open_cases_is_dissolved(admins: City, seat: Desk) -> None:
    cases = [admins.to("in_hand") for _ in range(3)]
    page = seat("system_admin")
    page.goto("/desk/setup/units/WATER/")
    expect(page.get_by_text("3 件", exact=True)).to_be_visible()
    page.locator("summary", has_text="撤销").click()
    page.get_by_label("承接单位").select_option("NORTH")
    page.locator("#dissolve-reason").fill(BASIS)
    page.get_by_role("button", name="撤销这个单位").click()
    page.get_by_role("button", name="确认：撤销这个单位").click()
    page.get_by_text("还有 3 件在办工单正在改派给示例NORTH").wait_for()
    look(page)
    assert succeeding.hand_over_cases(admins.at + timedelta(minutes=1)) == 3
    page.get_by_role("link", name="刷新").click()
    page.get_by_text("它手里的工单都已改派给示例NORTH").wait_for()
    assert succession.left_at(Unit.objects.get(code="WATER")) == 0
    assert {case.lead_unit.code for case in Case.objects.filter(pk__in=[each.pk for each in cases])} == {"NORTH"}


def test_a_category_is_retired_and_the_dispatcher_is_told(admins: City, seat: Desk) -> None:
    row = CategoryRow("0103", "二次供水", "01", ServiceClass.ADMINISTRATIVE, localdate(admins.at))
    catalogue.add_category(row, actor=IMPORTER, at=admins.at, reason=BASIS)
    admins.file()
    page = seat("system_admin")
    page.goto("/desk/setup/categories/0101/")
    page.locator("summary", has_text="停用").click()
    page.get_by_label("接续的类别").select_option("0103")
    page.locator("#retire-reason").fill(BASIS)
    page.get_by_label("自哪天起停用").fill((localdate() + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="停用这个类别").click()
    page.get_by_role("button", name="确认：停用这个类别").click()
    page.get_by_text("已保存：停用").wait_for()
    assert Category.objects.get(pk="0101").successor_id == "0103"
    dispatcher = seat("dispatcher")
    expect(dispatcher.locator(".bell .count, .bell summary").first).to_be_visible()


def test_the_calendar_is_entered_late(admins: City, seat: Desk) -> None:
    case = admins.to("in_hand")
    clock = case.clocks.get(kind="handle")
    due = clock.due_at
    page = seat("system_admin")
    page.goto("/desk/setup/calendar/enter/")
    page.get_by_label("放假和上班的日子").fill(f"{localtime(due).date()} 放假 停电")
    page.get_by_label("依据").fill("示政发〔2026〕1号")
    page.get_by_role("button", name="先看会影响什么").click()
    page.get_by_role("heading", name="会影响什么").wait_for()
    expect(page.get_by_role("cell", name="办理时限").first).to_be_visible()
    look(page)
    page.get_by_role("button", name="确认录入").click()
    page.get_by_text("后台正在重新推算").wait_for()
    follow_calendar([Line.objects.get(kind="almanac.enter")], admins.at)
    clock.refresh_from_db()
    assert clock.due_at > due
    page.goto("/desk/setup/moved/")
    look(page)


ADDRESSES = {
    "system_admin": [
        "",
        "units/",
        "units/?q=没有的",
        "units/new/",
        "units/WATER/",
        "people/",
        "people/new/",
        "people/handler/",
        "roster/",
        "roster/WATER/",
        "categories/",
        "categories/0101/",
        "categories/new/",
        "routes/?try_category=0101&try_place=640104",
        "calendar/",
        "calendar/enter/?festival=开斋节",
        "hours/?unit=WATER",
    ],
    "security_admin": ["clients/", "clients/new/", "people/handler/"],
    "audit_admin": ["changes/", "changes/?who=没有的"],
}


@pytest.mark.parametrize("username", ADDRESSES)
def test_every_page_of_the_set_up(admins: City, seat: Desk, username: str) -> None:
    long = "特别长的单位名称" * 9
    hiring.rename_unit(admins.water, actor=IMPORTER, at=admins.at, name=long, since=localdate(admins.at))
    page = seat(username)
    for address in ADDRESSES[username]:
        page.goto(f"/desk/setup/{address}")
        for part in page.locator("details.act, .tree details").all():
            part.evaluate("part => { part.open = true }")
        look(page)
    form = page.locator("main form[method=post]").first
    if form.count():
        form.evaluate("form => form.submit()")
        page.locator("#errors").first.wait_for()
        look(page)
