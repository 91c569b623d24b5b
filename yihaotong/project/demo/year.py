"""The plans of a whole year and more: as `life`, but spread as a city's calls are, and nearly all come to an end.

Case number n has its place in the year by itself, so a larger city is the same one with more cases in between.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import cache, cached_property
from itertools import accumulate
from random import Random
from typing import Any

from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import (
    CloseGround,
    ConcludeGround,
    Satisfaction,
    SendBackReason,
    Solved,
)
from yihaotong.clock import national
from yihaotong.project.demo.life import GOLDEN, HOURS, Writer
from yihaotong.project.demo.office import after_work
from yihaotong.project.demo.plans import Life, Setting, Step
from yihaotong.project.demo.texts import WORDS

DAYS = 365
#: 3,000 a day; what comes on top was filed in the years before.
A_YEAR = DAYS * 3000
#: Different telephones; a few of them call again and again.
TELEPHONES = 400_000
#: Share of a working day's calls on a day of rest.
_REST = 0.65
#: Of the time that a case of `life` takes.
_PACES = (0.1, 0.4, 0.8, 1.0)
_HOUR_ENDS = [0, *accumulate(HOURS)]


def lives(numbers: Iterable[int], setting: Setting, seed: int) -> Iterator[Life]:
    """The plans of these cases. Steps after the edge have not happened yet."""
    return (_YearWriter(number, setting, seed).life() for number in numbers)


def in_time(numbers: Iterable[int]) -> list[int]:
    """The numbers in the order in which their cases are filed."""
    return sorted(numbers, key=_place_in_time)


def _place_in_time(number: int) -> tuple[int, float]:
    """Years before the edge, negative, and the share of that year that is over: spread by the golden ratio."""
    return -(number // A_YEAR), (number + 0.5) * GOLDEN % 1


def filed_at(number: int, edge: datetime) -> datetime:
    """When a case was filed, to the second: by the days and hours at which people call, never after the edge."""
    year, share = _place_in_time(number)
    here = localtime(edge)
    first, ends = _days(here, year)
    calls = share * ends[-1]
    day = min(bisect_right(ends, calls) - 1, DAYS - 1)
    weight = _weight(first.toordinal() + day)
    wanted = (calls - ends[day]) / weight * _HOUR_ENDS[-1]
    hour = min(bisect_right(_HOUR_ENDS, wanted) - 1, 23)
    second = int((hour + (wanted - _HOUR_ENDS[hour]) / HOURS[hour]) * 3600)
    midnight = datetime.combine(first.date() + timedelta(days=day), time())
    return min(make_aware(midnight + timedelta(seconds=min(second, 86_399))), edge)


@cache
def _days(edge: datetime, year: int) -> tuple[datetime, list[float]]:
    """The first day of a year that ends with the edge, and the calls that have come by the end of each day; 0 first."""
    first = datetime.combine(edge.date() + timedelta(days=1 - DAYS * (1 - year)), time())
    weights = [_weight(first.toordinal() + day) for day in range(DAYS)]
    if year == 0:
        weights[-1] *= _share_of_day(edge)
    return first, [0.0, *accumulate(weights)]


def _share_of_day(moment: datetime) -> float:
    """How much of a day's calls have come by this time of the day."""
    return (_HOUR_ENDS[moment.hour] + HOURS[moment.hour] * moment.minute / 60) / _HOUR_ENDS[-1]


@cache
def _weight(ordinal: int) -> float:
    day = datetime.fromordinal(ordinal).date()
    return (1.0 if national().works(day) else _REST) * Random(ordinal).uniform(0.9, 1.1)


@cache
def _places(communities: tuple[tuple[str, str], ...], districts: tuple[str, ...], ending: str) -> tuple[Any, Any]:
    """The communities or villages of some districts with their shares added up: few large ones, many small."""
    wanted = [code for code, name in communities if code.startswith(districts) and name.endswith(ending)]
    Random(ending).shuffle(wanted)
    return wanted, list(accumulate((rank + 3) ** -0.7 for rank in range(len(wanted))))


class _YearWriter(Writer):
    """Writes one life of the year."""

    def _filed_at(self) -> datetime:
        return filed_at(self.number, self.setting.edge)

    @cached_property
    def pace(self) -> float:
        """Much is answered while he waits, some takes its time."""
        return self.chance.choice(_PACES)

    def _some(self, least: float, most: float) -> float:
        return super()._some(least, most) * self.pace

    def _filing(self) -> dict[str, Any]:
        """With up to four more sentences, so that of a million texts few are alike."""
        filing = super()._filing()
        more = self.chance.sample(WORDS["details"]["any"], self.chance.choice((0, 0, 1, 1, 2, 3, 4)))
        return filing | {"body": self.blanks.fill("".join([filing["body"], *more]))}

    def _place_among(self, districts: tuple[str, ...], ending: str) -> str:
        wanted, shares = _places(self.setting.listed, districts, ending)
        return str(self.chance.choices(wanted, cum_weights=shares)[0])

    def _caller(self) -> dict[str, str]:
        """The same name whenever the same telephone calls."""
        telephone = int(self.chance.random() ** 2 * TELEPHONES)
        words = WORDS["names"]
        rest, surname = divmod(telephone, len(words["surnames"]))
        name = words["surnames"][surname] + words["given"][rest % len(words["given"])]
        about_names = self.matter.rare and self.variant == 0
        return {"name": self.rare_name if about_names else name, "phone": f"154{telephone:08d}"}

    def _lies_at(self) -> str:
        """Where this case lies, if it does. What is old has come to its end, but for a few."""
        age = self.setting.edge - self.filed_at
        if age < timedelta(days=2):
            return self.chance.choice(["filed", "dispatched", "in_hand"]) if self._in(10) else ""
        if age < timedelta(days=12):
            stages = ["in_hand", "in_hand", "in_hand", "replied", "to_call_back"]
            return self.chance.choice(stages) if self._in(5) else ""
        share = 1 if age < timedelta(days=45) else 0.02
        return self.chance.choice(["in_hand", "to_call_back"]) if self._in(share) else ""

    # --- the steps that only a long time shows ---

    def _approve(self, at: datetime) -> Iterator[Step]:
        """Now and then the reviewer sends a reply back first."""
        if not self.anonymous and self._in(5):
            reason = SendBackReason(self.chance.choice(["beside_the_point", "incomplete", "perfunctory", "other"]))
            yield self._step(at, "send_back", Role.REVIEWER, reason=reason, note=self._said("review", "send_back"))
            for step in self._handle(after_work(at, self._some(20, 200))):
                yield step
                at = step.at
            at = after_work(at, self._some(15, 240))
        yield from super()._approve(at)

    def _call_back(self, at: datetime) -> Iterator[Step]:
        """Who is not content gets a redo or a supervisor's word; some say online what they think after the closing."""
        evaluated = False
        for step in super()._call_back(at):
            yield step
            at, evaluated = step.at, evaluated or step.move == "evaluate"
            called_back = step.move == "close" and step.data["ground"] is CloseGround.CALLED_BACK
            if called_back and not evaluated and self._in(8):
                yield self._evaluation(at + timedelta(hours=self._some(1, 90)), content=not self._in(6))

    def _contested(self) -> bool:
        """Among so many there are enough by chance."""
        return False

    def _discontent(self, at: datetime) -> Iterator[Step]:
        at = after_work(at, self._some(60, 600))
        if self._in(30):
            yield self._conclude(after_work(at, self._some(120, 900)), ConcludeGround.UNREASONABLE)
            return
        yield self._unhappy(at, "redo")
        for part in (self._handle, super()._approve):
            for step in part(after_work(at, self._some(60, 500))):
                yield step
                at = step.at
        at = after_work(at, self._some(60, 900))
        if self._in(70):
            yield self._called_back(at)
            return
        yield self._unhappy(at, "refer")
        yield self._conclude(after_work(at, self._some(60, 900)), ConcludeGround.REDONE)

    def _unhappy(self, at: datetime, move: str) -> Step:
        said = {"solved": Solved.NO, "satisfaction": Satisfaction.DISSATISFIED, "contacted": True}
        return self._step(at, move, Role.CALL_BACK_CLERK, note=self._said("call_back", "dissatisfied"), **said)

    def _conclude(self, at: datetime, ground: ConcludeGround) -> Step:
        return self._step(at, "conclude", Role.SUPERVISOR, ground=ground, note=self._said("conclude", ground.value))
