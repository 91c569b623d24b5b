"""All that a due instant follows from."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from yihaotong.clock.calendar import Calendar
from yihaotong.clock.hours import Hours
from yihaotong.clock.limit import Limit
from yihaotong.clock.pauses import Pause


@dataclass(frozen=True, slots=True)
class Terms:
    """The instants are in Chinese time and whole seconds. `basis` is the article or profile line of the limit."""

    start: datetime
    limit: Limit
    calendar: Calendar
    hours: Hours
    pauses: tuple[Pause, ...]
    extensions: tuple[Limit, ...]
    restart: datetime | None
    count_first_day: bool
    roll: bool
    basis: str

    @property
    def begins(self) -> datetime:
        return self.restart or self.start

    @property
    def total(self) -> Limit:
        """The limit with its extensions, which a restart leaves in place. Raises ClockError if the units differ."""
        return reduce(Limit.plus, self.extensions, self.limit)
