"""An empty city to copy: every migration applied once for a whole run, instead of once for each stage of it.

    python -m tests.blank FILE        makes one in YIHAOTONG_HOME and moves its SQLite database to FILE, whole
    python -m tests.blank             makes one in DATABASE_URL

`TEST_BLANK` names what tests copy: that file, or that database by its name.
Without it, or while it is not there, the migrations run as ever.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connections

from yihaotong.project.home import make

VARIABLE = "TEST_BLANK"


def file() -> Path | None:
    """The empty city's SQLite database, if there is one to be had."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named and Path(named).is_file() else None


def begin_with(database: Any, place: Path) -> bool:
    """Let the tests' database begin as a copy; whether it is there already. `database`: the entry of the settings,
    `place`: the file of the tests' SQLite database."""
    test = database.setdefault("TEST", {})
    if database["ENGINE"].endswith("sqlite3"):
        test["NAME"] = str(place)
        if there := file():
            shutil.copyfile(there, place)
        return there is not None
    if named := os.environ.get(VARIABLE):
        test["TEMPLATE"] = named
    return False


def lay(home: Path) -> None:
    """Put a copy into a data directory that a test will use, before its first command."""
    if there := file():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(there, home / "city.sqlite3")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    home = make()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    # The last to leave writes what lies in the log beside it into the file.
    connections.close_all()
    for target in sys.argv[1:]:
        # Under its name only when it is whole: the tests that look for it may begin at any moment.
        (home / "city.sqlite3").replace(target)


if __name__ == "__main__":
    main()
