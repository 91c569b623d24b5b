"""A throw-away database for one subject: SQLite in a new data directory, or a PostgreSQL cluster of its own.

The clusters are those of the tests, but durable: fsync and synchronous_commit stay on. Each subject has its own, so
that nobody's autovacuum is booked on somebody else.
"""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from bench.environment import workshop
from bench.processes import ROOT
from tests.postgres import cluster

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Database:
    """`home` is the data directory of the subject; `url` is empty for SQLite."""

    engine: str
    home: Path
    url: str

    @property
    def variables(self) -> dict[str, str]:
        """What our own settings read; an empty DATABASE_URL means SQLite in `home`."""
        return {"YIHAOTONG_HOME": str(self.home), "DATABASE_URL": self.url}

    def settings(self) -> dict[str, Any]:
        """DATABASES["default"] of our own settings: engine, durability, persistent connections. Peers get the same."""
        program = (
            "import json; from yihaotong.project import settings;"
            "print(json.dumps(settings.DATABASES['default'], default=str))"
        )
        printed = subprocess.check_output(
            [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, **self.variables}
        )
        found: dict[str, Any] = json.loads(printed)
        return found

    @property
    def postmaster(self) -> int | None:
        """The process whose children serve this database; None for SQLite, which lives in its users' processes."""
        if not self.url:
            return None
        directory = parse_qs(urlsplit(self.url).query)["host"][0]
        return int((Path(directory) / "data" / "postmaster.pid").read_text().split()[0])

    @contextlib.contextmanager
    def connect(self) -> Iterator[Any]:
        """A connection of the bench's own, beside the subject's server."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                yield connection
        else:
            file = sqlite3.connect(self.settings()["NAME"], timeout=30, isolation_level=None)
            with contextlib.closing(file):
                yield file

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found

    def scalar(self, query: str) -> int:
        return int(self.rows(query)[0][0])

    def settle(self) -> None:
        """Write now what PostgreSQL would write later, so that it is counted with what caused it."""
        if self.url:
            with self.connect() as connection:
                connection.execute("CHECKPOINT")

    def version(self) -> str:
        if not self.url:
            return f"SQLite {sqlite3.sqlite_version}"
        return "PostgreSQL " + str(self.rows("SHOW server_version")[0][0])


@contextlib.contextmanager
def database(engine: str) -> Iterator[Database]:
    """An empty database, removed with its directory at the end."""
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(dir=workshop()))
        url = stack.enter_context(cluster(durable=True)) if engine == "postgresql" else ""
        yield Database(engine, Path(home), url)
