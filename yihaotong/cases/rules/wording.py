"""How an instant is written in the journal and to machines."""

from datetime import datetime

from yihaotong.clock import CHINA


def written(moment: datetime | None) -> str | None:
    """The city's own time with its zone, "2019-10-10T23:59:59+08:00"; one spelling, wherever the instant came from."""
    return moment.astimezone(CHINA).isoformat() if moment else None
