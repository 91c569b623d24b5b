"""The demo city's outlets: releases carried on, some with receipts; a year of items elsewhere, own and reposted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.articles.actions import withdraw
from yihaotong.articles.models import Article
from yihaotong.journal.models import Line
from yihaotong.outlets import access, actions
from yihaotong.outlets.rules.elsewhere import Item

_OFFICER, _LEADER = "gongkai1", "gkfz1"
_WRONG = "热线服务时间提示（模拟）"
_TITLES = ("热线一周", "夏季用水提示", "供暖缴费怎么办", "噪声投诉找谁", "网上提交诉求的方法", "节假日值班电话")
#: Outlet, how many in a year, of so many one a repost.
_ITEMS = (("weibo", 60, 3), ("wechat", 30, 5), ("answers", 4, 99), ("portal", 20, 99))
_SPARED = 3


def stock(today: date, at: datetime) -> int:
    """Hear of the articles there are, give most of them receipts, enter items of this year; how many items. Those that
    were published last wait for their receipts."""
    actions.follow_articles(list(Line.objects.filter(subject__startswith="article:").order_by("pk")), at)
    officer = actor_of(Person.objects.get(username=_OFFICER), at)
    waiting = [each for each in access.to_carry() if each.outlet in {"wechat", "weibo", "portal"}]
    for each in waiting[:-_SPARED]:
        address = f"https://example.org/{each.outlet}/{each.article_id}"
        actions.receipt(each, {"address": address}, actor=officer, at=at, expect=each.version)
    items = list(_items(today))
    actions.bring(items, name="本年登记（模拟）", actor=officer, at=at)
    _take_back(at)
    return len(items)


def _take_back(at: datetime) -> None:
    """One that stands in several outlets is withdrawn: where it must be taken down by hand waits for somebody."""
    article = Article.objects.filter(standing__version__title=_WRONG, withdrawn_at=None).first()
    if article is None:
        return
    leader = actor_of(Person.objects.get(username=_LEADER), at)
    withdraw(article, reason="现场接待的时间写错，更正后另行发布", actor=leader, at=at, expect=article.version)
    actions.follow_articles(list(Line.objects.filter(subject=article.key).order_by("pk")), at)


def _items(today: date) -> Iterator[Item]:
    first = today.replace(month=1, day=1)
    for outlet, many, reposts in _ITEMS:
        for number in range(many):
            on = first + timedelta(days=(today - first).days * number // many)
            title = f"{_TITLES[number % len(_TITLES)]}（模拟 {number + 1}）"
            yield Item(outlet, on, title, original=number % reposts != reposts - 1)
