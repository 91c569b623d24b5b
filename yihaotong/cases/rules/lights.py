"""红绿灯: how near a limit is, as one word and one colour."""

from datetime import datetime, timedelta

from yihaotong.clock import Limit, Measure, missed
from yihaotong.clock.moments import ONE_SECOND
from yihaotong.journal.codes import Code

#: A limit in hours or minutes is warned of in its last third, a day ahead at most.
_WARN = timedelta(hours=24)
#: So near its end every limit is warned of, however short it is: the nearer one never looks the safer one. The first
#: page takes up the same cases in the same hour (rules.today).
NEAR = timedelta(hours=1)
#: A limit of so many working days or fewer is warned of on its last day only.
_SHORT = 2


class Light(Code):
    """Shape and word go with the colour: nobody needs to see colours to read it."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "将到期"
    RED = "red", "已超期"


def light(due: datetime | None, since: datetime, at: datetime, limit: Limit, days_left: int | None) -> Light:
    """The light of a limit that runs from `since` to `due`, as it stands at `at`; green while it has no end.

    `days_left` counts the working days after today. 山东省级投诉 2017: a yellow card one working day before the limit.
    """
    if missed(due, at):
        return Light.RED
    if due is None:
        return Light.GREEN
    if limit.measure is Measure.WORKING_DAY and days_left is not None:
        near = days_left == 0 or (days_left == 1 and limit.amount > _SHORT)
    else:
        near = due - at <= min(_WARN, (due - since) / 3)
    return Light.YELLOW if near or due - at <= NEAR else Light.GREEN


def latest_missed(at: datetime) -> datetime:
    """What was due at this instant or before has been missed at `at`: `missed` as a condition for the database."""
    return at - ONE_SECOND
