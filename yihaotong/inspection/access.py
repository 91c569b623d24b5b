"""The door to 自查: how every threshold stands, the score, the months, the lists and what of them waits for whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from yihaotong.accounts.rules import DISCLOSURE, DISCLOSURE_POSTS, Actor, Role
from yihaotong.catalogue import access as catalogue
from yihaotong.catalogue.models import Row
from yihaotong.inspection import measuring
from yihaotong.inspection.models import Column, Item, Monthly, Probe
from yihaotong.inspection.rules import columns as column_rules
from yihaotong.inspection.rules import indicators
from yihaotong.inspection.rules.codes import Cadence, Progress
from yihaotong.inspection.rules.indicators import Indicator, Score
from yihaotong.inspection.rules.thresholds import Threshold

READERS = DISCLOSURE_POSTS
#: They set limits and columns, and may settle any item of a list.
KEEPERS = frozenset({Role.DISCLOSURE_OFFICER})
SIGNERS = frozenset({Role.DISCLOSURE_LEADER})


def today(at: datetime) -> list[Indicator]:
    """Every indicator, in the order of the table. About thirty queries, however much there is."""
    return measuring.every(at)


def pressing(at: datetime) -> list[Indicator]:
    """The same, what is broken or breaks next first."""
    return indicators.pressing_first(today(at))


def has_services() -> bool:
    """Whether the organ has services for the public to judge, as the city's file says."""
    return bool(settings.CITY.get("inspection", {}).get("services", True))


def score(found: list[Indicator]) -> Score:
    return indicators.score(found, services=has_services())


def thresholds() -> list[Threshold]:
    """In force now, in the order of the table. One query."""
    return list(measuring.thresholds_in_force().values())


# --- columns -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ColumnOf:
    """A row of the catalogue with which kind of column it is, and by whom that was said ("" : by the catalogue)."""

    row: Row
    cadence: Cadence
    said_by: str
    suggested: Cadence


def columns_of(at: datetime) -> list[ColumnOf]:
    """Of the catalogue in force. Two queries."""
    said = {each.row_key: each for each in Column.objects.all()}
    found = []
    for row in catalogue.rows_in_force(at):
        own, told = said.get(row.key), column_rules.cadence(row.timing, row.article)
        found.append(ColumnOf(row, Cadence(own.cadence) if own else told, own.by if own else "", told))
    return found


# --- monthly lists --------------------------------------------------------------------------------------------------


def monthlies() -> QuerySet[Monthly]:
    """The newest first, each with how many items it has and how many are open."""
    open_ = Count("items", filter=Q(items__progress=Progress.OPEN.value))
    return Monthly.objects.annotate(count=Count("items"), open=open_).order_by("-month")


def trend(at: datetime) -> list[Monthly]:
    """The last twelve months that were looked at, the oldest first. One query."""
    return list(Monthly.objects.filter(made_at__lte=at).order_by("-month")[:12])[::-1]


def monthly_for(actor: Actor, month: date) -> Monthly:
    """Raises Monthly.DoesNotExist for a stranger, as for a month without a list."""
    if not actor.roles & READERS:
        raise Monthly.DoesNotExist
    return Monthly.objects.get(month=month)


def items_of(monthly: Monthly) -> list[Item]:
    return list(monthly.items.order_by("place"))


def of_quarter(year: int, quarter: int) -> list[Monthly]:
    """The lists of a quarter's months, the oldest first."""
    first = 3 * quarter - 2
    return list(Monthly.objects.filter(month__year=year, month__month__range=(first, first + 2)).order_by("month"))


def settles(actor: Actor, unit: int | None) -> bool:
    """Whether an item of this section is his to settle: the officer any, everybody in disclosure his section's."""
    return bool(actor.roles & KEEPERS) or (unit is not None and unit in actor.units_as(*DISCLOSURE))


def waiting_for(actor: Actor, month: date) -> QuerySet[Item]:
    """What of this month's and earlier lists still waits for him, the nearest breach first."""
    found = Item.objects.filter(progress=Progress.OPEN.value, monthly__month__lte=month).select_related("monthly")
    if not actor.roles & KEEPERS:
        found = found.filter(unit__in=actor.units_as(*DISCLOSURE))
    return found.order_by("due_at", "monthly", "place")


def to_sign() -> QuerySet[Monthly]:
    """Lists of which everything is settled and which nobody has signed, the oldest first."""
    open_ = Item.objects.filter(progress=Progress.OPEN.value).values("monthly")
    return Monthly.objects.filter(signed_at=None).exclude(pk__in=open_).order_by("month")


# --- probes ----------------------------------------------------------------------------------------------------------


def probes(since: datetime, at: datetime) -> QuerySet[Probe]:
    """The newest first."""
    return Probe.objects.filter(at__gt=since, at__lte=at).order_by("-at")
