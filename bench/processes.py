"""Start a server, ask the kernel what its whole process tree has used, end it again. Linux only (/proc)."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stat:
    """One process as /proc/<pid>/stat has it; `own` and `reaped` are CPU seconds, user and system together."""

    pid: int
    parent: int
    own: float
    reaped: float  # what its ended and waited-for children had used


def snapshot() -> dict[int, Stat]:
    """Every process there is now. One that ends while we read is simply not in it."""
    stats = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                line = Path(entry.path, "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            # The command's name stands in brackets and may hold blanks and brackets itself.
            fields = line.rpartition(")")[2].split()
            user, system, child_user, child_system = (int(text) for text in fields[11:15])
            pid = int(entry.name)
            stats[pid] = Stat(pid, int(fields[1]), (user + system) / TICKS, (child_user + child_system) / TICKS)
    return stats


def tree(root: int) -> list[Stat]:
    """`root` and all its living descendants."""
    stats = snapshot()
    children = defaultdict(list)
    for stat in stats.values():
        children[stat.parent].append(stat)
    found, waiting = [], [stats[root]] if root in stats else []
    while waiting:
        stat = waiting.pop()
        found.append(stat)
        waiting.extend(children[stat.pid])
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """One process tree of ours, in a session of its own so that nothing outside it can be hit when it is ended."""

    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = ROOT
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError(f"not started: {self.command}")
        return self.process.pid

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_for_port(self, port: int, seconds: float = 60) -> None:
        """Until something listens on 127.0.0.1:`port`; RuntimeError with the log's tail when nothing does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.running():
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"{self.command} does not listen on {port}:\n{self.log_tail()}")

    def log_tail(self, lines: int = 25) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 30) -> None:
        """Politely, then whatever is left of the session by force."""
        if self.process is None:
            return
        if self.running():
            self.process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.kill_session()
        self.process.wait()
        self.process = None

    def kill_session(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def load_average() -> str:
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])
