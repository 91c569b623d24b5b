"""What all tests share: the database as in service, fresh keys, an instant, a query counter, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests import blank
from tests import browser as chromium
from yihaotong.journal.guards import lower_guards, raise_guards
from yihaotong.journal.statements import LookUp
from yihaotong.portal.site import kept
from yihaotong.vault import keyfile
from yihaotong.vault.rules.sealing import Keyring

#: Milliseconds that a journey waits for what must come: two cores that run other tests beside it are slow.
PATIENCE = 15_000
TESTS = Path(__file__).resolve().parent
#: What touches the database in its own way runs on both: by directory, or by the file's name in any area.
BOTH_DIRECTORIES = {"almanac", "imports", "jobs", "journal", "search", "vault"}
BOTH_FILES = ("test_actions", "test_access")

# A slow machine is no failure of the property; `print_blob` says how to see a failure again.
hypothesis.settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    expect.set_options(timeout=PATIENCE)
    settings.PASSWORD_HASHERS = ["tests.passwords.CheapArgon2"]
    # Tests read the static files where they lie; `serve` collects and hashes them, and has its own test.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if mark := mark_of(item.path.relative_to(TESTS)):
            item.add_marker(mark)


def mark_of(place: Path) -> str | None:
    """The marker that a test file has by its place in tests/."""
    if place.parts[0] == "journeys":
        return "journey"
    if place.parts[0] in BOTH_DIRECTORIES or place.stem.startswith(BOTH_FILES):
        return "both"
    return None


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> bool:
    """SQLite in a file, as in service, with its locks and its WAL; only the wait for the disk is spared. Whether the
    database is there already, with all its tables."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    return blank.begin_with(default, settings.HOME / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: bool) -> bool:
    return django_db_modify_db_settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """After a test with real commits Django empties all tables. The journal's triggers let go for that moment only."""
    empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def emptied_in_spite_of_guards(case: TransactionTestCase) -> None:
        lower_guards(connection)
        empty_tables(case)
        raise_guards(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied_in_spite_of_guards)
        yield


@pytest.fixture(scope="session", autouse=True)
def _fresh_keys() -> None:
    keyfile.write(Keyring.fresh())


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    LookUp.forget()
    kept.forget()


@pytest.fixture(autouse=True)
def _buckets_are_full() -> None:
    caches["pace"].clear()


@pytest.fixture(autouse=True)
def _no_head_of_another_test() -> Iterator[None]:
    """The journal's head lies outside the database, so no rollback takes it back."""
    yield
    shutil.rmtree(settings.HOME / "journal", ignore_errors=True)


@pytest.fixture
def at() -> datetime:
    """Ten o'clock in the city on the Monday after the real today: an instant nobody can have written into a test."""
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    return datetime.combine(monday, time(10), timezone.get_default_timezone())


@pytest.fixture
def queries() -> Callable[[], CaptureQueriesContext]:
    """`with queries() as seen: …; assert len(seen) <= 12`; `seen.captured_queries` holds them."""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium.installed() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("Chromium is not installed: see `make test`")
    with chromium.chromium() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a page for one more person, each with his own cookies: `open_page()`, `open_page(width=390)`.

    Paths are relative to the running city (`page.goto("/desk/")`). What a page complains of fails the test. A
    `service_worker` may stand between a page and the network; what a test does to the network it then does not see.
    """
    complaints = chromium.Complaints()
    contexts = []

    def opened(width: int = 1440, *, service_worker: bool = True) -> Page:
        size: ViewportSize = {"width": width, "height": chromium.WIDTHS.get(width, 900)}
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            locale="zh-CN",
            timezone_id=settings.TIME_ZONE,
            service_workers="allow" if service_worker else "block",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints.heard == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def screenshot() -> Callable[[Page, str], list[Path]]:
    """`screenshot(page, name)`: the page at 1440 and 390 pixels, in var/shots."""
    return chromium.screenshot
