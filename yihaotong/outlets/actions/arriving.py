"""What it means that a release has arrived somewhere, or is gone from there: for whoever saw it, person or machine."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from yihaotong.accounts.rules import Actor
from yihaotong.articles import actions as articles
from yihaotong.articles.models import Article
from yihaotong.outlets import access
from yihaotong.outlets.actions.moving import put, settled
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules.codes import THERE, Progress, Why

#: What goes with a delivery that waits for nothing.
QUIET: Mapping[str, Any] = {"next_at": None, "due_at": None, "failing_since": None, "last_error": ""}


def arrive(delivery: Delivery, address: str, *, actor: Actor, at: datetime, due_back: datetime | None) -> Delivery:
    """It stands there now: earlier releases give way, the article appears there. What was withdrawn while it was
    on its way is fetched back at once, by `due_back`. In the transaction of the caller."""
    receipt: dict[str, Any] = {
        "address": address[:300],
        "receipt_at": at,
        "receipt_by": actor.key,
        "trying_until": None,
    }
    kept = put(delivery, "receipt", actor=actor, at=at, progress=Progress.RECEIPTED.value, **receipt, **QUIET)
    replace_earlier(kept, actor=actor, at=at, due=due_back)
    settled([kept], at)
    article = Article.objects.get(pk=kept.article_id)
    if not article.is_public:
        return fetch_back(kept, Why.WITHDRAWN, actor=actor, at=at, due=due_back)
    # Articles keep one place an outlet; whether the old one is gone is proven by the delivery that stood there.
    moved = f"第 {kept.number} 次发布登记在另一地址；原地址是否还在，在“发布渠道”里另看、另登记"
    stand(article, kept, moved, actor=actor, at=at)
    return kept


def replace_earlier(new: Delivery, *, actor: Actor, at: datetime, due: datetime | None) -> None:
    """An earlier release at the very address of `new` has given way to it. One registered at another is still there for
    all that anybody knows: it comes back, and somebody has to look. In the transaction of the caller."""
    earlier = Delivery.objects.filter(article=new.article_id, outlet=new.outlet, number__lt=new.number)
    there = Q(progress__in=[each.value for each in THERE]) | Q(pk__in=access.apart().values("pk"))
    for each in list(earlier.filter(there)):
        registered = each.receipt_at is not None or each.handover_id is not None
        if registered and (each.address != new.address or not new.address):
            if each.progress != Progress.RECALLED:
                fetch_back(each, Why.REPLACED, actor=actor, at=at, due=due)
        elif each.progress != Progress.SUPERSEDED:
            put(each, "supersede", actor=actor, at=at, progress=Progress.SUPERSEDED.value, **QUIET)
            settled([each], at)


def stand(article: Article, kept: Delivery, moved: str, *, actor: Actor, at: datetime) -> None:
    """Tell articles, which keep the record of where it stands; another address than before is another place, `moved`
    says why."""
    outlet, address = kept.outlet, kept.address
    stands = article.appearances.filter(outlet=outlet, gone_at=None).first()
    if stands is not None and stands.address == address:
        return
    if stands is not None:
        gone = {"outlet": outlet, "seen_at": at, "seen": moved, "seen_by": actor.name[:40] or actor.key, "sure": True}
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
    stands = article.appearances.filter(outlet=kept.outlet, gone_at=None).first()
    others = Delivery.objects.filter(article=article, outlet=kept.outlet, progress__in=[each.value for each in THERE])
    if stands is not None and (stands.address == kept.address or not others.exists()):
        gone = {"outlet": kept.outlet, "seen_at": seen_at, "seen": proof[:200], "seen_by": seen_by[:40], "sure": True}
        articles.disappear(article, gone, actor=actor, at=at)
    return kept
