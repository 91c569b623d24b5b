"""Reading what belongs to somebody's lists: his columns, the filters he may use, his acts over selections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import make_aware

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases.access import CENTRE
from yihaotong.cases.models import BulkAct, BulkRow, Case, Preference, SavedFilter
from yihaotong.cases.rules import columns
from yihaotong.cases.rules.columns import Column
from yihaotong.cases.rules.filters import Filters, numbers
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.cases.rules.lists import Audience

#: So many acts over selections stand in their list.
_REMEMBERED = 50


@dataclass(frozen=True)
class Wishes:
    """How somebody wants his lists; `start` is the id of the saved filter with which they open, 0 for none."""

    columns: tuple[Column, ...]
    start: int


def wishes_of(person: Person) -> Wishes:
    """One query."""
    kept = Preference.objects.filter(person=person).values_list("columns", "start").first()
    named, start = kept or ("", None)
    return Wishes(columns.chosen(named.split(",")) if named else columns.USUAL, start or 0)


def filters_for(person: Person, actor: Actor) -> list[SavedFilter]:
    """One's own saved filters and those shared with one, own ones first. One query."""
    shared = Q(audience=Audience.UNIT.value, unit__in=units_of(actor))
    if actor.roles & CENTRE:
        shared |= Q(audience=Audience.CENTRE.value)
    found = SavedFilter.objects.filter(Q(owner=person) | shared).select_related("owner").order_by("pk")
    return sorted(found, key=lambda each: each.owner_id != person.pk)


def units_of(actor: Actor) -> frozenset[int]:
    """The units at which somebody holds a post now."""
    return frozenset(held.unit_id for held in actor.posts if held.unit_id is not None)


def bulk_acts_of(person: Person) -> QuerySet[BulkAct]:
    """One's own acts over selections, the newest first, with how many cases each has, waits for and was refused."""
    waiting = Count("rows", filter=Q(rows__at=None))
    refused = Count("rows", filter=~Q(rows__refusal=""))
    counted = BulkAct.objects.filter(owner=person).annotate(total=Count("rows"), waiting=waiting, refused=refused)
    return counted.order_by("-begun_at", "token")[:_REMEMBERED]


def bulk_act_of(person: Person, token: UUID) -> BulkAct:
    """One of them. Raises BulkAct.DoesNotExist for anybody else's."""
    return BulkAct.objects.get(owner=person, token=token)


def bulk_rows(bulk: BulkAct) -> list[BulkRow]:
    return list(bulk.rows.order_by("pk"))


def tally(rows: Iterable[BulkRow]) -> tuple[int, int, int]:
    """How many of them are done, were refused, and wait."""
    told = [(row.at is not None, bool(row.refusal)) for row in rows]
    refused = sum(no for _, no in told)
    waiting = sum(not seen for seen, _ in told)
    return len(told) - refused - waiting, refused, waiting


def passing(cases: QuerySet[Case], filters: Filters, at: datetime) -> QuerySet[Case]:
    """Those of a queue that filters let pass. For the many that are closed see `searching`."""
    chosen = {
        "stage__in": filters.stages,
        "lead_unit__code__in": filters.units,
        "category__in": filters.categories,
        "channel__in": filters.channels,
        "request_type__in": filters.request_types,
        "urgency__in": filters.urgencies,
    }
    wanted = Q(**{name: sorted(map(str, codes)) for name, codes in chosen.items() if codes})
    if filters.handlers:
        wanted &= Q(handler__in=numbers(filters.handlers))
    if filters.place:
        wanted &= Q(place__startswith=filters.place)
    if filters.since:
        wanted &= Q(filed_at__gte=_midnight(filters.since))
    if filters.until:
        wanted &= Q(filed_at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.overdue:
        wanted &= Q(due_at__lte=latest_missed(at))
    return cases.filter(wanted)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
