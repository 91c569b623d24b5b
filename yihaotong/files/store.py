"""The bytes on the disk: YIHAOTONG_HOME/files/ab/KEY, readable by the service only.

A file is written and fsynced under a name of its own before the transaction of its row commits: a process killed in
between leaves an orphan, which `sweep` removes, and never a row without its bytes.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

_BLOCK = 1 << 16
_THUMBNAIL = ".small"
_INCOMING = "incoming"


def directory() -> Path:
    return Path(settings.HOME) / "files"


def path(key: UUID) -> Path:
    return directory() / key.hex[:2] / key.hex


def thumbnail_path(key: UUID) -> Path:
    return path(key).with_suffix(_THUMBNAIL)


@contextmanager
def workplace() -> Iterator[Path]:
    """A directory for the files of one upload, gone afterwards whatever happens."""
    place = directory() / _INCOMING / secrets.token_hex(8)
    place.mkdir(mode=0o700, parents=True)
    try:
        yield place
    finally:
        for left in place.iterdir():
            left.unlink()
        place.rmdir()


def spool(chunks: Iterable[bytes], target: Path) -> int:
    """Write what arrives; how many bytes it was."""
    size = 0
    with _create(target) as file:
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
    return size


def settle(source: Path, target: Path) -> None:
    """Give a finished file its place, durably."""
    source.chmod(0o600)
    _sync(source)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.replace(target)
    _sync(target.parent)
    _sync(target.parent.parent)


def remove(key: UUID) -> None:
    path(key).unlink(missing_ok=True)
    thumbnail_path(key).unlink(missing_ok=True)


def digest(file: Path) -> str:
    """SHA-256 of the bytes, in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def lying() -> Iterator[tuple[UUID, float]]:
    """Every file that lies here by its key, with the time of its last change (seconds)."""
    for file in directory().glob("[0-9a-f][0-9a-f]/*"):
        try:
            yield UUID(file.stem), file.stat().st_mtime
        except (ValueError, FileNotFoundError):
            continue


def sweep_workplaces(older_than: float) -> None:
    """What a killed process left in its workplace, or Django in its directory of uploads."""
    for left in sorted(directory().glob(f"{_INCOMING}/**/*"), reverse=True):
        try:
            if left.stat().st_mtime < older_than:
                left.rmdir() if left.is_dir() else left.unlink()
        except OSError:  # somebody was quicker, or it is in use again
            continue


def _create(target: Path) -> BinaryIO:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", _BLOCK)


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
