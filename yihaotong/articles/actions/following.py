"""What articles do about the acts of others: a document is public no longer, a holiday notice comes late."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import WORKER
from yihaotong.almanac import access as almanac
from yihaotong.articles import access
from yihaotong.articles.actions.moving import line, tell_office
from yihaotong.articles.actions.releasing import withdraw
from yihaotong.articles.going_out import document_named
from yihaotong.articles.models import Article
from yihaotong.documents.rules.labels import Label
from yihaotong.journal.models import Line

_RELABELLED = "document.decide_relabel"


def follow_documents(lines: Sequence[Line], at: datetime) -> None:
    """What came from a document that is 主动公开 no longer goes from the web (条例 art. 14–17). Harmless twice."""
    for key in {each.subject for each in lines if each.kind == _RELABELLED}:
        document = document_named(key)
        if document is None or document.label == Label.PROACTIVE:
            continue
        reason = f"来源公文已改为{Label(document.label).label}"
        for article in access.public_from(key):
            gone = withdraw(article, actor=WORKER, at=at, expect=None, reason=reason, sure=True)
            title = gone.shown.version.title[:60]
            tell_office(gone, f"{reason}，稿件“{title}”已从本站撤下；别处登记过的请逐一撤下", at)


def follow_calendar(lines: Sequence[Line], at: datetime) -> None:
    """A holiday notice was entered: reckon again until when each level is waited for, where it can move that."""
    heard = almanac.heard(lines)
    if heard is None:
        return
    waiting = Article.objects.filter(moved_at__date__lte=heard.last, due_at__date__gte=heard.first)
    for article in waiting.order_by("pk"):
        _reckon(article, heard.version, at)


def _reckon(article: Article, version: int, at: datetime) -> None:
    """Its own version stays: nobody who has it open must look again for that."""
    before, article.almanac_version = article.due_at, version
    found = access.level_deadline(article)
    if found is None or before is None or found.due is None:
        return
    with transaction.atomic():
        held = Article.objects.filter(pk=article.pk, version=article.version)
        if held.update(due_at=found.due, almanac_version=version) and found.due != before:
            told = {"due": found.due.isoformat(), "almanac": version}
            line(article, "recompute", actor=WORKER, at=at, before={"due": before.isoformat()}, after=told)
