"""One version out to every outlet and back from all of them: the editor at his pages, a reader at the site."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.articles.conftest import Press, staffed
from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.outlets.conftest import keeper
from tests.outlets.machine import Keeper
from yihaotong.articles import opening
from yihaotong.articles.models import Article
from yihaotong.disclosure.city import organ
from yihaotong.journal import consuming, sealing
from yihaotong.outlets import actions

__all__ = ["keeper"]

Desk = Callable[..., Page]
TITLE = "供热投诉办理情况通报"
BY_HAND = {
    "微信公众号": "https://mp.example.org/s/1",
    "微博": "https://weibo.example.org/1",
    "公示栏": "大厅东侧公示栏",
}
#: Programs read of an item here, and whether it is still named there once it is gone.
PROGRAMS = {
    "/disclosure/feed.rss": False,
    "/disclosure/feed.atom": True,
    "/disclosure/data/items.json": False,
    "/disclosure/data/items.csv": False,
    "/disclosure/data/changes.json": True,
    "/sitemap-0.xml": False,
}


@pytest.fixture
def press(city: City) -> Press:
    """Yesterday at half past nine, inside the window whenever the journey runs."""
    city.at = timezone.localtime(city.at).replace(hour=9, minute=30) - timedelta(days=1)
    return staffed(city)


def heard() -> None:
    """What the worker does within the second."""
    sealing.seal_batch()
    consuming.run_all(timezone.now())


def card(page: Page, label: str) -> Locator:
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=label, exact=True))


def put_out_by_hand(officer: Page, day: str) -> None:
    """Outlets without a machine: the text is there, the receipt is entered; the archive signs for its list."""
    officer.goto("/desk/outlets/")
    officer.get_by_role("link", name=TITLE).first.click()
    expect(card(officer, "微信公众号").get_by_label("正文")).to_have_value(re.compile("420"))
    look(officer)
    for label, address in BY_HAND.items():
        card(officer, label).get_by_label("网址、期号或张贴地点").fill(address)
        card(officer, label).get_by_role("button", name="登记已发布").click()
        expect(card(officer, label).get_by_text("已发布", exact=True)).to_be_visible()
    officer.goto("/desk/outlets/handovers/")
    officer.get_by_label("接收单位").fill("示例市档案馆")
    officer.get_by_label("发布日期自").fill(day)
    officer.get_by_role("button", name="做清单").click()
    officer.get_by_label("签收人").fill("马䶮")
    officer.get_by_role("button", name="登记签收").click()
    expect(officer.get_by_text("已登记签收")).to_be_visible()


def find_and_read(reader: Page) -> str:
    """Sought at the site, opened, read in large type; the address that he keeps."""
    reader.goto("/disclosure/")
    reader.get_by_role("searchbox", name="信息搜索").fill("供热投诉")
    reader.get_by_role("button", name="搜索", exact=True).click()
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    reader.get_by_role("button", name="大字版").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    return reader.url


def take_down(officer: Page, number: int) -> None:
    officer.goto(f"/desk/articles/{number}/")
    act = officer.locator("#act-withdraw")
    act.locator("summary").click()
    act.get_by_label("理由").fill("数据有误")
    act.get_by_role("button", name="撤下").click()
    expect(officer.get_by_text("已从本站撤下")).to_be_visible()


def see_everywhere_gone(officer: Page, number: int) -> None:
    officer.goto(f"/desk/outlets/articles/{number}/")
    expect(officer.get_by_text("还没有全部撤下")).to_be_visible()
    for label in (*BY_HAND, "档案馆、图书馆"):
        here = card(officer, label)
        here.get_by_label("怎样看的").fill("打开看过，已经没有")
        here.get_by_label("已打开看过，那里确实已经没有").check()
        here.get_by_role("button", name="登记已撤下").click()
        expect(card(officer, label).get_by_text("已撤下", exact=True)).to_be_visible()


def told(reader: Page, title: str) -> dict[str, bool]:
    """By program whether it names the item; none of them still has its title once it is gone."""
    found = {}
    for address in PROGRAMS:
        answer = reader.request.get(address)
        assert answer.ok or answer.status == 404, "a part of the sitemap without items is none"
        text = answer.text()
        assert not title or title not in text, address
        article = Article.objects.get()
        names = (f"/articles/{article.pk}/", article.index_number, opening.identity(article))
        found[address] = any(name in text for name in names)
    return found


def test_one_version_to_every_outlet_and_back(
    press: Press, keeper: Keeper, seat: Desk, open_page: Callable[..., Page], screenshot: Callable[..., object]
) -> None:
    outlets = "site,portal,wechat,weibo,board,archive"
    article = press.released(title=TITLE, source=organ().name, outlets=outlets)
    heard()
    assert actions.send_due(timezone.now()) == 1
    officer, reader = seat("officer"), open_page()
    put_out_by_hand(officer, press.at.date().isoformat())
    heard()
    assert article.appearances.filter(gone_at=None).count() == 6
    officer.goto(f"/desk/outlets/articles/{article.pk}/")
    screenshot(officer, "outlets-everywhere")
    kept = find_and_read(reader)
    screenshot(reader, "outlets-reader")
    assert all(told(reader, "").values())

    take_down(officer, article.pk)
    heard()
    answer = reader.goto(kept)
    assert answer is not None
    assert answer.status == 410
    expect(reader.get_by_text("数据有误")).to_be_visible()
    reader.goto("/disclosure/articles/?q=供热投诉")
    expect(reader.get_by_role("link", name=TITLE)).to_have_count(0)
    assert told(reader, TITLE) == PROGRAMS
    assert actions.recall_due(timezone.now()) == 1
    assert keeper.items == {}
    see_everywhere_gone(officer, article.pk)
    expect(officer.get_by_text("各渠道都已撤下")).to_be_visible()
    look(officer)
    screenshot(officer, "outlets-certificate")
