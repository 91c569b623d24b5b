"""What the journal says of finished editions, against the editions themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.annual.actions.living import text_digest
from yihaotong.annual.models import Edition
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched


def check() -> Iterator[Problem]:
    """Every edition gone, changed, or added without a line."""
    yield from Vouched("annual-report", "年报", _editions, _every, _told).check()


def _told(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "edition" in after and "sm3" in after:
        yield f"{line.subject}.{after['edition']}", str(after["sm3"])


def _editions(places: Sequence[str]) -> Mapping[str, str]:
    years = {int(place.partition(":")[2].partition(".")[0]) for place in places}
    found = Edition.objects.filter(report__year__in=years).select_related("report")
    return {f"{each.report.key}.{each.number}": text_digest(each.content) for each in found}


def _every() -> Iterator[str]:
    return (f"annual-report:{year}.{number}" for year, number in Edition.objects.values_list("report__year", "number"))
