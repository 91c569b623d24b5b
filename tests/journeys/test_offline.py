"""An hour without the network, in a real browser: nothing is lost, nothing is doubled, nobody else reads it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from tests.cases.conftest import City
from tests.journeys.conftest import PASSWORD, sign_in
from tests.journeys.test_every_page import look
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases.models import Case

Seat = Callable[..., Page]


def take(page: Page, phone: str, body: str) -> None:
    page.get_by_label("联系电话").fill(phone)
    page.get_by_label("诉求内容").fill(body)
    page.get_by_label("求助", exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("诉求内容")).to_have_value("")


def kept(page: Page) -> list[str]:
    """What lies in the browser's store and storages, as text: what a stranger at this computer could read."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("yihaotong-offline", 1);
            opening.onsuccess = () => {
                const asked = opening.result.transaction("calls").objectStore("calls").getAll();
                asked.onsuccess = () => resolve([...asked.result.map((each) => JSON.stringify(each)),
                    JSON.stringify(sessionStorage), JSON.stringify(localStorage)]);
            };
        })"""
    )


def kept_page(seat: Seat) -> Page:
    """The offline page, opened once while there was a network and kept by the browser since."""
    page = seat("operator")
    page.goto("/desk/new/")
    page.goto("/desk/offline/")
    expect(page.get_by_text("已联网")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.get_by_text("已联网")).to_be_visible()
    return page


def test_three_calls_of_an_hour_without_network_become_three_cases(city: City, seat: Seat) -> None:
    page = kept_page(seat)

    page.context.set_offline(True)
    began = timezone.now()
    take(page, "13951000001", "停电了，整栋楼都黑着。")
    take(page, "13951000002", "停水了，家里有老人。")
    page.reload()
    expect(page.get_by_text("没有网络")).to_be_visible()
    expect(page.get_by_text("2 通等补登")).to_be_visible()
    # A category that the city has given up since this browser kept the page: only the server knows.
    page.evaluate("document.getElementById('category').add(new Option('旧类别', '9999', true, true))")
    take(page, "13951000003", "路灯坏了三盏。")
    assert not any("停电" in each or "13951000001" in each for each in kept(page)), "closed, not merely kept"
    page.get_by_role("button", name="看、改").last.click()
    expect(page.get_by_label("诉求内容")).to_have_value("停电了，整栋楼都黑着。")
    page.get_by_role("button", name="不改了").click()
    page.get_by_role("button", name="补登", exact=True).click()
    expect(page.get_by_text("还没有网络")).to_be_visible()
    assert not Case.objects.exists()

    page.context.set_offline(False)
    entered_though_an_answer_is_lost(page)
    mended(page)
    filed_as_they_came(began)
    page.get_by_role("button", name="清去已补登的").click()
    expect(page.locator("#calls li")).to_have_count(0)


def entered_though_an_answer_is_lost(page: Page) -> None:
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append(route.request.url)
        route.abort("internetdisconnected")

    page.context.route("**/desk/offline/enter/", lose_the_first_answer)
    page.get_by_role("button", name="补登", exact=True).click()
    expect(page.get_by_text("网络又断了")).to_be_visible()
    assert Case.objects.count() == 1, "it was filed; only the answer was lost"
    page.get_by_role("button", name="补登", exact=True).dblclick()
    expect(page.locator("#calls").get_by_text("已补登")).to_have_count(2)
    expect(page.locator("#calls").get_by_text("类别")).to_be_visible()
    look(page)


def mended(page: Page) -> None:
    page.get_by_role("button", name="看、改").click()
    expect(page.get_by_label("诉求内容")).to_have_value("路灯坏了三盏。")
    page.get_by_label("问题类别").select_option("0101")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("诉求内容")).to_have_value("")
    page.get_by_role("button", name="补登", exact=True).click()
    expect(page.locator("#calls").get_by_text("已补登")).to_have_count(3)
    expect(page.get_by_role("button", name="补登", exact=True)).to_be_disabled()


def filed_as_they_came(began: datetime) -> None:
    cases = list(Case.objects.order_by("pk"))
    assert [case.body for case in cases] == ["停电了，整栋楼都黑着。", "停水了，家里有老人。", "路灯坏了三盏。"]
    for case in cases:
        assert began - timedelta(seconds=2) <= case.filed_at <= began + timedelta(seconds=60)
        assert case.filed_at < timezone.now()


def test_a_closed_browser_keeps_them_unreadable_until_they_are_entered(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/offline/")
    expect(page.get_by_text("已联网")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    take(page, "13951000001", "停电了，整栋楼都黑着。")
    again = page.context.new_page()  # the tab is closed, and with it what could open the calls
    page.close()
    again.goto("/desk/offline/")
    expect(again.get_by_text("1 通等补登")).to_be_visible()
    again.get_by_role("button", name="看、改").click()
    expect(again.get_by_text("联网登录后补登时才能看")).to_be_visible()
    take(again, "13951000002", "停水了，家里有老人。")
    again.context.set_offline(False)
    again.context.clear_cookies(name="sessionid")
    again.get_by_role("button", name="补登", exact=True).click()
    again.get_by_role("link", name="请先登录").click()
    again.get_by_label("登录名").fill("operator")
    again.get_by_label("密码").fill(PASSWORD)
    again.get_by_role("button", name="登录").click()
    again.wait_for_url("**/desk/offline/")
    again.get_by_role("button", name="补登", exact=True).click()
    expect(again.locator("#calls").get_by_text("已补登")).to_have_count(2)
    assert Case.objects.count() == 2


def settled(page: Page, scope: str) -> None:
    """Until the worker of this reach has come: what an operator gives it by being at the desk for some seconds."""
    asked = f"navigator.serviceWorker.getRegistration('{scope}').then((each) => each?.active?.state === 'activated')"
    page.wait_for_function(f"() => {asked}")


@pytest.mark.parametrize("opened", ["/desk/", "/desk/new/"])
def test_an_hour_without_network_for_somebody_who_never_opened_the_offline_page(
    city: City, seat: Seat, opened: str
) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.goto(opened)
    settled(page, "/desk/new/")
    settled(page, "/desk/offline/")
    if opened == "/desk/new/":
        page.get_by_label("联系电话").fill("13951000001")
        with page.expect_response("**/desk/new/autosave/"):
            page.get_by_label("诉求内容").fill("停电了，整栋楼都黑着。")
        page.wait_for_load_state("networkidle")
        page.context.set_offline(True)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("link", name="离线登记")).to_be_focused()
        page.keyboard.press("Enter")
    else:
        page.context.set_offline(True)
        page.goto("/desk/new/")
        expect(page.get_by_role("heading", name="离线登记", exact=True)).to_be_visible()
        page.get_by_label("联系电话").fill("13951000001")
        page.get_by_label("诉求内容").fill("停电了，整栋楼都黑着。")
    expect(page.get_by_label("诉求内容")).to_have_value("停电了，整栋楼都黑着。")
    page.get_by_label("求助", exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 通等补登")).to_be_visible()

    again = page.context.new_page()
    page.close()
    again.goto("/desk/offline/")
    expect(again.get_by_text("1 通等补登")).to_be_visible()
    again.context.set_offline(False)
    again.get_by_role("button", name="补登", exact=True).click()
    expect(again.locator("#calls").get_by_text("已补登")).to_have_count(1)
    assert Case.objects.get().body == "停电了，整栋楼都黑着。"


def test_two_calls_of_one_minute_are_told_apart_by_their_first_words(city: City, seat: Seat) -> None:
    page = kept_page(seat)
    page.context.set_offline(True)
    take(page, "13951000001", "停电了，整栋楼都黑着，电梯里还有两个人出不来。")
    take(page, "13951000002", "路灯坏了三盏。")
    rows = page.locator("#calls li")
    expect(rows.filter(has_text="停电了，整栋楼都黑着，电梯里还有两个人出…")).to_have_count(1)
    expect(rows.filter(has_text="路灯坏了三盏。 · 等补登")).to_have_count(1)
    look(page)
    assert not any("停电" in each for each in kept(page)), "on the screen only"


def test_the_emergency_key_without_a_page_of_the_server_says_that_nobody_is_told(city: City, seat: Seat) -> None:
    page = kept_page(seat)
    page.context.set_offline(True)
    page.keyboard.press("F8")
    expect(page.get_by_role("alert").filter(has_text="警报没有发出去！马上大声叫班长")).to_be_focused()
    expect(page.get_by_text("联网后在工单页按 F8 补报")).to_be_visible()
    expect(page.get_by_role("radio", name="特急（危及生命财产）")).to_be_checked()
    look(page)
    page.keyboard.press("Escape")
    expect(page.get_by_label("联系电话")).to_be_focused()


def test_a_field_says_at_once_what_is_wrong_with_it(city: City, seat: Seat) -> None:
    page = kept_page(seat)
    page.get_by_label("联系电话").fill("12")
    page.get_by_label("诉求内容").focus()
    expect(page.get_by_text("“联系电话”不像电话号码，请核对")).to_be_visible()
    look(page)
    page.get_by_label("诉求内容").fill("路灯坏了三盏。")
    page.get_by_label("求助", exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("还没有存，请先补上")).to_be_visible()
    expect(page.locator("#calls li")).to_have_count(0)
    for number in ("6012345-80123", "13951000001转8"):
        page.get_by_label("联系电话").fill(number)
        expect(page.locator("#phone-fault")).to_be_visible()
    for number in ("0951-6012345", "６０１２３４５＃８０１", "6012345-801", "0951-6012345转801"):
        page.get_by_label("联系电话").fill(number)
        expect(page.locator("#phone-fault")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#calls li")).to_have_count(1)


def test_the_form_of_filing_without_a_network_leads_to_the_offline_page(city: City, seat: Seat) -> None:
    page = kept_page(seat)
    page.goto("/desk/new/")
    reached = (
        "navigator.serviceWorker.getRegistration('/desk/new/').then((each) => each?.active?.state === 'activated')"
    )
    page.wait_for_function(f"() => {reached}")
    page.context.set_offline(True)
    page.goto("/desk/new/")
    expect(page.get_by_role("heading", name="离线登记")).to_be_visible()
    expect(page.get_by_text("没有网络")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/desk/")
    page.locator("details.who > summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")


def test_signing_out_closes_the_calls_of_this_computer_until_their_owner_enters_them(city: City, seat: Seat) -> None:
    city.hire("night", Role.OPERATOR, city.centre)
    hiring.set_password(city.people["night"], actor=IMPORTER, at=city.at, password=PASSWORD)
    page = kept_page(seat)
    page.context.set_offline(True)
    take(page, "13951000001", "停电了，整栋楼都黑着。")
    expect(page.locator("#calls li")).to_contain_text("停电了")
    other = page.context.new_page()
    page.context.set_offline(False)
    sign_out(other)
    expect(page.locator("#calls li")).not_to_contain_text("停电了")  # at once, in the tab that wrote it down
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('yihaotong.offline:'))") == []

    sign_in(other, "night")
    other.wait_for_url("**/desk/")
    page.reload()
    expect(page.get_by_text("已联网：测试night")).to_be_visible()
    expect(page.get_by_text("1 通等补登")).to_be_visible()
    page.get_by_role("button", name="看、改").click()
    expect(page.get_by_text("这通电话是别人接的")).to_be_visible()
    expect(page.get_by_label("诉求内容")).to_have_value("")

    sign_out(other)
    sign_in(other, "operator")
    other.wait_for_url("**/desk/")
    page.reload()
    page.get_by_role("button", name="补登", exact=True).click()
    expect(page.locator("#calls").get_by_text("已补登")).to_have_count(1)
    assert Case.objects.get().body == "停电了，整栋楼都黑着。"


def test_a_key_that_is_still_there_opens_nothing_to_somebody_else(city: City, seat: Seat) -> None:
    """His session ended by itself, and a colleague signs in through the offline page, in the same tab."""
    city.hire("night", Role.OPERATOR, city.centre)
    hiring.set_password(city.people["night"], actor=IMPORTER, at=city.at, password=PASSWORD)
    page = kept_page(seat)
    page.context.set_offline(True)
    take(page, "13951000001", "停电了，整栋楼都黑着。")
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    page.reload()  # leads to the sign-in
    sign_in(page, "night")
    page.wait_for_url("**/desk/offline/")
    expect(page.get_by_text("已联网：测试night")).to_be_visible()
    expect(page.get_by_text("1 通等补登")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('yihaotong.offline:'))")
    expect(page.locator("#calls li")).not_to_contain_text("停电了")
    page.get_by_role("button", name="看、改").click()
    expect(page.get_by_text("这通电话是别人接的")).to_be_visible()
    expect(page.get_by_label("诉求内容")).to_have_value("")
