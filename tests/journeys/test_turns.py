"""A case goes to the wrong unit, comes back, is ruled on; a second call of the same matter joins it. In browsers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.cases.conftest import RETURN, City
from tests.journeys.test_every_page import look
from yihaotong.cases import access

pytestmark = pytest.mark.django_db(transaction=True)

Desk = Callable[..., Page]


def unfold(page: Page, move: str) -> None:
    page.locator(f"details[data-move]:has(#move-{move}) > summary").click()


def test_a_unit_gives_back_and_the_arbiter_rules(city: City, seat: Desk, screenshot: Callable[..., object]) -> None:
    earlier = city.to("return_pending")
    city.move(earlier, "overrule", "arbiter", {"reason": "市政管网由水务维护，小区红线以外一律由水务承办。"})
    case = city.to("dispatched", body="小区二次供水的泵房停了，六楼以上都没水。")
    unit = seat("handler")
    unit.goto(f"/desk/cases/{case.order_no}/")
    look(unit)
    screenshot(unit, "turn-unit")
    unit.locator("details.others > summary").click()
    unfold(unit, "return")
    form = unit.locator("#move-return")
    form.get_by_label("不属于本单位职责").check()
    form.get_by_label("依据").fill(RETURN["basis"])
    form.get_by_label("拟办单位").select_option("NORTH")
    look(unit)
    form.get_by_role("button", name="退单").click()
    unit.get_by_text("现在是“退单待裁”").wait_for()
    look(unit)

    arbiter = seat("arbiter")
    arbiter.goto("/desk/queue/return_pending/")
    arbiter.get_by_text(case.order_no).first.wait_for()
    arbiter.goto(f"/desk/cases/{case.order_no}/")
    arbiter.get_by_role("heading", name="退单申请").wait_for()
    assert arbiter.get_by_text("小区红线以外一律由水务承办").is_visible()
    look(arbiter)
    unfold(arbiter, "uphold")
    screenshot(arbiter, "turn-arbiter")
    form = arbiter.locator("#move-uphold")
    form.get_by_label("裁定理由").fill("二次供水设施由街道协调产权单位维护。")
    form.get_by_label("改派单位").select_option("NORTH")
    form.get_by_role("button", name="准退").click()
    arbiter.get_by_text("现在是“待签收”").wait_for()
    look(arbiter)
    screenshot(arbiter, "turn-ruled")
    assert access.fresh(case).lead_unit == city.street


def test_the_second_call_of_one_matter_joins_the_first(
    city: City, seat: Desk, screenshot: Callable[..., object]
) -> None:
    parent = city.to("in_hand")
    for number in range(12):
        other = city.file(phone=f"139520000{number:02}")
        city.move(other, "follow", "dispatcher", {"parent": parent.order_no})
    again, neighbour = city.file(), city.file(phone="13951000007")
    page = seat("operator")
    page.goto(f"/desk/cases/{again.order_no}/")
    look(page)
    page.locator("details.others > summary").click()
    look(page)
    screenshot(page, "turn-operator")
    unfold(page, "merge")
    form = page.locator("#move-merge")
    form.get_by_label("主单编号").fill("YC1")
    form.get_by_role("button", name="并单").click()
    page.get_by_text("没有编号为“YC1”的工单").first.wait_for()
    look(page)
    screenshot(page, "turn-refused")
    form.get_by_label("主单编号").fill(parent.order_no)
    form.get_by_role("button", name="并单").click()
    page.get_by_text("已并单。").wait_for()
    look(page)
    page.goto(f"/desk/cases/{neighbour.order_no}/")
    page.locator("details.others > summary").click()
    unfold(page, "follow")
    form = page.locator("#move-follow")
    form.get_by_label("主单编号").fill(parent.order_no)
    form.get_by_role("button", name="随主单").click()
    page.get_by_text("已随主单。").wait_for()
    screenshot(page, "turn-follower")
    page.get_by_role("link", name=parent.order_no).first.click()
    page.get_by_role("heading", name="主单与随单").wait_for()
    look(page)
    screenshot(page, "turn-parent")
