"""Photos, from the public's telephone and at the desk: chosen, dropped, refused, corrected, seen, taken away."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.files.samples import jpeg, packed
from tests.journeys.test_every_page import look
from yihaotong.cases.models import Case
from yihaotong.files.models import File
from yihaotong.journal.models import Line

BODY = "路灯坏了三天，晚上很黑，老人不敢出门，请尽快修理，谢谢。"
_TRANSFER = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    const all = new DataTransfer();
    all.items.add(new File([bytes], name, { type: "image/jpeg" }));
    return all;
}"""

Open = Callable[..., Page]
Shoot = Callable[[Page, str], Any]


def photo(name: str, number: int = 0) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(size=(1200 + number, 900))}


def drop(page: Page, onto: str, name: str) -> None:
    """As the mouse lets go of a file there."""
    transfer = page.evaluate_handle(_TRANSFER, [name, b64encode(jpeg(size=(1300, 900))).decode()])
    for kind in ("dragover", "drop"):
        page.dispatch_event(onto, kind, {"dataTransfer": transfer})


def seen(page: Page, count: int) -> None:
    """That many thumbnails, each of them really loaded."""
    pictures = page.locator(".attachments .thumb img")
    expect(pictures).to_have_count(count)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())


def test_at_the_desk_a_photo_is_chosen_one_is_dropped_and_one_taken_away(
    city: City, seat: Open, screenshot: Shoot
) -> None:
    case = city.to("in_hand")
    page = seat("handler")
    page.goto(f"/desk/cases/{case.order_no}/")
    card = page.get_by_role("region", name="附件")
    card.locator("summary", has_text="上传附件").click()
    with page.expect_file_chooser() as chooser:
        card.get_by_label("选择文件").click()
    chooser.value.set_files([photo("现场.jpg"), photo("多选的一张.jpg", 1)])
    card.get_by_role("button", name="去掉 多选的一张.jpg").click()
    expect(card.locator("[data-chosen] li")).to_have_count(1)
    look(page)
    screenshot(page, "attachments-desk-chosen")
    card.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("收到 1 个附件")).to_be_visible()
    seen(page, 1)

    expect(card.get_by_label("选择文件")).to_be_hidden()
    drop(page, "#story", "门牌.jpg")  # beside the form; it opens and takes it
    expect(card.locator("[data-chosen]")).to_contain_text("门牌.jpg")
    card.get_by_role("checkbox", name="诉求人可见").check()
    card.get_by_role("button", name="上传", exact=True).click()
    seen(page, 2)
    expect(card.locator("li", has_text="门牌.jpg")).to_contain_text("诉求人可见")
    look(page)
    screenshot(page, "attachments-desk")

    card.get_by_role("button", name="移除 现场.jpg").click()
    expect(page.get_by_text("已移除 现场.jpg")).to_be_visible()
    seen(page, 1)
    assert File.objects.get(removed_at=None).name == "门牌.jpg"


def test_a_citizen_sends_photos_corrects_a_refused_one_and_sees_them_on_his_case(
    city: City, open_page: Open, screenshot: Shoot
) -> None:
    page = open_page(390)
    page.goto("/file/")
    # At the pace of a quick typist: the page holds off what is faster than a person.
    page.get_by_label("诉求内容").press_sequentially(BODY, delay=100)
    page.get_by_label("求助").check()
    page.get_by_label("联系电话").fill("13951000002")
    zipped = {"name": "证明.jpg", "mimeType": "image/jpeg", "buffer": packed({"x": b"y"})}
    page.get_by_label("照片、录音等").set_input_files([photo("路灯.jpg"), zipped])
    look(page)
    page.get_by_role("button", name="提交").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("“证明.jpg”没有收下：这是 ZIP 压缩包")
    expect(page.get_by_label("诉求内容")).to_have_value(BODY)
    seen(page, 1)
    look(page)
    screenshot(page, "attachments-portal-refused")
    assert not Case.objects.exists()

    page.get_by_label("再加几个").set_input_files([photo("楼道.jpg", 1)])
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    expect(page.get_by_text("附件 2 个")).to_be_visible()
    page.get_by_role("link", name="看进度").click()
    seen(page, 2)
    look(page)
    screenshot(page, "attachments-portal-tracking")
    case = Case.objects.get()
    assert Line.objects.filter(subject=case.key, kind="case.attach").count() == 2


def test_an_upload_that_breaks_off_is_said_and_sent_again_with_one_press(
    city: City, open_page: Open, screenshot: Shoot
) -> None:
    page = open_page(390)
    page.goto("/file/")
    page.get_by_label("诉求内容").press_sequentially(BODY, delay=100)
    page.get_by_label("求助").check()
    page.get_by_label("联系电话").fill("13951000002")
    page.get_by_label("照片、录音等").set_input_files([photo("路灯.jpg")])
    page.route("**/file/", lambda route: route.fulfill(status=502, body=""), times=1)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("没有传完。写好的内容和选好的文件都在")
    look(page)
    screenshot(page, "attachments-portal-broken")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("附件 1 个")).to_be_visible()


def test_what_is_too_large_stays_here(city: City, open_page: Open) -> None:
    page = open_page(390)
    page.goto("/file/")
    page.get_by_label("照片、录音等").evaluate("input => { input.dataset.fileMost = 1000 }")
    page.get_by_label("照片、录音等").set_input_files([photo("路灯.jpg")])
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-chosen]")).to_contain_text("太大，传不上去")
    expect(page.get_by_label("照片、录音等")).to_be_focused()
    page.get_by_role("button", name="去掉 路灯.jpg").click()
    expect(page.locator("[data-chosen] li")).to_have_count(0)


def test_the_operator_files_a_call_with_a_photo_by_keys_alone(city: City, seat: Open, screenshot: Shoot) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.get_by_label("诉求内容").fill(BODY)
    page.get_by_label("求助", exact=True).check()
    page.get_by_label("问题类别").select_option("0101")
    page.get_by_label("县（市）区").select_option("640104")
    summary = page.locator("summary", has_text="诉求人交来的材料")
    summary.focus()
    page.keyboard.press("Enter")
    with page.expect_request("**/autosave/") as saving:
        page.get_by_label("选择文件").set_input_files([photo("微信发来.jpg")])
    kept = saving.value.post_data_buffer or b""
    assert BODY.encode() in kept
    assert "微信发来".encode() not in kept, "the text is kept every second or two; the photo is sent once"
    look(page)
    screenshot(page, "attachments-intake")
    page.get_by_label("诉求内容").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("联系电话")  # and the photo has come all the same
    seen(page, 1)
    page.get_by_label("联系电话").fill("13951000001")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    file = File.objects.get(removed_at=None)
    assert (file.subject, file.audience, file.name) == (Case.objects.get().key, "requester", "微信发来.jpg")
    assert file.uploaded_by == city.people["operator"].key
