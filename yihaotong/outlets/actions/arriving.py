"""What it means that a release has arrived somewhere, or is gone from there: for whoever saw it, person or machine."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.articles import actions as articles
from yihaotong.articles.models import Article
from yihaotong.outlets.actions.moving import put, settled
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules.codes import Progress, Why

#: What goes with a delivery that waits for nothing.
QUIET: Mapping[str, Any] = {"next_at": None, "due_at": None, "failing_since": None, "last_error": ""}


def arrive(delivery: Delivery, address: str, *, actor: Actor, at: datetime, due_back: datetime | None) -> Delivery:
    """It stands there now: the earlier release is replaced, the article appears there. What was withdrawn while it was
    on its way is fetched back at once, by `due_back`. In the transaction of the caller."""
    receipt: dict[str, Any] = {
        "address": address[:300],
        "receipt_at": at,
        "receipt_by": actor.key,
        "trying_until": None,
    }
    kept = put(delivery, "receipt", actor=actor, at=at, progress=Progress.RECEIPTED.value, **receipt, **QUIET)
    earlier = Delivery.objects.filter(article=kept.article_id, outlet=kept.outlet, number__lt=kept.number)
    for each in earlier.filter(progress__in=[Progress.RECEIPTED.value, Progress.RECALLED.value]):
        put(each, "supersede", actor=actor, at=at, progress=Progress.SUPERSEDED.value, **QUIET)
    settled([kept], at)
    article = Article.objects.get(pk=kept.article_id)
    if not article.is_public:
        return fetch_back(kept, Why.WITHDRAWN, actor=actor, at=at, due=due_back)
    _stand(article, kept.outlet, kept.address, number=kept.number, actor=actor, at=at)
    return kept


def _stand(article: Article, outlet: str, address: str, *, number: int, actor: Actor, at: datetime) -> None:
    """Tell articles, which keep the record of where it stands; another address than before is another place."""
    stands = article.appearances.filter(outlet=outlet, gone_at=None).first()
    if stands is not None and stands.address == address:
        return
    if stands is not None:
        seen = f"第 {number} 次发布另有地址，原地址由新版替换"
        gone = {"outlet": outlet, "seen_at": at, "seen": seen, "seen_by": actor.name[:40] or actor.key, "sure": True}
        articles.disappear(article, gone, actor=actor, at=at)
    articles.appear(article, {"outlet": outlet, "address": address}, actor=actor, at=at)


def fetch_back(delivery: Delivery, why: Why, *, actor: Actor, at: datetime, due: datetime | None) -> Delivery:
    """It has to come back. A try that may still be running keeps its lease: nothing overtakes it."""
    back = {"progress": Progress.RECALLED.value, "recalled_at": at, "why": why.value, "due_at": due}
    after = max(at, delivery.trying_until or at)
    told = {**back, "next_at": after, "attempts": 0, "failing_since": None, "last_error": ""}
    return put(delivery, "recall", actor=actor, at=at, after={"why": why.value}, **told)


def be_gone(delivery: Delivery, proof: str, *, seen_at: datetime, seen_by: str, actor: Actor, at: datetime) -> Delivery:
    """It is there no longer; `proof` says how that was seen. In the transaction of the caller."""
    seen: dict[str, Any] = {"gone_at": at, "gone_by": actor.key, "gone_seen_at": seen_at, "gone_seen_by": seen_by[:40]}
    told = {**seen, "proof": proof[:300], "progress": Progress.GONE.value, "trying_until": None, **QUIET}
    kept = put(delivery, "gone", actor=actor, at=at, after={"proof": proof[:300]}, **told)
    settled([kept], at)
    article = Article.objects.get(pk=kept.article_id)
    if article.appearances.filter(outlet=kept.outlet, gone_at=None).exists():
        gone = {"outlet": kept.outlet, "seen_at": seen_at, "seen": proof[:200], "seen_by": seen_by[:40], "sure": True}
        articles.disappear(article, gone, actor=actor, at=at)
    return kept
