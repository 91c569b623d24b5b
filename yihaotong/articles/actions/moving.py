"""The one way in which an article changes place: held, checked against the table, counted up, told in one line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Actor, Role
from yihaotong.almanac import access as almanac
from yihaotong.articles import access
from yihaotong.articles.models import Article, Review
from yihaotong.articles.rules import limits, moves
from yihaotong.articles.rules.codes import LEVEL_AT, Progress
from yihaotong.articles.rules.moves import Move
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind


def held(article: Article, expect: int | None) -> Article:
    """The article as the database has it, held until the transaction ends. Raises Refused("stale")."""
    fresh = Article.objects.select_for_update().get(pk=article.pk)
    if expect is not None and fresh.version != expect:
        raise Refused("stale", "您打开之后，别人已经动过这篇稿件，请看过再办", version=fresh.version)
    return fresh


def begin(article: Article, name: str, *, actor: Actor, expect: int | None) -> tuple[Article, Move]:
    """Hold an article for a move of the table that this actor may make.

    Raises Refused: stale, wrong-progress, wrong-role, own-article, reviewed-already.
    """
    fresh = held(article, expect)
    move = moves.check(name, fresh.at_progress, actor.roles)
    access.check_whose(move, fresh, actor)
    return fresh, move


def put(article: Article, move: Move, target: Progress | None, *, at: datetime, **columns: Any) -> dict[str, Any]:
    """Set where an article stands and what goes with it; what of it changed, for the line."""
    before = Progress(article.progress)
    changed = {"version": article.version + 1, **columns}
    if target is not None and target not in move.targets:
        raise Refused("no-such-target", f"{move.label}不会到“{target.label}”")
    if target is not None:
        changed |= {"progress": target.value, "moved_at": at, **_due(target, at)}
        if target is not Progress.APPROVED:
            changed |= {"release_at": None, "scheduled_by": ""}
    for name, value in changed.items():
        setattr(article, name, value)
    article.save(update_fields=[*changed])
    if target is Progress.DRAFT:
        # What went out went out by these reviews; they stay.
        mine = Review.objects.filter(version=access.latest_of(article), version__release=None, void_at=None)
        mine.update(void_at=at)
    return {"progress": target.value, "from": before.value} if target is not None else {}


def _due(target: Progress, at: datetime) -> dict[str, Any]:
    limit = limits.of_progress(target)
    if limit is None:
        return {"due_at": None}
    version = almanac.latest_version()
    return {"due_at": access.deadline(at, limit.limit, limit.basis, version).due, "almanac_version": version}


def line(
    article: Article,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    via: str = "",
) -> None:
    journal.record(
        f"article.{act}",
        subject=article.key,
        actor=actor.key,
        at=at,
        reason=reason,
        before=before,
        after={"v": article.version, **(after or {})},
        via=via,
    )


def tell_waiting(article: Article, at: datetime) -> None:
    """Tell whoever may do the level that is waited for; if nobody may, those who lead the work."""
    level = LEVEL_AT.get(article.at_progress)
    if level is None:
        return
    title = access.latest_of(article).title
    people = [person.pk for person in access.able(article, level, at)]
    words = f"稿件“{title[:60]}”待{level.label}"
    if not people:
        people = holders([Role.DISCLOSURE_LEADER], at)
        words = f"稿件“{title[:60]}”没有人能做{level.label}：审核人写过它或已审过另一级，请另派审核人"
    reminders.remind(people, Kind.ARTICLE, subject=article.key, words=words, at=at)


def tell_author(article: Article, words: str, at: datetime) -> None:
    """Tell who wrote it, if a person did; else the drafters of its section."""
    kind, _colon, number = article.author.partition(":")
    people = [int(number)] if kind == "person" else holders([Role.DRAFTER], at, [article.unit_id])
    reminders.remind(people, Kind.ARTICLE_BACK, subject=article.key, words=words, at=at)


def tell_office(article: Article, words: str, at: datetime, kind: Kind = Kind.ARTICLE) -> None:
    """`kind`: what was told before and nobody has seen yet would hide another of the same kind."""
    people = holders([Role.DISCLOSURE_OFFICER], at)
    reminders.remind(people, kind, subject=article.key, words=words, at=at)
