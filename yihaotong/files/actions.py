"""Writing files. The area above keeps the line of what it attaches; here only openings are journalled."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yihaotong.files import pictures, store
from yihaotong.files.access import Opening
from yihaotong.files.models import File
from yihaotong.files.receiving import Kept
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.statements import insert

#: A file without a row may belong to a transaction that is still open; after a day it does not.
ORPHAN_AFTER = timedelta(days=1)
#: Files that came with a form which was never sent off to its end.
PROVISIONAL = "form:"
_OPEN = "file.open"


@transaction.atomic
def keep(kept: Kept, *, subject: str, name: str, audience: str, actor: str, at: datetime) -> File:
    """Write the row of a file that lies on the disk already; in the transaction of the act it belongs to.

    When that transaction fails, the bytes are an orphan and go with `forget` or the next `sweep`.
    """
    file = File(
        key=kept.key,
        subject=subject,
        name=name,
        media=kept.kind.media,
        size=kept.size,
        sha256=kept.sha256,
        width=kept.width,
        height=kept.height,
        uploaded_by=actor,
        at=at,
        audience=audience,
    )
    insert([file])
    return file


def forget(kept: Kept) -> None:
    """Remove the bytes of a file whose row was not written."""
    store.remove(kept.key)


@transaction.atomic
def hand_over(file: File, *, subject: str, name: str, audience: str, actor: str, at: datetime) -> bool:
    """Give a file that came with a form to what the form has become; whether it was still there to be given."""
    changes = {"subject": subject, "name": name, "audience": audience, "uploaded_by": actor, "at": at}
    return bool(File.objects.filter(key=file.key, subject=file.subject, removed_at=None).update(**changes))


@transaction.atomic
def remove(file: File, *, at: datetime) -> bool:
    """From now on nobody opens it; its bytes go once the transaction is committed. Whether it was still there."""
    removed = File.objects.filter(key=file.key, removed_at=None).update(removed_at=at)
    transaction.on_commit(lambda: store.remove(file.key))
    return bool(removed)


def restore_thumbnail(opening: Opening) -> None:
    """Make the thumbnail anew that a backup has left out. Raises Refused("broken"), FileNotFoundError without the file.

    No row and no line: it is made of the file, which has its own digest.
    """
    if opening.path.exists():
        return
    with store.workplace() as place:
        pictures.write_thumbnail(store.path(opening.file.key), opening.file.kind.code, place / "small")
        store.settle(place / "small", opening.path)


@transaction.atomic
def record_opening(opening: Opening, *, at: datetime) -> None:
    """Journal who opened a file: once for one address, however many parts of it a player fetches."""
    subject = f"file:{opening.file.key}"
    lines = Line.objects.filter(subject=subject, kind=_OPEN, actor=opening.reader, at__gte=opening.since)
    if not lines.exists():
        journal.record(_OPEN, subject=subject, actor=opening.reader, at=at, after={"of": opening.file.subject})


def sweep(at: datetime) -> int:
    """Remove what nobody can open: bytes without a row, bytes of removed files, forms never sent off. How many."""
    old = at - ORPHAN_AFTER
    store.sweep_workplaces(old.timestamp())
    for file in File.objects.filter(subject__startswith=PROVISIONAL, at__lt=old, removed_at=None):
        remove(file, at=at)
    lying = [key for key, changed in store.lying() if changed < old.timestamp()]
    swept = 0
    for start in range(0, len(lying), 500):
        chunk = lying[start : start + 500]
        known = set(File.objects.filter(key__in=chunk, removed_at=None).values_list("key", flat=True))
        swept += _remove_all(set(chunk) - known)
    return swept


def _remove_all(keys: set[UUID]) -> int:
    for key in keys:
        store.remove(key)
    return len(keys)
