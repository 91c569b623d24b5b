"""A PostgreSQL for one run: made from the installed programs, used, stopped and removed. No other cluster is touched.

    with cluster() as url: …                     in code
    python -m tests.postgres                     prints the address and holds the cluster until Ctrl-C
    python -m tests.postgres -- pytest -m both   runs a command with TEST_DATABASE_URL and DATABASE_URL set

A keeper process in a session of its own makes, starts, stops and removes the cluster. It ends when the pipe from its
owner closes, and a pipe closes however the owner ended: Ctrl-C, an exception, even kill -9.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests import packages

ROOT = Path(__file__).resolve().parent.parent
DEBIAN = Path("/usr/lib/postgresql")
PACKAGES = ("postgresql",)
#: The account that runs the server when we are root: PostgreSQL refuses to be root.
ACCOUNT = "postgres"
NAME = "yihaotong"


def newest(installed: Path = DEBIAN) -> Path | None:
    """The directory of initdb and pg_ctl: Debian's newest, else the one on PATH; None without."""
    found = [path for path in installed.glob("*/bin") if (path / "initdb").exists()]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def programs() -> Path:
    """As `newest`, but installs Debian's package when we may; raises packages.Missing when there is still none."""
    here = newest() or (newest() if packages.install(PACKAGES) else None)
    if here is None:
        raise packages.Missing("PostgreSQL", PACKAGES)
    return here


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """The URL of an empty database in a fresh cluster. `durable` keeps fsync on, as in service; tests need none."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", "--keep", str(programs()), *(["--durable"] if durable else [])],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C in the terminal is for the owner, who then lets go
    )
    assert keeper.stdin
    assert keeper.stdout
    assert keeper.stderr
    try:
        url = keeper.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"the throw-away PostgreSQL did not start:\n{keeper.stderr.read()}")
        yield url
    finally:
        keeper.stdin.close()
        keeper.wait(timeout=60)
        keeper.stdout.close()
        keeper.stderr.close()


def _keep(binaries: Path, *, durable: bool) -> None:
    """The keeper's whole life. Says the URL when the cluster is ready, ends when its owner lets go of the pipe."""
    # The server's account must be able to walk there, and a socket's path may have only 107 bytes.
    usual = tempfile.gettempdir()
    usable = len(usual) < 60 and os.geteuid() != 0
    directory = Path(tempfile.mkdtemp(prefix="yihaotong-pg-", dir=usual if usable else "/tmp"))
    try:
        with _server(_Programs(binaries, directory), directory, durable=durable):
            print(f"postgresql://{NAME}@:5432/{NAME}?host={directory}", flush=True)
            sys.stdin.read()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


class _Programs:
    """Starts PostgreSQL's programs on one data directory, under an account that PostgreSQL accepts."""

    def __init__(self, binaries: Path, directory: Path) -> None:
        self._binaries = binaries
        self._directory = directory
        self._root = os.geteuid() == 0
        if self._root:
            shutil.chown(directory, ACCOUNT)
        # The user's own PGHOST, PGPORT and PGDATA speak of another cluster.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self._environment = own | {"PGDATA": str(directory / "data"), "LC_ALL": "C.UTF-8"}

    def start(self, program: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self._binaries / program, *words],
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            user=ACCOUNT if self._root else None,
            group=pwd.getpwnam(ACCOUNT).pw_gid if self._root else None,
            extra_groups=[] if self._root else None,
        )

    def run(self, program: str, *words: str) -> None:
        done = self.start(program, *words)
        _, said = done.communicate()
        if done.returncode:
            raise SystemExit(said)


@contextmanager
def _server(programs: _Programs, directory: Path, *, durable: bool) -> Iterator[None]:
    programs.run("initdb", "--auth=trust", f"--username={NAME}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    # Only a socket, in a directory that is closed to others: nothing to guess, no port to collide.
    settings = [f"unix_socket_directories={directory}", "listen_addresses=", "port=5432"]
    if not durable:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    server = programs.start("postgres", *(word for setting in settings for word in ("-c", setting)))
    try:
        said = []
        assert server.stderr
        for line in server.stderr:
            said.append(line)
            if "ready to accept connections" in line:
                break
        else:
            raise SystemExit("".join(said))
        # A full pipe would stop the server in the middle of a sentence.
        threading.Thread(target=deque, args=(server.stderr, 0), daemon=True).start()
        programs.run("createdb", f"--host={directory}", "--port=5432", f"--username={NAME}", NAME)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nobody will read this data again
        server.wait()


def _run(command: Sequence[str]) -> int:
    with cluster() as url:
        if not command:
            print(url, flush=True)
        while not command:
            signal.pause()
        environment = os.environ | {"TEST_DATABASE_URL": url, "DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.postgres", description="A throw-away PostgreSQL.")
    parser.add_argument("command", nargs="*", help="run this with the cluster's address in its environment")
    parser.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--durable", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.keep:
        _keep(chosen.keep, durable=chosen.durable)
        return 0
    # A shell starts what runs in its background with Ctrl-C ignored; a cluster must end by it all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _run(chosen.command)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
