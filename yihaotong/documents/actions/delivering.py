"""移送: copies of what is public go to the state archive and the public library (条例 art. 25), batch by batch."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.documents import access
from yihaotong.documents.models import Copy, Delivery
from yihaotong.documents.rules.codes import Receiver
from yihaotong.documents.rules.who import KEEPERS
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

DELIVERY_FIELDS = (
    Field("receiver", "接收单位类别", Kind.CHOICE, required=True, choices=Receiver),
    Field("receiver_name", "接收单位", required=True, longest=80),
    Field("handed_on", "移送日期", Kind.DATE, required=True),
    Field("note", "说明", longest=200),
)


def deliver(numbers: Iterable[int], data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Delivery:
    """Hand these documents over as one batch. Raises Refused: wrong-role, nothing-chosen, not-deliverable (not public,
    or handed to such a receiver before), in-future, stale.
    """
    if not actor.roles & KEEPERS:
        raise Refused("wrong-role", "移送由公开专员或公开工作负责人登记")
    cleaned = clean(DELIVERY_FIELDS, data)
    if cleaned["handed_on"] > access.today_of(at):
        raise Refused("in-future", "移送日期在今天以后", "handed_on")
    chosen = set(numbers)
    if not chosen:
        raise Refused("nothing-chosen", "请先勾选要移送的公文")
    receiver = Receiver(cleaned["receiver"])
    found = list(access.to_deliver(receiver).filter(pk__in=chosen))
    if len(found) != len(chosen):
        raise Refused("not-deliverable", "所选的公文里有的不是主动公开，或已经移送过，请刷新后再选")
    try:
        with transaction.atomic():
            number = (Delivery.objects.aggregate(Max("number"))["number__max"] or 0) + 1
            batch = Delivery(**cleaned | {"receiver": receiver.value}, number=number, at=at, by=actor.key)
            batch.save(force_insert=True)
            copies = [Copy(delivery=batch, document=each, receiver=receiver.value) for each in found]
            Copy.objects.bulk_create(copies, batch_size=500)
            after = {"number": number, "receiver": receiver.value, "documents": [each.pk for each in found]}
            journal.record("delivery.hand", subject=f"delivery:{batch.pk}", actor=actor.key, at=at, after=after)
    except IntegrityError:
        raise Refused("stale", "刚才有别人登记了移送，请看过再办") from None
    return batch
