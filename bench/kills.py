"""kill -9 at random moments while citizens file; then look whether every receipt's case is there, once and whole.

.venv/bin/python -m bench.kills --database both --kills 40 --seed 1
"""

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench import city
from bench.citizens import ApiCitizen, Citizen, PortalCitizen, outcomes, receipts
from bench.databases import ENGINES, Database, database
from bench.figures import keep, spread
from bench.processes import Stat, command_line, free_port, load_average, snapshot, tree

VICTIMS = ("web worker", "web arbiter", "worker", "supervisor", "database backend")
PAUSE = (0.3, 2.5)  # seconds between the recovery from one kill and the next


@dataclass(frozen=True)
class Kill:
    """`recovery`: seconds to the next receipt whose request began after the kill; for the worker, to the next seal."""

    victim: str
    pid: int
    at: float
    recovery: float


class Installation:
    """`yihaotong serve` under a service manager that starts it again half a second after it has died."""

    def __init__(self, data: Database) -> None:
        self.data = data
        self.token = city.install(data)
        self.port = free_port()
        self.server = city.serve(data, self.port)
        self.stopping = threading.Event()
        self.manager = threading.Thread(target=self.manage, daemon=True)

    def manage(self) -> None:
        while not self.stopping.is_set():
            if not self.server.running():
                self.server.start()
            self.stopping.wait(0.5)

    def start(self) -> None:
        self.server.start()
        self.server.wait_for_port(self.port)
        self.manager.start()

    def stop(self) -> list[str]:
        """Command lines of processes that are still there after the supervisor has ended as asked."""
        self.stopping.set()
        self.manager.join()
        if self.server.running() and self.server.process:
            self.server.process.send_signal(signal.SIGTERM)
            self.server.process.wait(60)
        left = [command_line(pid) for pid in self.own_processes()]
        for pid in self.own_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return left

    def account(self) -> str:
        """What there is to see when something did not come back: processes, and the end of the log."""
        stats = snapshot()
        processes = [f"{pid} (parent {stats[pid].parent}): {command_line(pid)}" for pid in self.own_processes()]
        return "\n".join([*processes, self.server.log_tail(60)])

    def own_processes(self) -> list[int]:
        """Every process that works on this data directory, orphans included."""
        mark = f"YIHAOTONG_HOME={self.data.home}".encode()
        return [pid for pid in snapshot() if mark in environment_of(pid)]

    def candidates(self, victim: str) -> list[int]:
        """The living processes of one kind."""
        if victim == "supervisor":
            return [self.server.pid] if self.server.running() else []
        if victim == "database backend":
            backends = tree(self.data.postmaster or 0)
            return [stat.pid for stat in backends if command_line(stat.pid).startswith("postgres: yihaotong")]
        family = tree(self.server.pid)
        if victim == "worker":
            return [stat.pid for stat in family if "project.cli worker" in command_line(stat.pid)]
        arbiters = [stat.pid for stat in family if is_gunicorn(stat) and stat.parent == self.server.pid]
        workers = [stat.pid for stat in family if is_gunicorn(stat) and stat.parent in arbiters]
        return arbiters if victim == "web arbiter" else workers


def is_gunicorn(stat: Stat) -> bool:
    return "gunicorn" in command_line(stat.pid)


def environment_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def until(condition: Any, seconds: float, what: str) -> Any:
    """The first true value of `condition()`; TimeoutError when it stays false."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.02)
    return value


def kill_one(installation: Installation, victim: str, citizens: list[Citizen], chance: Random) -> Kill:
    """Kill a process of the kind and wait until the work goes on."""
    pid = chance.choice(sorted(until(lambda: installation.candidates(victim), 60, f"a living {victim}")))
    seals = newest_seal(installation.data)
    at = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    if victim == "worker":
        # A batch that the killed worker committed in its last instant does not count.
        seals = max(seals, newest_seal(installation.data))
        until(lambda: newest_seal(installation.data) > seals, 120, "a seal after the worker's death")
        return Kill(victim, pid, at, time.monotonic() - at)
    first = until(lambda: first_receipt(citizens, at), 120, f"a receipt after the death of a {victim}")
    return Kill(victim, pid, at, first - at)


def newest_seal(data: Database) -> int:
    return data.scalar("SELECT coalesce(max(seq), 0) FROM journal_seal")


def first_receipt(citizens: list[Citizen], since: float) -> float:
    """When the first receipt came whose request began after `since`; 0 while there is none."""
    ended = [
        attempt.ended
        for one in citizens
        for attempt in one.attempts[-20:]
        if attempt.order_no and attempt.began > since
    ]
    return min(ended, default=0.0)


def silences(kills: list[Kill], citizens: list[Citizen]) -> list[float]:
    """For each kill the longest time without any receipt between it and the next kill."""
    times = sorted(attempt.ended for one in citizens for attempt in one.attempts if attempt.order_no)
    longest = []
    for kill, following in zip(kills, [*(later.at for later in kills[1:]), times[-1]], strict=True):
        inside = [kill.at, *(at for at in times if kill.at < at < following), max(kill.at, following)]
        longest.append(max(after - before for before, after in pairwise(inside)))
    return longest


def schedule(options: argparse.Namespace, engine: str) -> tuple[Random, list[str]]:
    """As many of each kind as possible, in an order that only the seed decides."""
    chance = Random(f"{options.seed}-{engine}")
    kinds = [kind for kind in VICTIMS if engine == "postgresql" or kind != "database backend"]
    order = (kinds * (options.kills // len(kinds) + 1))[: options.kills]
    chance.shuffle(order)
    return chance, order


@contextlib.contextmanager
def filing(installation: Installation, clients: int, seed: int) -> Iterator[list[Citizen]]:
    """Citizens at work, three of eight at the web form; they have put down their pens at the end."""
    citizens: list[Citizen] = []
    for number in range(clients):
        if number % 8 < 5:
            citizens.append(ApiCitizen(str(number), installation.port, seed + number, installation.token))
        else:
            citizens.append(PortalCitizen(str(number), installation.port, seed + number))
    for one in citizens:
        one.start()
    try:
        yield citizens
    finally:
        for one in citizens:
            one.stopping.set()
        for one in citizens:
            one.join()


def run(engine: str, options: argparse.Namespace) -> dict[str, Any]:
    chance, order = schedule(options, engine)
    kills: list[Kill] = []
    with database(engine) as data:
        installation = Installation(data)
        installation.start()
        try:
            with filing(installation, options.clients, options.seed * 100) as citizens:
                until(lambda: first_receipt(citizens, 0), 60, "the first receipt")
                for victim in order:
                    time.sleep(chance.uniform(*PAUSE))
                    kills.append(kill_one(installation, victim, citizens, chance))
                    print(f"{victim} {kills[-1].pid}: {kills[-1].recovery:.2f} s", file=sys.stderr, flush=True)
            city.drain(data)
            findings = examine(data, citizens)
        except TimeoutError:
            print(installation.account(), file=sys.stderr)
            raise
        finally:
            left = installation.stop()
            log = installation.server.log.read_text(errors="replace")
        findings["processes left after SIGTERM"] = left
        quiet = silences(kills, citizens)
        told = [{**asdict(kill), "silence": silence} for kill, silence in zip(kills, quiet, strict=True)]
        return {"engine": data.version(), "kills": told, **findings, "log": log}


#: Each counts something that must not be.
MUST_BE_NONE = {
    "cases without requester": "SELECT count(*) FROM cases_case c WHERE NOT EXISTS"
    " (SELECT 1 FROM cases_requester r WHERE r.case_id = c.id)",
    "cases without clock": "SELECT count(*) FROM cases_case c WHERE NOT EXISTS"
    " (SELECT 1 FROM cases_clock k WHERE k.case_id = c.id)",
    "cases without exactly one line of their filing": "SELECT count(*) FROM cases_case c WHERE 1 <>"
    " (SELECT count(*) FROM journal_line l WHERE l.kind = 'case.file' AND l.subject = 'case:' || c.id)",
    "lines of filing without case": "SELECT count(*) FROM journal_line l WHERE l.kind = 'case.file' AND NOT EXISTS"
    " (SELECT 1 FROM cases_case c WHERE l.subject = 'case:' || c.id)",
    "lines without seal": "SELECT count(*) FROM journal_line l WHERE NOT EXISTS"
    " (SELECT 1 FROM journal_seal s WHERE s.line_id = l.id)",
}


def examine(data: Database, citizens: list[Citizen]) -> dict[str, Any]:
    """Receipts against rows, rows against one another, and the journal's own verdict."""
    promised = receipts(citizens)
    by_marker: dict[str, list[str]] = {}
    for title, order_no in data.rows("SELECT title, order_no FROM cases_case"):
        by_marker.setdefault(title, []).append(order_no)
    verdict = json.loads(city.verify(data))
    return {
        "outcomes": dict(outcomes(citizens)),
        "receipts": len(promised),
        "cases": sum(len(numbers) for numbers in by_marker.values()),
        "receipts without case": [marker for marker, no in promised.items() if no not in by_marker.get(marker, [])],
        "filed more than once": [marker for marker, numbers in by_marker.items() if len(numbers) > 1],
        **{what: data.scalar(query) for what, query in MUST_BE_NONE.items()},
        "journal lines": verdict["lines"],
        "journal problems": verdict["problems"],
    }


EMPTY = (
    "receipts without case",
    "filed more than once",
    "journal problems",
    *MUST_BE_NONE,
    "processes left after SIGTERM",
)


def report(result: dict[str, Any]) -> str:
    lines = [f"\n## {result['engine']}\n", "| killed | times | work goes on after, s | longest silence, s |"]
    lines.append("|---|---|---|---|")
    for victim in VICTIMS:
        kills = [kill for kill in result["kills"] if kill["victim"] == victim]
        if kills:
            cells = [spread([kill[what] for kill in kills], ".1f") for what in ("recovery", "silence")]
            lines.append(f"| {victim} | {len(kills)} | {cells[0]} | {cells[1]} |")
    lines += ["", f"{len(result['kills'])} kills, {result['receipts']} receipts, {result['cases']} cases,"]
    lines += [f"{result['journal lines']} journal lines; requests: {result['outcomes']}"]
    lines += [f"- {what}: {result[what] or 'none'}" for what in EMPTY]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--kills", type=int, default=40, help="per database")
    parser.add_argument("--clients", type=int, default=8, help="three of eight use the web form")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and databases are taken down
    at = datetime.now(UTC).isoformat(timespec="seconds")
    before, results = load_average(), []
    for engine in ENGINES if options.database == "both" else [options.database]:
        results.append(run(engine, options))
        print(report(results[-1]), flush=True)
    facts = {"at": at, "load before": before, "load after": load_average(), **vars(options)}
    print("\n" + "\n".join(f"{name}: {value}" for name, value in facts.items()))
    keep("kills", at, {**facts, "results": results})
    return 1 if any(result[what] for result in results for what in EMPTY) else 0


if __name__ == "__main__":
    sys.exit(main())
