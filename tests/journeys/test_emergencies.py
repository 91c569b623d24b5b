"""An emergency of a case that was filed before, by keys only: raised, seen on its page, handed over at shift's end."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.accounts.rules import Role
from yihaotong.cases.models import Emergency

Desk = Callable[..., Page]


def test_raised_by_two_keys_from_a_cases_page_and_handed_over(city: City, seat: Desk) -> None:
    city.hire("night", Role.OPERATOR, city.centre)
    case = city.to("in_hand")
    operator = seat("operator")
    operator.goto(f"/desk/cases/{case.order_no}/")
    operator.keyboard.press("F8")
    operator.wait_for_url("**/emergency/")
    look(operator)
    operator.keyboard.press("Control+Enter")
    operator.get_by_text("已报急，班长的屏幕上有警报。").wait_for()
    assert Emergency.objects.get().case == case
    operator.goto(f"/desk/cases/{case.order_no}/")
    expect(operator.get_by_role("heading", name="紧急情况，还没了结")).to_be_visible()
    look(operator)
    operator.keyboard.press("e")
    operator.wait_for_url("**/desk/emergencies/")
    look(operator)
    operator.goto("/desk/handover/")
    look(operator)
    operator.get_by_role("combobox", name="交给谁").select_option(label="测试night")
    operator.get_by_role("button", name="交班").click()
    operator.get_by_text("已交给 测试night").wait_for()
    assert Emergency.objects.get().owner == city.people["night"]


def test_keys_in_the_panel_and_the_second_press_from_the_notice(city: City, seat: Desk) -> None:
    operator = seat("operator")
    operator.goto("/desk/new/")
    operator.get_by_label("诉求内容").fill("楼下好浓的煤气味")
    operator.keyboard.press("F8")
    expect(operator.locator("#emergency [data-emergency]")).to_be_focused()
    expect(operator.locator("[data-press='2']")).to_have_attribute("aria-pressed", "true")
    look(operator)
    operator.keyboard.press("1")
    expect(operator.locator("[data-press='1']")).to_have_attribute("aria-pressed", "true")
    operator.keyboard.press("w")
    expect(operator.get_by_text("已转 119")).to_be_visible()
    expect(operator.locator("#emergency [data-emergency]")).to_be_focused()
    operator.keyboard.press("Escape")
    expect(operator.get_by_label("诉求内容")).to_be_focused()
    operator.keyboard.type("3w")
    expect(operator.get_by_label("诉求内容")).to_have_value("楼下好浓的煤气味3w")
    emergency = Emergency.objects.get()
    assert (emergency.danger, emergency.line) == ("fire", "119")
    operator.goto(f"/desk/emergencies/{emergency.pk}/")
    operator.get_by_label("报给谁").fill("市政府总值班室")
    operator.get_by_role("group", name="报告方式").get_by_label("电话", exact=True).check()
    operator.keyboard.press("Control+Enter")
    expect(operator.locator("[data-focus]")).to_be_focused()
    operator.keyboard.press("Control+Enter")
    expect(operator.get_by_text("以电话报")).to_be_visible()
    look(operator)


def test_it_fits_a_telephone(city: City, seat: Desk) -> None:
    case = city.to("in_hand")
    leader = seat("shift_leader", 390)
    leader.goto(f"/desk/cases/{case.order_no}/emergency/")
    look(leader)
    leader.get_by_role("button", name="报急，通知班长").click()
    leader.goto(f"/desk/cases/{case.order_no}/")
    look(leader)
