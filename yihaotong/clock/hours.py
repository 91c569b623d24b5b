"""When an office is open: seasons of the year, each with its spans of the day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yihaotong.clock.errors import ClockError
from yihaotong.clock.moments import DAY_SECONDS

#: Open from second to second of the day, the latter not included; 24:00 is the latest end.
Span = tuple[int, int]
#: The key of the hours of any working day that has none of its own.
ORDINARY = 0

_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_WEEKDAYS = re.compile(r"([1-7])(?:-([1-7]))?")


@dataclass(frozen=True)
class Season:
    """Hours from `first` (month, day) until another season begins: between seasons there is no gap to fall into.

    `spans` are by day of the week (Monday is 1) over those of `ORDINARY`, which a make-up day takes as well unless
    its own day of the week has hours.
    """

    name: str
    first: tuple[int, int]
    spans: Mapping[int, Sequence[Span]]
    basis: str = ""


class Hours:
    """Office hours over the year. Raises ClockError when nobody could work by them."""

    def __init__(self, seasons: Iterable[Season]) -> None:
        self.seasons = tuple(sorted(seasons, key=lambda season: season.first))
        if len({season.first for season in self.seasons}) < max(1, len(self.seasons)):
            raise ClockError("hours", "作息时间至少要有一个季节，且各季节的起始日不能相同")
        for season in self.seasons:
            _check(season)

    def season(self, day: date) -> Season:
        """The season of a day; until the year's first season begins, the last one of the year before still runs."""
        begun = [season for season in self.seasons if season.first <= (day.month, day.day)]
        return begun[-1] if begun else self.seasons[-1]

    def spans(self, day: date) -> Sequence[Span]:
        """The open spans, should the day be a working day."""
        spans = self.season(day).spans
        return spans.get(day.isoweekday()) or spans[ORDINARY]

    def on(self, _day: date) -> "Hours":
        """The hours as they are kept around a day: these."""
        return self


class DatedHours(Hours):
    """Hours that were changed: from each of these days on its own, before the first of them as before."""

    def __init__(self, before: Hours, changes: Mapping[date, Hours]) -> None:
        self.seasons = before.seasons
        self._before = before
        self._changes = sorted(changes.items(), key=lambda change: change[0], reverse=True)

    def season(self, day: date) -> Season:
        return self.on(day).season(day)

    def on(self, day: date) -> Hours:
        kept = next((hours for since, hours in self._changes if since <= day), self._before)
        return kept.on(day)


def _check(season: Season) -> None:
    if not season.spans.get(ORDINARY):
        raise ClockError("hours", f"{season.name}没有写明一般工作日的上班时间")
    for spans in season.spans.values():
        ends = 0
        for opens, closes in spans:
            if not ends <= opens < closes <= DAY_SECONDS:
                raise ClockError("hours", f"{season.name}的上班时间须先后不重叠、不跨零点（跨零点的分写成两段）")
            ends = closes


def hours_from_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Hours:
    """From numbered rows: season, first_day (MM-DD), weekdays ("", "5", "1-4"), opens, closes (HH:MM), basis."""
    seasons: dict[str, Season] = {}
    spans: dict[str, dict[int, list[Span]]] = {}
    for number, row in rows:
        name = row["season"]
        first = _month_day(row["first_day"], number)
        by_weekday = spans.setdefault(name, {})
        if seasons.setdefault(name, Season(name, first, by_weekday, row["basis"])).first != first:
            raise ClockError("hours", f"作息时间第 {number} 行：{name}的起始日前后不一")
        for weekday in _weekdays(row["weekdays"], number):
            by_weekday.setdefault(weekday, []).append((_second(row["opens"], number), _second(row["closes"], number)))
    return Hours(seasons.values())


def _month_day(written: str, number: int) -> tuple[int, int]:
    match = _matched(_MONTH_DAY, written, number)
    return int(match[1]), int(match[2])


def _second(written: str, number: int) -> int:
    match = _matched(_TIME, written, number)
    return int(match[1]) * 3600 + int(match[2]) * 60


def _weekdays(written: str, number: int) -> range:
    if not written:
        return range(ORDINARY, ORDINARY + 1)
    match = _matched(_WEEKDAYS, written, number)
    return range(int(match[1]), int(match[2] or match[1]) + 1)


def _matched(pattern: re.Pattern[str], written: str, number: int) -> re.Match[str]:
    match = pattern.fullmatch(written)
    if match is None:
        raise ClockError("hours", f"作息时间第 {number} 行：“{written}”看不懂")
    return match
