"""What the journal says of deliveries, lists handed over and items elsewhere, against the records."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched
from yihaotong.outlets.actions.digests import batch_sm3, delivery_sm3, handover_sm3, item_sm3
from yihaotong.outlets.models import Batch, Delivery, Elsewhere, HandOver


def check() -> Iterator[Problem]:
    """Every record gone, changed, or added without a line."""
    yield from Vouched("delivery", "渠道送达", _deliveries, _every(Delivery)).check()
    yield from Vouched("handover", "移送清单", _handovers, _every(HandOver)).check()
    yield from Vouched("elsewhere", "别处发布登记", _batches, _every(Batch)).check()
    yield from Vouched("elsewhere", "别处发布的撤下", _gone, _every_gone, _told_gone).check()


def _every(model: type[Delivery] | type[HandOver] | type[Batch]) -> Any:
    prefix = {Delivery: "delivery", HandOver: "handover", Batch: "elsewhere"}[model]
    return lambda: (f"{prefix}:{pk}" for pk in model._default_manager.values_list("pk", flat=True).iterator())  # noqa: SLF001


def _deliveries(places: Sequence[str]) -> Mapping[str, str]:
    return {each.key: delivery_sm3(each) for each in Delivery.objects.filter(pk__in=_numbers(places))}


def _handovers(places: Sequence[str]) -> Mapping[str, str]:
    return {each.key: handover_sm3(each) for each in HandOver.objects.filter(pk__in=_numbers(places))}


def _batches(places: Sequence[str]) -> Mapping[str, str]:
    told: dict[int, list[Elsewhere]] = {each: [] for each in _numbers(places)}
    for item in Elsewhere.objects.filter(batch__in=list(told)).order_by("pk"):
        told[item.batch_id].append(item)
    return {f"elsewhere:{pk}": batch_sm3(items) for pk, items in told.items() if items}


def _told_gone(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "item" in after and "item_sm3" in after:
        yield f"{line.subject}.{after['item']}", str(after["item_sm3"])


def _gone(places: Sequence[str]) -> Mapping[str, str]:
    numbers = [int(place.rpartition(".")[2]) for place in places if re.fullmatch(r"elsewhere:\d+\.\d+", place)]
    return {each.key: item_sm3(each) for each in Elsewhere.objects.filter(pk__in=numbers)}


def _every_gone() -> Iterator[str]:
    return (each.key for each in Elsewhere.objects.filter(gone_at__isnull=False).iterator())


def _numbers(places: Sequence[str]) -> set[int]:
    return {int(place.partition(":")[2].partition(".")[0]) for place in places}
