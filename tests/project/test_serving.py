"""The process tree: children that die come back, orphans leave, the end is orderly."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from yihaotong.jobs import schedule
from yihaotong.journal import consuming, sealing
from yihaotong.project import serving

ROOT = Path(__file__).resolve().parent.parent.parent
#: A child that writes its process id and waits to be ended.
CHILD = "import os, signal, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); signal.pause()"


def until(happens: Callable[[], object], *, seconds: float = 20) -> object:
    """Wait for a condition; fails the test when it does not come true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := happens():
            return found
        os.sched_yield()
    raise AssertionError("it did not happen in time")


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"


def test_a_killed_child_is_started_again_and_a_stop_ends_all(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    program = (
        "import sys; from yihaotong.project import serving; "
        f"sys.exit(serving.supervise([serving.Child('x', [sys.executable, '-c', {CHILD!r}, {str(note)!r}])]))"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        until(lambda: len(pids(note)) == 1)
        os.kill(pids(note)[0], signal.SIGKILL)
        until(lambda: len(pids(note)) == 2)
        supervisor.terminate()
        assert supervisor.wait(20) == 0
        assert all(gone(pid) for pid in pids(note))
    finally:
        supervisor.kill()


def test_a_child_that_dies_young_is_put_off_longer_each_time() -> None:
    child = serving.Child("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    waits = []
    now = time.monotonic()
    for _ in range(4):
        child.look_after(now)
        assert child.process
        child.process.wait()
        child.look_after(now)
        waits.append(child.restart_at - now)
        now = child.restart_at
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]


def test_a_taken_port_is_left_for_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert serving.free_port("127.0.0.1", wanted) != wanted
    assert serving.free_port("127.0.0.1", wanted) == wanted


@pytest.mark.django_db
def test_a_round_of_the_worker_with_nothing_to_do_asks_three_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    at = timezone.now()
    while sealing.seal_batch() + consuming.run_all(at) + schedule.run_due(at):
        pass
    with django_assert_num_queries(3):
        assert consuming.run_all(at) + schedule.run_due(at) == 0


def test_connections_without_a_word_hold_nobody_up(tmp_path: Path) -> None:
    port = serving.free_port("127.0.0.1", 8700)
    environment = {**os.environ, "YIHAOTONG_HOME": str(tmp_path), "DATABASE_URL": ""}
    server = subprocess.Popen(serving.web_command("127.0.0.1", port, 1), cwd=ROOT, env=environment)
    try:
        until(lambda: _answer(port))
        with ExitStack() as silent:
            for _ in range(5):
                silent.enter_context(socket.create_connection(("127.0.0.1", port), 5))
            assert _answer(port).startswith(b"HTTP/1.1 200")
    finally:
        server.terminate()
        server.wait(20)


def _answer(port: int) -> bytes:
    """What the server says first; nothing while it is not there yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as asking:
            asking.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return asking.recv(20)
    except ConnectionError:
        return b""


def test_the_first_visitor_waits_for_no_code(tmp_path: Path) -> None:
    """What the arbiter loads, its workers share; what they load later, each does for itself."""
    program = "import sys; from yihaotong.project import wsgi; assert 'yihaotong.desk.case' in sys.modules"
    environment = {**os.environ, "YIHAOTONG_HOME": str(tmp_path), "DATABASE_URL": ""}
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=False).returncode == 0
