"""The demo city's outlets: releases carried on, some with receipts; a year of items elsewhere, own and reposted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.journal.models import Line
from yihaotong.outlets import access, actions
from yihaotong.outlets.rules.elsewhere import Item

_OFFICER = "gongkai1"
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
    return len(items)


def _items(today: date) -> Iterator[Item]:
    first = today.replace(month=1, day=1)
    for outlet, many, reposts in _ITEMS:
        for number in range(many):
            on = first + timedelta(days=(today - first).days * number // many)
            title = f"{_TITLES[number % len(_TITLES)]}（模拟 {number + 1}）"
            yield Item(outlet, on, title, original=number % reposts != reposts - 1)
