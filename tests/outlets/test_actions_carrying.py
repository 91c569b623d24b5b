"""One release to every outlet and back: by a machine that fails, forgets, is slow to let go; by people; corrected on
the way, withdrawn on the way."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.outlets.conftest import Office
from tests.outlets.machine import Keeper
from yihaotong.articles import actions as articles
from yihaotong.disclosure.city import organ
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access, actions, verifying
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules import machines
from yihaotong.reminders.models import Reminder

OLD, NEW = "https://mp.example.org/s/old", "https://mp.example.org/s/new"


def test_a_release_is_carried_everywhere_and_withdrawn_from_everywhere(office: Office, keeper: Keeper):
    """One machine, one outlet by hand, our own site: each with its receipt, each with its proof, caches included."""
    article = office.released()
    assert office.progress(article, "site") == "receipted"
    assert actions.send_due(office.at) == 1
    assert actions.send_due(office.later(hours=1)) == 0, "what was receipted is never sent again"
    assert len(keeper.posts) == 1
    assert office.one(article, "portal").address == f"{keeper.address}/read/article-{article.pk}"
    office.receipt(article, "wechat", "https://mp.example.org/s/1")
    assert {each.outlet for each in article.appearances.filter(gone_at=None)} == {"site", "portal", "wechat"}
    assert access.count_by_outlet(office.at.year) == {"site": (1, 0), "portal": (1, 0), "wechat": (1, 0)}

    keeper.cached.add(f"article-{article.pk}")
    office.withdraw(article)
    assert actions.recall_due(office.at) == 0
    assert "缓存里还有" in office.one(article, "portal").last_error
    assert not access.certificate(office.press.fresh(article)).whole
    keeper.cached.clear()
    assert actions.recall_due(office.later(minutes=2)) == 1
    office.see_gone(article, "wechat")
    found = actions.certify(office.press.fresh(article), actor=office.press.by("officer"), at=office.at)
    assert found.whole
    assert [(each.outlet, bool(each.proof), each.seen_by) for each in found.proofs] == [
        ("portal", True, "系统作业"),
        ("wechat", True, "王䶮"),
    ]
    assert "普通读者" in found.proofs[0].proof
    assert "答 410" in found.proofs[0].proof
    assert not article.appearances.filter(gone_at=None).exists()
    assert list(verifying.check()) == []


def test_a_machine_that_fails_for_a_day_loses_nothing_and_gets_nothing_twice(office: Office, keeper: Keeper):
    two = [office.released("site,portal") for _ in range(2)]
    keeper.mood = "broken"
    actions.send_due(office.at)
    assert len(keeper.asked) == 1, "the second waits with the first"
    while office.clock < timedelta(days=1):
        actions.send_due(office.later(minutes=30))
    assert len(keeper.asked) < 60
    actions.report(office.at)
    told = Reminder.objects.get(kind="outlet_down", person=office.press.city.people["officer"])
    assert "2 件没有办成" in told.words
    assert "对方答 500" in told.words
    officer, asked = office.press.by("officer"), len(keeper.asked)
    assert actions.try_now("portal", actor=officer, at=office.at) == 2
    actions.send_due(office.at)
    assert len(keeper.asked) == asked + 1, "without waiting for the hour"
    with pytest.raises(Refused, match="没有接口"):
        actions.try_now("wechat", actor=officer, at=office.at)
    keeper.mood = "forgets to answer"
    actions.send_due(office.later(hours=1))
    assert len(keeper.posts) == 1
    keeper.mood = "well"
    actions.send_due(office.later(hours=1, minutes=1))
    assert [office.progress(each, "portal") for each in two] == ["receipted", "receipted"]
    keys = [key for key, _title in keeper.posts]
    assert (len(keys), len(set(keys))) == (3, 2), "the one that was not answered is sent again under its own key"
    assert not access.failing().exists()
    assert list(verifying.check()) == []


def test_a_worker_that_dies_with_an_item_in_its_hands_loses_nothing(office: Office, keeper: Keeper):
    """Whether it died before the machine had it or after: once its lease is over the same key goes out again."""
    article = office.released("site,portal")
    each = office.one(article, "portal")
    lease = office.at + machines.LEASE
    claimed = {"progress": "sent", "attempts": 1, "next_at": lease, "trying_until": lease, "version": each.version + 1}
    Delivery.objects.filter(pk=each.pk).update(**claimed)
    assert actions.send_due(office.later(minutes=2)) == 0
    assert actions.send_due(office.later(minutes=2)) == 1
    assert keeper.posts == [(f"article-{article.pk}.1", "热线受理情况通报（第 12 期）")]
    assert office.progress(article, "portal") == "receipted"
    office.withdraw(article)
    each = office.one(article, "portal")
    lease = office.at + machines.LEASE
    Delivery.objects.filter(pk=each.pk).update(next_at=lease, trying_until=lease, version=each.version + 1)
    assert [actions.recall_due(office.later(minutes=2)) for _ in range(2)] == [0, 1]
    assert access.certificate(office.press.fresh(article)).whole


def test_a_machine_is_told_where_the_files_are_and_what_vouches_for_them(office: Office, keeper: Keeper):
    press = office.press
    article = press.write(outlets="site,portal")
    press.attach(article, "受理表.txt", "类别,件数\n咨询,300\n".encode())
    press.through(article)
    press.release(article)
    office.hear()
    assert actions.send_due(office.at) == 1
    told = keeper.items[f"article-{article.pk}"]
    (file,) = told["files"]
    assert (file["name"], file["media"], file["size"], len(file["sha256"])) == ("受理表.txt", "text/plain", 25, 64)
    assert file["url"].startswith(f"{told['url']}files/")
    path = file["url"].removeprefix(organ().site.rstrip("/"))
    assert Client().get(path).status_code == 302
    office.withdraw(article)
    assert Client().get(path).status_code == 410


def test_of_two_editions_the_older_never_overwrites_the_newer(office: Office, keeper: Keeper):
    article = office.released("site,portal")
    late = office.one(article, "portal")
    office.corrected(article, title="热线受理情况通报（更正）", outlets="site,portal")
    assert office.progress(article, "portal") == "superseded"
    assert actions.send_due(office.at) == 1
    Delivery.objects.filter(pk=late.pk).update(progress="prepared", next_at=office.at)
    assert actions.send_due(office.at) == 0
    assert [title for _key, title in keeper.posts] == ["热线受理情况通报（更正）"]
    assert office.progress(article, "portal") == "superseded"


def test_a_try_that_was_overtaken_is_waited_for_then_fetched_back(office: Office, keeper: Keeper):
    """It went out, nobody heard of it, it was withdrawn meanwhile: it may stand there, so it is deleted."""
    article = office.released("site,portal")
    keeper.mood = "forgets to answer"
    actions.send_due(office.at)
    office.withdraw(article)
    assert office.progress(article, "portal") == "recalled"
    keeper.mood = "well"
    assert actions.recall_due(office.later(minutes=5)) == 1
    assert keeper.items == {}
    assert access.certificate(office.press.fresh(article)).whole


def test_what_a_correction_no_longer_names_comes_back(office: Office):
    article = office.released("site,wechat,weibo")
    office.receipt(article, "wechat")
    office.corrected(article, outlets="site,weibo")
    assert (office.progress(article, "wechat"), office.progress(article, "weibo")) == ("recalled", "superseded")
    assert office.one(article, "wechat").why == "unnamed"
    office.see_gone(article, "wechat")
    assert office.progress(article, "weibo", 2) == "prepared"


def test_a_corrected_version_replaces_the_old_only_once_it_has_arrived(office: Office):
    article = office.released("site,wechat")
    office.receipt(article, "wechat", OLD)
    office.corrected(article, title="热线受理情况通报（更正）", outlets="site,wechat")
    assert office.progress(article, "wechat") == "receipted"
    assert access.old_places(access.to_carry()) == {office.one(article, "wechat", 2).pk: [OLD]}
    office.receipt(article, "wechat", NEW, 2)
    assert (office.progress(article, "wechat"), office.one(article, "wechat").why) == ("recalled", "replaced")
    assert [each.address for each in article.appearances.filter(outlet="wechat", gone_at=None)] == [NEW]
    assert access.count_by_outlet(office.at.year)["wechat"] == (1, 0)
    new, who = office.one(article, "wechat", 2), office.press.by("officer")
    actions.readdress(new, {"address": OLD}, actor=who, at=office.at, expect=new.version)
    assert office.progress(article, "wechat") == "superseded", "the new one was put in the place of the old after all"
    assert not access.to_take_down().exists()
    assert list(verifying.check()) == []


@pytest.mark.parametrize(("recorded", "first"), [("recalled", 1), ("superseded", 2)])
def test_every_post_that_was_registered_is_looked_for(office: Office, recorded: str, first: int):
    """Whichever is looked at first, and however the records of earlier days call the old one."""
    article = office.released("site,wechat,board")
    office.receipt(article, "wechat", OLD)
    office.receipt(article, "board", "大厅东侧公示栏")
    office.corrected(article, title="热线受理情况通报（更正）", outlets="site,wechat,board")
    office.receipt(article, "board", "大厅东侧公示栏", 2)
    office.receipt(article, "wechat", NEW, 2)
    assert office.progress(article, "board") == "superseded"
    Delivery.objects.filter(article=article, outlet="wechat", number=1).update(progress=recorded)
    assert [each.address for each in access.to_take_down()] == [OLD]
    office.withdraw(article)
    Delivery.objects.filter(article=article, outlet="wechat", number=1).update(progress=recorded)
    office.see_gone(article, "board", 2)
    for number in (first, 3 - first):
        found = access.certificate(office.press.fresh(article))
        assert not found.whole
        assert [each.instead[:4] for each in found.proofs if each.instead] == ["同一地址"]
        office.see_gone(article, "wechat", number)
    assert access.certificate(office.press.fresh(article)).whole
    assert not article.appearances.filter(gone_at=None).exists()
    assert not access.to_take_down().exists()


def test_an_old_address_of_a_machine_is_looked_at_while_the_new_version_stands(office: Office, keeper: Keeper):
    article = office.released("site,portal")
    actions.send_due(office.at)
    office.hear()
    old = f"{keeper.address}/read/an-old-page"
    Delivery.objects.filter(article=article, outlet="portal").update(address=old)
    office.corrected(article, title="热线受理情况通报（更正）", outlets="site,portal")
    assert actions.send_due(office.at) == 1
    assert office.progress(article, "portal") == "recalled"
    assert actions.recall_due(office.at) == 1
    assert "绕过缓存打开" in office.one(article, "portal").proof
    assert f"article-{article.pk}" in keeper.items, "the new version stays"


def test_withdrawn_before_anybody_said_it_was_there_somebody_still_has_to_look(office: Office):
    article = office.released("site,wechat,archive")
    office.withdraw(article)
    assert (office.progress(article, "wechat"), office.progress(article, "archive")) == ("recalled", "dropped")
    assert office.one(article, "wechat").due_at
    wrong = {"seen_at": office.at - timedelta(hours=1), "seen": "看过", "seen_by": "王䶮", "sure": True}
    each = office.one(article, "wechat")
    with pytest.raises(Refused) as told:
        actions.see_gone(each, wrong, actor=office.press.by("officer"), at=office.at, expect=each.version)
    assert told.value.code == "too-early"


def test_what_people_register_with_articles_is_heard(office: Office):
    article = office.released("site,wechat")
    who = office.press.by("officer")
    for outlet in ("wechat", "press"):
        articles.appear(article, {"outlet": outlet, "address": "第 9 期"}, actor=who, at=office.at)
    office.hear()
    assert (office.progress(article, "wechat"), office.progress(article, "press")) == ("receipted", "receipted")
    office.withdraw(article)
    gone = {"outlet": "press", "seen_at": office.at, "seen": "已发更正启事", "seen_by": "王䶮", "sure": True}
    articles.disappear(article, gone, actor=who, at=office.at)
    office.hear()
    assert (office.progress(article, "wechat"), office.progress(article, "press")) == ("recalled", "gone")
    office.heard = 0
    before = list(Delivery.objects.order_by("pk").values())
    office.hear()
    assert list(Delivery.objects.order_by("pk").values()) == before, "heard twice, nothing changes"


@pytest.mark.parametrize(
    ("mood", "progress", "said"),
    [
        ("elsewhere", "failed", "对方答 302"),
        ("silent", "failed", "连不上"),
        ("lies", "receipted", ""),
        ("talks", "receipted", ""),
    ],
)
def test_what_a_machine_says_is_not_trusted(office: Office, keeper: Keeper, mood: str, progress: str, said: str):
    """No redirect is followed, no address outside its prefix is kept, an endless answer is cut."""
    article = office.released("site,portal")
    keeper.mood = mood
    actions.send_due(office.at)
    each = office.one(article, "portal")
    assert each.progress == progress
    assert said in each.last_error
    assert each.address in {"", f"{keeper.address}/items/article-{article.pk}"}


def test_a_private_address_is_reached_only_where_the_city_says_so(office: Office, keeper: Keeper, settings):
    article = office.released("site,portal")
    settings.CITY = settings.CITY | {"outlets": {"machines": {"portal": keeper.settings() | {"private": False}}}}
    actions.send_due(office.at)
    assert "不允许连接" in office.one(article, "portal").last_error
    assert keeper.asked == []
