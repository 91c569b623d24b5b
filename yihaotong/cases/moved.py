"""What a calendar entered late has moved: the lines `case.recompute` of the journal, by version of the almanac."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from yihaotong.accounts.rules import Actor
from yihaotong.almanac.models import Entry
from yihaotong.cases import access
from yihaotong.cases.models import MovedClock
from yihaotong.cases.rules.clocks import ClockKind


@dataclass(frozen=True)
class Version:
    """One version of the almanac: who entered it, why, and how many clocks and cases it moved that a reader may see."""

    entry: Entry
    clocks: int
    cases: int


def _seen(actor: Actor) -> QuerySet[MovedClock]:
    """The rows of cases this actor may look at."""
    if actor.roles & access.CENTRE:
        return MovedClock.objects.all()
    return MovedClock.objects.filter(case__in=access.visible_to(actor))


def totals(entries: Iterable[Entry], actor: Actor, *, whole: bool = False) -> list[Version]:
    """The same entries with what each moved; `whole` counts every case, as for whoever runs the calendar. One query."""
    shown = list(entries)
    rows = MovedClock.objects.all() if whole else _seen(actor)
    counted = {
        version: (clocks, cases)
        for version, clocks, cases in rows.filter(almanac_version__in=[entry.version for entry in shown])
        .values("almanac_version")
        .annotate(clocks=Count("pk"), cases=Count("case", distinct=True))
        .values_list("almanac_version", "clocks", "cases")
    }
    return [Version(entry, *counted.get(entry.version, (0, 0))) for entry in shown]


def by_unit(version: int) -> list[tuple[int | None, int, int]]:
    """Unit (None is the centre), clocks and cases that moved, the most first."""
    found = (
        MovedClock.objects.filter(almanac_version=version)
        .values("unit")
        .annotate(clocks=Count("pk"), cases=Count("case", distinct=True))
        .order_by("-clocks", "unit")
    )
    return list(found.values_list("unit_id", "clocks", "cases"))


def rows(version: int, actor: Actor, *, after: int = 0, most: int = 20) -> list[MovedClock]:
    """The clocks that moved, by key: those behind line `after`, one more than `most` where there are more."""
    found = _seen(actor).filter(almanac_version=version, line__gt=after).select_related("case", "unit")
    return list(found.order_by("line")[: most + 1])


def label(row: MovedClock) -> str:
    return ClockKind(row.kind).label
