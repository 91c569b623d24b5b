"""The order of plain lists: the places of cases along an index of their table, a batch at a time, from one onward."""

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Field, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from yihaotong.cases.models import Case
from yihaotong.journal.refusal import Refused

#: A moment and a primary key, which together come once. The moment is as the database has it, a text or a datetime:
#: of a thousand places each is compared, and hardly one is read.
Place = tuple[Any, int]

_START = datetime(1, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"([nd])([0-9a-f]{1,15})-([0-9a-f]{1,15})")
#: A batch is four times as large as the one before, up to this.
_LARGEST = 4_000


class Sorting(StrEnum):
    """NEWEST: filed last, first. DUE: due first, first; only cases that are due some time."""

    NEWEST = "newest"
    DUE = "due"

    @property
    def column(self) -> str:
        return "filed_at" if self is Sorting.NEWEST else "due_at"

    @property
    def falling(self) -> bool:
        return self is Sorting.NEWEST

    def key(self, case: Case) -> str:
        """What an address calls the place of a case; opaque to whoever reads it."""
        return f"{self.value[0]}{(getattr(case, self.column) - _START) // timedelta(microseconds=1):x}-{case.pk:x}"

    def read(self, key: str, name: str) -> Place:
        """The place that a key names. Raises Refused("not-a-key") with the parameter's name for what is none of it."""
        found = _KEY.fullmatch(key)
        if found is None or found[1] != self.value[0]:
            raise not_a_key(name)
        try:
            return stored(_START + timedelta(microseconds=int(found[2], 16))), int(found[3], 16)
        except OverflowError:
            raise not_a_key(name) from None


def stored(moment: datetime) -> Any:
    """A moment as the database has it."""
    return connection.ops.adapt_datetimefield_value(moment)


def second(place: Place) -> int:
    """The second since 1970 in which a place lies."""
    moment = place[0]
    known = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return int(known.timestamp())


def places(cases: QuerySet[Case], column: str = "filed_at") -> QuerySet[Case, Place]:
    """The place of each by one of its moments, unread."""
    moment: Any = ExpressionWrapper(F(column), output_field=Field())
    if connection.vendor == "sqlite":
        moment = Cast(column, TextField())
    return cases.values_list(moment, "pk")


def not_a_key(name: str) -> Refused:
    return Refused("not-a-key", "翻页标记无效，请从第一页重新打开", name)


@dataclass(frozen=True)
class Way:
    """From `start` (not included; None: the beginning) along a sorting, or `backwards`; within `low` ≤ moment < `high`,
    and only through these stages, if any are named.
    """

    sorting: Sorting
    start: Place | None = None
    backwards: bool = False
    stages: frozenset[str] = frozenset()
    low: datetime | None = None
    high: datetime | None = None

    @property
    def falling(self) -> bool:
        return self.sorting.falling != self.backwards

    def holds(self, place: Place) -> bool:
        """Whether the way comes to this place, whatever the stage of the case."""
        if (self.low and place[0] < stored(self.low)) or (self.high and place[0] >= stored(self.high)):
            return False
        return self.start is None or (place < self.start if self.falling else place > self.start)


def edges(stages: frozenset[str]) -> range:
    """The seconds from the oldest to the newest case at these stages. Two queries for each, along an index."""
    found = []
    for stage in sorted(stages):
        cases = places(Case.objects.filter(stage=stage))
        found += [*cases.order_by("filed_at", "pk")[:1], *cases.order_by("-filed_at", "-pk")[:1]]
    seconds = [second(place) for place in found]
    return range(min(seconds), max(seconds) + 1) if seconds else range(0)


def batches(way: Way, first: int) -> Iterator[list[Place]]:
    """All places in order; so many in the first batch, and more and more in each."""
    if len(way.stages) > 1:
        single = [_places(replace(way, stages=frozenset({stage})), first) for stage in sorted(way.stages)]
        found: Iterator[Place] = heapq.merge(*single, reverse=way.falling)
    else:
        found = _places(way, first)
    while batch := list(islice(found, first)):
        yield batch
        first = min(_LARGEST, first * 4)


def _places(way: Way, length: int) -> Iterator[Place]:
    start = way.start
    while True:
        rows = _read(replace(way, start=start), length)
        yield from rows
        if len(rows) < length:
            return
        start, length = rows[-1], min(_LARGEST, length * 4)


def _read(way: Way, length: int) -> list[Place]:
    """One query along one index, which holds all that it asks for."""
    column, minus = way.sorting.column, "-" if way.falling else ""
    cases = Case.objects.filter(**{f"{column}__isnull": False}) if way.sorting is Sorting.DUE else Case.objects.all()
    if way.stages:
        cases = cases.filter(stage__in=way.stages)
    if way.low:
        cases = cases.filter(**{f"{column}__gte": way.low})
    if way.high:
        cases = cases.filter(**{f"{column}__lt": way.high})
    if way.start:
        cases = cases.filter(_past(way, way.start))
    return list(places(cases.order_by(f"{minus}{column}", f"{minus}pk"), column)[:length])


def _past(way: Way, start: Place) -> Q:
    """A comparison of pairs, which both databases find in the index; with OR they would read and sort."""
    table, sign = Case._meta.db_table, "<" if way.falling else ">"
    pair = f"({table}.{way.sorting.column}, {table}.id) {sign} (%s, %s)"
    return Q(RawSQL(pair, [*start], output_field=BooleanField()))  # noqa: S611 — our own names
