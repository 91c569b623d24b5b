"""The one data directory (`YIHAOTONG_HOME`, default `./var`) and what lies where in it.

city.sqlite3        the embedded database, unless DATABASE_URL names a PostgreSQL
keys/               vault.json, journal.key, web.key: to be backed up apart from the database
journal/            heads.log and head: the journal's head, kept outside the database
files/              attachments by their keys; files/incoming holds what is on its way
"""

import os
import secrets
from pathlib import Path


def directory() -> Path:
    return Path(os.environ.get("YIHAOTONG_HOME") or "var").resolve()


def make() -> Path:
    """The data directory, made where it is missing: it holds a city's letters, so nobody but its owner looks in."""
    path = directory()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def has_database() -> bool:
    """Whether there is a database to work on: the one that DATABASE_URL names, or the file in the data directory."""
    return bool(os.environ.get("DATABASE_URL")) or (directory() / "city.sqlite3").exists()


def keys() -> Path:
    """The directory of all keys, readable by its owner only."""
    make()
    path = directory() / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def uploads() -> Path:
    """Where an upload lies while it arrives; what a killed process leaves there is swept."""
    path = make() / "files" / "incoming"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def web_key() -> str:
    """Django's SECRET_KEY, made at the first start; sessions end when it is lost, nothing else does."""
    path = keys() / "web.key"
    if not path.exists():
        # Several processes may start at once: the link is atomic, the first one wins, all read the winner's.
        fresh = path.with_name(f"web.key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
