"""The runner itself: it goes on after a failure, tells of everything, and hands its stages a clean environment."""

import socket
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from tests import packages
from tests.architecture.house_rules import sources
from tests.conftest import mark_of
from tests.run import Run, Stage, Terminated


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def environment(name: str) -> list[str]:
    """A stage that succeeds when `name` is in its environment and fails with 3 otherwise."""
    return python(f"import os, sys; sys.exit(0 if os.environ.get({name!r}) else 3)")


@pytest.fixture
def run(tmp_path):
    return Run(str(tmp_path), strict=False)


def test_a_failed_stage_stops_none_after_it(run, capsys):
    run.stage("first", python("raise SystemExit(1)"))
    run.stage("second", python(""))
    run.report()
    assert [(outcome.stage, outcome.result) for outcome in run.outcomes] == [("first", "failed (1)"), ("second", "ok")]
    assert not run.good
    assert "FAILED" in capsys.readouterr().out


def test_a_run_without_failures_is_good(run):
    run.stage("only", python(""))
    assert run.good


def test_a_stage_beside_another_tells_its_own_end_after_it(run, tmp_path, capfd):
    met = f"import pathlib\nwhile not pathlib.Path({str(tmp_path / 'met')!r}).exists(): pass\n"
    beside = Stage("beside", python(met + "print('heard'); raise SystemExit(3)"), "postgresql://x@/y")
    then = Stage("then", environment("TEST_DATABASE_URL"))
    with run.beside(beside, then):
        run.stage("first", python(f"import pathlib; pathlib.Path({str(tmp_path / 'met')!r}).touch()"))
    told = [(outcome.stage, outcome.result) for outcome in run.outcomes]
    assert told == [("first", "ok"), ("beside", "failed (3)"), ("then", "failed (3)")]
    assert "── beside ──\nheard" in capfd.readouterr().out


def test_what_runs_beside_ends_with_an_interrupted_run(run, tmp_path):
    begun = tmp_path / "begun"
    # A shell that starts a run in the background makes its children deaf to SIGINT: this one hears.
    hears = "import pathlib, signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    endless = Stage("long", python(f"{hears}pathlib.Path({str(begun)!r}).touch()\nwhile True: pass"))

    def interrupted() -> None:
        with run.beside(endless, Stage("never", python(""))):
            while not begun.exists():
                pass
            raise Terminated

    with pytest.raises(Terminated):
        interrupted()
    assert [(outcome.stage, outcome.result) for outcome in run.outcomes] == [("long", "interrupted")]


def test_a_run_that_did_nothing_is_not_good(run):
    assert not run.good


@pytest.mark.parametrize(("strict", "good"), [(False, True), (True, False)])
def test_what_is_lacking_is_said_and_under_ci_a_failure(tmp_path, capsys, strict, good):
    run = Run(str(tmp_path), strict=strict)
    run.stage("only", python(""))
    run.lacks("the journeys", packages.Missing("Chromium", ("chromium", "fonts-noto-cjk")))
    run.report()
    assert run.good is good
    said = "LEFT OUT the journeys: Chromium is not installed. Type: sudo apt-get install chromium fonts-noto-cjk"
    assert said in capsys.readouterr().out


def test_the_developers_own_city_is_not_seen(run, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@host/city")
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://somebody@host/tests")
    for name in ("DATABASE_URL", "TEST_DATABASE_URL"):
        run.stage(name, environment(name))
    run.stage("given", environment("TEST_DATABASE_URL"), "postgresql://x@/y")
    assert [outcome.result for outcome in run.outcomes] == ["failed (3)", "failed (3)", "ok"]


def test_stages_leave_their_temporary_files_in_the_runs_directory(run, tmp_path):
    run.stage("only", python("import tempfile; tempfile.mkdtemp(prefix='left-behind-')"))
    assert [path.name[:11] for path in tmp_path.iterdir()] == ["left-behind"]


@pytest.mark.parametrize(
    ("place", "mark"),
    [
        ("cases/test_actions.py", "both"),
        ("cases/test_actions_concurrent.py", "both"),
        ("accounts/test_access.py", "both"),
        ("journal/test_sealing.py", "both"),
        ("cases/test_rules.py", None),
        ("desk/test_pages.py", None),
        ("journeys/test_smoke.py", "journey"),
    ],
)
def test_a_test_is_marked_by_its_place(place, mark):
    assert mark_of(Path(place)) == mark


def test_no_test_reaches_past_this_machine():
    with pytest.raises(SocketConnectBlockedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_tests_have_a_city_of_their_own():
    assert settings.HOME.name.startswith("yihaotong-test-")
    assert settings.HOME.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_sqlite_is_a_file_with_a_write_ahead_log_as_in_service():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)


def test_a_query_is_counted(db, queries):
    with queries() as seen, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert len(seen) == 1


def test_the_instant_is_next_mondays_ten_oclock(at):
    assert (at.isoweekday(), at.hour, at.utcoffset().total_seconds()) == (1, 10, 8 * 3600)


def test_one_journey_runs_on_postgresql_too():
    journeys = [source for source in sources() if source.parts[:2] == ("tests", "journeys")]
    assert sum(source.text.count("pytest.mark.smoke") for source in journeys) == 1
