"""Citizens: young on a telephone, old in large type, one who has only a keyboard, one without JavaScript."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cases.conftest import City
from tests.files.samples import jpeg
from tests.journeys.test_every_page import look
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Evaluation, Supplement
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import PlaceLevel, PlaceRow
from yihaotong.files.models import File
from yihaotong.knowledge import actions as knowledge

Open = Callable[..., Page]
BODY = "路灯坏了三天，晚上很黑，老人不敢出门。"


@pytest.fixture
def city(city: City) -> City:
    """With streets and communities, and all that the shipped map has tiles for."""
    rows = [
        PlaceRow(code, PlaceLevel.DISTRICT, name, "6401")
        for code, name in (
            ("640105", "西区"),
            ("640106", "中区"),
            ("640121", "南县"),
            ("640122", "北县"),
            ("640181", "河东市"),
        )
    ]
    rows += [PlaceRow(f"64010400{number}", PlaceLevel.STREET, f"第{number}街街道", "640104") for number in range(1, 8)]
    rows += [PlaceRow("640104001001", PlaceLevel.COMMUNITY, "槐树社区居委会", "640104001")]
    catalogue.load_places(rows, actor=IMPORTER, at=city.at)
    return city


def track(page: Page, case: Case) -> None:
    page.goto("/track/")
    page.get_by_label("工单编号").fill(case.order_no)
    page.get_by_label("查询码").fill(actions.query_code(case.order_no))
    page.get_by_role("button", name="查询").click()
    page.wait_for_url(f"**/track/{case.order_no}/")


def test_young_on_a_telephone(city: City, open_page: Open, tmp_path: Path) -> None:
    """Taps the map, takes a picture, sees the button all the time; later adds a word and judges."""
    picture = tmp_path / "lamp.jpg"
    picture.write_bytes(jpeg())
    page = open_page(390)
    page.goto("/file/")
    page.get_by_label("诉求内容").press_sequentially(BODY, delay=100)
    page.get_by_label("求助").check()
    submit = page.locator("[data-main]")
    expect(submit).to_be_in_viewport()
    page.locator(".tile[data-place='640104']").click()
    page.locator(".tile[data-place='640104001']").click()
    page.locator(".tile[data-place='640104001001']").click()
    expect(page.locator("#place-chosen")).to_contain_text("槐树社区居委会")
    camera = page.locator("[data-camera]")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(picture)
    expect(page.locator("[data-chosen]")).to_contain_text("lamp.jpg")
    page.get_by_label("联系电话").fill("13951000002")
    submit.click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    case = Case.objects.get()
    assert (case.place, File.objects.get().subject) == ("640104001001", case.key)
    page.get_by_role("link", name="看进度").click()
    expect(page.get_by_text("还剩 10 个工作日")).to_be_visible()
    page.get_by_label("补充内容").fill("隔壁楼的路灯也坏了。")
    page.get_by_role("button", name="补充上去").click()
    expect(page.get_by_role("status").first).to_contain_text("承办的人看得到")
    assert Supplement.objects.get().text == "隔壁楼的路灯也坏了。"


def test_old_in_large_type(city: City, open_page: Open) -> None:
    """One question on a page, every target 56 px high, the telephone always in sight; remembered next time."""
    page = open_page(390)
    page.goto("/")
    page.get_by_role("button", name="大字版").click()
    page.get_by_role("link", name="我要反映").click()
    for question, answer in (
        ("您要反映什么事？", lambda: page.get_by_label("诉求内容").fill(BODY)),
        ("您希望我们做什么？", lambda: page.get_by_label("求助").check()),
        ("在哪里？", lambda: None),
        ("具体在什么地方？", lambda: page.get_by_label("详细地址").fill("菜市场门口")),
        ("有照片吗？", lambda: None),
        ("怎样联系您？", lambda: page.get_by_label("联系电话").fill("13951000002")),
    ):
        expect(page.get_by_role("heading", level=1)).to_have_text(question)
        expect(page.get_by_role("link", name="打 12345")).to_be_visible()
        assert small_targets(page, 56) == []
        answer()
        page.locator("[data-main]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("看一遍，对了就提交")
    page.get_by_role("button", name="改 具体地方").click()
    page.get_by_label("详细地址").fill("菜市场北门口")
    for _ in range(3):
        page.locator("[data-main]").click()
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    assert Case.objects.get().address == "菜市场北门口"
    page.goto("/track/")
    expect(page.locator("html.elder")).to_be_visible()
    track(page, Case.objects.get())
    assert small_targets(page, 56) == []


def small_targets(page: Page, least: int) -> list[str]:
    """What can be pressed and is lower than that, in pixels; a word within a sentence is not meant (WCAG 2.5.8)."""
    return page.evaluate(
        """least => Array.from(document.querySelectorAll("main a, main button, main select, main summary,"
          + " main textarea, main input:not([type=hidden]), header button, header a")).filter(part => {
            const target = part.matches("input[type=radio], input[type=checkbox]") ? part.closest("label") : part;
            const box = target.getBoundingClientRect();
            const hidden = !part.checkVisibility() || part.closest(".honey, .sr-only, svg") || box.width < 2;
            const inText = part.matches("a") && part.closest("p, li") && getComputedStyle(part).display === "inline";
            return !hidden && !inText && !part.matches(".brand") && box.height < least - 0.5;
          }).map(part => part.outerHTML.slice(0, 120) + part.getBoundingClientRect().height)""",
        least,
    )


def test_every_target_is_large_enough_for_a_finger(city: City, open_page: Open) -> None:
    page = open_page(390)
    case = city.to("to_call_back")
    for address in ("/", "/file/", "/file/place/", "/file/steps/", "/track/"):
        page.goto(address)
        assert small_targets(page, 44) == [], address
    track(page, case)
    assert small_targets(page, 44) == []


def press_to(page: Page, wanted: Locator, presses: int = 60) -> None:
    """With Tab alone, as who has no mouse."""
    for _ in range(presses):
        if wanted.evaluate("part => part === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_by_keyboard_alone(city: City, open_page: Open) -> None:
    """Over the map, through a mistake and its summary, to the receipt."""
    page = open_page(1440)
    page.goto("/file/")
    press_to(page, page.get_by_label("诉求内容"))
    page.keyboard.type(BODY, delay=20)
    press_to(page, page.locator("#request_type"))
    page.keyboard.press("Space")
    press_to(page, page.locator(".tile[data-place='640104']"))
    page.keyboard.press("Enter")
    chosen = page.locator("#place-chosen")
    expect(chosen).to_contain_text("东区")
    expect(chosen).to_be_focused()
    press_to(page, page.get_by_label("联系电话"))
    page.keyboard.type("12", delay=20)
    page.keyboard.press("Enter")
    summary = page.locator("#errors")
    expect(summary).to_be_focused()
    press_to(page, summary.get_by_role("link", name=re.compile("电话")))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("联系电话"), 3)
    page.keyboard.press("Control+a")
    page.keyboard.type("13951000002", delay=20)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    assert Case.objects.get().place == "640104"


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_without_javascript_from_the_map_to_the_withdrawal(city: City, plain_page: Page) -> None:
    page = plain_page
    page.goto("/file/")
    expect(page.get_by_text("点一下示意图")).to_be_hidden()
    page.get_by_role("link", name="先在示意图上选地方").last.click()
    page.get_by_role("link", name="东区").first.click()
    page.get_by_role("link", name="第1街街道").first.click()
    page.get_by_role("link", name="就选第1街街道，去写内容").click()
    page.get_by_label("诉求内容").fill(BODY)
    page.get_by_label("求助").check()
    page.get_by_label("联系电话").fill("13951000002")
    page.get_by_role("button", name="提交").last.click()
    if page.get_by_role("button", name="确认是我本人填写，提交").count():  # Playwright is quicker than a person
        page.get_by_role("button", name="确认是我本人填写，提交").first.click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    case = Case.objects.get()
    assert case.place == "640104001"
    page.context.clear_cookies()
    track(page, case)
    expect(page.locator("[aria-current=step]")).to_contain_text("已受理")
    page.get_by_label("补充内容").fill("隔壁楼的路灯也坏了。")
    page.get_by_role("button", name="补充上去").click()
    expect(page.get_by_role("region", name="您反映的内容")).to_contain_text("隔壁楼的路灯也坏了。")
    page.get_by_role("link", name="撤回诉求").click()
    page.get_by_role("button", name="确定撤回").click()
    expect(page.get_by_text("随时可以重新反映")).to_be_visible()
    assert Case.objects.get().stage == "withdrawn"


def test_without_javascript_step_by_step(city: City, plain_page: Page) -> None:
    page = plain_page
    page.goto("/file/steps/")
    page.get_by_label("诉求内容").fill(BODY)
    page.locator("[data-main]").click()
    page.get_by_label("求助").check()
    page.locator("[data-main]").click()
    page.get_by_role("radio", name="东区").check()
    page.locator("[data-main]").click()
    expect(page.get_by_text("能再具体些吗")).to_be_visible()
    for _ in range(3):
        page.locator("[data-main]").click()
    page.get_by_label("联系电话").fill("13951000002")
    page.locator("[data-main]").click()
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    assert Case.objects.get().place == "640104"


def test_a_citizen_judges_with_the_keyboard(city: City, open_page: Open) -> None:
    case = city.to("to_call_back")
    page = open_page(1440)
    track(page, case)
    press_to(page, page.locator("#evaluate-solved"))
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press_to(page, page.get_by_role("button", name="提交评价"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="您的评价")).to_be_visible()
    assert Evaluation.objects.get().satisfaction == "very_satisfied"


@pytest.mark.parametrize("large", [False, True])
def test_every_page_of_the_portal(city: City, open_page: Open, large: bool) -> None:
    page = open_page()
    if large:
        page.goto("/")
        page.get_by_role("button", name="大字版").click()
    for address in (
        "/",
        "/file/?whole=1",
        "/file/place/",
        "/file/place/?place=640104",
        "/file/place/?place=640104001001",
        "/track/",
    ):
        page.goto(address)
        look(page)
    page.goto("/file/steps/")
    page.get_by_label("诉求内容").fill("很长的一个词：" + "x" * 300)
    for _ in range(5):
        look(page)
        page.locator("input[type=radio][value=help]").evaluate_all("parts => parts.forEach(part => part.click())")
        page.locator("[data-main]").click()
    look(page)
    page.locator("[data-main]").click()
    page.get_by_role("alert").wait_for()
    look(page)
    page.get_by_label("联系电话").fill("13951000002")
    page.locator("[data-main]").click()
    look(page)
    for stage in ("in_hand", "return_pending", "to_call_back", "declined", "merged"):
        case = city.to(stage, body="很长的一个词：" + "x" * 300, title="标题" * 50)
        if stage == "in_hand":
            case = city.move(case, "supplement", "citizen", {"text": "补充" + "y" * 300})
        track(page, case)
        for part in page.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        look(page)
        if stage == "in_hand":
            page.get_by_role("button", name="补充上去").click()
            page.get_by_role("alert").wait_for()
            look(page)
            page.goto(f"/track/{case.order_no}/withdraw/")
            look(page)


@pytest.mark.parametrize("large", [False, True])
def test_both_doors_are_on_the_first_screen_and_nothing_is_wider_than_the_narrowest(
    city: City, open_page: Open, large: bool
) -> None:
    until = {"since": (city.at - timedelta(hours=1)).isoformat(), "until": (city.at + timedelta(hours=8)).isoformat()}
    notice = {"title": "示例街一带停水", "words": "管道抢修。" * 40, "category": "0101", "places": [], "public": True}
    knowledge.announce(notice | until, actor=city.acting("supervisor"), at=city.at, unit=city.water)
    case = city.to("in_hand")
    page = open_page(390)
    page.goto("/")
    if large:
        page.get_by_role("button", name="大字版").click()
    for door in ("我要反映", "查进度、作评价"):
        box = page.get_by_role("link", name=door).bounding_box()
        assert box
        assert box["y"] + box["height"] <= page.viewport_size["height"]
    track(page, case)
    page.set_viewport_size({"width": 195, "height": 400})
    for address in ("/", "/file/?whole=1", "/file/steps/", "/file/place/", "/track/", f"/track/{case.order_no}/"):
        page.goto(address)
        for part in page.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 195, address


def test_who_chooses_anonymity_reads_what_it_means(city: City, open_page: Open) -> None:
    page = open_page(390)
    page.goto("/file/")
    note = page.get_by_text("电话和姓名都不会留下")
    expect(note).to_be_hidden()
    page.get_by_role("checkbox", name="匿名").check()
    expect(note).to_be_visible()


def test_an_upload_of_nothing_says_so_and_a_step_has_its_own_title(city: City, open_page: Open, tmp_path: Path) -> None:
    case = city.to("in_hand")
    page = open_page(1440)
    track(page, case)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("请先选择文件")).to_be_visible()
    picture = tmp_path / "lamp.jpg"
    picture.write_bytes(jpeg())
    page.goto("/file/steps/")
    page.get_by_label("诉求内容").press_sequentially(BODY, delay=100)
    page.locator("[data-main]").click()
    page.get_by_label("求助").check()
    for _ in range(3):
        page.locator("[data-main]").click()
    page.locator("#file").set_input_files(picture)
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("怎样联系您？")
    expect(page).to_have_title(re.compile("怎样联系您"))


def test_a_double_click_withdraws_and_the_way_back_asks_nothing(city: City, open_page: Open) -> None:
    case = city.to("in_hand")
    page = open_page(390)
    track(page, case)
    page.get_by_role("button", name="补充上去").click()
    page.get_by_role("alert").wait_for()
    assert page.url.endswith(f"/track/{case.order_no}/")
    page.get_by_role("link", name="撤回诉求").click()
    page.get_by_label("理由").fill("已经来水了")
    page.get_by_role("button", name="确定撤回").dblclick()
    expect(page.get_by_text("已经撤回，不再办理")).to_be_visible()
    assert Case.objects.get().stage == "withdrawn"


def test_the_browser_s_way_back_shows_the_step_before(city: City, open_page: Open) -> None:
    page = open_page(390)
    page.goto("/file/steps/")
    page.get_by_label("诉求内容").fill(BODY)
    page.locator("[data-main]").click()
    page.get_by_label("求助").check()
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("在哪里？")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("您希望我们做什么？")
    page.go_back()
    expect(page.get_by_label("诉求内容")).to_have_value(BODY)
