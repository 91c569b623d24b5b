"""The journal's head, kept in files outside the database, so that whoever can rewrite the database cannot rewrite this.

journal/heads.log   one line a minute at most: written time, seq, keyed hash
journal/head        the newest head, replaced after every batch
keys/journal.key    the key of the keyed hashes
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from yihaotong.journal.rules import chain

EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Head:
    """One line of the file: when it was written, the seal it speaks of, and its keyed hash in hex."""

    written: datetime
    seq: int
    mac: str

    @classmethod
    def parse(cls, line: str) -> "Head":
        written, seq, mac = line.split()
        return cls(datetime.fromisoformat(written), int(seq), mac)

    def __str__(self) -> str:
        return f"{self.written.isoformat(timespec='seconds')} {self.seq} {self.mac}"


def _directory() -> Path:
    path = Path(settings.HOME) / "journal"
    path.mkdir(parents=True, exist_ok=True)
    return path


def key() -> bytes:
    """The key of the heads; made once, next to the other keys."""
    path = Path(settings.HOME) / "keys" / "journal.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"journal.key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            os.link(fresh, path)  # atomic: of two that start at once, one key stays
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text())


def note(seq: int, chain_hash: bytes) -> None:
    """Remember the newest head, and add it to the log when the last entry there is a minute old."""
    head = Head(datetime.now(UTC), seq, chain.keyed_head(key(), seq, chain_hash))
    directory = _directory()
    _replace(directory / "head", f"{head}\n")
    log = directory / "heads.log"
    last = _last(log)
    if last is None or head.written - last.written >= EVERY:
        with log.open("a") as file:
            file.write(f"{head}\n")
            file.flush()
            os.fsync(file.fileno())


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(path)


def _last(log: Path) -> Head | None:
    if not log.exists():
        return None
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 400))
        lines = [line for line in file.read().decode().split("\n")[:-1] if line.count(" ") == 2]
    return Head.parse(lines[-1]) if lines else None


def all_heads() -> Iterator[Head]:
    """Every head on record, oldest first. A half-written last line (a killed process) is passed over."""
    for name in ("heads.log", "head"):
        path = _directory() / name
        if path.exists():
            for line in path.read_text().split("\n")[:-1]:
                if line.count(" ") == 2:
                    yield Head.parse(line)
