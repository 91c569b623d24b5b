"""The one way in which a delivery changes place: compared and set, told in one line that vouches for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access
from yihaotong.outlets.actions.digests import delivery_sm3
from yihaotong.outlets.models import Delivery
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind

WHO = "渠道发布和撤下由公开专员和分管领导登记"


def check_keeper(actor: Actor) -> None:
    """Raises Refused("wrong-role")."""
    if not access.keeps(actor):
        raise Refused("wrong-role", WHO)


def held(delivery: Delivery, expect: int | None) -> Delivery:
    """As the database has it, held until the transaction ends. Raises Refused("stale")."""
    fresh = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if expect is not None and fresh.version != expect:
        raise Refused("stale", "您打开之后，这里已经有变动，请看过再办", version=fresh.version)
    return fresh


def put(
    delivery: Delivery,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    after: Mapping[str, Any] | None = None,
    **columns: Any,
) -> Delivery:
    """Set columns and write the line. Raises Refused("stale") where somebody was faster."""
    told = {**columns, "version": delivery.version + 1}
    if not Delivery.objects.filter(pk=delivery.pk, version=delivery.version).update(**told):
        raise Refused("stale", "刚才已经有变动，请看过再办")
    for name, value in told.items():
        setattr(delivery, name, value)
    journal.record(
        f"outlets.{act}", subject=delivery.key, actor=actor.key, at=at, after=line_of(delivery) | dict(after or {})
    )
    return delivery


def line_of(delivery: Delivery) -> dict[str, Any]:
    """What every line of a delivery tells."""
    told = {"article": f"article:{delivery.article_id}", "outlet": delivery.outlet, "release": delivery.number}
    return told | {"text_sm3": delivery_sm3(delivery)}


def prepared(rows: Sequence[Delivery], *, actor: Actor, at: datetime) -> None:
    """Keep new deliveries and their lines, however many, in two statements for some hundred."""
    Delivery.objects.bulk_create(rows, batch_size=500)
    journal.record_many([journal.Act("outlets.prepare", each.key, actor.key, at, after=line_of(each)) for each in rows])


def tell_office(subject: str, words: str, at: datetime, kind: Kind) -> None:
    reminders.remind(holders([Role.DISCLOSURE_OFFICER], at), kind, subject=subject, words=words, at=at)


def settled(deliveries: Iterable[Delivery], at: datetime) -> None:
    """Nobody has to do anything about these any more."""
    for each in deliveries:
        for kind in (Kind.OUTLET, Kind.OUTLET_DOWN):
            reminders.over(kind, each.key, at=at)
