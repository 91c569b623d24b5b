"""What was released for a row, as the area that releases tells it; the same word twice is one."""

from datetime import date, datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Item, Matter
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_PARTS = ("matter_id", "title", "released_at", "formed_on", "index_number", "url_path")


@transaction.atomic
def note_item(  # noqa: PLR0913 — what is known of one item, all named at the call
    row_key: str,
    item_key: str,
    *,
    title: str,
    released_at: datetime,
    formed_on: date | None,
    index_number: str,
    url_path: str,
    withdrawn: bool = False,
    actor: Actor,
    at: datetime,
) -> Item:
    """Note that something is public for a row (条例 art. 26 counts from `formed_on`), or no more: `withdrawn`.

    Idempotent by `item_key`: what is the same is left alone, what differs is corrected, and an item may go to another
    row. `row_key` of a merged row is the row it became. Raises Refused("no-such-row").
    """
    matter = access.live(Matter.objects.filter(pk=row_key).first())
    if matter is None or matter.since is None:
        raise Refused("no-such-row", f"公开目录里没有“{row_key}”这一事项", "row_key")
    said = (matter.pk, title[:300], released_at, formed_on, index_number, url_path)
    held = Item.objects.select_for_update().filter(pk=item_key).first()
    item = held or Item(key=item_key)
    before = {name: getattr(item, name) for name in _PARTS} if held else {}
    gone = (item.withdrawn_at or at) if withdrawn else None
    changed = [name for name, value in zip(_PARTS, said, strict=True) if before.get(name) != value or not held]
    if held and not changed and gone == item.withdrawn_at:
        return item
    for name, value in zip(_PARTS, said, strict=True):
        setattr(item, name, value)
    was_gone, item.withdrawn_at = item.withdrawn_at, gone
    item.save(force_insert=held is None, force_update=held is not None)
    journal.record(
        "catalogue.item",
        subject=f"catalogue_item:{item_key}",
        actor=actor.key,
        at=at,
        before={"row": before.get("matter_id"), "withdrawn": was_gone is not None} if held else None,
        after={
            "row": matter.pk,
            "changed": sorted(changed),
            "released_at": released_at.isoformat(),
            "formed_on": formed_on.isoformat() if formed_on else None,
            "withdrawn": gone is not None,
        },
    )
    return item
