"""The digest by which a line of the journal vouches for a monthly list; `journal verify` makes it again."""

from yihaotong.inspection.models import Monthly
from yihaotong.journal.rules.chain import canonical, instant, sm3

#: What it covers, in this order for ever.
_ITEM = ("place", "indicator", "subject", "words", "weight", "unit_id", "progress", "evidence", "settled_by")


def text_sm3(monthly: Monthly) -> str:
    """In hex. One query."""
    rows = monthly.items.order_by("place").values_list(*_ITEM, "until", "settled_at", "due_at")
    items = [
        [*row[:-3], row[-3].isoformat() if row[-3] else "", *(instant(each) if each else "" for each in row[-2:])]
        for row in rows
    ]
    signed = instant(monthly.signed_at) if monthly.signed_at else ""
    head = [monthly.month.isoformat(), instant(monthly.made_at), monthly.tenths, monthly.vetoes, monthly.standing]
    return sm3(canonical([*head, signed, monthly.signed_by, monthly.said, items]).encode()).hex()
