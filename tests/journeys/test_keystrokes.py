"""How many keys the five most frequent acts take, counted by the keyboard itself, the mouse never touched.

Every press counts but the text of the body and of the answer: digits of the telephone, letters of the name as an input
method needs them, Tab and Enter; a chord such as Ctrl+Enter counts as two. The counts stand in docs/desk/README.md.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_keyboard import ready
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.models import Case
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, ServiceClass

Seat = Callable[..., Page]

README = Path(__file__).resolve().parents[2] / "docs" / "desk" / "README.md"
BODY = "楼下烧烤店每天半夜还在放音响，吵得孩子睡不着，上周就打过一次电话，请有人来管一管。"
#: As docs/desk/README.md prints them: act → keys.
ROW = re.compile(r"^\| (登记|派单|签收|答复|回访办结)[^|]*\| (\d+) \|", re.MULTILINE)


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.count += len(chord.split("+"))
            self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        self.count += len(text)
        self.page.keyboard.type(text)

    def compose(self, text: str, typed: str) -> None:
        """Chinese, as an input method takes it: "wangfang " is nine keys."""
        self.count += len(typed)
        self.page.keyboard.insert_text(text)

    def text(self, text: str) -> None:
        """The body's own text, which nobody can spare an operator: not counted."""
        self.page.keyboard.insert_text(text)


def printed(act: str) -> int:
    return {name: int(count) for name, count in ROW.findall(README.read_text())}[act]


def enough(keys: Keys, act: str, most: int) -> None:
    """Not more than promised, and as the manual says."""
    assert keys.count <= most
    assert keys.count == printed(act), f"docs/desk/README.md prints {printed(act)} keys for {act}, it took {keys.count}"


def catalogued(city: City) -> None:
    rows = [
        PlaceRow("640104001", PlaceLevel.STREET, "大新镇", "640104"),
        PlaceRow("640104001001", PlaceLevel.COMMUNITY, "燕祥社区居委会", "640104001"),
        PlaceRow("640104001002", PlaceLevel.COMMUNITY, "上前城社区居委会", "640104001"),
    ]
    catalogue.load_places(rows, actor=IMPORTER, at=city.at)
    since = city.at.date() - timedelta(days=400)
    names = ("噪音扰民", "市容管理", "物业管理", "停车、挪车")
    kinds = [
        CategoryRow(f"02{n:02}", name, "01", ServiceClass.ADMINISTRATIVE, since) for n, name in enumerate(names, 1)
    ]
    catalogue.load_categories(kinds, actor=IMPORTER, at=city.at)


def test_a_median_call_is_filed_in_forty_keys_beyond_its_text(city: City, seat: Seat) -> None:
    catalogued(city)
    for category in ("0202", "0203", "0202", "0201"):  # what this operator files most stands first in the list
        city.file(category=category, phone="13951000077")
    page = ready(seat("operator"))
    keys = Keys(page)
    keys.press("n")
    expect(page.get_by_label("联系电话")).to_be_focused()
    keys.type("13951000001")
    keys.press("Tab")
    keys.compose("王芳", "wangfang ")
    keys.press("Tab")
    keys.text(BODY)
    keys.press("Tab")
    keys.press("2")  # 投诉
    page.locator("#pick-category-list [role=option]").first.wait_for()
    option = page.locator("#pick-category-list [role=option]", has_text="噪音扰民")
    keys.press(option.locator("kbd").inner_text())
    expect(page.get_by_label("问题类别")).to_have_value("0201")
    keys.type("yxs")
    keys.press("1")
    expect(page.locator("#place-community")).to_have_value("640104001001")
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    case = Case.objects.latest("pk")
    told = (case.request_type, case.category, case.place, case.body)
    assert told == ("complaint", "0201", "640104001001", BODY)
    enough(keys, "登记", 40)
    keys.press("Enter")  # and on to the next call
    expect(page.get_by_label("联系电话")).to_be_focused()


def open_case(page: Page, keys: Keys, queue: str, case: Case) -> None:
    """From one's desk to the first case that waits."""
    keys.press(queue)
    page.wait_for_url("**/queue/**")
    ready(page)
    keys.press("j", "Enter")
    page.wait_for_url(f"**/cases/{case.order_no}/")
    ready(page)


def open_move(page: Page, keys: Keys, name: str) -> None:
    """By its number on the page."""
    number = page.evaluate(
        """(name) => 1 + [...document.querySelectorAll("[data-move]")].findIndex(
            (part) => part.querySelector(`form[action$="/${name}/"]`))""",
        name,
    )
    assert 1 <= number <= 9
    keys.press(str(number))


def made(page: Page) -> None:
    page.locator(".notice.good[role=status]").first.wait_for()


def test_dispatching_to_the_unit_that_is_proposed(city: City, seat: Seat) -> None:
    case = city.file()
    page = ready(seat("dispatcher"))
    keys = Keys(page)
    open_case(page, keys, "d", case)
    open_move(page, keys, "dispatch")
    expect(page.get_by_label("主办单位")).to_be_focused()
    keys.press("ArrowDown", "Control+Enter")
    made(page)
    case.refresh_from_db()
    assert case.stage == "dispatched"
    enough(keys, "派单", 10)


def test_signing(city: City, seat: Seat) -> None:
    case = city.to("dispatched")
    page = ready(seat("handler"))
    keys = Keys(page)
    open_case(page, keys, "s", case)
    open_move(page, keys, "sign")
    keys.press("Control+Enter")
    made(page)
    case.refresh_from_db()
    assert case.stage == "in_hand"
    enough(keys, "签收", 10)


def test_replying(city: City, seat: Seat) -> None:
    case = city.to("in_hand")
    case = city.move(case, "contact", "handler", {"means": "phone", "reached": True, "note": "已电话说明"})
    page = ready(seat("handler"))
    keys = Keys(page)
    open_case(page, keys, "i", case)
    open_move(page, keys, "reply")
    keys.press("Space", "Tab")  # 已解决
    keys.text("已抢修完毕，恢复供水。")
    keys.press("Control+Enter")
    made(page)
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("replied", "solved")
    enough(keys, "答复", 12)


def test_calling_back_and_closing(city: City, seat: Seat) -> None:
    case = city.to("to_call_back")
    page = ready(seat("call_back_clerk"))
    keys = Keys(page)
    open_case(page, keys, "c", case)
    open_move(page, keys, "close")
    keys.press("Space", "Tab")  # 回访：满意或基本满意
    form = page.locator("form[action$='/close/']")
    for group, label in (("是否解决", "已解决"), ("对办理结果", "满意")):
        to = form.get_by_role("group", name=group).get_by_label(label, exact=True)
        while not to.evaluate("part => document.activeElement.name === part.name"):
            keys.press("Tab")
        keys.press("Space")
        while not to.is_checked():
            keys.press("ArrowRight")
    keys.press("Control+Enter")
    made(page)
    case.refresh_from_db()
    assert case.stage == "closed"
    enough(keys, "回访办结", 20)
