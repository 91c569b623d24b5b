"""目录落实率 and what is behind it: which rows were due, which were kept, what was late, what breaks next.

Handbook D1: a row is fulfilled where it has at least one item inside its time limit. Rows of which nothing was due yet
count in neither number. Each figure comes with its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yihaotong.catalogue.access import Stood
from yihaotong.catalogue.rules.codes import Light
from yihaotong.catalogue.rules.occasions import Occasion
from yihaotong.journal.rules import shares


@dataclass(frozen=True)
class Breach:
    """A limit of a row that has run out unmet, or will next."""

    stood: Stood
    occasion: Occasion


@dataclass(frozen=True)
class Figure:
    """Of some rows over a stretch of time: those of which something was due, and those of them that were fulfilled."""

    due: tuple[Stood, ...]
    fulfilled: tuple[Stood, ...]
    not_yet: tuple[Stood, ...]
    #: Every single time something was due, and how many of them were kept in time.
    times: int
    times_kept: int
    late: tuple[Breach, ...]

    @property
    def rate(self) -> str:
        return shares.percent(len(self.fulfilled), len(self.due))

    @property
    def times_rate(self) -> str:
        return shares.percent(self.times_kept, self.times)

    @property
    def unfulfilled(self) -> list[Stood]:
        kept = {each.row.key for each in self.fulfilled}
        return [each for each in self.due if each.row.key not in kept]

    @property
    def empty(self) -> list[Stood]:
        """Rows without anything public."""
        return [each for each in (*self.due, *self.not_yet) if not each.standing.items]


def figure(found: Sequence[Stood], since: datetime, at: datetime) -> Figure:
    """The figure of these rows for what fell due from `since` to `at`; they must have been asked for from then on."""
    if any(each.since is None or each.since > since for each in found):
        raise ValueError(f"not all that fell due since {since} was read")
    fell = {each.row.key: [one for one in each.standing.occasions if one.fell_due(since, at)] for each in found}
    due = tuple(each for each in found if fell[each.row.key])
    times = [occasion for each in due for occasion in fell[each.row.key]]
    return Figure(
        due,
        tuple(each for each in due if any(occasion.in_time for occasion in fell[each.row.key])),
        tuple(each for each in found if not fell[each.row.key]),
        len(times),
        sum(occasion.in_time for occasion in times),
        tuple(Breach(each, occasion) for each in due for occasion in fell[each.row.key] if occasion.late),
    )


def by_section(found: Sequence[Stood], since: datetime, at: datetime) -> dict[int, Figure]:
    """The same for each section, by its id, in the order of the catalogue."""
    sections = dict.fromkeys(each.row.unit_id or 0 for each in found)
    return {unit: figure([each for each in found if (each.row.unit_id or 0) == unit], since, at) for unit in sections}


def next_breaches(found: Sequence[Stood]) -> list[Breach]:
    """The next limit of each row, what was missed first; rows without one are left out."""
    breaches = [Breach(each, each.standing.next) for each in found if each.standing.next is not None]
    return sorted(breaches, key=lambda breach: (breach.occasion.due.at, breach.stood.row.key))


def newest_first(late: Sequence[Breach]) -> list[Breach]:
    return sorted(late, key=lambda each: (each.occasion.due.at, each.stood.row.key), reverse=True)


def overdue(found: Sequence[Stood]) -> list[Stood]:
    return [each for each in found if each.standing.light is Light.OVERDUE]
