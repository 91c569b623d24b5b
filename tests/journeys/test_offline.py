"""An hour without the network, in a real browser: nothing is lost, nothing is doubled, nobody else reads it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from tests.cases.conftest import City
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_every_page import look
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
    page.get_by_label("联系电话").fill("0951-6012345")
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
