"""What the journal says of entries and statements, against their rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.chronicle.access import MODELS
from yihaotong.chronicle.actions.digests import entry_sm3, statement_sm3
from yihaotong.chronicle.models import Entry, NotApplicable
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched


def check() -> Iterator[Problem]:
    """Every entry and statement gone, changed, or added without a line."""
    for kind in Kind:
        model = MODELS[kind]
        yield from Vouched(model.PREFIX, kind.label, _digests(model), _every(model), _told).check()
    yield from Vouched(NotApplicable.PREFIX, "不涉及的说明", _statements, _every_statement).check()


def _told(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A correction speaks of the new entry and of the one it replaced."""
    if "text_sm3" in after:
        yield line.subject, str(after["text_sm3"])
    if "replaces" in after:
        yield str(after["replaces"]), str(after["replaces_sm3"])


def _digests(model: type[Entry]) -> Callable[[Sequence[str]], Mapping[str, str]]:
    def digests(places: Sequence[str]) -> Mapping[str, str]:
        found = model._default_manager.filter(pk__in=_numbers(places))  # noqa: SLF001
        return {each.key: entry_sm3(each) for each in found}

    return digests


def _every(model: type[Entry]) -> Callable[[], Iterator[str]]:
    def places() -> Iterator[str]:
        return (f"{model.PREFIX}:{number}" for number in model._default_manager.values_list("pk", flat=True))  # noqa: SLF001

    return places


def _statements(places: Sequence[str]) -> Mapping[str, str]:
    return {each.key: statement_sm3(each) for each in NotApplicable.objects.filter(pk__in=_numbers(places))}


def _every_statement() -> Iterator[str]:
    return (f"{NotApplicable.PREFIX}:{number}" for number in NotApplicable.objects.values_list("pk", flat=True))


def _numbers(places: Sequence[str]) -> list[int]:
    return [int(place.partition(":")[2]) for place in places]
