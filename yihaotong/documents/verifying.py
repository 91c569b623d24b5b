"""What the journal says of documents, against their words and against the bytes of their files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.documents.actions.keeping import text_sm3
from yihaotong.documents.models import Annex, Document
from yihaotong.files import store
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import NOTHING, Vouched

_ADDED, _SPLIT = "document.add_annex", "document.split_off"
#: Digits of the database's largest key.
_LONGEST_KEY = 19
_GONE = ("document.drop_annex", "document.purge", _SPLIT)


def check() -> Iterator[Problem]:
    """Every difference: a document gone, changed, or added without a line; a file of one gone or changed."""
    yield from Vouched("document", "公文", _documents, _places).check()
    yield from Vouched("document", "公文的附件", _annexes, told=_told).check()


def _documents(places: Sequence[str]) -> Mapping[str, str]:
    found = Document.objects.filter(pk__in=[int(place.partition(":")[2]) for place in places])
    return {each.key: text_sm3(each) for each in found}


def _places() -> Iterator[str]:
    return (f"document:{number}" for number in Document.objects.values_list("pk", flat=True).iterator())


def _told(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A part that becomes a document of its own takes its file along; what was taken out is gone."""
    if line.kind == _ADDED and after.get("sha256"):
        yield f"{line.subject}.{after['annex']}", str(after["sha256"])
    if line.kind in _GONE:
        before = line.facts.get("before") or {}
        for number in before.get("annexes", [before.get("annex")]):
            yield f"{line.subject}.{number}", NOTHING
    if line.kind == _SPLIT and after.get("sha256"):
        yield f"document:{after['part']}.{line.facts['before']['annex']}", str(after["sha256"])


def _annexes(places: Sequence[str]) -> Mapping[str, str]:
    parts = [(place.rpartition(".")[2], place) for place in places]
    numbers = {int(part): place for part, place in parts if part.isdecimal() and len(part) < _LONGEST_KEY}
    found = Annex.objects.filter(pk__in=list(numbers), file__isnull=False).select_related("file")
    return {numbers[each.pk]: _digest(each) for each in found}


def _digest(annex: Annex) -> str:
    """Of the bytes on the disk; "" without them."""
    assert annex.file is not None  # noqa: S101 — the query asks for those with a file
    try:
        return store.digest(store.path(annex.file.key))
    except FileNotFoundError:
        return ""
