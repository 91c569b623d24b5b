"""When a call counts that was written down without the network and is entered later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from yihaotong.journal.refusal import Refused

#: Within this it is entered; later it is filed as of today, with a word about it.
ENTERED_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Taken:
    """A call that was written down without the network: when it came, and who took it (an actor's key)."""

    at: datetime
    by: str


def check_taken(taken: Taken | None, at: datetime) -> datetime:
    """From when a filing counts: from now, or from when the call came that is entered now.

    Raises Refused("in-the-future" | "too-late").
    """
    if taken is None:
        return at
    if taken.at > at:
        raise Refused("in-the-future", "来电时间不能晚于现在", "taken_at")
    if at - taken.at > ENTERED_WITHIN:
        raise Refused("too-late", "离线登记的来电须在 24 小时内补录；已超过的，请按今天来电登记并注明", "taken_at")
    return taken.at
