"""Working time, limits, pauses, due instants: plain Python, no database, no framework, no present moment.

    reckon(start, Limit.parse("5wd"), calendar=national()).due

docs/rules/deadlines.md tells the rules; every due instant tells its own derivation.
"""

from yihaotong.clock.calendar import Calendar, Day, Entry, Kind, Layer
from yihaotong.clock.deadline import Deadline
from yihaotong.clock.errors import ClockError
from yihaotong.clock.hours import DatedHours, Hours, Season, hours_from_rows
from yihaotong.clock.limit import Limit, Measure
from yihaotong.clock.moments import CHINA, missed
from yihaotong.clock.pauses import Pause
from yihaotong.clock.reckoning import reckon
from yihaotong.clock.remaining import Remaining, remaining
from yihaotong.clock.shipped import hours, nation, national, region, regions
from yihaotong.clock.steps import Effect, Step

__all__ = [
    "CHINA",
    "Calendar",
    "ClockError",
    "DatedHours",
    "Day",
    "Deadline",
    "Effect",
    "Entry",
    "Hours",
    "Kind",
    "Layer",
    "Limit",
    "Measure",
    "Pause",
    "Remaining",
    "Season",
    "Step",
    "hours",
    "hours_from_rows",
    "missed",
    "nation",
    "national",
    "reckon",
    "region",
    "regions",
    "remaining",
]
