"""From a word in the search box to many cases dispatched at once, and a list taken out of the system."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.desk.test_lists import indexed
from tests.journeys.test_every_page import look
from yihaotong.cases.models import BulkAct, Case
from yihaotong.cases.rules.columns import Column
from yihaotong.journal.models import Line

Desk = Callable[..., Page]


def leads_back(page: Page) -> None:
    """Back leads to what was read, never to a page that would have to be sent again."""
    for _ in range(2):
        if "/desk/bulk/" in page.url:
            answer = page.go_back()
            assert answer is None or answer.request.method == "GET"
    expect(page.get_by_role("status").first).to_have_text("29 件")
    assert "/desk/cases/" in page.url


def test_a_word_is_searched_for_and_what_is_found_dispatched_together(city: City, seat: Desk) -> None:
    for _ in range(28):
        city.file(title="小区停水")
    gone = city.to("dispatched", title="小区停水，已派")
    city.file(title="路灯不亮", body="路灯不亮三天", address="")
    indexed(city)
    page = seat("dispatcher")
    page.keyboard.press("/")
    page.keyboard.type("停水")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/?q=*")
    expect(page.get_by_role("status").first).to_have_text("29 件")
    expect(page.locator("mark").first).to_have_text("停水")
    look(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_label("待派单", exact=True).check()
    page.get_by_label("待签收", exact=True).check()
    page.get_by_role("button", name="按条件筛选").click()
    page.wait_for_url("**stage=*")
    assert "unit=" not in page.url

    # By keys: the first, and with Shift all down to the last.
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-marked]")).to_have_text("已选 1 件")
    page.locator("[data-mark]").last.click(modifiers=["Shift"])
    expect(page.locator("[data-marked]")).to_have_text("已选 20 件")
    page.get_by_label("全部符合条件的").check()
    page.get_by_role("button", name="派单…").click()
    expect(page.get_by_role("heading", name="派单：29 件")).to_be_visible()
    expect(page.get_by_text("其中 1 件现在的环节不能派单")).to_be_visible()
    look(page)
    page.get_by_label("主办单位").focus()
    page.get_by_label("主办单位").select_option("WATER")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/bulk/*-*/")

    # More than one slice: the page goes on by itself.
    expect(page.locator(".bulk-figures")).to_contain_text("28 件已办")
    expect(page.locator(".bulk-figures")).to_contain_text("1 件没有办成")
    expect(page.get_by_role("link", name=gone.order_no)).to_be_visible()
    look(page)
    page.reload()
    expect(page.locator(".bulk-figures")).to_contain_text("28 件已办")
    assert Case.objects.filter(stage="dispatched").count() == 29
    assert Line.objects.filter(kind="case.dispatch").count() == 29
    assert BulkAct.objects.count() == 1
    leads_back(page)
    assert Line.objects.filter(kind="case.dispatch").count() == 29


def test_a_supervisor_keeps_a_list_chooses_columns_and_takes_it_out(city: City, seat: Desk) -> None:
    closed = city.to("closed", title="=HYPERLINK(1)")
    page = seat("supervisor")
    page.goto("/desk/cases/?stage=closed")
    page.locator("summary", has_text="保存筛选").click()
    page.get_by_label("名称").fill("办完的")
    page.get_by_label("给谁看").select_option(label="全中心")
    look(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("navigation", name="保存的筛选").get_by_role("link", name="办完的")).to_have_attribute(
        "aria-current", "true"
    )
    page.goto("/desk/lists/saved/")
    page.locator("summary", has_text="改名").click()
    look(page)
    page.get_by_role("button", name="打开时先看它").click()
    page.get_by_role("link", name="全部工单", exact=True).click()
    page.wait_for_url("**/desk/cases/?stage=closed")
    page.locator("summary", has_text="显示列").click()
    for column in Column:
        page.locator(f"[name=column][value={column.value}]").check()
    look(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="就这样").click()
    expect(page.get_by_role("columnheader", name="满意度")).to_be_visible()
    look(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="导出").click()
    look(page)
    page.locator("[data-main]").click()
    page.locator("main").get_by_role("alert").first.wait_for()
    look(page)
    page.get_by_label("用途").fill("月度会商")
    with page.expect_download() as download:
        page.locator("[data-main]").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename.endswith(".csv")
    assert f"{closed.order_no},'=HYPERLINK(1)," in content
    assert Line.objects.get(kind="cases.export_end").facts["after"] == {"rows": 1, "ended": "whole"}


def test_lists_work_without_a_script_and_fold_on_a_telephone(city: City, seat: Desk) -> None:
    for _ in range(30):
        city.file()
    phone = seat("dispatcher", 390)
    phone.goto("/desk/cases/")
    unit = phone.get_by_role("search", name="筛选工单").get_by_label("主办单位")
    expect(unit).to_be_hidden()
    phone.locator("summary", has_text="筛选条件").click()
    expect(unit).to_be_visible()
    look(phone)

    cookies = phone.context.cookies()
    plain = phone.context.browser.new_context(
        java_script_enabled=False, base_url=phone.url.partition("/desk")[0], locale="zh-CN"
    )
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto("/desk/queue/filed/")
    page.get_by_label("全部符合条件的").check()
    page.get_by_role("button", name="派单…").click()
    page.get_by_label("主办单位").select_option("WATER")
    page.locator("form[action^='/desk/bulk/'] [data-main]").click()
    expect(page.locator(".bulk-figures")).to_contain_text("5 件待办")
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".bulk-figures")).to_contain_text("30 件已办")
    plain.close()
