"""`journal verify` over articles, letters and their numbers: whoever rewrites a row behind our back is named."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Model

from tests.articles.conftest import Press, press
from tests.cases.conftest import City, city
from tests.letters.conftest import FACTS, HEAD, SERIES, office
from yihaotong.accounts.rules import IMPORTER
from yihaotong.articles import actions
from yihaotong.articles import verifying as articles
from yihaotong.articles.models import Article, Release, Review, Version
from yihaotong.articles.rules.codes import Gate
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import verify
from yihaotong.letters import actions as drawing
from yihaotong.letters import verifying as letters
from yihaotong.letters.models import Letter, Number

__all__ = ["city", "office", "press"]


def test_an_article_as_it_was_reviewed_and_as_the_public_reads_it(press: Press) -> None:
    article = press.released()
    assert list(articles.check()) == []
    version = article.shown.version
    Version.objects.filter(pk=version.pk).update(text="网页上搜到的另一些字")
    assert [each.message.partition(" 的内容")[0] for each in articles.check()] == [f"稿件 {article.key}.1"]
    Version.objects.filter(pk=version.pk).update(text=version.text)
    _each_is_seen(article)
    Article.objects.filter(pk=article.pk).update(withdrawn_at=press.at)
    assert [each.message.partition(" 的内容")[0] for each in articles.check()] == [f"稿件的发布 {article.key}"]
    assert any(article.key in each.message for each in verify(press.at).problems), "the command asks it too"
    journal.erase(list(Line.objects.values_list("pk", flat=True)), actor=IMPORTER.key, at=press.at, basis="第四十七条")
    assert list(articles.check()) == [], "of what was erased by law nothing is asked"


def _each_is_seen(article: Article) -> None:
    """One column after another of what was signed and went out; and a review that nobody did."""
    failed = {"gates": {each.value: ["fail", "不对"] for each in Gate}}
    changes: tuple[tuple[type[Model], dict[str, Any]], ...] = (
        *((Review, changed) for changed in ({"passed": False}, failed, {"corrections": "另一句"}, {"by": "person:0"})),
        *((Review, changed) for changed in ({"proofread": False}, {"level": "none"}, {"digest": "0" * 64})),
        *((Release, {name: F(name) - timedelta(days=1)}) for name in ("at", "first_at")),
        *((Release, {name: "person:0"}) for name in ("first_by", "written_by", "by")),
        (Release, {"why": "另一个理由"}),
    )
    for model, changed in changes:
        row = model._default_manager.order_by("pk").values()[0]
        model._default_manager.filter(pk=row["id"]).update(**changed)
        assert any(article.key in each.message for each in articles.check()), (model, changed)
        model._default_manager.filter(pk=row["id"]).update(**row)
    assert list(articles.check()) == []
    signed = Review.objects.order_by("pk")[0]
    signed.pk, signed.by, signed.level, signed.void_at = None, "person:0", "fourth", signed.at
    signed.save(force_insert=True)
    assert [each.kind for each in articles.check()] == ["record-added"]
    signed.delete()


def test_why_an_article_was_withdrawn(press: Press) -> None:
    article = press.released()
    by = {"actor": press.by("officer"), "at": press.at, "expect": press.fresh(article).version}
    actions.withdraw(article, reason="数据有误，核对中", sure=True, **by)
    assert list(articles.check()) == []
    Article.objects.filter(pk=article.pk).update(withdrawn_why="另一个理由")
    assert [each.message.partition(" 的内容")[0] for each in articles.check()] == [f"稿件的发布 {article.key}"]


def test_a_letter_its_files_and_its_number(office: City) -> None:
    by = {"actor": office.acting("officer1"), "at": office.at}
    letter = drawing.draw_up("reply_absent", FACTS, subject="application:12", series=SERIES, letterhead=HEAD, **by)
    assert list(letters.check()) == []
    Number.objects.filter(pk=letter.number_id).update(count=99)
    assert [each.kind for each in letters.check()] == ["record-changed", "record-changed"], "the number, and the letter"
    Number.objects.filter(pk=letter.number_id).update(count=1, voided_at=office.at)
    assert [(each.kind, ".void" in each.message) for each in letters.check()] == [("record-added", True)]
    Number.objects.filter(pk=letter.number_id).update(voided_at=None)
    for changed in ({"title": "另一个标题"}, {"by": "person:0"}, {"template_version": 9}):
        row = Letter.objects.filter(pk=letter.pk).values()[0]
        Letter.objects.filter(pk=letter.pk).update(**changed)
        assert [letter.key in each.message for each in letters.check()] == [True], changed
        Letter.objects.filter(pk=letter.pk).update(**row)
    path = store.path(File.objects.filter(subject=letter.key).latest("pk").key)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"%")
    assert [letter.key in each.message for each in letters.check()] == [True]
    Letter.objects.filter(pk=letter.pk).delete()
    assert {each.kind for each in letters.check()} == {"record-missing"}
