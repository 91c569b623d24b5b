"""A whole call without the mouse."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.cases.models import Case


def ready(page: Page) -> Page:
    """The page as a person finds it: he presses no key before he sees it."""
    expect(page.locator("html.js h1")).to_be_visible()
    assert page.evaluate("document.hasFocus()")
    return page


def test_a_call_is_filed_without_touching_the_mouse(city: City, seat: Callable[..., Page]) -> None:
    page = ready(seat("operator"))
    keys = page.keyboard
    keys.press("n")
    expect(page.get_by_label("联系电话")).to_be_focused()
    keys.type("13951000001")
    keys.press("Tab")
    keys.type("王芳")
    keys.press("Tab")
    keys.type("小区停水，八十户没有水")
    keys.press("Tab")
    keys.press("Space")  # the first type, 咨询 …
    keys.press("ArrowRight")
    keys.press("ArrowRight")  # … two further: 求助
    page.get_by_role("radio", name="普通").focus()
    keys.press("2")  # 要求保密
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    case = Case.objects.get()
    assert (case.request_type, case.secrecy, case.urgency) == ("help", "confidential", "normal")
    ready(page)
    keys.press("n")
    expect(page.get_by_label("联系电话")).to_be_focused()


def test_a_dispatcher_goes_through_his_queue_by_keys(city: City, seat: Callable[..., Page]) -> None:
    first, second = city.file(), city.file()
    page = ready(seat("dispatcher"))
    page.keyboard.press("d")
    page.wait_for_url("**/queue/filed/")
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{first.order_no}/")
    ready(page)
    page.keyboard.press("1")
    expect(page.get_by_label("主办单位")).to_be_focused()
    page.get_by_label("主办单位").select_option("WATER")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("现在是“待签收”").first).to_be_visible()
    assert second.legs.count() == 0


def test_single_keys_do_nothing_while_typing_and_can_be_switched_off(city: City, seat: Callable[..., Page]) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.get_by_label("诉求内容").focus()
    page.keyboard.type("hna/?")
    expect(page.get_by_label("诉求内容")).to_have_value("hna/?")
    page.goto("/desk/")
    ready(page).keyboard.press("?")
    panel = page.get_by_role("region", name="键盘操作")
    expect(panel).to_be_visible()
    panel.get_by_label("启用单键操作").uncheck()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(panel).to_be_visible()
    assert page.url.endswith("/desk/")


def test_the_first_stop_of_the_keyboard_leads_past_the_bars(city: City, seat: Callable[..., Page]) -> None:
    page = seat("supervisor")
    page.goto("/desk/cases/")
    ready(page).keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_enter_in_a_field_files_the_case(city: City, seat: Callable[..., Page], open_page: Callable[..., Page]) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.get_by_label("诉求内容").fill("停水三天")
    page.get_by_label("求助", exact=True).check()
    page.get_by_label("联系电话").fill("13951000001")
    page.get_by_label("联系电话").press("Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()

    page = open_page()
    page.goto("/file/")
    page.get_by_label("联系电话").press("Enter")  # empty, so it comes back: what follows is not too quick for a person
    page.get_by_role("alert").wait_for()
    page.get_by_label("诉求内容").fill("路灯坏了")
    page.get_by_label("求助").check()
    page.get_by_label("联系电话").fill("13951000002")
    page.get_by_label("联系电话").press("Enter")
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    assert Case.objects.count() == 2


def test_the_digit_that_opens_a_form_is_not_typed_into_it_and_every_form_gets_the_focus(
    city: City, seat: Callable[..., Page]
) -> None:
    """准退, 驳回, 审核通过, 退回, 回访未果, 并单 …: whatever the first field is, and wherever the form opens."""
    for person, stage in (
        ("arbiter", "return_pending"),
        ("reviewer", "replied"),
        ("call_back_clerk", "to_call_back"),
        ("dispatcher", "filed"),
    ):
        case = city.to(stage)
        page = seat(person)
        address = f"/desk/cases/{case.order_no}/"
        page.goto(address)
        for number in range(1, min(9, ready(page).locator("[data-move]").count()) + 1):
            page.goto(address)
            ready(page).keyboard.press(str(number))
            move = page.locator("[data-move]").nth(number - 1)
            focused = move.locator(":focus")
            expect(focused).to_have_count(1)
            expect(focused).to_be_in_viewport()
            typed = "part => [...part.querySelectorAll('textarea, input[type=text]')].map(each => each.value).join('')"
            assert str(number) not in move.evaluate(typed), (person, number)


def test_digits_choose_in_the_form_of_a_move(city: City, seat: Callable[..., Page]) -> None:
    case = city.to("to_call_back")
    page = seat("call_back_clerk")
    page.goto(f"/desk/cases/{case.order_no}/")
    form = ready(page).locator("#move-close")
    page.locator("details[data-move]:has(#move-close) > summary").click()
    second = form.get_by_role("group", name="办结依据").get_by_role("radio").nth(1)
    form.get_by_role("group", name="办结依据").get_by_role("radio").first.focus()
    page.keyboard.press("2")
    expect(second).to_be_checked()
    expect(second).to_be_focused()


def test_the_case_to_join_is_chosen_from_what_is_alike(city: City, seat: Callable[..., Page]) -> None:
    parent, case = city.to("in_hand"), city.file()
    page = seat("dispatcher")
    page.goto(f"/desk/cases/{case.order_no}/")
    ready(page).locator("details.others > summary").click()
    page.locator("details[data-move]:has(#move-merge) > summary").click()
    form = page.locator("#move-merge")
    form.get_by_role("button", name=parent.order_no).click()
    expect(form.get_by_label("主单编号")).to_have_value(parent.order_no)
    expect(form.get_by_label("主单编号")).to_be_focused()
    look(page)
