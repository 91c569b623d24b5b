"""Items elsewhere, lists handed over, figures: what is entered is counted once, what is at fault is named by row."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.outlets.conftest import Office
from yihaotong.accounts.rules import IMPORTER
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access, actions, verifying
from yihaotong.outlets.actions.handing_over import on_list
from yihaotong.outlets.models import Batch, Elsewhere
from yihaotong.outlets.rules.elsewhere import Item

_HEAD = ("渠道", "日期", "标题", "原创/转发", "链接", "索引号")


def _table(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([_HEAD, *rows])
    return path


def test_a_table_is_entered_whole_or_not_at_all_and_once(office: Office, tmp_path: Path):
    who, at = office.press.by("officer"), office.at
    rows = [("微博", "2019-03-01", f"第 {n} 条", "转发" if n % 3 else "原创", "", "") for n in range(97)]
    bad = _table(
        tmp_path / "bad.csv", [*rows, ("微博", "2019-13-01", "坏", "", "", ""), ("微博", "2019-1-1", "甲", "", "", "X")]
    )
    read = actions.read_table(bad, name="bad.csv", actor=who, at=at)
    assert [(fault.number, fault.column) for fault in read.faults] == [(99, "日期"), (100, "索引号")]
    assert not Elsewhere.objects.exists()
    good = _table(tmp_path / "good.csv", [*rows, rows[0]])
    first = actions.read_table(good, name="good.csv", actor=who, at=at)
    again = actions.read_table(good, name="good.csv", actor=who, at=at)
    assert [(each.entered, each.known) for each in (first, again)] == [(97, 1), (0, 98)]
    assert Batch.objects.count() == 1
    assert access.count_by_outlet(2019) == {"weibo": (33, 64)}
    assert list(verifying.check()) == []
    Elsewhere.objects.filter(title="第 5 条").update(original=True)
    assert [each.kind for each in verifying.check()] == ["record-changed"]


def test_a_program_gives_thousands(office: Office, django_assert_max_num_queries):
    items = [Item("wechat", date(2019, 1, 1) + timedelta(days=n % 365), f"推送 {n}") for n in range(2_000)]
    with django_assert_max_num_queries(60):
        assert actions.bring(items, name="模拟", actor=IMPORTER, at=office.at).entered == 2_000
    assert len(access.released_in(2019)) == 2_000


def test_an_item_that_is_an_article_is_counted_once_and_is_taken_down_with_it(office: Office):
    article = office.released("site,wechat")
    office.receipt(article, "wechat")
    who, today = office.press.by("officer"), office.at.date().isoformat()
    said = {"outlet": "wechat", "on": today, "title": "推送", "whose": "own", "article": article.index_number}
    item = actions.register(said, actor=who, at=office.at)
    with pytest.raises(Refused) as told:
        actions.register(said, actor=who, at=office.at)
    assert told.value.code == "twice"
    actions.register(said | {"outlet": "weibo", "whose": "repost"}, actor=who, at=office.at)
    assert access.count_by_outlet(office.at.year) == {"site": (1, 0), "wechat": (1, 0), "weibo": (0, 1)}
    office.withdraw(article)
    office.see_gone(article, "wechat")
    assert [each.outlet for each in access.items_to_take_down()] == ["wechat", "weibo"]
    for each in access.items_to_take_down():
        assert not access.certificate(office.press.fresh(article)).whole
        gone = {"seen": "打开已删除", "seen_by": "王䶮", "sure": True}
        actions.see_item_gone(each, gone, actor=who, at=office.at)
    assert access.certificate(office.press.fresh(article)).whole
    assert list(verifying.check()) == []
    Elsewhere.objects.filter(pk=item.pk).update(proof="另写")
    assert [each.kind for each in verifying.check()] == ["record-changed"]


def test_a_list_is_handed_over_signed_for_and_fetched_back(office: Office):
    who, day = office.press.by("officer"), office.at.date()
    with pytest.raises(Refused) as told:
        actions.draw_up({"body": "市档案馆", "since": day, "until": day, "copies": 2}, actor=who, at=office.at)
    assert told.value.code == "empty"
    two = [office.released("site,archive") for _ in range(2)]
    made = actions.draw_up({"body": "市档案馆", "since": day, "until": day, "copies": 2}, actor=who, at=office.at)
    assert [each.article for each in on_list(made)] == two
    office.withdraw(two[1])
    signed = {"received_on": day, "received_by": "签收人", "note": ""}
    actions.signed_for(made, signed, actor=who, at=office.at, expect=1)
    office.hear()
    assert [office.progress(each, "archive") for each in two] == ["receipted", "recalled"]
    assert office.one(two[0], "archive").address == f"市档案馆，移送清单第 {made.pk} 号"
    office.withdraw(two[0])
    assert office.progress(two[0], "archive") == "recalled"
    with pytest.raises(Refused):
        actions.signed_for(made, signed, actor=who, at=office.at, expect=2)
    assert list(verifying.check()) == []


def test_nobody_else_carries_anything(office: Office):
    article = office.released("site,wechat")
    who, each = office.press.by("drafter"), office.one(article, "wechat")
    acts = [
        lambda: actions.receipt(each, {"address": "x"}, actor=who, at=office.at, expect=each.version),
        lambda: actions.certify(article, actor=who, at=office.at),
        lambda: actions.bring([], name="", actor=who, at=office.at),
        lambda: actions.draw_up({}, actor=who, at=office.at),
    ]
    for act in acts:
        with pytest.raises(Refused) as told:
            act()
        assert told.value.code == "wrong-role"
