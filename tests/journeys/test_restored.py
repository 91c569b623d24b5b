"""What was typed and not sent comes back with a word about it, and goes with one press."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look


def test_words_of_an_earlier_visit_say_that_they_are(city: City, seat: Callable[..., Page]) -> None:
    case = city.to("in_hand")
    page = seat("handler")
    page.goto(f"/desk/cases/{case.order_no}/")
    note = page.locator("#move-contact [data-restored-note]")
    page.locator("details[data-move]", has=page.locator("#move-contact")).locator("> summary").click()
    page.locator("#move-contact [name=note]").fill("昨天写了一半")
    expect(note).to_have_count(0)
    page.reload()
    expect(note).to_contain_text("上次没有提交的内容已经填回来了")
    expect(page.locator("#move-contact [name=note]")).to_have_value("昨天写了一半")
    look(page)
    note.get_by_role("button").click()
    expect(page.locator("#move-contact [name=note]")).to_have_value("")
    page.reload()
    expect(page.locator("#move-contact [name=note]")).to_have_value("")
    expect(note).to_have_count(0)
