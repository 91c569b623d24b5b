"""A template edited into nonsense and mended in a browser, released by somebody else; a number made void."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.letters.conftest import FACTS, HEAD, SERIES, office
from yihaotong.letters import access, actions

__all__ = ["office"]

Desk = Callable[..., Page]


def test_a_template_is_mended_while_one_types_and_released_by_another(office: City, seat: Desk, screenshot) -> None:
    told = {"subject": "application:12", "series": SERIES, "letterhead": HEAD}
    actions.draw_up("reply_absent", FACTS, actor=office.acting("officer1"), at=office.at, **told)
    officer = seat("officer1")
    officer.goto(officer.url.split("/desk")[0] + "/desk/letters/")
    screenshot(officer, "letters-templates")
    look(officer)
    officer.get_by_role("link", name="不存在告知书", exact=True).click()
    text = officer.get_by_label("正文")
    expect(text).not_to_have_value("")  # a page that is still arriving has the field before its words
    whole = text.input_value()
    text.fill(whole + "\n二、{登记编码}")
    faults = officer.locator("#faults")
    expect(faults).to_contain_text("是不是想写 {登记编号}")
    expect(faults).to_contain_text("序号应为 1，写的是 2")
    officer.keyboard.press("Control+Enter")
    expect(officer.locator("#errors")).to_contain_text("正文第 5 段")
    screenshot(officer, "letters-template-faults")
    look(officer)
    text.fill(whole + "\n特此告知。")
    expect(faults).to_contain_text("没有问题")
    officer.get_by_label("改了什么").fill("补上结束语")
    officer.keyboard.press("Control+Enter")
    expect(officer.get_by_role("heading", name="第 1 版等待发布")).to_be_visible()

    leader = seat("leader1")
    leader.goto(leader.url.split("/desk")[0] + "/desk/disclosure/")
    leader.get_by_role("link", name="发布文书模板：不存在告知书").click()
    expect(leader.get_by_text("特此告知。").first).to_be_visible()
    screenshot(leader, "letters-template-waiting")
    look(leader)
    leader.get_by_role("button", name="发布", exact=True).click()
    expect(leader.get_by_text("从现在起用它")).to_be_visible()
    assert access.in_force("reply_absent").version == 1

    leader.get_by_role("link", name="文书", exact=True).click()
    leader.get_by_role("link", name="文号登记簿").click()
    screenshot(leader, "letters-numbers")
    look(leader)
    leader.get_by_role("link", name="作废").first.click()
    leader.locator("#reason").fill("地址写错，另行制发")
    screenshot(leader, "letters-void")
    look(leader)
    leader.get_by_role("button", name="作废").click()
    expect(leader.get_by_text("地址写错，另行制发")).to_be_visible()
