"""The catalogue in browsers: written by keys, confirmed, reviewed, approved, released, read by a citizen."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.catalogue.conftest import Office, office
from tests.journeys.test_every_page import look
from yihaotong.catalogue import actions
from yihaotong.catalogue.models import Version

__all__ = ["office"]

Desk = Callable[..., Page]


def test_from_the_first_word_to_the_release(office: Office, seat: Desk, open_page: Desk) -> None:
    officer = seat("officer")
    officer.goto("/desk/catalogue/")
    look(officer)
    officer.get_by_role("link", name="编制目录").click()
    expect(officer.get_by_role("textbox", name="理由")).to_be_focused()
    officer.keyboard.type("按新修订的条例重新编制")
    officer.keyboard.press("Control+Enter")
    officer.wait_for_url("**/draft/")
    officer.get_by_role("textbox", name="一级事项").fill("业务工作")
    officer.keyboard.press("Enter")
    officer.get_by_role("link", name="加二级事项").click()
    expect(officer.get_by_role("textbox", name="二级事项")).to_be_focused()
    officer.keyboard.type("12345月报")
    officer.keyboard.press("Control+Enter")  # what is missing is named, what was typed is there
    expect(officer.locator(".notice.bad")).to_contain_text("公开依据")
    expect(officer.get_by_role("textbox", name="二级事项")).to_have_value("12345月报")
    look(officer)
    officer.get_by_label("公开内容（要素）").fill("每月受理、办理情况")
    officer.get_by_label("公开依据").fill("《政府信息公开条例》第二十条第（四）项")
    officer.get_by_label("公开时限").fill("每月结束后20个工作日内")
    officer.get_by_label("责任科室").select_option(label="示例STUDY科")
    officer.get_by_label("门户栏目").fill("12345月报")
    officer.keyboard.press("Control+Enter")
    expect(officer.get_by_text("已加上“12345月报”")).to_be_visible()
    look(officer)
    officer.get_by_role("link", name="写完了，送审").click()
    officer.get_by_role("button", name="送科室确认").click()
    drafter = seat("drafter", width=390)
    drafter.goto("/desk/disclosure/")
    drafter.get_by_role("link", name="公开目录第 1 版").click()
    look(drafter)
    drafter.get_by_role("button", name="确认本科室事项").click()
    expect(drafter.get_by_text("中心审核中").first).to_be_visible()
    chief = seat("chief")
    chief.goto("/desk/catalogue/versions/1/")
    chief.get_by_role("textbox", name="说明").press("Control+Enter")
    expect(chief.get_by_text("待主管部门审核").first).to_be_visible()
    above = seat("above")
    above.goto("/desk/catalogue/versions/1/")
    look(above)
    above.get_by_role("button", name="审核同意").click()
    officer.goto("/desk/catalogue/versions/1/")
    officer.get_by_role("button", name="发布").click()
    expect(officer.get_by_text("已办：发布")).to_be_visible()
    citizen = open_page(390)
    citizen.goto("/disclosure/catalogue/")
    expect(citizen.get_by_role("link", name="12345月报")).to_be_visible()


def test_what_is_late_is_seen_and_adjusted(office: Office, seat: Desk, open_page: Desk) -> None:
    now, office.city.at = office.city.at, office.city.at - timedelta(days=40)
    rows = {row.name: row for row in office.in_force().rows.all()}
    officer = office.city.acting("officer")
    day = localdate(office.at)
    actions.formed(rows["预算决算"].key, day, "本年度预算经批准", actor=officer, at=office.at)
    for number in range(4):
        released = office.at + timedelta(days=number)
        office.note(rows["机构职能"], f"a{number}", released, day, title=f"示例职能调整第 {number + 1} 次")
    office.note(rows["预算决算"], "late", now - timedelta(days=2), day - timedelta(days=1), title="另一件")
    second = office.begin("机构改革")
    office.change(second, rows["机构职能"], name="机构概况", content="职能、内设机构、地址、电话")
    actions.merge_row(second, rows["年度报告"].key, rows["机构职能"].key, reason="合并公开", **office._now(second))
    office.city.at = now
    page = seat("officer")
    for address in ("", "figures/", "versions/2/", "draft/", "draft/bring/"):
        page.goto(f"/desk/catalogue/{address}")
        look(page)
    page.goto(f"/desk/catalogue/draft/rows/{rows['机构职能'].key}/")
    look(page)
    page.goto("/desk/catalogue/")
    page.get_by_role("link", name="预算决算").click()
    expect(page.get_by_text("为什么是这一天？")).to_be_visible()
    look(page)
    citizen = open_page()
    for address in ("", f"rows/{rows['机构职能'].key}/"):
        citizen.goto(f"/disclosure/catalogue/{address}")
        look(citizen)
    citizen.goto("/disclosure/catalogue/")
    citizen.get_by_role("button", name="大字版").click()
    look(citizen)
    assert Version.objects.count() == 2
