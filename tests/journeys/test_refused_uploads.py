"""A form with files that is refused: the page that comes back has all its keys and guards, as if loaded anew."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.files.samples import jpeg
from tests.journeys.test_every_page import look
from tests.journeys.test_keyboard import ready
from yihaotong.cases.models import Case, Emergency
from yihaotong.files.models import File

Seat = Callable[..., Page]
Shoot = Callable[[Page, str], Any]
BODY = "示例小区 3 号楼昨晚开始停水，老人没水喝，请尽快来修。"


def photo(name: str, number: int = 0) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(size=(1200 + number, 900))}


def refused(page: Page, *files: Any) -> None:
    """Files are chosen, nothing else is filled in, and the form comes back."""
    page.goto("/desk/new/")
    ready(page).keyboard.type("12")
    page.get_by_label("诉求内容").fill(BODY)
    page.locator("summary", has_text="照片、录音等").click()
    page.locator("input[type=file]").set_input_files(list(files))
    page.get_by_label("联系电话").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("不像电话号码").first).to_be_visible()


def test_a_refused_call_with_a_photo_keeps_its_keys_its_guard_and_the_photo(
    city: City, seat: Seat, screenshot: Shoot
) -> None:
    page = seat("operator", service_worker=False)
    refused(page, photo("水表.jpg"))
    expect(page.get_by_label("联系电话")).to_be_focused()
    expect(page.get_by_label("诉求内容")).to_have_value(BODY)
    expect(page.get_by_text("已收到 1 个，提交时一起交")).to_be_visible()
    look(page)
    screenshot(page, "intake-refused-with-a-photo")

    page.get_by_label("联系电话").fill("13951000001")
    page.keyboard.press("F4")
    expect(page.get_by_label("查知识库")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("联系电话")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("[data-emergency]")).to_be_focused()
    assert Emergency.objects.count() == 1, "one press, one alarm: no listener hears it twice"
    page.keyboard.press("Escape")
    page.get_by_label("求助", exact=True).focus()
    page.keyboard.press("3")
    expect(page.get_by_label("找类别")).to_be_focused()
    expect(page.get_by_text("已自动保存")).to_be_visible()

    page.route("**/desk/**", lambda route: route.abort("internetdisconnected"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("还没有登记")).to_be_visible()
    expect(page.get_by_role("link", name="离线登记")).to_be_focused()
    page.unroute("**/desk/**")
    page.get_by_label("诉求内容").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    case = Case.objects.get()
    assert (case.body, File.objects.get(subject=case.key).name) == (BODY, "水表.jpg")


def test_a_second_refusal_and_a_second_photo(city: City, seat: Seat) -> None:
    page = seat("operator")
    refused(page, photo("水表.jpg"))
    page.locator("input[type=file]").set_input_files([photo("楼道.jpg", 1)])
    page.get_by_label("诉求内容").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已收到 2 个，提交时一起交")).to_be_visible()
    expect(page.get_by_label("联系电话")).to_be_focused()
    page.get_by_label("联系电话").fill("13951000001")
    page.get_by_label("求助", exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    assert File.objects.filter(subject=Case.objects.get().key).count() == 2
    page.go_back()
    expect(page.get_by_label("诉求内容")).to_be_visible()
