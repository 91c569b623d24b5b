"""One process tree for a whole city: the supervisor with the web server and the worker as its children."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

#: Seconds a child must live to count as healthy; below that its restart is put off longer and longer.
_HEALTHY = 10.0
_LONGEST_WAIT = 5.0
_GRACE = 20.0


@dataclass
class Child:
    """One child process and how its restarts go."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restart_at: float = 0.0
    crashes: int = field(default=0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command)  # noqa: S603 — our own programs, named in this file
        self.started = time.monotonic()

    def look_after(self, now: float) -> None:
        """Start the child again when it has died, at once the first time, later each time it dies young."""
        if self.process is not None and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            self.crashes = 0 if now - self.started > _HEALTHY else self.crashes + 1
            self.restart_at = now + min(_LONGEST_WAIT, 0.2 * 2**self.crashes)
            log.warning("%s ended (%s); starting it again", self.name, code)
        if self.process is None and now >= self.restart_at:
            self.start()


def web_command(host: str, port: int, workers: int) -> list[str]:
    """gunicorn with sync workers: order and journal line in one transaction, and few writers on SQLite."""
    return [
        *(sys.executable, "-m", "gunicorn", "yihaotong.project.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--preload"),
        # Workers are replaced now and then, so that no leak grows for weeks; not all at once.
        *("--max-requests", "20000", "--max-requests-jitter", "2000"),
        # A worker that reads a video from a slow telephone is not stuck: 100 MB at 3 Mbit/s take nearly five minutes.
        *("--timeout", "300", "--graceful-timeout", "15", "--no-control-socket"),
        # A token of 10 kB is answered by us, in the API's own shape, and not by gunicorn's page.
        *("--limit-request-field_size", "16380", "--limit-request-line", "8190"),
        *("--config", "python:yihaotong.project.gunicorn"),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "yihaotong.project.cli", "worker", "--with-parent", str(os.getpid())]


def supervise(children: list[Child]) -> int:
    """Keep the children running until SIGTERM or SIGINT; then end them in order and return 0."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        for child in children:
            child.look_after(time.monotonic())
        time.sleep(0.2)
    _end(children)
    return 0


def _end(children: list[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + _GRACE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port(host: str, wanted: int) -> int:
    """`wanted` when nobody listens there, else a free one that the system names."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in (wanted, 0):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {host}")
