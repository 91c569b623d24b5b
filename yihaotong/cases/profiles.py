"""Which profile is in force, kept per process, and the profiles there are."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet

from yihaotong.accounts.models import Unit
from yihaotong.cases.models import ProfileChoice, ProfileVersion
from yihaotong.cases.rules import profiles as files
from yihaotong.cases.rules.clocks import Profile, Setting, Title, UnitClass
from yihaotong.cases.rules.returning import RETURNS_AT_MOST
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp

#: Seconds for which another process may still go by the choice before the newest.
KEEP = 2.0
#: What the city's own file (city.toml, `[cases] profile`) is called.
CITY = "city"
#: The city's own profiles are numbered: own-1, own-2.
OWN = "own-"
_newest = LookUp(lambda _: ProfileChoice.objects.order_by("-pk").values_list("token"), keep=KEEP, keep_absence=True)


@dataclass(frozen=True)
class InForce:
    """A profile with the units that count as enforcing the law; `choice` is None for the city's initial profile.

    `version` and `base`: under which it and the default below it are kept; 0 for what is read from a file.
    """

    profile: Profile
    version: int = 0
    enforcing: frozenset[str] = frozenset()
    since: datetime | None = None
    choice: int | None = None
    base: int = 0

    @property
    def returns_at_most(self) -> int:
        """How often units may give one case back: what is dispatched for the last time stays."""
        return self.profile.number(Setting.DISPATCHES_FINAL, RETURNS_AT_MOST + 1) - 1

    def class_of(self, unit: Unit | None) -> str:
        """The class whose lines hold for a unit; None is the centre."""
        if unit is None:
            return UnitClass.CENTRE.value
        return UnitClass.LAW_ENFORCEMENT.value if unit.code in self.enforcing else unit.kind


@dataclass(frozen=True)
class Book:
    """All choices that stand so far: what came or will come in force, in the order of time."""

    chosen: Sequence[InForce]

    def at(self, moment: datetime) -> InForce:
        """What was, is or will be in force at that moment."""
        place = bisect_right(self.chosen, moment, key=lambda each: each.since or moment)
        return self.chosen[place - 1] if place else _initial()


def book() -> Book:
    """The choices as this process knows them: one small query at most, none while the last one is believed (`KEEP`).

    Inside a transaction nothing newly read is kept: who asks often there asks once before it.
    """
    newest = _newest()
    return _book(newest[0] if newest else None)


def in_force(at: datetime) -> InForce:
    """The profile in force at a moment, by the choices made so far."""
    return book().at(at)


@lru_cache(maxsize=4)
def _book(newest_token: UUID | None) -> Book:
    """What was cancelled is left out, and what had cancelled it."""
    rows = _standing(ProfileChoice.objects.order_by("since", "pk") if newest_token else ())
    kept = _kept_for(rows)
    return Book([_of(row, kept) for row in rows])


def _standing(rows: Iterable[ProfileChoice]) -> list[ProfileChoice]:
    """Of two that begin at once the later choice has taken the place of the other for good: where the later one is
    cancelled, nothing begins then.
    """
    every = list(rows)
    cancelled = {row.cancels_id for row in every}
    latest = {row.since: row for row in every if row.cancels_id is None}
    return [row for row in latest.values() if row.pk not in cancelled]


_Kept = Mapping[tuple[str, int], ProfileVersion]


def _kept_for(rows: Iterable[ProfileChoice]) -> _Kept:
    """What these choices have switched on, and the default under it: one query."""
    codes = {row.profile for row in rows}
    found = ProfileVersion.objects.filter(code__in={*codes, files.DEFAULT}) if codes else ()
    return {(each.code, each.version): each for each in found}


def _of(row: ProfileChoice, kept: _Kept) -> InForce:
    under = kept.get((files.DEFAULT, row.base))
    held, base = kept.get((row.profile, row.version)), _read(under) if under else None
    found = _read(held, base) if held else profile(row.profile, row.version)
    return InForce(found, row.version, frozenset(row.enforcing.split()), row.since, row.pk, row.base)


def _read(row: ProfileVersion, base: Profile | None = None) -> Profile:
    return files.from_text(row.lines, Title(row.code, row.name, row.place, row.covers), base)


@cache
def _initial() -> InForce:
    """Before anybody has chosen: the city's own file, else the default."""
    named = settings.CITY["cases"].get("profile")
    return InForce(files.read(Path(named)) if named else files.shipped())


def chosen(choice: int | None) -> InForce:
    """What came in force by one choice; None is the city's initial profile."""
    row = ProfileChoice.objects.filter(pk=choice).first() if choice else None
    return _of(row, _kept_for([row])) if row else _initial()


def profile(code: str, version: int = 0) -> Profile:
    """One profile as it could be chosen now: version 0 is the file that ships, of the city's own ones the newest.

    What is in force may be an older version: `in_force`. Raises Refused("no-such-profile").
    """
    found = None if version else _file(code)
    if found:
        return found
    row = ProfileVersion.objects.filter(code=code, version=version or newest_version(code)).first()
    if row is None:
        raise Refused("no-such-profile", f"没有时限方案“{code}”", "profile")
    return _read(row)


def _file(code: str) -> Profile | None:
    """A profile that is read from a file: one that ships, or the city's initial one."""
    if code in {title.code for title in files.titles()}:
        return files.shipped(code)
    named = settings.CITY["cases"].get("profile")
    return _initial().profile if code == CITY and named else None


def behind(held: InForce) -> bool:
    """Whether the file of what was chosen, or the default's below it, says something else by now.

    A release or an edited file changes nothing that is in force: somebody looks at it, tries it and switches it on.
    """
    if held.choice is None:
        return False
    now, under = _file(held.profile.title.code), held.profile.base
    moved = now is not None and set(now.lines) != set(held.profile.lines)
    return moved or (under is not None and set(under.lines) != set(files.shipped().lines))


def newest_version(code: str) -> int:
    """0 for a profile that is not the city's own: what is chosen of that is what its file says then."""
    found = own_versions().filter(code=code).aggregate(newest=Max("version"))["newest"]
    return int(found or 0)


def own_versions() -> QuerySet[ProfileVersion]:
    """Every version of the city's own profiles, without those kept of what ships."""
    return ProfileVersion.objects.filter(code__startswith=OWN)


@dataclass(frozen=True)
class Listed:
    """A profile as it stands in the list; `version` 0 ships with the package."""

    title: Title
    version: int = 0
    edited_at: datetime | None = None
    edited_by: str = ""
    copied_from: str = ""

    @property
    def own(self) -> bool:
        """Whether the city made it itself, and may change it."""
        return self.version > 0


def listed() -> list[Listed]:
    """Every profile there is, its newest version: those that ship, then the city's own. One query."""
    named = settings.CITY["cases"].get("profile")
    newest: dict[str, Listed] = {}
    for row in own_versions().order_by("version"):
        title = Title(row.code, row.name, row.place, row.covers)
        newest[row.code] = Listed(title, row.version, row.edited_at, row.edited_by, row.copied_from)
    own_file = [Listed(_initial().profile.title)] if named else []
    return [*(Listed(title) for title in files.titles()), *own_file, *newest.values()]


def choices() -> Sequence[ProfileChoice]:
    """Every choice, the newest first, each with what `cancelled_by`, if it was. One query."""
    return list(ProfileChoice.objects.filter(cancels=None).select_related("cancelled_by").order_by("-since", "-pk"))
