"""What waits in 公开信息 for one visitor: the articles he has to review, release, correct or take down."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Role
from yihaotong.articles import access
from yihaotong.articles.models import Appearance, Article, Asking
from yihaotong.articles.rules.codes import LEVEL_AT, LEVELS, Progress
from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit

_MOST = 20


def tasks(visit: Visit) -> list[Task]:
    """One query for the articles; what he wrote or reviewed himself at another level is left out."""
    actor = visit.actor
    wanted = Q(pk=None)
    progresses: set[str] = set()

    def add(progress: Progress, more: Q) -> None:
        nonlocal wanted
        progresses.add(progress.value)
        wanted |= Q(progress=progress.value) & more

    for level in access.levels_of(actor):
        add(LEVELS[level][0], ~access.his(actor))
    if actor.roles & {Role.DRAFTER, Role.DISCLOSURE_OFFICER}:
        add(Progress.DRAFT, Q(author=actor.key))
    secret = Exists(Asking.objects.filter(article=OuterRef("pk"), answered_at=None, whom="secrecy"))
    if Role.DISCLOSURE_OFFICER in actor.roles:
        add(Progress.APPROVED, Q(release_at=None))
        add(Progress.WITHDRAWN, Q(Exists(Appearance.objects.filter(article=OuterRef("pk"), gone_at=None))))
        add(Progress.ASKED, ~Q(secret))
    if Role.SECRECY_OFFICER in actor.roles:
        add(Progress.ASKED, Q(secret))
    # The states first: an index knows what is under way, and most is over.
    found = access.titled(Article.objects.filter(progress__in=progresses).filter(wanted))
    return list(_told(found.order_by("due_at", "moved_at", "pk")[:_MOST]))


def _told(found: object) -> Iterator[Task]:
    for article in found:  # type: ignore[attr-defined]
        title = article.latest.title if article.latest else article.index_number
        name, why, due = _what(article)
        by_law = article.at_progress not in LEVEL_AT
        yield Task(_("稿件：%(title)s") % {"title": title}, reverse(name, args=[article.pk]), why, due, by_law=by_law)


def _what(article: Article) -> tuple[str, str, datetime | None]:
    """The page to go to, why it is his, by when."""
    progress = article.at_progress
    if progress in LEVEL_AT:
        return "desk:articles:review", _("待%(level)s") % {"level": LEVEL_AT[progress].label}, article.due_at
    page = "desk:articles:article"
    if progress is Progress.APPROVED:
        return "desk:articles:check", _("三审三校已通过，待发布"), _open_due(article)
    if progress is Progress.ASKED:
        return page, _("请示，待登记答复"), None
    if progress is Progress.WITHDRAWN:
        return page, _("已撤下，别处还没有登记撤下"), None
    return page, _("您的草稿，送审后才会有人审"), _open_due(article)


def _open_due(article: Article) -> datetime | None:
    """By when it must be public (条例 art. 26), while it is not."""
    formed = article.latest.formed_on if article.latest else None
    if formed is None or article.standing_id is not None:
        return None
    return access.open_deadline(formed, article.written_at).due
