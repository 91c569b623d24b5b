"""Going out: at once or at a time set, by one gate; and what is told to catalogue and documents about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER, Actor, Role
from yihaotong.articles import access
from yihaotong.articles.actions.digests import release_sm3
from yihaotong.articles.actions.drafting import look_through, reason_of
from yihaotong.articles.actions.listing import note_listed, note_unlisted
from yihaotong.articles.actions.moving import begin, line, put, tell_office
from yihaotong.articles.going_out import check_document, document_named, three_of
from yihaotong.articles.models import Appearance, Article, Release, Review, Version
from yihaotong.articles.rules import limits, moves
from yihaotong.articles.rules.codes import Outlet, Progress
from yihaotong.cases.rules.fields import clean
from yihaotong.catalogue import actions as catalogue
from yihaotong.documents import actions as documents
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.rules import Kind


@transaction.atomic
def release(
    article: Article,
    *,
    actor: Actor,
    at: datetime,
    expect: int | None,
    reasons: Mapping[str, str] | None = None,
) -> Release:
    """Put the newest version before the public, if three people have signed for exactly it.

    Raises Refused: stale, wrong-progress, wrong-role, outside-window, not-reviewed, gate-failed, same-reviewer,
    own-article, check-blocks, check-warns, no-such-row, document-not-public.
    """
    limits.check_window(localtime(at))
    fresh, move = begin(article, "release", actor=actor, expect=expect)
    if actor.roles == frozenset({Role.WORKER}) and (fresh.release_at is None or fresh.release_at > at):
        raise Refused("not-scheduled", "没有定在这个时间发布")
    version = access.latest_of(fresh)
    three = three_of(fresh, version)
    content = access.content_of(version)
    document = check_document(content["document_key"])
    look_through(fresh, version, actor=actor, at=at, before="release", reasons=reasons or {})
    before, went = fresh.standing, _write(fresh, version, three, actor=actor, at=at)
    if before is not None and (left := access.content_of(before.version)["document_key"]) != content["document_key"]:
        _note_left(left, fresh, actor=actor, at=at)
    correcting = bool(fresh.correcting)
    told = put(fresh, move, Progress.RELEASED, at=at, standing=went, correcting="", release_at=None, scheduled_by="")
    note_listed(fresh, went)
    _appear(fresh, Outlet.SITE, url_path(fresh), actor=actor, at=at)
    note_item(fresh, version, went, actor=actor, at=at)
    if document is not None:
        documents.note_released(document, article_key=fresh.key, released_at=went.first_at, actor=actor, at=at)
    signers = [each.by for each in three]
    after = told | {"version": version.number, "sha256": version.digest, "reviewers": signers, "corrects": correcting}
    after["release_sm3"] = release_sm3(went)
    line(fresh, "release", actor=actor, at=at, after=after)
    return went


def _write(
    article: Article, version: Version, three: tuple[Review, Review, Review], *, actor: Actor, at: datetime
) -> Release:
    first, second, third = three
    before = article.standing
    went = Release(
        article=article,
        version=version,
        number=before.number + 1 if before else 1,
        digest=version.digest,
        first=first,
        second=second,
        third=third,
        first_by=first.by,
        second_by=second.by,
        third_by=third.by,
        written_by=version.by,
        at=at,
        by=actor.key,
        first_at=before.first_at if before else at,
        why=article.correcting,
    )
    went.save(force_insert=True)
    return went


def url_path(article: Article) -> str:
    """Where the public finds it."""
    return reverse("portal:articles:article", args=[article.pk])


def note_item(
    article: Article, version: Version, went: Release, *, actor: Actor, at: datetime, withdrawn: bool = False
) -> None:
    """Tell the catalogue what is public for its row (条例 art. 26 counts from `formed_on`)."""
    catalogue.note_item(
        version.row_key,
        article.key,
        title=version.title,
        released_at=went.first_at,
        formed_on=version.formed_on,
        index_number=article.index_number,
        url_path=url_path(article),
        withdrawn=withdrawn,
        actor=actor,
        at=at,
    )


def _note_left(document_key: str, article: Article, *, actor: Actor, at: datetime) -> None:
    """Tell a document that this article is its item no longer: withdrawn, or corrected to come from another."""
    document = document_named(document_key)
    if document is not None:
        documents.note_withdrawn(document, article_key=article.key, actor=actor, at=at)


@transaction.atomic
def schedule(article: Article, *, actor: Actor, at: datetime, expect: int | None, release_at: object) -> Article:
    """定时发布. Raises Refused: stale, wrong-progress, wrong-role, outside-window, in-the-past, too-far."""
    wanted = clean(moves.MOVES["schedule"].fields, {"release_at": release_at})["release_at"]
    if wanted <= at:
        raise Refused("in-the-past", "定时须晚于现在", "release_at")
    if (wanted - at).days > _FARTHEST:
        raise Refused("too-far", f"最远定到 {_FARTHEST} 天以内", "release_at")
    limits.check_window(localtime(wanted), "release_at")
    fresh, move = begin(article, "schedule", actor=actor, expect=expect)
    version = access.latest_of(fresh)
    three_of(fresh, version)
    put(fresh, move, None, at=at, release_at=wanted, scheduled_by=actor.key)
    line(fresh, "schedule", actor=actor, at=at, after={"release_at": wanted.isoformat(), "sha256": version.digest})
    return fresh


_FARTHEST = 180


@transaction.atomic
def unschedule(article: Article, *, actor: Actor, at: datetime, expect: int | None) -> Article:
    """Raises Refused: stale, wrong-progress, wrong-role, not-scheduled."""
    fresh, move = begin(article, "unschedule", actor=actor, expect=expect)
    if fresh.release_at is None:
        raise Refused("not-scheduled", "没有定时")
    put(fresh, move, None, at=at, release_at=None, scheduled_by="")
    line(fresh, "unschedule", actor=actor, at=at)
    return fresh


def release_due(at: datetime) -> int:
    """The worker's timer: everything whose time has come goes out, each in its own transaction; how many went.

    Killed between two of them, it goes on with the rest when it comes back: what went out is no longer scheduled.
    What may not go out (the lists changed meanwhile, a link died) stays, its schedule is taken off, and the office is
    told why. Outside the window it waits.
    """
    if not limits.inside_window(localtime(at)):
        return 0
    due = Article.objects.filter(release_at__lte=at).order_by("release_at", "pk")
    return sum(_release_due(article, at) for article in due)


def _release_due(article: Article, at: datetime) -> bool:
    try:
        release(article, actor=WORKER, at=at, expect=article.version)
    except Refused as refusal:
        if refusal.code != "stale":
            _hold_back(article, refusal, at)
        return False
    return True


@transaction.atomic
def _hold_back(article: Article, refusal: Refused, at: datetime) -> None:
    fresh = Article.objects.select_for_update().get(pk=article.pk)
    if fresh.release_at is None or fresh.release_at > at:
        return
    put(fresh, moves.MOVES["unschedule"], None, at=at, release_at=None, scheduled_by="")
    line(fresh, "hold_back", actor=WORKER, at=at, reason=refusal.message[:200], after={"code": refusal.code})
    title = access.latest_of(fresh).title[:60]
    tell_office(fresh, f"稿件“{title}”到时没有发布：{refusal.message[:80]}", at, Kind.ARTICLE_HELD)


@transaction.atomic
def withdraw(
    article: Article, *, actor: Actor, at: datetime, expect: int | None, reason: str, sure: bool = False
) -> Article:
    """撤下: at once gone from the public page, which says why; every other outlet has to be taken down and reported.

    Raises Refused: stale, wrong-progress, wrong-role, not-released, missing, check-blocks, unsure.
    """
    why = reason_of(moves.SHOWN_REASON, reason, sure=sure)
    fresh, move = begin(article, "withdraw", actor=actor, expect=expect)
    went = fresh.standing
    if went is None:
        raise Refused("not-released", "还没有发布过，不用撤下：请退回或作废")
    told = put(fresh, move, Progress.WITHDRAWN, at=at, withdrawn_at=at, withdrawn_why=why, correcting="")
    note_unlisted(fresh)
    fresh.appearances.filter(outlet=Outlet.SITE.value, gone_at=None).update(gone_at=at, gone_by=actor.key)
    note_item(fresh, went.version, went, actor=actor, at=at, withdrawn=True)
    _note_left(access.content_of(went.version)["document_key"], fresh, actor=actor, at=at)
    line(fresh, "withdraw", actor=actor, at=at, reason=why, after=told | {"version": went.version.number})
    return fresh


@transaction.atomic
def appear(article: Article, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Appearance:
    """It stands in another outlet now. Raises Refused: wrong-progress, wrong-role, not-released, there-already."""
    said = clean(moves.MOVES["appear"].fields, data)
    fresh, _move = begin(article, "appear", actor=actor, expect=None)
    if fresh.standing is None:
        raise Refused("not-released", "本站还没有发布，别处不能先发（先审后发）", "outlet")
    if fresh.appearances.filter(outlet=said["outlet"].value, gone_at=None).exists():
        raise Refused("there-already", f"{said['outlet'].label}已经登记过", "outlet")
    kept = _appear(fresh, said["outlet"], said["address"], actor=actor, at=at)
    line(fresh, "appear", actor=actor, at=at, after={"outlet": kept.outlet})
    return kept


def _appear(article: Article, outlet: Outlet, address: str, *, actor: Actor, at: datetime) -> Appearance:
    held = article.appearances.filter(outlet=outlet.value, gone_at=None).first()
    if held is not None:
        return held
    kept = Appearance(article=article, outlet=outlet.value, address=address, by=actor.key, at=at)
    kept.save(force_insert=True)
    return kept


@transaction.atomic
def disappear(article: Article, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Appearance:
    """Somebody has looked, and it is there no longer: who, when, how he saw it.

    Raises Refused: wrong-progress, wrong-role, not-there, in-the-future, unsure, or naming the field at fault.
    """
    said = clean(moves.MOVES["disappear"].fields, data)
    if not said["sure"]:
        raise Refused("unsure", "请先打开看过，再勾选", "sure")
    if said["seen_at"] > at:
        raise Refused("in-the-future", "看到的时间不能晚于现在", "seen_at")
    fresh, _move = begin(article, "disappear", actor=actor, expect=None)
    held = fresh.appearances.filter(outlet=said["outlet"].value, gone_at=None).first()
    if held is None or held.outlet == Outlet.SITE.value:
        raise Refused("not-there", "没有登记过在那里发布，或已撤下", "outlet")
    held.gone_at, held.gone_by = at, actor.key
    held.gone_seen_at, held.gone_seen, held.gone_seen_by = said["seen_at"], said["seen"], said["seen_by"]
    held.save(update_fields=["gone_at", "gone_by", "gone_seen_at", "gone_seen", "gone_seen_by"])
    seen_at = said["seen_at"].isoformat()
    line(fresh, "disappear", actor=actor, at=at, after={"outlet": held.outlet, "seen_at": seen_at})
    return held
