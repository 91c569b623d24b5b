"""What the area of articles tells: an item for this document is on the web, or has been taken off again."""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.documents.actions.keeping import changed, taken, write_line, write_step
from yihaotong.documents.models import Document
from yihaotong.documents.rules.labels import Label
from yihaotong.journal.refusal import Refused


@transaction.atomic
def note_released(
    document: Document, *, article_key: str, released_at: datetime, actor: Actor, at: datetime
) -> Document:
    """The item with this key is on the web since `released_at`. The same said twice is once; of several items the
    first counts for the limit, the last is the one that is linked. An item comes from one document: another that had
    its mark before a correction loses it.

    Raises Refused("not-public") for what is not signed as 主动公开: it has no business on the web.
    """
    fresh = Document.objects.get(pk=document.pk)
    if fresh.signed_at is None or fresh.label != Label.PROACTIVE:
        raise Refused("not-public", "这件公文没有定为主动公开，不能上网", "document")
    note_parted(article_key, but=fresh, actor=actor, at=at)
    if fresh.article_key == article_key and fresh.released_at is not None:
        return fresh
    held = taken(fresh, fresh.version)
    changes = changed(held, {"article_key": article_key, "released_at": held.released_at or released_at})
    write_step(held, "released", actor=actor, at=at, before=held.state, given={"article": article_key})
    write_line(held, "released", actor=actor, at=at, changes=changes)
    return held


@transaction.atomic
def note_withdrawn(document: Document, *, article_key: str, actor: Actor, at: datetime) -> Document:
    """The item with this key is no longer on the web; nothing happens when another is the one that counts."""
    fresh = Document.objects.get(pk=document.pk)
    if fresh.article_key != article_key or fresh.released_at is None:
        return fresh
    held = taken(fresh, fresh.version)
    changes = changed(held, {"article_key": "", "released_at": None})
    write_step(held, "withdrawn", actor=actor, at=at, before=held.state, given={"article": article_key})
    write_line(held, "withdrawn", actor=actor, at=at, changes=changes)
    return held


@transaction.atomic
def note_parted(article_key: str, *, but: Document | None, actor: Actor, at: datetime) -> int:
    """The item with this key comes from `but` now, or from no document: whatever else had its mark loses it, and is
    without an item again; how many. Harmless twice."""
    others = Document.objects.filter(article_key=article_key, released_at__isnull=False)
    found = list(others.exclude(pk=but.pk) if but is not None else others)
    for each in found:
        note_withdrawn(each, article_key=article_key, actor=actor, at=at)
    return len(found)
