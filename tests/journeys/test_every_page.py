"""Every page at the width of a desk and of a telephone: no fault that axe knows, no sideways scrolling.

With YIHAOTONG_PICTURES=1 each page that is looked at is kept as a picture in var/shots: every state, for the eye.
"""

import os
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import WIDTHS, screenshot
from tests.cases.conftest import City
from yihaotong.cases import actions

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
_VIOLATIONS = """async (rules) => (await axe.run(document, {rules, resultTypes: ["violations"]})).violations.flatMap(
    (each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 200)}`))"""
#: Colours are the same at every width, and to look at them again is half of axe's time.
_BESIDES_COLOURS = {"color-contrast": {"enabled": False}}

Desk = Callable[..., Page]
_NUMBERS = count(1)


def look(page: Page) -> None:
    page.wait_for_load_state()
    if os.environ.get("YIHAOTONG_PICTURES"):
        test = re.sub(r"\W+", "-", os.environ["PYTEST_CURRENT_TEST"].split("::")[1].split(" ")[0]).strip("-")
        screenshot(page, f"{test}-{next(_NUMBERS):03}")
    page.evaluate(f"{AXE};0")
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} scrolls sideways at {width}"
        rules = {} if width == max(WIDTHS) else _BESIDES_COLOURS
        assert page.evaluate(_VIOLATIONS, rules) == [], f"{page.url} at {width}"


def test_the_public_pages(city: City, open_page: Desk) -> None:
    case = city.to("to_call_back", body="很长的一个词：" + "x" * 300, title="标题" * 50)
    page = open_page()
    lists = ("articles/?q=没有 这样的&from=2026", "map/", "withdrawn/")
    site = ("/disclosure/", *(f"/disclosure/{part}" for part in lists))
    for address in ("/", "/file/", "/track/", "/nothing/", *site):
        page.goto(address)
        look(page)
    page.goto("/file/")
    page.get_by_role("button", name="提交").click()
    look(page)
    page.goto("/track/")
    page.get_by_label("工单编号").fill(case.order_no)
    page.get_by_label("查询码").fill("1")
    page.get_by_role("button", name="查询").click()
    look(page)
    page.get_by_label("查询码").fill(actions.query_code(case.order_no))
    page.get_by_role("button", name="查询").click()
    page.wait_for_url(f"**/track/{case.order_no}/")
    look(page)
    page.get_by_role("button", name="提交评价").click()
    look(page)
    page.get_by_role("button", name="大字版").click()
    look(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("您写的还在").wait_for()
    look(page)


def test_the_documentation_of_the_api(city: City, open_page: Desk) -> None:
    page = open_page()
    page.goto("/api/v1/docs")
    for part in page.locator("details").all():
        part.evaluate("part => { part.open = true }")
    look(page)


@pytest.mark.parametrize(
    ("username", "stage"),
    [
        ("dispatcher", "filed"),
        ("handler", "dispatched"),
        ("handler", "in_hand"),
        ("reviewer", "replied"),
        ("call_back_clerk", "to_call_back"),
        ("supervisor", "closed"),
    ],
)
def test_the_desk_of_each_post(city: City, seat: Desk, username: str, stage: str) -> None:
    case = city.to(stage, urgency="emergency", secrecy="confidential", title="标题" * 50, body="y" * 500)
    page = seat(username)
    look(page)
    for address in (f"/desk/queue/{stage}/", "/desk/cases/", f"/desk/cases/{case.order_no}/", "/desk/find/?q=YC1"):
        page.goto(address)
        for part in page.locator("details").all():
            part.evaluate("part => { part.open = true }")
        look(page)


def test_the_operators_desk(city: City, seat: Desk) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    look(page)
    page.get_by_role("button", name="登记，取工单编号").click()
    page.locator("#errors").wait_for()
    look(page)
    case = city.file()
    page.goto(f"/desk/cases/{case.order_no}/filed/")
    look(page)
    page.goto("/desk/")
    look(page)
    page.context.clear_cookies(name="sessionid")
    page.goto("/desk/")
    look(page)


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_receipt_in_large_type_fits_the_smallest_telephones(city: City, open_page: Desk, width: int) -> None:
    page = open_page(width)
    page.goto("/")
    page.get_by_role("button", name="大字版").click()
    page.goto("/file/?whole=1")
    page.get_by_role("button", name="提交").click()  # empty, so it comes back: what follows is not too quick
    page.get_by_role("alert").wait_for()
    page.get_by_label("诉求内容").fill("路灯坏了")
    page.get_by_label("求助", exact=True).check()
    page.get_by_label("联系电话").fill("13951000002")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="收到了，请记好号码").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card = page.locator(".receipt").bounding_box()
    assert card
    for line in page.locator(".receipt-no, .receipt-code").all():
        inside = line.evaluate(
            "part => { const range = document.createRange(); range.selectNodeContents(part);"
            " const box = range.getBoundingClientRect(); return [box.left, box.right, range.getClientRects().length] }"
        )
        assert card["x"] <= inside[0]
        assert inside[1] <= card["x"] + card["width"]
        assert inside[2] == 1, "a number stands in one line"
