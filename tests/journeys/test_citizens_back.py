"""Citizens who go back: to a form that is half filled, to one that was submitted; and one with thirty photos."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.files.samples import jpeg
from tests.journeys.test_citizens import track
from tests.journeys.test_every_page import look
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.models import Case
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import PlaceLevel, PlaceRow

Open = Callable[..., Page]
BODY = "路灯坏了三天，晚上很黑，老人不敢出门。"


@pytest.fixture
def city(city: City) -> City:
    """With a street and a community below the district."""
    rows = [
        PlaceRow("640104001", PlaceLevel.STREET, "第一街街道", "640104"),
        PlaceRow("640104001001", PlaceLevel.COMMUNITY, "槐树社区居委会", "640104001"),
    ]
    catalogue.load_places(rows, actor=IMPORTER, at=city.at)
    return city


def fill(page: Page) -> None:
    page.goto("/file/")
    page.get_by_label("诉求内容").press_sequentially(BODY, delay=100)
    page.get_by_label("求助").check()
    page.locator("#place-district").select_option("640104")
    expect(page.locator("#place-street")).to_be_enabled()
    page.locator("#place-street").select_option("640104001")
    expect(page.locator("#place-community")).to_be_enabled()
    page.get_by_label("详细地址").fill("示例路 1 号院北门")
    page.get_by_label("联系电话").fill("13951000002")


def is_restored(page: Page) -> None:
    expect(page.get_by_label("诉求内容")).to_have_value(BODY)
    expect(page.locator("#place-district")).to_have_value("640104")
    expect(page.locator("#place-street")).to_have_value("640104001")
    expect(page.locator("#place-community")).to_be_enabled()
    expect(page.locator("#place-chosen")).to_contain_text("第一街街道")
    expect(page.get_by_label("详细地址")).to_have_value("示例路 1 号院北门")
    assert "示例路" not in page.url
    assert "13951000002" not in page.url


def test_back_from_another_page_the_form_is_as_it_was(city: City, open_page: Open) -> None:
    page = open_page(390)
    fill(page)
    expect(page.get_by_text("您刚才离开过这一页")).to_be_hidden()
    page.locator(".brand").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("有事请说，件件有回音")
    page.go_back()
    is_restored(page)
    if not page.get_by_label("联系电话").input_value():
        expect(page.get_by_text("您刚才离开过这一页")).to_be_visible()
    look(page)


def test_back_after_submitting_asks_before_it_files_once_more(city: City, open_page: Open) -> None:
    page = open_page(390)
    fill(page)
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    look(page)
    order_no = Case.objects.get().order_no
    page.go_back()
    is_restored(page)
    page.get_by_label("联系电话").press_sequentially("13951000002", delay=200)  # as a person types
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", name=f"您刚才已提交，工单编号 {order_no}")).to_be_visible()
    look(page)
    assert Case.objects.count() == 1
    with page.expect_popup() as opened:
        page.get_by_role("link", name="看刚才那件的进度").click()
    expect(opened.value.get_by_text(order_no).first).to_be_visible()
    page.get_by_role("button", name="是另一件事，再提交一件").click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    assert Case.objects.count() == 2


def test_too_many_photos_are_told_before_they_are_sent(city: City, open_page: Open, tmp_path: Path) -> None:
    photos = [tmp_path / f"{number}.jpg" for number in range(12)]
    for photo in photos:
        photo.write_bytes(jpeg())
    page = open_page(390)
    page.goto("/file/")
    page.locator("#file").set_input_files(photos)
    warning = page.locator("[data-chosen] li").first
    expect(warning).to_have_text("选了 12 个，还能收 9 个：请去掉 3 个再提交")
    page.get_by_label("诉求内容").press_sequentially(BODY, delay=100)
    page.get_by_label("求助").check()
    page.get_by_label("联系电话").fill("13951000002")
    page.locator("[data-main]").click()
    expect(page.locator("#file")).to_be_focused()
    assert not Case.objects.exists()
    for _ in range(3):
        page.get_by_role("button", name=re.compile("去掉 11?[0-9]?.jpg")).first.click()
    expect(page.locator("[data-chosen] li")).to_have_count(9)
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()


def test_what_he_said_after_the_closing_stands_beside_the_call_back(
    city: City, open_page: Open, seat: Callable[..., Page]
) -> None:
    case = city.to("closed")
    page = open_page(390)
    track(page, case)
    expect(page.get_by_role("heading", name="回访电话里记下的")).to_be_visible()
    page.get_by_label("部分解决").check()
    page.locator("#evaluate-satisfaction-5").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("已经提醒中心的督办员核实")).to_be_visible()
    look(page)
    desk = seat("supervisor")
    expect(desk.get_by_text("办结后评价“非常不满意”")).to_be_visible()
    desk.get_by_role("link", name="查看").first.click()
    expect(desk.get_by_role("heading", name="办结后的评价与回访记录不一致")).to_be_visible()
    look(desk)
