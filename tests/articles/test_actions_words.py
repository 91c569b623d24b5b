"""Words that stand for good: reasons the public reads, drafts with what had better not be kept, and their purging."""

import pytest

from tests.articles.conftest import Press, refused
from tests.cases.conftest import last_line
from yihaotong.articles import access, actions, going_out, verifying
from yihaotong.articles.models import Article, Look, Settled, Version
from yihaotong.articles.rules.codes import Progress
from yihaotong.catalogue.models import Item
from yihaotong.files.models import File
from yihaotong.journal import sealing
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import verify
from yihaotong.reminders.models import Reminder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["correct", "withdraw"])
def test_what_the_public_reads_of_a_reason_is_checked(press: Press, name: str) -> None:
    article = press.released()

    def told(reason: str, **more: bool) -> object:
        act = getattr(actions, name)
        return act(article, actor=press.by("officer"), at=press.at, expect=article.version, reason=reason, **more)

    for reason in ("误公布 11010519491231002X 的信息", "联系人 13800138000 要求撤下", "正文有“机密★1年”字样"):
        closed = refused(lambda said=reason: told(said, sure=True))
        assert (closed.code, closed.field) == ("check-blocks", "reason")
    asked = refused(lambda: told("误发内部资料"))
    assert (asked.code, asked.field) == ("unsure", "sure"), "asked once, then believed"
    told("误发内部资料", sure=True)
    assert last_line().facts["reason"] == "误发内部资料"


def test_what_had_better_not_be_kept_is_kept_knowingly_and_can_be_purged(press: Press) -> None:
    identity = "11010519491231002X"
    asked = refused(lambda: press.write(body=f"机密★1年，{identity}", sure=False))
    assert (asked.code, "还没有存" in asked.message, identity in asked.message) == ("unsure", True, False)
    article = press.write(body=f"机密★1年，{identity}")
    press.attach(article, "名单.txt", identity.encode())
    key = access.content_of(press.fresh(article).latest)["attachments"][0]["key"]
    refused(lambda: press.revise(article, body=f"又一稿 {identity}", sure=False))
    press.revise(article, body="改好了。")
    now, officer = press.fresh(article), press.by("officer")
    assert refused(lambda: purge(press, now)).code == "wrong-progress"
    actions.drop(now, actor=press.by("drafter"), at=press.at, expect=now.version, reason="不该成稿")
    digests = list(Version.objects.order_by("number").values_list("digest", flat=True))
    now = press.fresh(article)
    refused(lambda: actions.purge(now, actor=press.by("drafter"), at=press.at, expect=now.version, reason="清"))
    assert refused(lambda: purge(press, now, f"删去 {identity}")).code == "check-blocks"
    purge(press, now)
    kept = Version.objects.order_by("number")
    assert [each.digest for each in kept] == digests
    assert [access.content_of(each)["body"] for each in kept] == ["", "", ""]
    assert identity not in str([list(model.objects.values()) for model in (Article, Version, Look, Settled, Reminder)])
    assert not File.objects.filter(key=key, removed_at=None).exists()
    told = list(Line.objects.filter(kind="article.purge").order_by("pk"))
    assert [line.facts["after"]["was"] for line in told] == digests
    assert identity not in str([line.payload for line in Line.objects.all()])
    assert list(verifying.check()) == []
    sealing.seal_batch()
    assert verify(press.at).problems == []
    assert refused(lambda: purge(press, press.fresh(article))).code == "nothing-left"
    assert access.article_for(officer, article.pk).index_number == article.index_number


def purge(press: Press, article: Article, reason: str = "误写入不得公开的内容") -> Article:
    return actions.purge(article, actor=press.by("officer"), at=press.at, expect=article.version, reason=reason)


def test_of_what_is_public_only_what_never_went_out_is_purged(press: Press) -> None:
    article = press.released()
    assert refused(lambda: purge(press, article)).code == "nothing-left"
    actions.correct(article, actor=press.by("officer"), at=press.at, expect=article.version, reason="件数写错")
    press.revise(article, title="写了不该写的")
    now = press.fresh(article)
    actions.drop(now, actor=press.by("drafter"), at=press.at, expect=now.version, reason="原文无误")
    purge(press, press.fresh(article))
    now = press.fresh(article)
    assert [bool(each.content) for each in access.versions_of(now)] == [False, True]
    assert (now.progress, now.is_public) == (Progress.RELEASED, True)
    actions.withdraw(now, actor=press.by("chief"), at=press.at, expect=now.version, reason="数据有误")
    purge(press, press.fresh(article))
    assert not Version.objects.exclude(content="").exists()
    assert Item.objects.get().title == "（内容已清除）"
    assert list(verifying.check()) == []


def test_articles_remind_with_words_of_their_own(press: Press) -> None:
    article = press.waiting_at("first")
    press.review(article, "first", legal="fail", legal_words="没有依据", proofread="")
    kinds = set(Reminder.objects.filter(subject=article.key).values_list("kind", flat=True))
    assert kinds == {"article", "article_back"}


def test_why_it_cannot_go_out_now_is_known_before_the_press(press: Press) -> None:
    article = press.approved()
    assert going_out.hindrance(article, press.at) == ""
    assert "发布时段" in going_out.hindrance(article, press.at.replace(hour=23))
    assert "一审" in going_out.hindrance(press.write(title="没有审过的"), press.at)
