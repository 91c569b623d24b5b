"""What became of public items, in the order of the journal's seals: a reader who keeps his place misses nothing.

Seals have no gaps and are given in the order of commits, which the ids of lines are not.
"""

from dataclasses import dataclass
from datetime import datetime

from yihaotong.journal.codes import Code
from yihaotong.journal.models import Line, Seal
from yihaotong.journal.refusal import Refused

#: Seals looked at in one reading, however few of them tell of items: the reading stays short, the place moves on.
SCAN = 5_000
#: So few seals without news leave the place where it was, so that who asks again gets the same answer.
_QUIET = 1_000


class Kind(Code):
    """What became of an item."""

    RELEASED = "released", "发布"
    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤下"


_ACTS = ("article.release", "article.withdraw")


@dataclass(frozen=True)
class Change:
    """One act on one article: `place` in the chain."""

    place: int
    at: datetime
    kind: Kind
    number: int


@dataclass(frozen=True)
class Reading:
    """Some changes in order, the place up to which was read, and whether there may be more behind it."""

    changes: list[Change]
    place: int
    more: bool


def newest() -> int:
    """The place of the newest seal, 0 before the first."""
    return Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def read(after: int, most: int) -> Reading:
    """Up to `most` changes behind the place `after`. Three queries.

    Raises Refused("cursor-ahead") for a place that the journal has not reached: it was put back to an older copy.
    """
    end = newest()
    if end < after:
        raise Refused("cursor-ahead", "游标比现有的日志还新，系统可能从备份恢复过，请从头再取一遍", "since")
    reach = min(end, after + SCAN)
    found = _changes(after, reach)
    if len(found) > most:
        return Reading(found[:most], found[most - 1].place, more=True)
    if not found and end == reach and reach - after <= _QUIET:
        return Reading([], after, more=False)
    return Reading(found, reach, more=reach < end)


def _changes(after: int, reach: int) -> list[Change]:
    """The acts behind a place and up to another, in their order. Two queries."""
    sealed = Seal.objects.filter(seq__gt=after, seq__lte=reach).values("line_id")
    lines = {line.pk: line for line in Line.objects.filter(pk__in=sealed, kind__in=_ACTS)}
    places = Seal.objects.filter(line_id__in=lines).order_by("seq").values_list("seq", "line_id") if lines else ()
    return [_change(place, lines[line_id]) for place, line_id in places]


def _change(place: int, line: Line) -> Change:
    number = int(line.subject.removeprefix("article:"))
    if line.kind == "article.withdraw":
        return Change(place, line.at, Kind.WITHDRAWN, number)
    corrects = bool(line.facts.get("after", {}).get("corrects"))
    return Change(place, line.at, Kind.CORRECTED if corrects else Kind.RELEASED, number)
