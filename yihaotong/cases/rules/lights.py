"""红绿灯: how near a limit is, as one word and one colour."""

from datetime import datetime, timedelta

from yihaotong.cases.rules.codes import Code
from yihaotong.clock.moments import ONE_SECOND, missed

#: 山东省级投诉 2017 warns one working day before the limit; a short limit is warned of in its last third.
_WARN = timedelta(hours=24)


class Light(Code):
    """Shape and word go with the colour: nobody needs to see colours to read it."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "将到期"
    RED = "red", "已超期"


def light(due: datetime | None, since: datetime, at: datetime) -> Light:
    """The light of a limit that runs from `since` to `due`, as it stands at `at`; green while it has no end."""
    if missed(due, at):
        return Light.RED
    return Light.YELLOW if due and due - at <= min(_WARN, (due - since) / 3) else Light.GREEN


def latest_missed(at: datetime) -> datetime:
    """What was due at this instant or before has been missed at `at`: `missed` as a condition for the database."""
    return at - ONE_SECOND
