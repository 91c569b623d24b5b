"""A hundred units are not scrolled through: what is typed narrows the list, and one that is left is taken."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.journeys.test_keyboard import ready
from yihaotong.accounts import actions
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, UnitKind


def test_a_unit_among_many_is_found_by_a_few_characters(city: City, seat: Callable[..., Page]) -> None:
    for number in range(20):
        actions.create_unit(
            f"N{number:02}",
            actor=IMPORTER,
            at=city.at,
            name=f"第{number}街道办事处",
            kind=UnitKind.DEPARTMENT,
            parent=Unit.objects.get(code="CENTRE"),
            since=date(2012, 6, 1),
        )
    case = city.file()
    page = seat("dispatcher")
    page.goto(f"/desk/cases/{case.order_no}/")
    ready(page)
    page.keyboard.press("1")
    units = page.get_by_label("主办单位", exact=False)
    line = page.locator("[data-move] input[type=search]").first
    expect(line).to_be_focused()
    page.keyboard.type("17街")
    expect(units).to_have_value("N17")
    look(page)
    line.fill("没有这样的单位")
    expect(units).to_have_value("N17")
    line.fill("街道")
    page.keyboard.press("ArrowDown")
    expect(units).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.locator(".notice.good[role=status]").first.wait_for()
    case.refresh_from_db()
    assert (case.stage, case.lead_unit and case.lead_unit.code) == ("dispatched", "N17")
