"""A field worker on a telephone, a leader who signs by keys, and the work order on paper."""

from collections.abc import Callable

import pypdfium2
from playwright.sync_api import Page, expect

from tests.browser import SHOTS
from tests.cases.conftest import CONTACT, REPLY, City
from tests.files.samples import jpeg
from tests.journeys.test_every_page import look
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Stage
from yihaotong.knowledge.models import Template

Desk = Callable[..., Page]
PHONE = 390


def test_a_field_worker_on_a_telephone(city: City, seat: Desk, screenshot) -> None:
    """Signs, writes a contact down, hands in a photo, replies from a template: all at 390 pixels."""
    Template.objects.create(title="现场已修复", purpose="reply", text="{承办单位}已到场修复，工单{工单编号}。")
    case = city.to("dispatched", title="小区停水" * 8)
    city.move(case, "allot", "leader", {"person": city.people["handler"].pk, "note": "先看现场"})
    page = seat("handler", width=PHONE)
    page.goto(f"/desk/cases/{case.order_no}/")
    page.locator("#move-sign").get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收")).to_be_visible()
    look(page)
    page.set_viewport_size({"width": PHONE, "height": 844})
    screenshot(page, "unit-case")
    page.locator("details:has(> #move-contact) > summary").click()
    contact = page.locator("#move-contact")
    contact.get_by_label("上门").check()
    contact.get_by_label("已联系上").check()
    contact.get_by_label("联系情况").fill("已到现场")
    contact.get_by_role("button", name="联系记录").click()
    expect(page.get_by_text("已记下：联系记录")).to_be_visible()
    page.locator("summary", has_text="上传附件").click()
    page.get_by_label("选择文件").set_input_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("现场.jpg").first).to_be_visible()
    page.locator("details:has(> #move-reply) > summary").click()
    reply = page.locator("#move-reply")
    reply.get_by_label("已解决").check()
    reply.get_by_text("模板", exact=False).first.click()
    reply.get_by_role("button", name="插入 现场已修复").click()
    expect(reply.get_by_label("答复内容")).to_have_value(f"示例WATER已到场修复，工单{case.order_no}。")
    look(page)
    reply.get_by_role("button", name="答复").click()
    page.wait_for_load_state()
    assert Case.objects.get(pk=case.pk).stage == Stage.REPLIED


def test_a_leader_signs_by_keys_and_hands_back(city: City, seat: Desk) -> None:
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    case = city.move(case, "sign", "street_handler")
    case = city.move(case, "contact", "street_handler", CONTACT)
    city.move(case, "propose", "street_handler", REPLY)
    page = seat("street_leader")
    page.goto(f"/desk/cases/{case.order_no}/")
    label = page.locator("#move-reply")
    page.locator("details:has(> #move-reply) > summary").click()
    expect(label.get_by_label("答复内容")).to_have_value(REPLY["text"])
    label.get_by_label("答复内容").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state()
    expect(page.get_by_text("待审核").first).to_be_visible()
    assert Case.objects.get(pk=case.pk).stage == Stage.REPLIED


def test_the_work_order_on_paper(city: City, seat: Desk) -> None:
    """Short: one page. Long: all of it, over as many pages as it needs."""
    for name, body in (("short", "停水了。"), ("long", "第一问：停水多久？请说明原因。\n" * 200)):
        case = city.to("replied", body=body)
        page = seat("handler")
        page.goto(f"/desk/cases/{case.order_no}/print/")
        look(page)
        page.get_by_label("现场办理").check()
        page.get_by_role("button", name="打开打印页").click()
        expect(page.get_by_role("heading", name="诉求工单")).to_be_visible()
        look(page)
        made = SHOTS / f"print-{name}.pdf"
        page.pdf(path=made, format="A4", prefer_css_page_size=True, print_background=True)
        with pypdfium2.PdfDocument(made) as paper:
            words = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
            for number, sheet in enumerate(paper, start=1):
                sheet.render(scale=1.3).to_pil().save(SHOTS / f"print-{name}-{number}.png")
            pages = len(paper)
        assert words.count("停水") >= body.count("停水")
        assert pages == 1 if name == "short" else pages > 1
        assert words.count("内容仅限办理使用") == pages  # the foot on each of them
