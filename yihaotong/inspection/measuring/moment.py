"""One look at everything: the instant, the thresholds that hold, and dates reckoned once a day of beginning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from yihaotong.clock import CHINA, Calendar, Hours, Limit, reckon
from yihaotong.disclosure import city
from yihaotong.inspection.rules.thresholds import Threshold


def day_of(instant: datetime) -> date:
    """The day in the city's own zone: a fixed one, so that a thousand of them cost nothing."""
    return instant.astimezone(CHINA).date()


@dataclass(frozen=True)
class Moment:
    at: datetime
    limits: Mapping[str, Threshold]
    _due: dict[tuple[str, date], datetime | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def today(self) -> date:
        return day_of(self.at)

    @cached_property
    def _calendar(self) -> Calendar:
        return city.calendar()

    @cached_property
    def _hours(self) -> Hours:
        return city.hours()

    def due(self, code: str, since: datetime) -> datetime | None:
        """When what began then breaks the limit of an indicator, in days or months: at 24:00 of its last day."""
        return self.due_of_day(code, day_of(since))

    def due_of_day(self, code: str, day: date) -> datetime | None:
        """The same of something that began on a day, whenever that was."""
        key = (self.limits[code].limit, day)
        if key not in self._due:
            noon = datetime.combine(day, time(12), CHINA)
            self._due[key] = reckon(noon, Limit.parse(key[0]), calendar=self._calendar, hours=self._hours).due
        return self._due[key]
