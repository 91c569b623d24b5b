"""The throw-away cluster: it works, and nothing of it is left, however its owner ended."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.architecture.house_rules import ROOT

pytestmark = pytest.mark.skipif(postgres.newest() is None, reason="PostgreSQL is not installed")


def directory_of(url: str) -> Path:
    return Path(url.rpartition("host=")[2])


def wait_for_keeper(owner: subprocess.Popen[str]) -> int:
    """A handle that becomes readable when the keeper of this owner has ended."""
    children = Path(f"/proc/{owner.pid}/task/{owner.pid}/children").read_text().split()
    return os.pidfd_open(int(children[0]))


def test_a_cluster_answers_and_leaves_nothing():
    with postgres.cluster() as url:
        directory = directory_of(url)
        assert directory.exists()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_setting('fsync')").fetchone() == ("off",)
    assert not directory.exists()


def test_a_durable_cluster_waits_for_the_disk():
    with postgres.cluster(durable=True) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_setting('fsync')").fetchone() == ("on",)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="asks Linux for the end of a process that is not our child")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_cluster_goes_with_its_owner(end):
    command = [sys.executable, "-m", "tests.postgres"]
    owner = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with owner.stdout:
        directory = directory_of(owner.stdout.readline().strip())
    assert directory.exists()
    keeper = wait_for_keeper(owner)
    owner.send_signal(end)
    assert owner.wait(timeout=30) != 0
    assert select.select([keeper], [], [], 30)[0]
    os.close(keeper)
    assert not directory.exists()


def test_without_binaries_the_command_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgres.newest(tmp_path) is None
