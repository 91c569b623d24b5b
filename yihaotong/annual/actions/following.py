"""What a report does about its article: released, withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import WORKER
from yihaotong.annual.actions.living import line
from yihaotong.annual.models import Report
from yihaotong.annual.rules.codes import Progress
from yihaotong.articles import access as articles
from yihaotong.journal.models import Line

_HEARD = frozenset({"article.release", "article.withdraw"})


def follow_articles(lines: Sequence[Line], at: datetime) -> None:
    """Note on the report that its article is public, or is no longer. Harmless twice."""
    keys = {each.subject for each in lines if each.kind in _HEARD}
    for report in Report.objects.filter(article__in=keys).exclude(article="").order_by("pk"):
        _follow(report, at)


@transaction.atomic
def _follow(report: Report, at: datetime) -> None:
    article = articles.by_key(report.article)
    if article is None:
        return
    fresh = Report.objects.select_for_update().get(pk=report.pk)
    out = article.is_public
    if out == (fresh.released_at is not None and fresh.withdrawn_at is None) and fresh.progress in _SETTLED:
        return
    since = article.shown.first_at if article.standing_id else at
    columns = {"progress": (Progress.RELEASED if out else Progress.WITHDRAWN).value, "moved_at": at}
    told = {"released_at": since, "withdrawn_at": None} if out else {"withdrawn_at": article.withdrawn_at or at}
    before = fresh.progress
    for name, value in (columns | told).items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    editions = fresh.editions
    editions.exclude(number=fresh.edition).filter(released_at__isnull=False, withdrawn_at=None).update(withdrawn_at=at)
    editions.filter(number=fresh.edition).update(**told)
    line(fresh, "released" if out else "withdrawn", actor=WORKER, at=at, words={}, before=before)


_SETTLED = frozenset({Progress.RELEASED.value, Progress.WITHDRAWN.value})
