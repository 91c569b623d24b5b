"""Months, quarters and half-years: when each ends, and which one a title speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yihaotong.catalogue.rules.timing import Every

#: How many months one period has.
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6}
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?!\d{1,2}日)")
_QUARTER = re.compile(r"(?:(\d{4})年)?(?:第)?([一二三四1-4])季度")
_HALF = re.compile(r"(?:(\d{4})年)?(上|下)半年")
_YEAR = re.compile(r"((?:19|20)\d{2})年")
#: What is written for a year that has not ended, whenever it comes out.
_AHEAD = ("计划", "要点", "预算", "安排")


@dataclass(frozen=True, order=True)
class Period:
    """One month, quarter or half-year; `number` counts from 1 within its year."""

    year: int
    number: int
    every: Every

    @property
    def last(self) -> date:
        month = self.number * _MONTHS[self.every]
        return date(self.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        if self.every is Every.MONTH:
            return f"{self.year}年{self.number}月"
        if self.every is Every.QUARTER:
            return f"{self.year}年第{'一二三四'[self.number - 1]}季度"
        return f"{self.year}年{'上下'[self.number - 1]}半年"

    def next(self) -> "Period":
        more, number = divmod(self.number, 12 // _MONTHS[self.every])
        return Period(self.year + more, number + 1, self.every)


def containing(day: date, every: Every) -> Period:
    return Period(day.year, (day.month - 1) // _MONTHS[every] + 1, every)


def from_day(since: date, every: Every) -> Iterator[Period]:
    """The periods that end on this day or later, without end."""
    period = containing(since, every)
    while True:
        yield period
        period = period.next()


def last_ended(day: date, every: Every) -> Period:
    """The period that ended last before this day, or on it: what is formed then tells of it."""
    here = containing(day, every)
    if here.last == day:
        return here
    first = date(day.year, (here.number - 1) * _MONTHS[every] + 1, 1)
    return containing(first - timedelta(days=1), every)


@dataclass(frozen=True)
class YearNamed:
    """The year of which a title speaks; `ahead`: by its words it is written for that year and not about it."""

    year: int
    ahead: bool


def year_named(title: str) -> YearNamed | None:
    """The last year that a title names."""
    found = _YEAR.findall("".join(title.split()))
    return YearNamed(int(found[-1]), any(word in title for word in _AHEAD)) if found else None


def named(title: str, every: Every, released: date) -> Period | None:
    """The period of which a title speaks: the last one named; without a year the latest before it was released."""
    pattern = {Every.MONTH: _MONTH, Every.QUARTER: _QUARTER, Every.HALF: _HALF}[every]
    found = None
    for each in pattern.finditer("".join(title.split())):
        number = _DIGITS.get(each[2]) or int(each[2])
        if not 1 <= number <= 12 // _MONTHS[every]:
            continue
        period = Period(int(each[1] or released.year), number, every)
        found = period if each[1] or period.last <= released else Period(period.year - 1, number, every)
    return found
