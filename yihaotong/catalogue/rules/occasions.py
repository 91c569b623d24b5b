"""When something of a row must be public, and what was: each occasion with its limit, and the item that met it.

An occasion begins by itself (a month has ended, a fixed date comes, a row that is always open came into force), because
somebody entered that something was formed, or because an item says when it was formed. Whatever was due before the
row came into force is none.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache

from yihaotong.catalogue.rules import periods
from yihaotong.catalogue.rules.codes import Light
from yihaotong.catalogue.rules.periods import Period
from yihaotong.catalogue.rules.timing import PERIODIC, Every, Timing
from yihaotong.clock import CHINA, Calendar, Deadline, Effect, Hours, Limit, Step, missed, reckon

#: From so long before a fixed date on it is said to be due (design: the month in which an annual report is written).
_OPENS = timedelta(days=31)


@dataclass(frozen=True)
class Item:
    """Something public, as far as dates go. `formed_on` None: nobody said."""

    key: str
    title: str
    released_at: datetime
    formed_on: date | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Formation:
    """Somebody entered that something of this row was formed on a day; `item` if he also said what it became."""

    on: date
    what: str
    item: str = ""


@dataclass(frozen=True)
class Due:
    """Until when, and how that came about: every day that counted, or the date the row names, each with its basis.

    It is put into words when somebody asks: that takes twenty times as long as the date.
    """

    at: datetime
    explain: Callable[[], tuple[Step, ...]] = field(repr=False, compare=False)
    provisional: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return self.explain()


@dataclass(frozen=True)
class Occasion:
    """One time at which something had to be public. `standing`: something must be there at all times.

    `begins`: from when on it is due; `item` met it.
    """

    label: str
    begins: datetime
    due: Due
    item: Item | None = None
    standing: bool = False

    @property
    def in_time(self) -> bool:
        return self.item is not None and not missed(self.due.at, self.item.released_at)

    @property
    def late(self) -> bool:
        return self.item is not None and not self.in_time

    def breached(self, at: datetime) -> bool:
        """Whether it is still to be met and its limit has run out."""
        return self.item is None and missed(self.due.at, at)

    def fell_due(self, since: datetime, at: datetime) -> bool:
        """Whether it counts for the stretch from `since` to `at`: its limit ran out then, or it was met then."""
        if missed(self.due.at, at):
            return self.standing or self.due.at >= since
        return self.item is not None and (self.standing or self.item.released_at >= since)


@dataclass(frozen=True)
class Terms:
    """What the dates of one row are reckoned by; `since` is when it came into force, `basis` is printed beside them."""

    timing: Timing
    since: datetime
    basis: str
    calendar: Calendar
    hours: Hours | None = None
    count_first_day: bool = False


@dataclass(frozen=True)
class Standing:
    """How a row stands. `next` is the limit that runs out next, or ran out first and is still not met."""

    light: Light
    occasions: tuple[Occasion, ...]
    items: tuple[Item, ...]
    next: Occasion | None = None
    open: tuple[Occasion, ...] = field(default=())

    @property
    def late(self) -> list[Occasion]:
        return [each for each in self.occasions if each.late]


def standing(terms: Terms, formations: Sequence[Formation], items: Sequence[Item], at: datetime) -> Standing:
    """How the row stands at `at`, from what had been entered and released by then."""
    known = sorted((each for each in items if each.released_at <= at), key=lambda each: (each.released_at, each.key))
    occasions = tuple(_occasions(terms, formations, known, at))
    waiting = sorted((each for each in occasions if each.item is None), key=lambda each: each.due.at)
    begun = tuple(each for each in waiting if each.begins <= at)
    public = tuple(each for each in known if each.withdrawn_at is None or each.withdrawn_at > at)
    if any(each.breached(at) for each in begun):
        light = Light.OVERDUE
    elif begun:
        light = Light.DUE
    else:
        light = Light.FULFILLED if public else Light.EMPTY
    return Standing(light, occasions, public, waiting[0] if waiting else None, begun)


def _occasions(terms: Terms, formations: Sequence[Formation], items: list[Item], at: datetime) -> list[Occasion]:
    every = terms.timing.every
    if every in PERIODIC:
        return _periodic(terms, items, at)
    if every is Every.YEAR:
        return _yearly(terms, items, at)
    events = _events(terms, formations, _standing(items, at))
    return [*_always(terms, items, at), *events] if every is Every.PERMANENT else events


# --- by the calendar -------------------------------------------------------------------------------------------------


def _periodic(terms: Terms, items: list[Item], at: datetime) -> list[Occasion]:
    """A period that ended since the row is in force, up to the one that runs now; what an item tells of says its title,
    else the day on which it was formed."""
    every = terms.timing.every
    met: dict[Period, Item] = {}
    for item in items:
        released = _day(item.released_at)
        period = periods.named(item.title, every, released) or periods.last_ended(item.formed_on or released, every)
        if item.withdrawn_at is None or item.withdrawn_at > at:
            met.setdefault(period, item)
    return [
        Occasion(period.label, _end(period.last), _reckoned(terms, period.last), met.get(period))
        for period in _until(terms, at)
    ]


def _until(terms: Terms, at: datetime) -> Iterator[Period]:
    for period in periods.from_day(_day(terms.since), terms.timing.every):
        yield period
        if period.last >= _day(at):
            return


def _yearly(terms: Terms, items: list[Item], at: datetime) -> list[Occasion]:
    """The fixed dates since the row is in force, up to the next one; each item meets the earliest date that is not met
    yet, of those of the year it tells of where it says one."""
    days = _fixed_dates(terms, at)
    open_for: dict[date, Item] = {}
    for item in items:
        if item.withdrawn_at is not None and item.withdrawn_at <= at:
            continue
        wanted = (day for day in days if day not in open_for and _may_meet(item, day))
        if (day := next(wanted, None)) is not None:
            open_for[day] = item
    return [
        Occasion(f"{day.year}年{day.month}月{day.day}日前", _end(day) - _OPENS, _dated(terms, day), open_for.get(day))
        for day in days
    ]


def _may_meet(item: Item, day: date) -> bool:
    """By the year in the title: what tells of a year that is over (the report on 2024) is due in the year after, what
    tells of one that comes or runs (the plan for 2026) in that year. Without one, not before the year it was formed."""
    if (named := periods.year_named(item.title)) is not None:
        ahead = named.ahead or _day(item.released_at).year <= named.year
        return day.year == (named.year if ahead else named.year + 1)
    return item.formed_on is None or day.year >= item.formed_on.year


def _fixed_dates(terms: Terms, at: datetime) -> list[date]:
    first, today = _day(terms.since), _day(at)
    dates = [
        date(year, month, day)
        for year in range(first.year, today.year + 2)
        for month, day in terms.timing.days
        if date(year, month, day) >= first
    ]
    ahead = [day for day in dates if day >= today]
    return [day for day in dates if day < today] + ahead[:1]


def _dated(terms: Terms, day: date) -> Due:
    end = _end(day)
    return Due(end, lambda: (Step(end, Effect.DUE, 0, f"{terms.timing.chinese}，当日 24:00 到期", terms.basis),))


# --- by what happened ------------------------------------------------------------------------------------------------


def _events(terms: Terms, formations: Sequence[Formation], items: list[Item]) -> list[Occasion]:
    """What was entered as formed, and what the items that stand say, each since the row is in force: what was formed
    and withdrawn again is still to be public, until whoever entered it takes that back."""
    left = list(items)
    first = _day(terms.since)
    found = []
    for formation in sorted(formations, key=lambda each: (each.on, each.what)):
        item = _answering(formation, left)
        if item is not None:
            left.remove(item)
        if formation.on >= first:
            found.append(_event(terms, formation.on, f"{formation.what}（{formation.on}）", item))
    own = [(item.formed_on, item) for item in left if item.formed_on is not None and item.formed_on >= first]
    return found + [_event(terms, on, f"{item.title}（{on}）", item) for on, item in own]


def _answering(formation: Formation, items: Sequence[Item]) -> Item | None:
    """The item somebody named; else one of the same day; else the first released since then that says no day."""
    if formation.item:
        return next((each for each in items if each.key == formation.item), None)
    same = [each for each in items if each.formed_on == formation.on]
    undated = [each for each in items if each.formed_on is None and _day(each.released_at) >= formation.on]
    return next(iter(same or undated), None)


def _event(terms: Terms, on: date, label: str, item: Item | None) -> Occasion:
    return Occasion(label, _midnight(on), _reckoned(terms, on), item)


def _always(terms: Terms, items: list[Item], at: datetime) -> list[Occasion]:
    """长期公开: something stands at all times, from the limit after the row came into force; what stood alone and was
    withdrawn must be replaced within the limit, too."""
    public = _standing(items, at)
    emptied = _emptied(items, public, at)
    start = max(terms.since, emptied) if emptied else terms.since
    label = f"撤下后补上（{_day(start)}）" if emptied and start == emptied else "长期公开"
    return [Occasion(label, start, _reckoned(terms, _day(start)), public[0] if public else None, standing=True)]


def _standing(items: Sequence[Item], at: datetime) -> list[Item]:
    return [each for each in items if each.withdrawn_at is None or each.withdrawn_at > at]


def _emptied(items: Sequence[Item], public: Sequence[Item], at: datetime) -> datetime | None:
    """When the row last fell empty: at the last withdrawal, unless something that is public now stood beside it."""
    gone = [each.withdrawn_at for each in items if each.withdrawn_at is not None and each.withdrawn_at <= at]
    if not gone or any(each.released_at <= max(gone) for each in public):
        return None
    return max(gone)


# --- dates -----------------------------------------------------------------------------------------------------------


def _reckoned(terms: Terms, start: date) -> Due:
    limit = terms.timing.limit
    if limit is None:
        raise ValueError(f"{terms.timing} counts no days")

    def deadline() -> Deadline:
        return reckon(
            _midnight(start),
            limit,
            calendar=terms.calendar,
            hours=terms.hours,
            count_first_day=terms.count_first_day,
            basis=terms.basis,
        )

    if limit.measure.by_day:
        due, provisional = _due(start, limit, terms.calendar, terms.count_first_day)
    else:
        due, provisional = _told(deadline(), start)
    return Due(due, lambda: deadline().derivation, provisional)


@lru_cache(maxsize=10_000)
def _due(start: date, limit: Limit, calendar: Calendar, count_first_day: bool) -> tuple[datetime, bool]:  # noqa: FBT001
    """All that a limit in days depends on, and none of it ever changes: another notice makes another calendar."""
    return _told(reckon(_midnight(start), limit, calendar=calendar, count_first_day=count_first_day), start)


def _told(deadline: Deadline, start: date) -> tuple[datetime, bool]:
    # Nothing pauses it, so it has an end.
    return deadline.due or _end(start), deadline.provisional


def formed_from(terms: Terms, since: datetime) -> date:
    """No later than the first day on which something must be formed to fall due at `since` or later."""
    day = _day(since)
    while _reckoned(terms, day).at >= since:
        day -= timedelta(days=7)
    return day


def _day(instant: datetime) -> date:
    return instant.astimezone(CHINA).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _end(day: date) -> datetime:
    """24:00 of a day as the clock writes it: its last second."""
    return datetime.combine(day, time(23, 59, 59), CHINA)
