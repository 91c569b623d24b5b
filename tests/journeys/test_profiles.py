"""The pages of the profiles and of what the calendar moved: no fault that axe knows, and the way through them."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.almanac import actions as almanac
from yihaotong.cases import actions, consumers
from yihaotong.cases.models import TryOn
from yihaotong.journal.models import Line

Desk = Callable[..., Page]


def _holiday(city: City) -> None:
    day = (city.at + timedelta(days=1)).date().isoformat()
    rows = [{"date": day, "kind": "holiday", "name": "示例节", "basis": "示例放假通知"}]
    almanac.enter_days("nation", rows, actor=city.people["system_admin"].key, at=city.at, reason="示例放假通知")
    lines = list(Line.objects.order_by("pk"))
    consumers.follow_calendar(lines, city.at)
    actions.note_moved(list(Line.objects.order_by("pk")), city.at)


def test_the_administrator_copies_looks_keeps_and_switches_on(
    city: City, seat: Desk, screenshot: Callable[[Page, str], object]
) -> None:
    city.to("in_hand", request_type="complaint")
    _holiday(city)
    page = seat("system_admin")
    page.goto("/desk/setup/profiles/")
    look(page)
    screenshot(page, "profiles")
    page.get_by_role("link", name="广东方案").click()
    look(page)
    screenshot(page, "profile")
    page.get_by_role("button", name="复制").click()
    page.locator(".notice.bad").wait_for()
    look(page)
    page.get_by_label("新方案名称").fill("本市方案")
    page.locator("#copy-reason").fill("照广东办法试行")
    page.get_by_role("button", name="复制").click()
    page.get_by_role("heading", name="修改“本市方案”").wait_for()
    look(page)
    page.locator('input[name="limit-0"]').fill("three")
    page.locator('input[name="basis-1"]').fill("")
    page.locator("#reason").fill("咨询从宽")
    page.get_by_role("button", name="预览").click()
    page.locator(".notice.bad").wait_for()
    look(page)
    screenshot(page, "profile-edit-wrong")
    page.locator('input[name="limit-0"]').fill("3wd")
    page.locator('input[name="basis-1"]').fill("本市办法第八条")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("heading", name="预览").wait_for()
    look(page)
    screenshot(page, "profile-edit")
    page.get_by_role("button", name="存为新的一版").click()
    page.get_by_text("已存为第 2 版").wait_for()
    look(page)
    page.locator("#use-reason").fill("办公会决定")
    page.get_by_role("button", name="启用本方案").click()
    page.get_by_text("正在使用：本市方案").wait_for()
    look(page)
    screenshot(page, "profiles-used")
    page.goto("/desk/setup/profiles/compare/?one=default&other=shandong")
    look(page)
    screenshot(page, "profile-compare")
    for address in ("/desk/setup/moved/", "/desk/setup/moved/1/"):
        page.goto(address)
        look(page)


def test_a_month_is_tried_and_read(city: City, seat: Desk, screenshot: Callable[[Page, str], object]) -> None:
    for kind in ("complaint", "help", "inquiry"):
        city.to("in_hand", request_type=kind)
    page = seat("supervisor")
    page.goto("/desk/setup/profiles/guangdong/try/")
    look(page)
    page.get_by_label("受理月份").fill(timezone.localdate().strftime("%Y-%m"))
    page.get_by_role("button", name="开始试算").click()
    page.get_by_role("progressbar").wait_for()
    look(page)
    TryOn.objects.update(asked_at=city.at + timedelta(days=12))  # as if it had been asked for twelve days later
    actions.work_try_ons(timezone.now())
    page.reload()
    page.get_by_role("heading", name="判定改变的工单").wait_for()
    page.get_by_role("link", name="两个日期怎样推算").first.click()
    page.get_by_role("heading", name="现行").wait_for()
    look(page)
    screenshot(page, "try-on")
    _holiday(city)
    for name, address in (("moved", "/desk/setup/moved/"), ("moved-version", "/desk/setup/moved/1/")):
        page.goto(address)
        look(page)
        screenshot(page, name)
