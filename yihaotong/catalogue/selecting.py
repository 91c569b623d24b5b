"""Which of a row's items its dates depend on: the rules give the same answer for these as for all of them.

A row of ten years has some thousand items. What is due by the calendar is told by titles, so all of its items are read
(one month has one report, mostly). Of what is due by events an item with a day of its own is an occasion that was met:
it changes neither the light nor what is still to be met, only what fell due. So of those rows are read

* the first item that is public: whether there is any, and since when (长期公开);
* what was withdrawn last, or after the instant asked for: whether the row fell empty;
* what may answer something entered as formed: named with it, of the same day, or of no day and released since;
* for figures: what was formed so late that its limit ran out in their time;
* whatever was asked for besides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from yihaotong.catalogue.models import Formation, Item, Matter
from yihaotong.catalogue.rules import occasions
from yihaotong.catalogue.rules.occasions import Terms
from yihaotong.catalogue.rules.timing import PERIODIC, Every
from yihaotong.clock import CHINA

_BY_CALENDAR = PERIODIC | {Every.YEAR}
_PARTS = ("pk", "matter", "title", "released_at", "formed_on", "withdrawn_at")
#: By the matter that an item or a formation names the row it counts for.
Counted = Mapping[str, str]


def counted(keys: Iterable[str]) -> Counted:
    """The rows themselves, and what was merged into them. One query."""
    wanted = list(keys)
    merged = Matter.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into")
    return {key: key for key in wanted} | {pk: into for pk, into in merged if into is not None}


def formations(rows: Counted) -> dict[str, list[Formation]]:
    """What was entered as formed for each row, in the order of its days. One query."""
    found: dict[str, list[Formation]] = defaultdict(list)
    for each in Formation.objects.filter(matter__in=list(rows), cancelled_at=None).order_by("on", "pk"):
        found[rows[each.matter_id]].append(each)
    return found


def items(
    terms: Mapping[str, Terms],
    rows: Counted,
    told: Mapping[str, list[Formation]],
    at: datetime,
    *,
    since: datetime | None = None,
    besides: Collection[str] = (),
) -> dict[str, list[occasions.Item]]:
    """The items of each row that count. One query."""
    eventful = [matter for matter, row in rows.items() if terms[row].timing.every not in _BY_CALENDAR]
    wanted = [Q(matter__in=[matter for matter in rows if matter not in eventful])]
    if eventful:
        wanted += _standing(eventful, at)
        wanted += _answering(rows, told, eventful)
    if since is not None:
        wanted += _fallen(terms, rows, eventful, since)
    if besides:
        wanted.append(Q(matter__in=eventful, pk__in=list(besides)))
    parts = [Item.objects.filter(each).order_by().values_list(*_PARTS) for each in wanted]
    found: dict[str, list[occasions.Item]] = defaultdict(list)
    for key, matter, title, released_at, formed_on, withdrawn_at in parts[0].union(*parts[1:]):
        found[rows[matter]].append(occasions.Item(key, title, released_at, formed_on, withdrawn_at))
    return found


def _standing(matters: list[str], at: datetime) -> list[Q]:
    there = Item.objects.filter(matter=OuterRef("pk"), released_at__lte=at)
    public = there.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)).order_by("released_at", "pk")
    gone = there.filter(withdrawn_at__lte=at).order_by("-withdrawn_at")
    return [
        Q(pk__in=_one_of_each(matters, public)),
        Q(pk__in=_one_of_each(matters, gone)),
    ]


def _one_of_each(matters: list[str], found: QuerySet[Item]) -> QuerySet[Any, Any]:
    one = Subquery(found.values("pk")[:1])
    return Matter.objects.filter(pk__in=matters).annotate(one=one).filter(one__isnull=False).values("one")


def _answering(rows: Counted, told: Mapping[str, list[Formation]], eventful: list[str]) -> Iterator[Q]:
    """What may answer any formation of a row; too much does no harm."""
    formed = [each for matter in set(map(rows.__getitem__, eventful)) for each in told.get(matter, ())]
    if not formed:
        return
    own = [matter for matter in eventful if told.get(rows[matter])]
    days = {each.on for each in formed}
    yield Q(matter__in=own, pk__in={each.item_id for each in formed if each.item_id})
    yield Q(matter__in=own, formed_on__in=days)
    yield Q(matter__in=own, formed_on=None, released_at__gte=_midnight(min(days)))


def _fallen(terms: Mapping[str, Terms], rows: Counted, eventful: list[str], since: datetime) -> Iterator[Q]:
    """What was formed since the row is in force, and no earlier than what could fall due from `since` on."""
    matters: dict[date, list[str]] = defaultdict(list)
    for matter in eventful:
        own = terms[rows[matter]]
        matters[max(occasions.formed_from(own, since), own.since.astimezone(CHINA).date())].append(matter)
    return (Q(matter__in=together, formed_on__gte=day) for day, together in matters.items())


def newest(rows: Counted, most: int) -> list[Item]:
    """Of each row at least the newest that are public now, the newest first. Two queries."""
    public = Item.objects.filter(matter=OuterRef("pk"), withdrawn_at=None).order_by("-released_at", "-pk").values("pk")
    places = {f"place_{place}": Subquery(public[place : place + 1]) for place in range(most)}
    told = Matter.objects.filter(pk__in=list(rows)).annotate(**places).values_list(*places)
    keys = {key for line in told for key in line if key is not None}
    return list(Item.objects.filter(pk__in=keys).order_by("-released_at", "-pk"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
