"""What a test run owns: a data directory of its own and a database that is nobody else's.

Also a plugin of pytest (`-p tests.home`): it must act before pytest-django reads the settings, as they read the
environment once.
"""

import os
import shutil
import tempfile
from collections.abc import Generator, Mapping

import pytest

DIRECTORY = "YIHAOTONG_HOME"
#: What a developer may have set for his own city; a test must not see it.
FOREIGN = ("DATABASE_URL", "YIHAOTONG_HOSTS", "YIHAOTONG_HTTPS", "YIHAOTONG_CITY", "YIHAOTONG_SCAN", "YIHAOTONG_DEBUG")


def environment(directory: str, database_url: str) -> dict[str, str]:
    """The environment of a test process: this one without the developer's city. An empty URL means SQLite."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {DIRECTORY: directory} | ({"DATABASE_URL": database_url} if database_url else {})


def enter(wanted: Mapping[str, str]) -> None:
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ |= wanted


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    directory = tempfile.mkdtemp(prefix="yihaotong-test-")
    early_config.add_cleanup(lambda: shutil.rmtree(directory, ignore_errors=True))
    enter(environment(directory, os.environ.get("TEST_DATABASE_URL", "")))
    yield
