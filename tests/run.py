"""Every check there is, in one command: `python -m tests.run`, or `--lint` for the checks that run no test.

A stage that fails does not stop the others, so that one run tells everything. On SQLite runs every test; beside them,
on a second processor, an empty city is made for all to copy (tests/blank.py), then come the journeys. On PostgreSQL run
the tests marked `both` or `smoke` (tests/conftest.py), some on either processor. What runs beside is told when all is
done. The PostgreSQL is TEST_DATABASE_URL if that is set, else a throw-away cluster. What this machine lacks is left out
and said so; under CI=true it is a failure.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests import blank, browser, packages, postgres
from tests.home import environment

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LINT = {
    "layout": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "import contract": ["lint-imports"],
    "dead code": ["python", "-m", "tests.dead_code"],
}
PYTEST = [sys.executable, "-m", "pytest", "--durations=10", "--durations-min=1"]
_FIRST_HALF = ("tests/cases", "tests/project")
INTERRUPTED = 130


@dataclass
class Outcome:
    stage: str
    result: str
    seconds: float = 0.0


@dataclass
class Run:
    """One run: what has been done, and what had to be left out."""

    directory: str
    strict: bool
    outcomes: list[Outcome] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    #: The database of our own cluster that the tests' databases are copied from.
    template: str = ""

    @property
    def blank(self) -> str:
        """Where the empty city's SQLite database will lie."""
        return f"{self.directory}/blank.sqlite3"

    def stage(self, name: str, command: Sequence[str | Path], database_url: str = "") -> None:
        print(f"\n── {name} ──", flush=True)
        begin = time.monotonic()
        outcome = Outcome(name, "interrupted")
        self.outcomes.append(outcome)
        try:
            code = _wait(subprocess.Popen(command, cwd=ROOT, env=self.environment(database_url)))
            outcome.result = "ok" if code == 0 else f"failed ({code})"
        finally:
            outcome.seconds = time.monotonic() - begin

    def environment(self, database_url: str, aside: int | None = None) -> Mapping[str, str]:
        """What a stage finds around it. One that runs `aside` has a data directory of its own."""
        # Temporary files of every stage lie in this run's own directory: none survives, not even a killed stage's.
        home = f"{self.directory}/home" if aside is None else f"{self.directory}/home-{aside}"
        own = environment(home, database_url) | {"TMPDIR": self.directory}
        own.pop("TEST_DATABASE_URL", None)
        if not database_url:
            return own | {blank.VARIABLE: self.blank}
        return own | {"TEST_DATABASE_URL": database_url} | ({blank.VARIABLE: self.template} if self.template else {})

    def lint(self) -> None:
        for name, (program, *words) in LINT.items():
            self.stage(name, [BIN / program, *words])

    def everything(self) -> None:
        """A run takes as long as its longer half."""
        journeys = self.chromium()
        with ExitStack() as stack:
            aside = [Stage("an empty city", [sys.executable, "-m", "tests.blank", self.blank])]
            url, own = os.environ.get("TEST_DATABASE_URL", ""), False
            try:
                url, own = (url, False) if url else (stack.enter_context(postgres.cluster()), True)
            except packages.Missing as missing:
                self.lacks("everything on PostgreSQL", missing)
            first, second = _on_postgresql(url, journeys=journeys)
            if own:
                self.template = postgres.NAME
                aside.append(Stage("the same, PostgreSQL", [sys.executable, "-m", "tests.blank"], url))
            if journeys:
                aside.append(Stage("journeys", [*PYTEST, "-m", "journey"]))
            stack.enter_context(self.beside(*aside, *([second] if url else [])))
            self.lint()
            self.stage("tests, SQLite", [*PYTEST, "-m", "not journey"])
            if url:
                self.stage(first.name, first.command, first.database_url)

    @contextmanager
    def beside(self, *stages: "Stage") -> Iterator[None]:
        """Stages that run one after another while the body does; what they say is kept until all are done."""
        aside = Aside(self, stages)
        aside.start()
        try:
            yield
            aside.join()
        except Terminated:
            aside.stop(signal.SIGINT)
            raise
        except KeyboardInterrupt:
            aside.stop()
            raise
        finally:
            aside.join()
            self.outcomes.extend(aside.outcomes)
            for outcome, said in zip(aside.outcomes, aside.said, strict=True):
                print(f"\n── {outcome.stage} ──\n{said.read_text(errors='replace')}", flush=True)

    def chromium(self) -> bool:
        try:
            browser.program()
        except packages.Missing as missing:
            self.lacks("the journeys in the browser", missing)
            return False
        return True

    def lacks(self, what: str, missing: packages.Missing) -> None:
        self.left_out.append(f"{what}: {missing}")
        if self.strict:
            self.outcomes.append(Outcome(what, "missing"))

    @property
    def good(self) -> bool:
        return bool(self.outcomes) and all(outcome.result == "ok" for outcome in self.outcomes)

    def report(self) -> None:
        width = max((len(outcome.stage) for outcome in self.outcomes), default=0) + 2
        print(f"\n{'stage':{width}}{'result':14}seconds")
        for outcome in self.outcomes:
            print(f"{outcome.stage:{width}}{outcome.result:14}{outcome.seconds:7.1f}")
        print(f"{'total':{width}}{'ok' if self.good else 'FAILED':14}{time.monotonic() - self.began:7.1f}")
        for what in self.left_out:
            print(f"LEFT OUT {what}")


@dataclass(frozen=True)
class Stage:
    """A command to run under a name, on a database of its own if it names one."""

    name: str
    command: Sequence[str | Path]
    database_url: str = ""


def _on_postgresql(url: str, *, journeys: bool) -> tuple[Stage, Stage]:
    """Two halves of about the same length, each on a database of its own."""
    command = [*PYTEST, "-m", "both or smoke" if journeys else "both and not journey"]
    others = [f"--ignore={each}" for each in _FIRST_HALF]
    parts = urlsplit(url)
    return (
        Stage("tests, PostgreSQL 1", [*command, *_FIRST_HALF], url),
        Stage("tests, PostgreSQL 2", [*command, *others], parts._replace(path=f"{parts.path}_2").geturl()),
    )


class Aside(threading.Thread):
    """Runs stages one after another, each into a file of its own. `stop` lets the running one put its things away;
    Ctrl-C has reached it already."""

    def __init__(self, run: Run, stages: Sequence[Stage]) -> None:
        super().__init__(name="aside")
        self.owner, self.stages = run, stages
        self.outcomes: list[Outcome] = []
        self.said: list[Path] = []
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._starting = threading.Lock()

    def run(self) -> None:
        for stage in self.stages:
            if self._stopped:
                return
            self._run(stage)

    def _run(self, stage: Stage) -> None:
        outcome, began = Outcome(stage.name, "interrupted"), time.monotonic()
        said = Path(self.owner.directory) / f"aside-{len(self.said)}.log"
        environment = self.owner.environment(stage.database_url, len(self.said))
        with said.open("wb") as sink:
            with self._starting:
                if self._stopped:
                    return
                running = subprocess.Popen(
                    stage.command, cwd=ROOT, env=environment, stdout=sink, stderr=subprocess.STDOUT
                )
                self._running = running
            self.said.append(said)
            self.outcomes.append(outcome)
            code = running.wait()
        if not self._stopped:
            outcome.result = "ok" if code == 0 else f"failed ({code})"
        outcome.seconds = time.monotonic() - began

    def stop(self, number: signal.Signals | None = None) -> None:
        with self._starting:
            self._stopped = True
        if self._running is not None:
            if number is not None:
                self._running.send_signal(number)
            _end(self._running)


class Terminated(KeyboardInterrupt):
    """SIGTERM: as Ctrl-C, but the stage has not heard it."""


def _terminated(_number: int, _frame: object) -> None:
    raise Terminated


def _wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code. An interrupted stage gets half a minute to put its things away."""
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        if isinstance(interruption, Terminated):
            process.send_signal(signal.SIGINT)
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.run", description="Every check there is.")
    parser.add_argument("--lint", action="store_true", help="only the checks that run no test")
    only_lint = parser.parse_args().lint
    signal.signal(signal.SIGTERM, _terminated)
    with tempfile.TemporaryDirectory(prefix="yihaotong-run-", ignore_cleanup_errors=True) as directory:
        run = Run(directory, strict=os.environ.get("CI") == "true")
        try:
            if only_lint:
                run.lint()
            else:
                run.everything()
        except KeyboardInterrupt:
            run.report()
            return INTERRUPTED
        run.report()
        return 0 if run.good else 1


if __name__ == "__main__":
    sys.exit(main())
