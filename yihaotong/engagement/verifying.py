"""What the journal says of these records, against what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yihaotong.engagement.access import MODELS
from yihaotong.engagement.actions.digests import record_sm3
from yihaotong.engagement.rules.codes import Sort
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched


def check() -> Iterator[Problem]:
    """Every record gone, changed, or added without a line."""
    for sort in Sort:
        yield from Vouched(sort.value, sort.label, _digests(MODELS[sort]), _places(MODELS[sort])).check()


def _digests(model: type[Any]) -> Any:
    def made(places: Sequence[str]) -> Mapping[str, str]:
        numbers = [int(place.partition(":")[2]) for place in places]
        return {each.key: record_sm3(each) for each in model.objects.filter(pk__in=numbers)}

    return made


def _places(model: type[Any]) -> Any:
    def every() -> Iterator[str]:
        return (f"{model.SORT}:{number}" for number in model.objects.values_list("pk", flat=True).iterator())

    return every
