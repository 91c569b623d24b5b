"""What people enter of outlets without a machine: where it stands now, and that they saw it gone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from yihaotong.accounts.rules import Actor
from yihaotong.articles.models import Article
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access
from yihaotong.outlets.actions.arriving import arrive, be_gone, replace_earlier, stand
from yihaotong.outlets.actions.following import due_back
from yihaotong.outlets.actions.moving import check_keeper, held, put
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules.codes import OUTWARD, Progress
from yihaotong.outlets.rules.forms import GONE_FIELDS, RECEIPT_FIELDS, checked_address


@transaction.atomic
def receipt(delivery: Delivery, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Delivery:
    """Somebody has put it there. Raises Refused: wrong-role, stale, wrong-progress, on-a-list, not-a-link, and
    naming the field."""
    check_keeper(actor)
    said = clean(RECEIPT_FIELDS, data)
    fresh = held(delivery, expect)
    if Progress(fresh.progress) not in OUTWARD:
        raise Refused("wrong-progress", f"这里现在是“{Progress(fresh.progress).label}”，不用登记")
    if fresh.handover_id is not None:
        raise Refused("on-a-list", "它在移送清单上：请在清单上登记签收")
    return arrive(fresh, checked_address(fresh.outlet, said["address"]), actor=actor, at=at, due_back=due_back(at))


@transaction.atomic
def readdress(delivery: Delivery, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Delivery:
    """The receipt named a wrong address: here is the right one; the line keeps the wrong one. Raises Refused:
    wrong-role, stale, wrong-progress, on-a-list, same, not-a-link, and naming the field."""
    check_keeper(actor)
    said = clean(RECEIPT_FIELDS, data)
    fresh = held(delivery, expect)
    if fresh.progress != Progress.RECEIPTED or fresh.outlet == "site":
        raise Refused("wrong-progress", "只有已登记发布、还没有撤下的渠道可以改网址")
    if fresh.handover_id is not None:
        raise Refused("on-a-list", "它在移送清单上，没有网址可改")
    wrong, address = fresh.address, checked_address(fresh.outlet, said["address"])
    if address == wrong:
        raise Refused("same", "和登记的网址相同", "address")
    kept = put(fresh, "readdress", actor=actor, at=at, after={"wrong": wrong}, address=address)
    replace_earlier(kept, actor=actor, at=at, due=due_back(at))
    stand(Article.objects.get(pk=kept.article_id), kept, "登记的网址写错，已改正", actor=actor, at=at)
    return kept


@transaction.atomic
def try_now(outlet: str, *, actor: Actor, at: datetime) -> int:
    """Its machine answers again, somebody says: what waits for its next try is tried with the next round; how many.
    Raises Refused: wrong-role, no-machine, nothing-waits."""
    check_keeper(actor)
    if outlet not in access.machines():
        raise Refused("no-machine", "这个渠道没有接口")
    waiting = Delivery.objects.filter(
        outlet=outlet, progress__in=[each.value for each in (*OUTWARD, Progress.RECALLED)]
    )
    free = waiting.filter(Q(trying_until=None) | Q(trying_until__lte=at), next_at__gt=at)
    if not (many := free.update(next_at=at)):
        raise Refused("nothing-waits", "没有等着再试的：系统正在试，或已经办成")
    journal.record("outlets.try_now", subject=f"outlet:{outlet}", actor=actor.key, at=at, after={"deliveries": many})
    return many


@transaction.atomic
def see_gone(delivery: Delivery, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Delivery:
    """Somebody has looked, and it is there no longer. Raises Refused: wrong-role, stale, wrong-progress, unsure,
    in-the-future, and naming the field."""
    check_keeper(actor)
    said = clean(GONE_FIELDS, data)
    if not said["sure"]:
        raise Refused("unsure", "请先打开看过，再勾选", "sure")
    fresh = held(delivery, expect)
    if fresh.progress != Progress.RECALLED and not access.left_behind().filter(pk=fresh.pk).exists():
        raise Refused("wrong-progress", f"这里现在是“{Progress(fresh.progress).label}”，没有要撤下的")
    if said["seen_at"] > at:
        raise Refused("in-the-future", "看到的时间不能晚于现在", "seen_at")
    since = fresh.recalled_at or fresh.receipt_at
    if since is not None and said["seen_at"] < since.replace(second=0, microsecond=0):
        raise Refused("too-early", "看到的时间早于要求撤下的时间：请现在再打开看一次", "seen_at")
    told = {"seen_at": said["seen_at"], "seen_by": said["seen_by"]}
    return be_gone(fresh, said["seen"], **told, actor=actor, at=at)
