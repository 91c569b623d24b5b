"""The calendar in force: the shipped table with what people have entered laid over it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import QuerySet

from yihaotong import clock
from yihaotong.almanac.models import EnteredDay, EnteredHours, Entry
from yihaotong.almanac.rules import NATION, DayRow, Run, hours_of, runs_of
from yihaotong.journal.models import Line
from yihaotong.journal.statements import LookUp

#: The digest of each version this process has met: what tells a calendar from another of the same number, which a
#: transaction that was rolled back may have left in the caches.
_digests: dict[int, str] = {}


@dataclass(frozen=True)
class _Entered:
    layers: dict[str, clock.Layer]
    years: frozenset[int]
    hours: Mapping[str, Mapping[date, clock.Hours | None]]


@dataclass(frozen=True)
class Heard:
    """What was entered: its first and last day, and the version with which it is to be reckoned again."""

    first: date
    last: date
    version: int


def heard(lines: Iterable[Line]) -> Heard | None:
    """What these lines of the journal tell of the calendar; None where they tell nothing. The version is the lines'
    own: this process may not have met the newest one yet."""
    entered = [line for line in lines if line.kind == "almanac.enter" and not line.erased]
    if not entered:
        return None
    told = [line.facts["after"] for line in entered]
    return Heard(
        min(date.fromisoformat(after["from"]) for after in told),
        max(date.fromisoformat(after["to"]) for after in told),
        max(int(line.subject.removeprefix("almanac:")) for line in entered),
    )


#: Seconds for which another process may still reckon with the version before the newest.
KEEP = 2.0
_latest = LookUp(
    lambda _: Entry.objects.order_by("-version").values_list("version", "digest"), keep=KEEP, keep_absence=True
)


def latest_version() -> int:
    """The version to reckon with now; 0 while nobody has entered anything. One small query."""
    latest = _latest()
    if latest is None:
        return 0
    remember(*latest)
    return int(latest[0])


def calendar(*, region: str = "", unit: str = "", version: int | None = None) -> clock.Calendar:
    """Nation → `region` ("64") → `unit` ("3"), as of a version; the latest unless one is given.

    Kept per process: without `version` it costs the query of `latest_version`, with a version met before it costs none.
    """
    if version is None:
        version = latest_version()
    entered = _entered(version, _digest(version))
    own = [f"region:{region}"] if region in clock.regions() or f"region:{region}" in entered.layers else []
    own += [f"unit:{unit}"] if f"unit:{unit}" in entered.layers else []
    return _calendar(version, _digest(version), tuple(own))


def hours(unit: str, *, city: clock.Hours, own: clock.Hours | None = None, version: int | None = None) -> clock.Hours:
    """The office hours of a unit (its code, "" for the city) as of a version; the latest unless one is given.

    What was entered lies over `own`, the unit's file if it has one, and over `city`, the city's. Costs as `calendar`.
    """
    if version is None:
        version = latest_version()
    return _hours(version, _digest(version), unit, city, own)


def entered_hours() -> QuerySet[EnteredHours]:
    """What was entered, the newest first."""
    return EnteredHours.objects.select_related("entry").order_by("-pk")


def calendar_with(
    layer: str, days: Iterable[DayRow], *, region: str = "", unit: str = "", year: int | None = None
) -> clock.Calendar:
    """The newest calendar of a region and unit as it would be with these days in a layer; nothing is entered."""
    present = calendar(region=region, unit=unit)
    if layer not in {NATION, f"region:{region}", f"unit:{unit}"}:
        return present
    entries = tuple(clock.Entry(day.date, day.kind, day.name, day.basis) for day in days)
    ranks = (NATION, "region", "unit")
    rank = ranks.index(layer.partition(":")[0])
    below = [each for each in present.layers if ranks.index(each.key.partition(":")[0]) <= rank]
    above = present.layers[len(below) :]
    return clock.Calendar((*below, clock.Layer(layer, entries), *above), present.years | ({year} if year else set()))


def entries() -> QuerySet[Entry]:
    """What was entered, the newest first."""
    return Entry.objects.order_by("-version")


def reasons_of(versions: Iterable[int]) -> dict[int, str]:
    """What each of these entries rests on. One query."""
    return dict(Entry.objects.filter(pk__in=set(versions)).values_list("version", "reason"))


def days_of(versions: Iterable[int]) -> dict[int, list[Run]]:
    """What each of these entries says of which days. One query, none without versions."""
    wanted = set(versions)
    days: dict[int, list[tuple[date, clock.Kind, str]]] = {}
    rows = EnteredDay.objects.filter(entry__in=wanted).values_list("entry", "date", "kind", "name") if wanted else ()
    for version, day, kind, name in rows:
        days.setdefault(version, []).append((day, clock.Kind(kind), name))
    return {version: runs_of(each) for version, each in days.items()}


def remember(version: int, digest: str) -> None:
    _digests[version] = digest


def entered_since(at: datetime) -> int | None:
    """The newest version, if somebody entered it since `at`."""
    latest = Entry.objects.filter(entered_at__gte=at).order_by("-version").first()
    return latest.version if latest else None


def _digest(version: int) -> str:
    if version and version not in _digests:
        _digests[version] = Entry.objects.values_list("digest", flat=True).get(pk=version)
    return _digests.get(version, "")


@lru_cache(maxsize=8)
def _entered(version: int, _digest_of_version: str) -> _Entered:
    days: dict[str, list[clock.Entry]] = {}
    if version:
        for day in EnteredDay.objects.filter(entry_id__lte=version).select_related("entry").order_by("pk"):
            entered = clock.Entry(day.date, clock.Kind(day.kind), day.name, day.basis)
            days.setdefault(day.entry.layer, []).append(entered)
    return _Entered(
        {key: clock.Layer(key, tuple(entries)) for key, entries in days.items()},
        frozenset(entry.year_known for entry in _entries(version) if entry.year_known),
        _entered_hours(version) if version else {},
    )


def _entered_hours(version: int) -> dict[str, dict[date, clock.Hours | None]]:
    """By unit code and day; None where a unit keeps the city's again."""
    found: dict[str, dict[date, clock.Hours | None]] = {}
    for each in EnteredHours.objects.filter(entry_id__lte=version).order_by("pk"):
        rows = json.loads(each.rows)
        found.setdefault(each.unit, {})[each.since] = hours_of(rows) if rows else None
    return found


def _entries(version: int) -> list[Entry]:
    """All entries up to a version; what this process remembers of them is put right on the way."""
    entries = list(Entry.objects.filter(version__lte=version)) if version else []
    for entry in entries:
        remember(entry.version, entry.digest)
    return entries


@lru_cache(maxsize=2048)
def _hours(version: int, digest_of_version: str, unit: str, city: clock.Hours, own: clock.Hours | None) -> clock.Hours:
    entered = _entered(version, digest_of_version).hours
    changes = {since: hours for since, hours in entered.get("", {}).items() if hours}
    whole = clock.DatedHours(city, changes) if changes else city
    if not unit or unit not in entered:
        return own or whole
    return clock.DatedHours(own or whole, {since: kept or whole for since, kept in entered[unit].items()})


@lru_cache(maxsize=256)
def _calendar(version: int, digest_of_version: str, own: tuple[str, ...]) -> clock.Calendar:
    entered = _entered(version, digest_of_version)
    layers = [clock.nation()]
    for key in (NATION, *own):
        kind, _, code = key.partition(":")
        if kind == "region" and code in clock.regions():
            layers.append(clock.region(code))
        if key in entered.layers:
            layers.append(entered.layers[key])
    return clock.Calendar(layers, clock.national().years | entered.years)
