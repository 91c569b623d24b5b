"""The digests by which lines of the journal vouch for records of this area; `journal verify` makes them again."""

from collections.abc import Iterable
from datetime import datetime

from yihaotong.journal.rules.chain import canonical, instant, sm3
from yihaotong.outlets.models import Delivery, Elsewhere, HandOver
from yihaotong.outlets.rules.codes import OUTWARD, Progress


def delivery_sm3(each: Delivery) -> str:
    """Of what was carried where, and of what proves that it is gone, in hex. How often a machine was tried is no part
    of it."""
    out = Progress(each.progress) in OUTWARD
    told = [each.article_id, each.number, each.digest, each.outlet, each.original, "out" if out else each.progress]
    back = [each.why, _instant(each.recalled_at), each.gone_by, each.gone_seen_by, each.proof]
    seen = [_instant(each.receipt_at), _instant(each.gone_at), _instant(each.gone_seen_at)]
    return sm3(canonical([*told, each.address, each.receipt_by, each.handover_id, *back, *seen]).encode()).hex()


def handover_sm3(each: HandOver) -> str:
    """Of a list as it was drawn up and signed for, in hex."""
    told = [each.body, each.since.isoformat(), each.until.isoformat(), each.copies, each.received_by, each.note]
    received = each.received_on.isoformat() if each.received_on else ""
    return sm3(canonical([*told, received]).encode()).hex()


def _instant(at: datetime | None) -> str:
    return instant(at) if at else ""


def batch_sm3(items: Iterable[Elsewhere]) -> str:
    """Of items as they were entered together, in their sequence, in hex."""
    return sm3(canonical([_entered(each) for each in items]).encode()).hex()


def item_sm3(each: Elsewhere) -> str:
    """Of an item and of what proves that it is gone, in hex."""
    seen = [_instant(each.gone_at), each.gone_by, each.gone_seen_by, each.proof]
    return sm3(canonical([*_entered(each), *seen]).encode()).hex()


def _entered(each: Elsewhere) -> list[object]:
    return [each.outlet, each.on.isoformat(), each.title, each.link, each.original, each.article_id]
