"""移送清单: what of a period goes to an archive or a library, and what they signed for (条例 art. 25)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access
from yihaotong.outlets.actions.arriving import arrive
from yihaotong.outlets.actions.digests import handover_sm3
from yihaotong.outlets.actions.following import due_back
from yihaotong.outlets.actions.moving import check_keeper, put
from yihaotong.outlets.models import Delivery, HandOver
from yihaotong.outlets.rules.codes import OUTWARD, Progress
from yihaotong.outlets.rules.forms import LIST_FIELDS, SIGNED_FIELDS

_MOST_COPIES = 99
_MOST_ITEMS = 1000


@transaction.atomic
def draw_up(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> HandOver:
    """A list of everything of a period that still has to go there. Raises Refused: wrong-role, out-of-range, empty,
    too-many, and naming the field."""
    check_keeper(actor)
    said = clean(LIST_FIELDS, data)
    if said["since"] > said["until"]:
        raise Refused("out-of-range", "止日早于起日", "until")
    if not 1 <= said["copies"] <= _MOST_COPIES:
        raise Refused("out-of-range", f"份数从 1 到 {_MOST_COPIES}", "copies")
    found = access.to_hand_over(said["since"], said["until"])
    if not found:
        raise Refused("empty", "这一段时间没有要移送而还没有列入清单的", "since")
    if len(found) > _MOST_ITEMS:
        raise Refused("too-many", f"有 {len(found)} 件，一份清单最多 {_MOST_ITEMS} 件，请分段", "until")
    kept = HandOver(made_at=at, made_by=actor.key, **said)
    kept.save(force_insert=True)
    for each in found:
        put(each, "list", actor=actor, at=at, handover=kept, progress=Progress.SENT.value, sent_at=at)
    _line(kept, "draw_up", actor, at, items=len(found))
    return kept


@transaction.atomic
def signed_for(handover: HandOver, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> HandOver:
    """They have signed for it: everything on the list has arrived. Raises Refused: wrong-role, stale, signed-already,
    out-of-range, and naming the field."""
    check_keeper(actor)
    said = clean(SIGNED_FIELDS, data)
    fresh = HandOver.objects.select_for_update().get(pk=handover.pk)
    if fresh.version != expect:
        raise Refused("stale", "您打开之后，别人已经动过这份清单，请看过再办")
    if fresh.received_on is not None:
        raise Refused("signed-already", "这份清单已经登记过签收")
    if not localtime(fresh.made_at).date() <= said["received_on"] <= localtime(at).date():
        raise Refused("out-of-range", "签收日期应在制单之后、今天之前", "received_on")
    fresh.received_on, fresh.received_by, fresh.note = said["received_on"], said["received_by"], said["note"]
    fresh.entered_by, fresh.version = actor.key, fresh.version + 1
    fresh.save(update_fields=["received_on", "received_by", "note", "entered_by", "version"])
    address = f"{fresh.body}，移送清单第 {fresh.pk} 号"
    for each in on_list(fresh):
        if Progress(each.progress) in OUTWARD:
            arrive(each, address, actor=actor, at=at, due_back=due_back(at))
    _line(fresh, "signed_for", actor, at)
    return fresh


def on_list(handover: HandOver) -> list[Delivery]:
    return list(access.deliveries().filter(handover=handover).order_by("release__at", "pk"))


def _line(kept: HandOver, act: str, actor: Actor, at: datetime, **more: Any) -> None:
    after = {"text_sm3": handover_sm3(kept), **more}
    journal.record(f"outlets.{act}", subject=kept.key, actor=actor.key, at=at, after=after)
