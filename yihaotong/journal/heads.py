"""The journal's head, kept in files outside the database, so that whoever can rewrite the database cannot rewrite this.

journal/heads.log   one line a minute at most: written time, seq, keyed hash
journal/head        the newest head, replaced after every batch
keys/journal.key    the key of the keyed hashes
"""

import os
import secrets
import threading
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
        """Raises ValueError for anything that `str` of a head would not have written."""
        written, seq, mac = line.split()
        head = cls(datetime.fromisoformat(written), int(seq), mac)
        if head.written.tzinfo is None or str(head) != line:
            raise ValueError(line)
        return head

    def __str__(self) -> str:
        return f"{self.written.isoformat(timespec='seconds')} {self.seq} {self.mac}"


@dataclass(frozen=True)
class Kept:
    """What the two files hold: every head that can be read, oldest first, and the names of files with anything else.

    `newest_there`: whether the file `head` exists.
    """

    all: tuple[Head, ...]
    unreadable: tuple[str, ...]
    newest_there: bool


def _directory() -> Path:
    return Path(settings.HOME) / "journal"


def _key_file() -> Path:
    return Path(settings.HOME) / "keys" / "journal.key"


def existing_key() -> bytes | None:
    """The key of the heads, if it is here."""
    path = _key_file()
    return bytes.fromhex(path.read_text()) if path.exists() else None


def key() -> bytes:
    """The key of the heads; made once, next to the other keys."""
    path = _key_file()
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
    directory.mkdir(parents=True, exist_ok=True)
    _replace(directory / "head", f"{head}\n")
    log = directory / "heads.log"
    last = _last(log)
    if last is None or head.written - last.written >= EVERY:
        _drop_half_a_line(log)
        with log.open("a") as file:
            file.write(f"{head}\n")
            file.flush()
            os.fsync(file.fileno())


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    fresh.write_text(text)
    fresh.replace(path)


def _drop_half_a_line(log: Path) -> None:
    """Take away what a killed process left unfinished, so that a whole line nobody can read is always tampering."""
    if log.exists() and (end := _end(log)) and not end.endswith(b"\n"):
        os.truncate(log, log.stat().st_size - len(end) + end.rfind(b"\n") + 1)


def _last(log: Path) -> Head | None:
    if not log.exists():
        return None
    readable, _ = _parsed(_end(log))
    return readable[-1] if readable else None


def _end(log: Path) -> bytes:
    """The last few lines."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 400))
        return file.read()


def _parsed(text: bytes) -> tuple[list[Head], list[bytes]]:
    """The heads in the whole lines of a file, and the lines that are none. An unfinished last line is neither."""
    readable, others = [], []
    for line in text.split(b"\n")[:-1]:
        try:
            readable.append(Head.parse(line.decode()))
        except ValueError:
            others.append(line)
    return readable, others


def read() -> Kept:
    """Every head on record. A half-written last line of the log (a killed process) is passed over."""
    log, newest = (_directory() / name for name in ("heads.log", "head"))
    texts = {path: path.read_bytes() for path in (log, newest) if path.exists()}
    parsed = {path: _parsed(text) for path, text in texts.items()}
    found = [head for readable, _ in parsed.values() for head in readable]
    unreadable = [
        path.name for path, (readable, others) in parsed.items() if others or (path == newest and not readable)
    ]
    return Kept(tuple(found), tuple(unreadable), newest in texts)
