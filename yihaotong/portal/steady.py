"""What nearly every page of disclosure names and hardly ever changes, remembered for as long as the edition lasts.

Whoever asks without an edition (the request did not come through site.kept, or it could not be told) asks the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from yihaotong.accounts.access import unit_names
from yihaotong.catalogue import access as catalogue

#: The rows of the catalogue in force: (first-level name, [(key, second-level name)]).
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass
class _Remembered:
    """Of one edition on one day."""

    told: tuple[str, date] | None = None
    groups: Groups | None = None
    units: dict[int, str] = field(default_factory=dict)


_remembered = _Remembered()


def of(request: HttpRequest, edition: str | None) -> None:
    """Say which edition this request is answered from."""
    request.META["yihaotong.edition"] = edition


def _now(request: HttpRequest, at: datetime) -> _Remembered:
    edition = request.META.get("yihaotong.edition")
    if edition is None:
        return _Remembered()
    told = edition, timezone.localdate(at)
    if _remembered.told != told:
        _remembered.told, _remembered.groups, _remembered.units = told, None, {}
    return _remembered


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
