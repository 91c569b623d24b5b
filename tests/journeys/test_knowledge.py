"""The knowledge base in a browser: an answer found with the keys alone, a wrong one settled by its owner; all pages."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_every_page import look
from tests.knowledge.conftest import Shelf
from tests.knowledge.conftest import shelf as shelf  # noqa: PLC0414 — the fixture
from yihaotong.knowledge import actions

Desk = Callable[..., Page]


def test_an_operator_finds_an_answer_without_leaving_the_keys(shelf: Shelf, seat: Desk) -> None:
    shelf.in_force(question="水费怎么缴", asked="")
    entry = shelf.in_force(question="小区停水怎么办", asked="家里没水")
    operator = seat("operator")
    operator.keyboard.press("b")
    operator.wait_for_url("**/desk/knowledge/")
    operator.keyboard.type("家里没")
    expect(operator.locator("[data-found]")).to_have_count(1)
    operator.keyboard.press("ArrowDown")
    expect(operator.locator("[data-found]").first).to_be_focused()
    operator.keyboard.press("Escape")
    expect(operator.locator("#q")).to_be_focused()
    operator.keyboard.press("ArrowDown")
    operator.keyboard.press("Enter")
    operator.wait_for_url(f"**/entries/{entry.code}/")
    expect(operator.get_by_role("heading", name="小区停水怎么办")).to_be_visible()


def test_the_owner_corrects_an_answer_and_settles_the_report(shelf: Shelf, seat: Desk) -> None:
    entry = shelf.in_force()
    operator, handler, leader = seat("operator"), seat("handler"), seat("leader")
    address = f"/desk/knowledge/entries/{entry.code}/"
    operator.goto(address)
    operator.keyboard.press("1")
    operator.keyboard.type("热线号码打不通")
    operator.keyboard.press("Control+Enter")
    expect(operator.get_by_text("已报给责任单位")).to_be_visible()
    handler.goto("/desk/knowledge/to-do/")
    handler.get_by_role("link", name="停水了怎么办").first.click()
    handler.get_by_role("link", name="修改").click()
    handler.get_by_label("答复口径").fill("请拨打新的供水热线。")
    handler.get_by_role("button", name="保存").click()
    expect(handler.get_by_text("等待他人发布")).to_be_visible()
    leader.goto(address)
    leader.get_by_role("button", name="发布").click()
    handler.goto(address)
    handler.get_by_text("了结", exact=True).first.click()
    handler.get_by_role("radio", name="属实，已更正").check()
    handler.get_by_role("button", name="了结").click()
    expect(handler.get_by_text("已了结，报告的人会得到提醒")).to_be_visible()
    operator.goto("/desk/knowledge/?q=停水")
    expect(operator.get_by_text("请拨打新的供水热线。")).to_be_visible()


def test_the_pages_of_the_knowledge_base(shelf: Shelf, seat: Desk) -> None:
    supervisor, handler, operator = seat("supervisor"), seat("handler"), seat("operator")
    for name in ("", "to-do/", "entries/", "bulletins/", "templates/"):
        supervisor.goto(f"/desk/knowledge/{name}")
        look(supervisor)
    long = {"question": "长" * 100, "answer": "很长的一个词：" + "x" * 300, "asked": "问" * 300}
    entry = shelf.in_force(**long)
    actions.report_wrong(entry, actor=shelf.city.acting("operator"), at=shelf.city.at, reason="x" * 300)
    shelf.revise(entry, **(long | {"answer": "短", "links": "https://example.org/" + "y" * 200}))
    bulletin = shelf.announce(title="标" * 60, words="x" * 300, places=["640104"])
    waiting = shelf.announce(by="handler")
    words = {"title": "名" * 40, "purpose": "reply", "text": "x" * 300}
    template = actions.write_template(
        words, actor=shelf.city.acting("handler"), at=shelf.city.at, unit=shelf.city.water
    )
    base = "/desk/knowledge"
    for name in ("/", "/?q=火星", "/to-do/", "/entries/", "/bulletins/", "/bulletins/new/", "/templates/new/"):
        supervisor.goto(base + name)
        look(supervisor)
    for name in (
        f"/entries/{entry.code}/",
        f"/entries/{entry.code}/edit/",
        f"/entries/{entry.code}/versions/",
        "/entries/new/",
        f"/bulletins/{bulletin.code}/",
        f"/bulletins/{waiting.code}/",
        f"/bulletins/{bulletin.code}/edit/",
        f"/templates/{template.code}/",
    ):
        handler.goto(base + name)
        for part in handler.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        look(handler)
    handler.goto(f"{base}/entries/new/")
    handler.get_by_role("button", name="保存").click()
    look(handler)
    operator.goto(f"{base}/entries/{entry.code}/")
    look(operator)
