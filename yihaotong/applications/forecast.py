"""What a day of receipt means for the limits, before anything is registered (条例 art. 30, 33)."""

from datetime import date, datetime

from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import Channel
from yihaotong.applications.rules.intake import counts_at_once
from yihaotong.applications.rules.life import Happening, deadline, fold
from yihaotong.clock import missed
from yihaotong.disclosure import city


def overdue_at_once(channel: Channel, day: date | None, at: datetime) -> list[tuple[ClockKind, datetime]]:
    """The limits that would have ended already with that day of receipt, each with its end."""
    if day is None or not counts_at_once(channel):
        return []
    begun = fold([Happening("register", at, day)], counts_receipt_day=city.counts_receipt_day())
    dues = [(each.kind, deadline(each, calendar=city.calendar(), hours=city.hours()).due) for each in begun]
    return [(kind, due) for kind, due in dues if due is not None and missed(due, at)]
