"""依申请公开 in browsers: asked for on the web, confirmed, looked for, answered, signed, sent, read by who asked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.accounts.rules import Role
from yihaotong.applications import actions
from yihaotong.applications.models import Application
from yihaotong.applications.rules.moves import MOVES

Desk = Callable[..., Page]
WANTED = "示例市 2025 年供热补贴发放办法及其附件"


@pytest.fixture
def office(city: City) -> City:
    city.hire("officer", Role.DISCLOSURE_OFFICER, city.centre)
    city.hire("chief", Role.DISCLOSURE_LEADER, city.centre)
    return city


def test_asked_for_answered_signed_sent_and_read(
    office: City, open_page: Callable[..., Page], seat: Desk, screenshot
) -> None:
    applicant = open_page(390)
    application = asked_for(applicant, screenshot)
    officer = seat("officer")
    decided(officer, screenshot)
    chief = seat("chief")
    chief.goto("/desk/disclosure/")
    chief.get_by_role("link", name=application.number).click()
    make(chief, "sign")
    look(chief)
    officer.reload()
    fill(officer, "send", delivery="electronic", provided="in_text")
    make(officer, "send")
    screenshot(officer, "application-replied")
    applicant.goto(f"/disclosure/applications/track/{application.number}/")
    expect(applicant.get_by_role("heading", name="答复", exact=True)).to_be_visible()
    look(applicant)
    screenshot(applicant, "application-answered")
    elsewhere = open_page(390)
    elsewhere.goto("/disclosure/applications/track/")
    look(elsewhere)
    elsewhere.get_by_label("申请编号").fill(application.number.lower())
    elsewhere.get_by_label("查询码").fill(actions.query_code(application.number))
    elsewhere.get_by_role("button", name="查询").click()
    expect(elsewhere.get_by_text(WANTED).first).to_be_visible()


def asked_for(applicant: Page, screenshot) -> Application:
    applicant.goto("/disclosure/applications/")
    look(applicant)
    screenshot(applicant, "application-form")
    applicant.get_by_label("所需信息").fill(WANTED)
    applicant.get_by_label("姓名或名称").fill("示例甲")
    applicant.get_by_label("联系电话").fill("13951000001")
    applicant.get_by_role("button", name="提交申请").click()
    expect(applicant.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    look(applicant)
    screenshot(applicant, "application-receipt")
    applicant.get_by_role("link", name="现在补上").click()
    expect(applicant.get_by_role("button", name="提交补充")).to_be_visible()
    look(applicant)
    screenshot(applicant, "application-lacking")
    return Application.objects.get()


def decided(officer: Page, screenshot) -> None:
    officer.goto("/desk/disclosure/")
    screenshot(officer, "disclosure-today")
    look(officer)
    officer.goto("/desk/applications/")
    look(officer)
    screenshot(officer, "applications-list")
    officer.get_by_role("link", name=WANTED).click()
    make(officer, "confirm")
    make(officer, "take_up")
    fill(officer, "look_for", where="档案室 2025 年卷", keywords="供热补贴", who="测试officer")
    make(officer, "look_for")
    fill(officer, "decide", reply="R2")
    make(officer, "decide")
    screenshot(officer, "application-in-hand")
    look(officer)
    make(officer, "propose")


def test_the_other_pages_of_the_office_and_the_way_from_the_hotline(
    office: City, open_page: Callable[..., Page], seat: Desk, screenshot
) -> None:
    case = office.file(body="想要供热补贴的办法")
    operator = seat("operator")
    operator.goto(f"/desk/cases/{case.order_no}/")
    operator.get_by_text("引导依申请公开").click()
    operator.get_by_role("button", name="生成申请表地址").click()
    expect(operator.get_by_label("地址（只在这里显示一次）")).to_be_visible()
    look(operator)
    screenshot(operator, "application-invited")
    applicant = open_page(390)
    applicant.goto(operator.get_by_label("地址（只在这里显示一次）").input_value())
    expect(applicant.get_by_label("所需信息")).to_have_value("想要供热补贴的办法")
    look(applicant)
    applicant.get_by_role("button", name="提交申请").click()
    expect(applicant.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()

    officer = seat("officer")
    officer.goto("/desk/applications/register/")
    look(officer)
    screenshot(officer, "application-register")
    officer.get_by_label("所需信息").fill("有关材料")
    officer.get_by_role("button", name="登记").click()
    expect(officer.get_by_text("还缺：")).to_be_visible()
    look(officer)
    officer.get_by_role("link", name="去办理").click()
    fill(officer, "ask_correction", defects="请写明年份")
    fill(officer, "ask_correction", days="许多")
    officer.locator("#move-ask_correction").get_by_role("button", name="告知补正").click()
    look(officer)
    screenshot(officer, "application-refused")
    for name in ("platform", "year"):
        officer.goto(f"/desk/applications/{name}/")
        look(officer)
        screenshot(officer, f"applications-{name}")


def fill(page: Page, move: str, **values: str) -> None:
    """Open a move's form and fill it in as a person does."""
    form = page.locator(f"#move-{move}")
    others = page.locator("details.others > summary")
    if not form.is_visible() and others.count() and page.locator(f"details.others #move-{move}").count():
        others.click()
    if not form.is_visible():
        page.locator("details[data-move]", has=form).locator("> summary").click()
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(value)


def make(page: Page, move: str) -> None:
    fill(page, move)
    page.locator(f"#move-{move}").get_by_role("button", name=MOVES[move].label).click()
    expect(page.get_by_text(f"{MOVES[move].done}，现在是")).to_be_visible()
