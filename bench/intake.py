"""Creation rate and CPU per created case: ours, the floor, django-helpdesk; see README.md beside this file.

.venv/bin/python -m bench.intake --database both --cases 2000 --rounds 3 --clients 8
"""

import argparse
import contextlib
import importlib.metadata
import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from bench import environment
from bench.databases import ENGINES, Database, database
from bench.figures import keep, spread
from bench.matters import matters
from bench.processes import ROOT, load_average
from bench.subjects import WEB_WORKERS, Floor, Helpdesk, HelpdeskWithMail, Subject, Yihaotong, YihaotongUnsealed

WARM_UP = 80
KINDS = (Yihaotong, YihaotongUnsealed, Floor, Helpdesk, HelpdeskWithMail)
SUBJECTS: dict[str, Callable[[Database], Subject]] = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Round:
    """One subject's turn. `wall` runs from the first request to the last reply, `cpu` to the empty queue (seconds)."""

    engine: str
    subject: str
    number: int
    cases: int
    rows_before: int
    wall: float
    drained_after: float
    cpu: dict[str, float]
    latency: dict[str, float]

    @property
    def cpu_per_case(self) -> float:
        return sum(self.cpu.values()) / self.cases


def post(subject: Subject, headers: list[dict[str, str]], count: int, seed: int) -> dict[str, Any]:
    """Create `count` records through the load generator; RuntimeError unless each reply is 201 with its own receipt."""
    bodies = [json.dumps(subject.body(matter), ensure_ascii=False) for matter in matters(count, seed)]
    order = {"port": subject.port, "path": subject.path, "headers": headers, "bodies": bodies}
    generator = [sys.executable, "-m", "bench.load"]
    answer = subprocess.run(generator, input=json.dumps(order), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    result: dict[str, Any] = json.loads(answer.stdout)
    receipts = {json.loads(reply)[subject.receipt] for reply in result["replies"]}
    if result["statuses"] != {"201": count} or len(receipts) != count:
        raise RuntimeError(f"{subject.name}: {result['statuses']}, {len(receipts)} receipts, {result['first_failure']}")
    return result


def turn(subject: Subject, number: int, options: argparse.Namespace) -> Round:
    """Start, warm up, measure, wait for the empty queue, stop."""
    subject.start()
    try:
        headers = subject.headers(options.clients)
        post(subject, headers, WARM_UP, seed=number * 2)
        subject.drain()
        rows, before = subject.count(), subject.cpu()
        result = post(subject, headers, options.cases, seed=number * 2 + 1)
        answered = time.perf_counter()
        subject.drain()
        drained_after = time.perf_counter() - answered
        used = {part: seconds - before[part] for part, seconds in subject.cpu().items()}
        if subject.count() != rows + options.cases:
            raise RuntimeError(f"{subject.name}: {subject.count() - rows} rows for {options.cases} receipts")
    finally:
        subject.stop()
    return Round(
        engine=subject.database.engine,
        subject=subject.name,
        number=number,
        cases=options.cases,
        rows_before=rows,
        wall=result["seconds"],
        drained_after=drained_after,
        cpu=used,
        latency={name: result[name] for name in ("p50", "p95", "p99")},
    )


def measure(engine: str, options: argparse.Namespace) -> list[Round]:
    """All subjects on one engine, interleaved A B C A B C …, so that a busy neighbour hits all of them alike."""
    rounds = []
    with contextlib.ExitStack() as stack:
        subjects = [SUBJECTS[name](stack.enter_context(database(engine))) for name in options.subjects]
        print(f"\n## {subjects[0].database.version()}\n", flush=True)
        for number in range(options.rounds):
            for subject in subjects:
                rounds.append(turn(subject, number, options))
                print(row(subject.name, [rounds[-1]]), file=sys.stderr, flush=True)
    return rounds


COLUMNS = ("subject", "cases/s", "CPU ms/case", "cases per CPU s", "web", "worker", "database", "p50 ms", "p99 ms")


def row(name: str, rounds: list[Round]) -> str:
    """One subject's line of the table."""
    cells = [
        spread([one.cases / one.wall for one in rounds], ".0f"),
        spread([one.cpu_per_case * 1000 for one in rounds], ".2f"),
        spread([1 / one.cpu_per_case for one in rounds], ".0f"),
        *(f"{median(one.cpu[part] / one.cases for one in rounds) * 1000:.2f}" for part in rounds[0].cpu),
        *(f"{median(one.latency[share] for one in rounds) * 1000:.0f}" for share in ("p50", "p99")),
    ]
    return "| " + " | ".join([name, *cells]) + " |"


#: dividend, divisor, what the ratio of their CPU per case should be (decided in issue 2, "Measured").
RATIOS = (
    (Yihaotong.name, Floor.name, "at most 3"),
    (Helpdesk.name, Yihaotong.name, "at least 5"),
    (HelpdeskWithMail.name, Yihaotong.name, "at least 5"),
    (Yihaotong.name, YihaotongUnsealed.name, "what sealing and consumers add"),
    (Helpdesk.name, Floor.name, ""),
)


def report(rounds: list[Round]) -> str:
    """The table of one engine, and the ratios, round by round."""
    by_subject: dict[str, list[Round]] = {}
    for one in rounds:
        by_subject.setdefault(one.subject, []).append(one)
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    lines += [row(name, of_subject) for name, of_subject in by_subject.items()]
    lines += ["", "| CPU per case | ratio | wanted |", "|---|---|---|"]
    for dividend, divisor, wanted in RATIOS:
        if dividend in by_subject and divisor in by_subject:
            pairs = zip(by_subject[dividend], by_subject[divisor], strict=True)
            ratio = spread([above.cpu_per_case / below.cpu_per_case for above, below in pairs], ".2f")
            lines.append(f"| {dividend} / {divisor} | {ratio} | {wanted} |")
    return "\n".join(lines)


def circumstances(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in environment.SHARED},
        "web workers": WEB_WORKERS,
        **vars(options),
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--cases", type=int, default=2000, help="per subject and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--subjects", nargs="+", choices=SUBJECTS, default=list(SUBJECTS), metavar="NAME")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and databases are taken down
    facts = circumstances(options) | {"load before": load_average()}
    rounds: list[Round] = []
    for engine in ENGINES if options.database == "both" else [options.database]:
        of_engine = measure(engine, options)
        rounds += of_engine
        print(report(of_engine), flush=True)
    facts["load after"] = load_average()
    print("\n" + "\n".join(f"{name}: {value}" for name, value in facts.items()))
    keep("intake", facts["at"], {**facts, "rounds": [asdict(one) for one in rounds]})


if __name__ == "__main__":
    main()
