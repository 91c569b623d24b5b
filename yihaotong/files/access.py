"""Reading files: those of a subject, and one file by an address that was given to one reader and expires.

An address is made for somebody who has passed the gate of the area above; whoever holds it needs nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.urls import get_script_prefix

from yihaotong.files import store
from yihaotong.files.models import File

#: How long an address opens a file, at most.
VALID_FOR = timedelta(minutes=10)
#: The end is rounded to this, so that the same page shows the same addresses and the browser keeps what it has.
_STEP = timedelta(minutes=5)
_SALT = "files.address"


@dataclass(frozen=True)
class Opening:
    """What an address opens, for whom. `path` lies on the disk; `since`: the address cannot be older."""

    file: File
    reader: str
    small: bool
    path: Path
    since: datetime


def of(subject: str) -> QuerySet[File]:
    """The files of a subject that can be opened, in the order in which they came."""
    return File.objects.filter(subject=subject, removed_at=None).order_by("pk")


def of_any(subjects: Iterable[str]) -> QuerySet[File]:
    """The same of several subjects."""
    return File.objects.filter(subject__in=list(subjects), removed_at=None).order_by("pk")


def address(file: File, *, reader: str, at: datetime, small: bool = False) -> str:
    """A path that opens this file, or its thumbnail, for `VALID_FOR` at most. `reader` is an actor's key.

    It ends in a neutral name with the right extension: the file's own name may be somebody's.
    """
    step = _STEP.total_seconds()
    until = int((at + VALID_FOR).timestamp() // step * step)
    token = signing.dumps([file.key.hex, reader, until, int(small)], salt=_SALT)
    return f"{get_script_prefix()}files/{token}/{'small.jpg' if small else f'file.{file.kind.extension}'}"


def opened(token: str, at: datetime) -> Opening:
    """What this token opens now. Raises File.DoesNotExist for a forged, expired or useless one."""
    try:
        key, reader, until, small = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise File.DoesNotExist from None
    if at.timestamp() >= until:
        raise File.DoesNotExist
    file = File.objects.get(key=UUID(key), removed_at=None)
    path = store.thumbnail_path(file.key) if small else store.path(file.key)
    since = datetime.fromtimestamp(until, at.tzinfo) - VALID_FOR
    return Opening(file, reader, bool(small), path, since)
