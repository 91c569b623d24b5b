"""Which day is a working day, and who says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yihaotong.clock.moments import ONE_DAY
from yihaotong.clock.statutory import LAW, fixed_holiday


class Kind(StrEnum):
    """What a layer says of a day. `working` and `off` also take back what the same layer said before."""

    HOLIDAY = "holiday"  # 放假
    MAKEUP = "makeup"  # 调休上班
    WORKING = "working"  # 上班
    OFF = "off"  # 休息

    @property
    def works(self) -> bool:
        return self in {Kind.MAKEUP, Kind.WORKING}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a layer."""

    date: date
    kind: Kind
    name: str
    basis: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows of one authority: "nation", "region:64", "unit:3"."""

    key: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar knows of one day. `kind` is None for a day that is as its day of the week is.

    `known` is False while the notice that could still change the day has not been entered.
    """

    date: date
    works: bool
    kind: Kind | None = None
    name: str = ""
    basis: str = ""
    layer: str = ""
    verified: bool = True
    known: bool = True


class Calendar:
    """Layers one over the other, nation → region → unit: for a day the last layer that names it wins.

    `years` are those whose notice on holidays is entered. In any other year weekends and the holidays that the law
    fixes by date are off, and every day nobody named is not `known`. So are the last three days of a known year
    before an unknown one: the notices for 2006, 2007, 2008, 2012 and 2019 all moved days there.
    """

    __slots__ = ("_certain", "_days", "_ignored", "_without", "layers", "years")

    def __init__(self, layers: Sequence[Layer], years: Iterable[int], *, ignored: Sequence[Layer] = ()) -> None:
        self.layers = tuple(layers)
        self.years = frozenset(years)
        self._days = _laid_over(self.layers)
        self._ignored = _laid_over(ignored)
        self._certain = _certain_stretch(self.years)
        self._without: dict[str, Calendar] = {}

    def works(self, day: date) -> bool:
        special = self._days.get(day)
        if special is not None:
            return special.works
        return day.weekday() < 5 and (day.year in self.years or not fixed_holiday(day))

    def knows(self, day: date) -> bool:
        """Whether no notice still to come can change this day."""
        if day in self._days:
            return True
        return day.year in self.years and (day.month < 12 or day.day < 29 or day.year + 1 in self.years)

    def knows_all(self, first: date, last: date) -> bool:
        """`knows` for every day from `first` to `last`."""
        if self._certain[0] <= first and last <= self._certain[1]:
            return True
        return all(self.knows(date.fromordinal(day)) for day in range(first.toordinal(), last.toordinal() + 1))

    def awaited(self, first: date, last: date) -> list[int]:
        """The years whose notices could still change a day from `first` to `last`."""
        days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        return sorted({self.notice_year(day) for day in days if not self.knows(day)})

    def notice_year(self, day: date) -> int:
        """The year whose notice a day that is not known waits for: the last days of a known year wait for the next."""
        return day.year + 1 if day.year in self.years else day.year

    def day(self, day: date) -> Day:
        special = self._days.get(day)
        if special is not None:
            return special
        name = "" if day.year in self.years else fixed_holiday(day)
        if name:
            return Day(day, works=False, kind=Kind.HOLIDAY, name=name, basis=LAW, layer="nation", known=False)
        return Day(day, works=day.weekday() < 5, known=self.knows(day))

    def ignored(self, day: date) -> Day | None:
        """What a layer left out by `without` says of the day."""
        return self._ignored.get(day)

    def without(self, kind: str) -> "Calendar":
        """The calendar that leaves out the layers of one kind ("region", "unit").

        The switch of handbook §0.1: whether the working days of a limit exclude the regional holidays.
        """
        if kind not in self._without:
            kept = [layer for layer in self.layers if layer.key.partition(":")[0] != kind]
            left_out = [layer for layer in self.layers if layer not in kept]
            self._without[kind] = Calendar(kept, self.years, ignored=left_out) if left_out else self
        return self._without[kind]

    def over(self, *layers: Layer) -> "Calendar":
        """The calendar with further layers laid over it."""
        return Calendar((*self.layers, *layers), self.years)

    def working_days_between(self, after: date, last: date) -> int:
        """How many working days lie after `after`, up to and including `last`."""
        days = 0
        while after < last:
            after += ONE_DAY
            days += self.works(after)
        return days


def _laid_over(layers: Iterable[Layer]) -> dict[date, Day]:
    return {
        entry.date: Day(entry.date, entry.kind.works, entry.kind, entry.name, entry.basis, layer.key, entry.verified)
        for layer in layers
        for entry in layer.entries
    }


def _certain_stretch(years: frozenset[int]) -> tuple[date, date]:
    """The days that are certain at a glance: the unbroken run of known years up to the latest."""
    first = last = max(years, default=1)
    while first - 1 in years:
        first -= 1
    return date(first, 1, 1), date(last, 12, 28)
