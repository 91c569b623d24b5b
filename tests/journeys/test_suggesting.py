"""What is suggested and by which key it is taken: a category while typing, a unit for a selection of cases."""

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.journeys.test_keyboard import ready
from yihaotong.accounts import actions
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, UnitKind
from yihaotong.cases.models import Case
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import CategoryRow, RouteRow, ServiceClass


def test_no_digit_takes_a_category_that_the_text_does_not_speak_of(city: City, seat: Callable[..., Page]) -> None:
    city.file()  # what this operator files
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page)
    page.get_by_label("诉求内容").fill("有件事想反映一下")
    look_for, listed = page.locator("#pick-category"), page.locator("#pick-category-list [role=option]")
    look_for.focus()
    expect(listed).to_have_count(1)
    look(page)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("问题类别")).to_have_value("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("问题类别")).to_have_value("0101")
    page.get_by_label("诉求内容").fill("我家自来水停了一天")
    look_for.fill("")
    expect(listed.locator("kbd")).to_have_count(1)
    look(page)


def test_a_selection_goes_to_a_unit_found_by_typing_and_what_differs_is_said(
    city: City, seat: Callable[..., Page]
) -> None:
    for number in range(20):
        name, centre = f"第{number}街道办事处", Unit.objects.get(code="CENTRE")
        actions.create_unit(
            f"N{number:02}",
            actor=IMPORTER,
            at=city.at,
            name=name,
            kind=UnitKind.DEPARTMENT,
            parent=centre,
            since=date(2012, 6, 1),
        )
    rows = [CategoryRow("0107", "消费纠纷", "01", ServiceClass.ADMINISTRATIVE, city.at.date() - timedelta(days=400))]
    catalogue.load_categories(rows, actor=IMPORTER, at=city.at)
    routes = [RouteRow("0101", "6401", "N17"), RouteRow("0107", "6401", "N03")]
    catalogue.load_routes(routes, actor=IMPORTER, at=city.at)
    city.file(), city.file(), city.file(category="0107")
    page = seat("dispatcher")
    page.goto("/desk/queue/filed/")
    ready(page)
    for box in page.locator("input[name=case]").all():
        box.check()
    page.locator("button[name=move][value=dispatch]").first.click()
    ready(page)
    expect(page.get_by_text("建议 第17街道办事处")).to_have_count(2)
    look(page)
    page.locator("form[data-find] input[type=search]").fill("17街")
    expect(page.get_by_label("主办单位", exact=False)).to_have_value("N17")
    page.keyboard.press("Control+Enter")
    ready(page)
    expect(page.locator("#differing")).to_contain_text("建议 第3街道办事处 1 件")
    look(page)
    page.get_by_role("button", name="只派其余 2 件").click()
    expect(page.get_by_text("件已办")).to_be_visible()
    assert Case.objects.filter(stage="dispatched", lead_unit__code="N17").count() == 2
    assert Case.objects.get(stage="filed").category == "0107"
