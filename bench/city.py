"""An installation of ours in a throw-away database: the shipped tables, one unit, one API client. Run as a program
(`python -m bench.city`) inside the installation's environment it writes these and prints the client's token.
"""

import os
import subprocess
import sys
import time
from datetime import timedelta

import django

from bench.databases import Database
from bench.processes import ROOT, Server

CLI = [sys.executable, "-m", "yihaotong.project.cli"]
#: The gate stays in the way and is paid for, but lets a bench pass: no city's client asks as fast.
NO_HURRY = {"YIHAOTONG_API_PACE": "1000000", "YIHAOTONG_PACE": "1000000"}
PLACE = "640104001"
CATEGORY = "0101"


def install(database: Database) -> str:
    """Tables, keys, static files and the rows above; the token of the API client."""
    variables = {**os.environ, **database.variables}
    subprocess.run([*CLI, "setup"], check=True, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL)
    printed = subprocess.check_output([sys.executable, "-m", "bench.city"], text=True, cwd=ROOT, env=variables)
    return printed.strip()


def serve(database: Database, port: int, *, worker: bool = True) -> Server:
    """`yihaotong serve` as shipped, not yet started."""
    command = [*CLI, "serve", "--port", str(port), *([] if worker else ["--no-worker"])]
    return Server(command, database.home / "server.log", {**database.variables, **NO_HURRY})


#: Lines without a seal, and sealed lines that some consumer has not read.
WAITING = """
    SELECT (SELECT count(*) FROM journal_pending)
         + (SELECT coalesce(max(seq), 0) FROM journal_seal) - (SELECT coalesce(min(seq), 0) FROM journal_cursor)
"""


def drain(database: Database, seconds: float = 120) -> None:
    """Until every line is sealed and every consumer has read it; TimeoutError when that does not come about."""
    end = time.monotonic() + seconds
    with database.connect() as connection:
        while waiting := int(connection.execute(WAITING).fetchone()[0]):
            if time.monotonic() > end:
                raise TimeoutError(f"{waiting} journal lines still wait after {seconds:.0f} s")
            time.sleep(0.1)


def furnish() -> str:
    """Places, categories, the centre and a client of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    django.setup()
    from django.utils import timezone

    from yihaotong.accounts import actions as accounts
    from yihaotong.accounts.rules import IMPORTER, UnitKind
    from yihaotong.dispatch import actions, shipped

    at = timezone.now()
    actions.load_places(shipped.places(), actor=IMPORTER, at=at)
    actions.load_categories(shipped.categories(), actor=IMPORTER, at=at)
    since = (at - timedelta(days=1)).date()
    centre = accounts.create_unit(
        "CENTRE", actor=IMPORTER, at=at, name="指挥中心", kind=UnitKind.CENTRE, parent=None, since=since
    )
    _, token = accounts.create_client("bench", actor=IMPORTER, at=at, unit=centre)
    return token


def verify(database: Database) -> str:
    """What `yihaotong journal verify --json` prints."""
    done = subprocess.run(
        [*CLI, "journal", "verify", "--json"],
        cwd=ROOT,
        env={**os.environ, **database.variables},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.stdout


if __name__ == "__main__":
    print(furnish())
