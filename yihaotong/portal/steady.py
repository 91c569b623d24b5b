"""What nearly every page of disclosure names and hardly ever changes, remembered for as long as the edition lasts.

Whoever asks without an edition (the request did not come through site.kept, or it could not be told) asks the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from yihaotong.accounts.access import unit_names
from yihaotong.articles import finding
from yihaotong.articles.finding import Day
from yihaotong.catalogue import access as catalogue
from yihaotong.engagement import access as engagement

#: The rows of the catalogue in force: (first-level name, [(key, second-level name)]).
Groups = list[tuple[str, list[tuple[str, str]]]]

#: Rows of which the years are remembered: anybody may ask for rows that there are not.
_MOST = 1_000


@dataclass
class _Remembered:
    """Of one edition on one day."""

    told: tuple[str, date] | None = None
    groups: Groups | None = None
    units: dict[int, str] = field(default_factory=dict)
    bound: frozenset[str] | None = None
    years: dict[tuple[tuple[str, ...], Day], range] = field(default_factory=dict)


@dataclass
class _Memory:
    """The newest that this process knows."""

    newest: _Remembered = field(default_factory=_Remembered)


_memory = _Memory()


def of(request: HttpRequest, edition: str | None) -> None:
    """Say which edition this request is answered from."""
    request.META["yihaotong.edition"] = edition


def _now(request: HttpRequest, at: datetime) -> _Remembered:
    edition = request.META.get("yihaotong.edition")
    if edition is None:
        return _Remembered()
    told = edition, timezone.localdate(at)
    if _memory.newest.told != told:
        _memory.newest = _Remembered(told)
    return _memory.newest


def choices(request: HttpRequest, at: datetime) -> Groups:
    here = _now(request, at)
    if here.groups is None:
        here.groups = catalogue.choices(at)
    return here.groups


def units(request: HttpRequest, numbers: Iterable[int], at: datetime) -> dict[int, str]:
    """What units are called today, by number."""
    here, wanted = _now(request, at), set(numbers)
    if lacking := wanted - here.units.keys():
        here.units |= dict.fromkeys(lacking, "") | unit_names(lacking, timezone.localdate(at))
    return {number: here.units[number] for number in wanted}


def is_bound(request: HttpRequest, article: str, at: datetime) -> bool:
    """Whether anything is bound to this article (its key): an interpretation, what came of an activity, …"""
    here = _now(request, at)
    if here.bound is None:
        here.bound = engagement.bound_articles()
    return article in here.bound


def years(request: HttpRequest, rows: tuple[str, ...], by: Day, at: datetime) -> range:
    """In which something of these rows lies."""
    here = _now(request, at)
    if (rows, by) not in here.years:
        if len(here.years) >= _MOST:
            here.years.clear()
        here.years[rows, by] = finding.years(rows, by)
    return here.years[rows, by]
