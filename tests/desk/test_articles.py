"""公开信息 at the desk through HTTP: written, checked, reviewed, released, withdrawn; strangers find nothing."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.articles.conftest import FIELDS, PASSED, Press, staffed
from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.articles import access, actions, checking
from yihaotong.articles.models import Article
from yihaotong.articles.rules.codes import Progress


@pytest.fixture
def press(city: City) -> Press:
    now = timezone.localtime(city.at)
    city.at = now.replace(hour=9, minute=30) - timedelta(days=1)
    return staffed(city)


def address(article: Article, more: str = "") -> str:
    return f"/desk/articles/{article.pk}/{more}"


def test_written_checked_and_sent(press: Press, sit) -> None:
    client = sit("drafter")
    typed = {**FIELDS, "formed_on": press.at.date().isoformat(), "body": "截止目前，共受理 420 件。"}
    nothing = client.post("/desk/articles/new/", typed | {"title": "", "formed_on": "昨天"})
    assert (nothing.status_code, words(nothing).count("请填写“名称”")) == (422, 2)
    assert "截止目前" in nothing.content.decode(), "what was typed is still there"
    assert client.post("/desk/articles/new/", typed).status_code == 302
    article = Article.objects.get()
    page = client.get(address(article, "check/"))
    assert "“截止目前”应作“截至目前”" in words(page)
    refused = client.post(address(article, "check/"), {"expect": "1"})
    assert (refused.status_code, "写明为何保留" in words(refused)) == (422, True)
    reason = re.findall(r'name="(r-[0-9a-f]{16})"', refused.content.decode())
    assert client.post(address(article, "check/"), {"expect": "1", **dict.fromkeys(reason, "引文")}).status_code == 302
    assert Article.objects.get().progress == Progress.FIRST


def test_reviewed_at_the_page_and_sent_back_with_words(press: Press, sit) -> None:
    article = press.waiting_at("first")
    client = sit("first")
    assert "热线受理情况通报" in words(client.get("/desk/articles/queue/"))
    page = client.get(address(article, "review/"))
    assert "政治关" in words(page)
    hidden = {"expect": str(article.version), "digest": article.latest.digest}
    empty = client.post(address(article, "review/"), hidden)
    assert (empty.status_code, words(empty).count("请填写“政治关”")) == (422, 2)
    failed = PASSED | hidden | {"legal": "fail"}
    silent = client.post(address(article, "review/"), failed)
    assert (silent.status_code, "请写明理由" in words(silent)) == (422, True)
    assert client.post(address(article, "review/"), failed | {"legal_words": "缺依据<b>"}).status_code == 302
    told = sit("drafter").get(address(article))
    assert "缺依据<b>" in words(told)
    late = client.post(address(article, "review/"), PASSED | hidden)
    assert late.status_code == 302, "no longer his: he is told on the article's page"


def test_a_second_reviewer_keeps_what_he_typed(press: Press, sit) -> None:
    article = press.waiting_at("first")
    old = {"expect": "1", "digest": article.latest.digest}
    told = sit("other_first").post(address(article, "review/"), PASSED | old | {"corrections": "第二段漏字"})
    assert (told.status_code, "别人已经动过" in words(told)) == (422, True)
    assert "第二段漏字" in told.content.decode()


def test_who_wrote_it_is_told_in_words(press: Press, sit) -> None:
    article = press.waiting_at("second")
    back = sit("first").get(address(article, "review/"), follow=True)
    assert "不归您审" in words(back)


def test_strangers_find_nothing(press: Press, sit) -> None:
    article = press.write()
    for who in ("operator", "dispatcher", "supervising"):
        assert sit(who).get(address(article)).status_code == 404
    for who in ("drafter", "officer", "first", "secrecy", "chief"):
        assert sit(who).get(address(article)).status_code == 200


def test_moves_of_the_page(press: Press, sit) -> None:
    article = press.released()
    client = sit("officer")
    typed = {"expect": str(article.version)}
    assert client.post(address(article, "act/withdraw/"), typed | {"reason": ""}).status_code == 422
    slip = {
        "gate": "wording",
        "level": "third",
        "stakes": "grave",
        "found_by": "citizen",
        "found_on": press.at.date().isoformat(),
        "words": "错字",
    }
    assert client.post(address(article, "act/note_slip/"), typed | slip).status_code == 302
    assert client.post(address(article, "act/appear/"), typed | {"outlet": "wechat"}).status_code == 302
    bare = client.post(address(article, "act/disappear/"), {"outlet": "wechat"})
    assert (bare.status_code, "请填写“谁看的”" in words(bare)) == (422, True), "one press is no receipt"
    seen = {"outlet": "wechat", "seen_at": "2026-01-05T10:00", "seen": "打开链接", "seen_by": "专员甲", "sure": "on"}
    assert client.post(address(article, "act/disappear/"), seen).status_code == 302
    assert "专员甲" in words(client.get(address(article)))
    assert client.post(address(article, "act/review_first/"), typed).status_code == 404
    typed = {"expect": str(Article.objects.get().version)}
    page = client.get(address(article))
    assert ("公众会看到" in words(page), "已逐项核对" in words(page)) == (True, False), "asked only where it is needed"
    told = client.post(address(article, "act/withdraw/"), typed | {"reason": "误发内部资料"})
    assert (told.status_code, "已逐项核对" in words(told)) == (422, True)
    assert client.post(address(article, "act/withdraw/"), typed | {"reason": "数据有误"}).status_code == 302
    assert "错字" in words(client.get("/desk/articles/figures/"))
    gone = Client().get(f"/disclosure/articles/{article.pk}/")
    assert (gone.status_code, "数据有误" in words(gone)) == (410, True)


def test_the_lists_cost_the_same_for_many(press: Press, sit, queries) -> None:
    """Two rows and twenty."""
    counts = []
    for more in (2, 18):
        for number in range(more):
            press.submit(press.write(title=f"第 {more}-{number} 篇"))
        for who, page in (("officer", ""), ("first", "queue/"), ("officer", "scheduled/")):
            client = sit(who)
            client.get(f"/desk/articles/{page}")
            with queries() as seen:
                assert client.get(f"/desk/articles/{page}").status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 20


def test_versions_and_lists_of_the_check(press: Press, sit) -> None:
    article = press.write()
    press.revise(article, body=FIELDS["body"].replace("420 件", "421 件"))
    page = sit("drafter").get(address(article, "versions/"))
    assert "<del>0</del><ins>1</ins>" in page.content.decode()
    client = sit("officer")
    refused = client.post("/desk/articles/lists/leaders/", {"lines": "只有姓名", "reason": "试", "expect": "0"})
    assert (refused.status_code, "第 1 行" in words(refused)) == (422, True)
    line = "赵测试 | 市长 | 1 | 2024-01-01 |"
    typed = {"lines": line, "reason": "首次", "expect": "0"}
    assert client.post("/desk/articles/lists/leaders/", typed).status_code == 302
    assert "第 1 版，1 条" in words(client.get("/desk/articles/lists/leaders/"))


def test_the_public_page(press: Press, sit) -> None:
    article = press.write(body="正文<script>alert(1)</script>，见[这里](https://example.org/a)。\n\n![厅外](厅.png)")
    press.attach(article, "厅.png", _png())
    press.attach(article, "附表.txt", "一行".encode())
    article = press.fresh(article)
    reasons = dict.fromkeys(_open(press, article), "已核")
    actions.submit(article, actor=press.by("drafter"), at=press.at, expect=article.version, reasons=reasons)
    for who in ("first", "second", "third"):
        press.review(article, who)
    press.release(article)
    page = Client().get(f"/disclosure/articles/{article.pk}/")
    text = page.content.decode()
    assert "<script>alert" not in text
    for name in ("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Url"):
        assert f'<meta name="{name}"' in text
    for label in ("索引号", "发布机构", "责任部门", "公开时限", "效力状态", "五公开", "关键词"):
        assert label in words(page)
    picture = re.search(r'<img src="(files/[0-9a-f-]+/)" alt="厅外">', text)
    assert picture, "at an address that stays: the one of the file itself runs out"
    assert Client().get(f"/disclosure/articles/{article.pk}/{picture[1]}", follow=True).getvalue()
    file = re.search(r'href="(files/[0-9a-f-]+/)"', text)
    assert file
    opened = Client().get(f"/disclosure/articles/{article.pk}/{file[1]}", follow=True)
    assert opened.getvalue() == "一行".encode()
    assert (opened.status_code, opened.headers["X-Content-Type-Options"]) == (200, "nosniff")
    listed = Client().get("/disclosure/articles/?q=热线")
    assert "<mark>热线</mark>受理情况通报" in listed.content.decode()
    assert "没有找到" in words(Client().get("/disclosure/articles/?q=没有这样的"))


def _open(press: Press, article: Article) -> list[str]:
    found = checking.look(article, access.content_of(article.latest), press.at)
    return [each.fingerprint for each in found if each.weight.value == "warn"]


def _png() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "PNG")
    return held.getvalue()


def test_what_has_happened_is_said_and_what_cannot_be_is_not_offered(press: Press, sit) -> None:
    """The check page leads back to the text; outside the window the release is not offered, and why is said."""
    article = press.write(body="电话 0951-5556502。\n\n电话 0951-5556502。")
    page = sit("drafter").get(address(article, "check/"))
    assert (words(page).count("像是固定电话"), "2 处" in words(page)) == (1, True)
    assert f'href="{address(article, "edit/")}"' in page.content.decode()
    out = press.released(title="另一篇")
    said = sit("officer").post(
        address(out, "act/correct/"), {"expect": str(out.version), "reason": "件数写错"}, follow=True
    )
    assert "才会替换公众看到的那一版" in words(said)
    typed = {**FIELDS, "formed_on": press.at.date().isoformat(), "body": "身份证 11010519491231002X"}
    unsure = sit("drafter").post("/desk/articles/new/", typed)
    assert (unsure.status_code, "还没有存" in words(unsure), Article.objects.count()) == (422, True, 2)
    assert sit("drafter").post("/desk/articles/new/", typed | {"sure": "on"}).status_code == 302
