"""What the journal says of versions of the catalogue, against their rows."""

from collections.abc import Iterator, Mapping, Sequence

from yihaotong.catalogue.actions.digests import text_sm3
from yihaotong.catalogue.models import Version
from yihaotong.catalogue.rules.codes import Progress
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched

_RELEASED = (Progress.RELEASED.value, Progress.REPLACED.value)


def check() -> Iterator[Problem]:
    """Every version that was sent on must have the rows with which it was; none is in force without a line."""
    return Vouched("catalogue", "公开目录", _digests, _places).check()


def _digests(places: Sequence[str]) -> Mapping[str, str]:
    found = Version.objects.in_bulk([int(place.partition(":")[2]) for place in places])
    return {version.key: text_sm3(version) for version in found.values()}


def _places() -> Iterator[str]:
    return (version.key for version in Version.objects.filter(progress__in=_RELEASED))
