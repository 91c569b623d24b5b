"""A day at the desk without a mouse; a shift that ends; an alarm that reaches an open page."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases.models import Case, Draft
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind, Quiet, Wishes

Desk = Callable[..., Page]


def test_a_handlers_day_from_the_list_without_a_mouse(city: City, seat: Desk) -> None:
    first = city.to("dispatched", title="停水两天")
    city.to("in_hand", title="漏水")
    page = seat("handler")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text("停水两天")
    page.keyboard.press("g")  # sign
    page.wait_for_url(f"**/cases/{first.order_no}/")
    assert Case.objects.get(pk=first.pk).stage == "in_hand"
    page.keyboard.press("h")
    page.wait_for_url("**/desk/")
    page.keyboard.press("j")
    while "停水" not in page.locator(":focus").inner_text():
        page.keyboard.press("j")
    page.keyboard.press("g")  # its contact form stands open
    page.wait_for_url(f"**/cases/{first.order_no}/#move-contact")
    expect(page.locator("#move-contact")).to_be_visible()
    expect(page.locator("#move-contact :focus")).to_have_count(1)
    page.keyboard.press("Space")
    page.get_by_label("已联系上").press("Space")
    page.get_by_label("联系情况").fill("已电话说明")
    page.keyboard.press("Control+Enter")
    page.get_by_text("已记下：联系记录").wait_for()
    page.keyboard.press("h")
    page.wait_for_url("**/desk/")
    assert set(page.locator("[data-row]").all_inner_texts()) == {"停水两天", "漏水"}
    page.keyboard.press("j")
    while "停水" not in page.locator(":focus").inner_text():
        page.keyboard.press("j")
    page.keyboard.press("g")  # what comes next now is the reply
    expect(page.locator("#move-reply :focus")).to_have_count(1)
    page.keyboard.press("Space")  # 已解决
    page.locator("#move-reply").get_by_label("答复内容").fill("已抢修完毕，恢复供水。")
    page.keyboard.press("Control+Enter")
    page.get_by_text("待审核").first.wait_for()
    assert Case.objects.get(pk=first.pk).stage == "replied"
    page.keyboard.press("h")
    page.wait_for_url("**/desk/")
    assert page.locator("[data-row]").all_inner_texts() == ["漏水"]


def test_the_bell_by_key_and_an_alarm_on_an_open_page(city: City, seat: Desk) -> None:
    reminders.prefer(city.people["operator"], Wishes(Quiet(days=frozenset())))
    case = city.file(title="等回电")
    told = [city.people["operator"].pk]
    page = seat("operator")
    reminders.remind(told, Kind.HANDED_OVER, subject=case.key, words="班长交给您 1 份草稿", at=timezone.now())
    expect(page.locator(".bell .count")).to_have_text("1", timeout=9000)  # within five seconds, without a reload
    page.keyboard.press("l")
    expect(page.locator(".bell-panel :focus")).to_have_text("班长交给您 1 份草稿")
    look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/new/")
    page.get_by_label("诉求内容").fill("半句话")
    reminders.remind(told, Kind.EMERGENCY, subject="emergency:1", words="燃气泄漏，示例小区", at=timezone.now())
    page.get_by_role("alert").get_by_text("燃气泄漏，示例小区").wait_for(timeout=9000)
    page.get_by_role("button", name="我知道了").click()
    expect(page.get_by_text("燃气泄漏，示例小区")).to_have_count(0)
    expect(page.get_by_label("诉求内容")).to_have_value("半句话")


def test_a_shift_ends_and_the_next_one_takes_over(city: City, seat: Desk) -> None:
    night = city.hire("night", Role.OPERATOR, city.centre)
    now = timezone.now()
    for person, begins in (("operator", now - timedelta(hours=8)), ("night", now + timedelta(hours=1))):
        hiring.put_on_duty(
            city.centre,
            actor=IMPORTER,
            at=city.at,
            person=city.people[person],
            phone="12345",
            starts_at=begins,
            ends_at=begins + timedelta(hours=9),
        )
    page = seat("operator")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/new/")
    page.get_by_label("诉求内容").press_sequentially("小区停水，市民说完就挂了")
    page.get_by_text("已自动保存").first.wait_for()
    page.goto("/desk/")
    page.get_by_role("link", name="交班", exact=True).first.click()
    look(page)
    chosen = page.get_by_role("combobox", name="交给谁").locator("option").nth(1).inner_text()
    assert chosen.startswith(night.name)
    page.get_by_role("combobox", name="交给谁").select_option(str(night.pk))
    page.get_by_role("button", name="交班").click()
    page.get_by_text("对方还没有接班").wait_for()
    assert Draft.objects.get().owner == night
    next_one = seat("night")
    next_one.get_by_role("link", name=f"{city.people['operator'].name} 交给您的").click()
    next_one.get_by_role("button", name="看过了，接班").click()
    next_one.get_by_text("已接班").wait_for()
    next_one.get_by_role("link", name="小区停水，市民说完就挂了").first.click()
    expect(next_one.get_by_label("诉求内容")).to_have_value("小区停水，市民说完就挂了")


def test_the_pages_of_today_have_no_fault(city: City, seat: Desk) -> None:
    city.to("dispatched", urgency="emergency", title="标题" * 50)
    city.to("in_hand", secrecy="protected")
    handler = seat("handler")
    look(handler)
    for address in ("/desk/reminders/", "/desk/reminders/settings/"):
        handler.goto(address)
        look(handler)
    leader = seat("shift_leader")
    case = city.file()
    for address in ("/desk/", "/desk/handover/", "/desk/handover/void/", f"/desk/cases/{case.order_no}/follow-up/"):
        leader.goto(address)
        look(leader)
    reminders.remind(
        [city.people["shift_leader"].pk], Kind.EMERGENCY, subject="emergency:1", words="急" * 90, at=timezone.now()
    )
    leader.goto("/desk/")
    look(leader)
