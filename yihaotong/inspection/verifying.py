"""What the journal says of monthly lists, against the lists."""

from collections.abc import Iterator, Mapping, Sequence

from yihaotong.inspection.actions.digests import text_sm3
from yihaotong.inspection.models import Monthly
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched


def check() -> Iterator[Problem]:
    """Every list that is gone, was changed, or was added without a line."""
    return Vouched("inspection", "月度自查清单", _digests, _places).check()


def _digests(places: Sequence[str]) -> Mapping[str, str]:
    found = Monthly.objects.in_bulk([int(place.partition(":")[2]) for place in places])
    return {monthly.key: text_sm3(monthly) for monthly in found.values()}


def _places() -> Iterator[str]:
    return (f"inspection:{pk}" for pk in Monthly.objects.values_list("pk", flat=True))
