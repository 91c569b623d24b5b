"""What the journal says of redactions, against the bytes of the files that came of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.files import store
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import NOTHING, Vouched
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Stage

#: What was made does not hold any more.
_AWAY = frozenset({Stage.DRAFT.value, Stage.WITHDRAWN.value})


def check() -> Iterator[Problem]:
    """Every redacted file gone or changed, or another one in its place; none without a line."""
    return Vouched("redaction", "遮盖件", _digests, _places, _told).check()


def _told(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "sha256" in after and "result" in after:
        yield line.subject, f"{after['result']}|{after['sha256']}"
    elif after.get("stage") in _AWAY:
        yield line.subject, NOTHING


def _digests(places: Sequence[str]) -> Mapping[str, str]:
    found = Redaction.objects.filter(pk__in=[int(place.partition(":")[2]) for place in places], result__isnull=False)
    return {each.key: _made(each) for each in found.select_related("result")}


def _made(redaction: Redaction) -> str:
    """The file's key and the digest of its bytes on the disk."""
    assert redaction.result is not None  # noqa: S101 — the query asks for those with a result
    key = redaction.result.key
    try:
        return f"{key}|{store.digest(store.path(key))}"
    except FileNotFoundError:
        return f"{key}|"


def _places() -> Iterator[str]:
    return (f"redaction:{number}" for number in Redaction.objects.exclude(result=None).values_list("pk", flat=True))
