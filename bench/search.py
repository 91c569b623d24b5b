"""Lists and text at the size of a city: waiting times by kind of question, building the index, its bytes, what it costs
at intake and how far it is behind.

.venv/bin/python -m bench.search --cases 10000 100000
.venv/bin/python -m bench.search --home DIRECTORY [--url URL] --cases 1000000 [--letters FILE …]

Texts are put together from the sentences of the demo city, or of letters on this machine, which stay there. Clients are
processes of their own that call `cases.lists.searching.find`, without a web server, and ask again as soon as they are
answered: half of it plain lists (filtered, some leafed into), half of it text with filters. With `--home` the city is
kept, so that a million cases are written and indexed once.
"""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from bench import year
from bench.city import CLI
from bench.databases import ENGINES, Database, database
from bench.figures import keep
from bench.processes import ROOT, Server, load_average, tree
from bench.questions import Question, question

CLIENTS = "processes that call cases.lists.searching.find, no web server"

# --- in a process of the installation: its own Django, its own database ---------------------------------------------


def start_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    import django

    django.setup()


def fill(options: argparse.Namespace) -> dict[str, Any]:
    start_django()
    return {"characters": year.fill(options.size, options.letters)}


def rebuild(_options: argparse.Namespace) -> dict[str, Any]:
    start_django()
    from django.utils import timezone

    from yihaotong.search import actions

    actions.begin_rebuild(actor="system:worker", at=timezone.now(), afresh=True)
    began, used, done = time.perf_counter(), time.process_time(), 0
    while read := actions.rebuild_batch():
        done += read
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    ended = time.perf_counter()
    actions.end_rebuild(actor="system:worker", at=timezone.now())
    return {"documents": done, "seconds": wall, "own_cpu": cpu, "swap": time.perf_counter() - ended}


def client(options: argparse.Namespace) -> dict[str, Any]:
    """Wait for the word to start, then ask one question after the other; how long each took, by what it was."""
    start_django()
    from django.utils import timezone

    from yihaotong.cases.lists import searching

    def ask(one: Question) -> Any:
        return searching.find(one.actor, at=at, typed=one.typed, filters=one.filters, **one.more)

    at, random = timezone.now(), Random(options.seed)
    asked = [question(random, options.size, at, plain=number % 2 == 0) for number in range(options.queries + _WARM)]
    for one in asked[-_WARM:]:  # connections, caches, imports
        ask(one)
    print("ready", flush=True)
    sys.stdin.readline()
    waits, used = [], time.process_time()
    for one in asked[:-_WARM]:
        if options.pause:
            time.sleep(random.expovariate(1 / options.pause))
        began = time.perf_counter()
        found = ask(one)
        waits.append((time.perf_counter() - began, one.kinds, found.count, f"{one.typed} {one.filters} {one.more}"))
    return {"waits": waits, "cpu": time.process_time() - used}


def intake(options: argparse.Namespace) -> dict[str, Any]:
    """File cases as the API does, then let the consumer read their lines: CPU of it alone, at several batch sizes."""
    start_django()
    from django.db import connection, transaction
    from django.utils import timezone

    from bench.matters import matters
    from yihaotong.accounts.rules import Actor, Held, Role
    from yihaotong.cases import actions, indexing
    from yihaotong.cases.rules.codes import Channel
    from yihaotong.journal.models import Line

    operator, at = Actor("person:1", "话务员", (Held(Role.OPERATOR, 1),)), timezone.now()
    cost: dict[int, float] = {}
    for batch in (1, 20, 100, 500):
        newest = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for matter in matters(options.queries, seed=options.seed + batch):
            data = {"title": matter.title, "body": matter.body, "address": matter.address, "request_type": "help"}
            actions.file(
                data | {"name": matter.name, "phone": matter.phone}, actor=operator, at=at, channel=Channel.API
            )
        lines = list(Line.objects.filter(pk__gt=newest, kind="case.file").order_by("pk"))
        used = time.process_time() + backend_cpu(connection)
        for first in range(0, len(lines), batch):
            with transaction.atomic():
                indexing.follow(lines[first : first + batch], at)
        cost[batch] = (time.process_time() + backend_cpu(connection) - used) / len(lines) * 1000
    return {"ms_per_case": cost}


def lag(options: argparse.Namespace) -> dict[str, Any]:
    """With the worker running beside: from a filing's commit until its words are in the index, one after the other; and
    after a burst until the last is.
    """
    start_django()
    from django.utils import timezone

    from bench.matters import matters
    from yihaotong.accounts.rules import Actor, Held, Role
    from yihaotong.cases import actions, indexing
    from yihaotong.cases.rules.codes import Channel
    from yihaotong.search.models import Indexed

    operator = Actor("person:1", "话务员", (Held(Role.OPERATOR, 1),))

    def file(matter: Any) -> int:
        data = {"title": matter.title, "body": matter.body, "address": matter.address, "request_type": "help"}
        data |= {"name": matter.name, "phone": matter.phone}
        return int(actions.file(data, actor=operator, at=timezone.now(), channel=Channel.API).case.pk)

    def waited(number: int) -> float:
        began = time.perf_counter()
        while not Indexed.objects.filter(pk=indexing.CASES.key(number)).exists():
            time.sleep(0.005)
        return time.perf_counter() - began

    # What the intake part filed is read first.
    first, *singles = [waited(file(matter)) for matter in matters(61, seed=options.seed + 7)]
    began = time.perf_counter()
    last = [file(matter) for matter in matters(1000, seed=options.seed + 8)][-1]
    filed = time.perf_counter() - began
    waited(last)
    return {"lags": singles, "first": first, "burst": [1000, filed, time.perf_counter() - began]}


def backend_cpu(connection: Any) -> float:
    """What our own server process of PostgreSQL has used; it works while we wait."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return tree(pid)[0].own


PARTS = {part.__name__: part for part in (fill, rebuild, client, intake, lag)}
#: Questions of each client before the clock runs.
_WARM = 20

# --- the bench itself -----------------------------------------------------------------------------------------------


class Child:
    """One part of this file in a process of the installation."""

    def __init__(self, data: Database, part: str, options: argparse.Namespace, **more: float) -> None:
        words = [f"--{name}={value}" for name, value in more.items()]
        letters = ["--letters", *map(str, options.letters)] if options.letters else []
        command = [sys.executable, "-m", "bench.search", "--part", part, *words, *letters]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **data.variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def start(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        said, _ = self.process.communicate()
        if self.process.returncode:
            raise RuntimeError(f"a part of the bench failed with {self.process.returncode}")
        found: dict[str, Any] = json.loads(said)
        return found


def measure(data: Database, size: int, options: argparse.Namespace) -> dict[str, Any]:
    facts: dict[str, Any] = {"engine": data.engine, "version": data.version(), "size": size}
    facts |= Child(data, "fill", options, size=size).answer()
    if data.scalar("SELECT count(*) FROM search_indexed") < size:
        facts["build"] = build(data, options)
    facts["bytes"] = sizes(data, size)
    facts |= asked_by_all(data, size, options)
    facts |= Child(data, "intake", options, seed=size, queries=500).answer()
    worker = Server([*CLI, "worker"], data.home / "worker.log", data.variables)
    worker.start()
    try:
        facts |= Child(data, "lag", options, seed=size).answer()
    finally:
        worker.stop()
    return facts


def build(data: Database, options: argparse.Namespace) -> dict[str, Any]:
    facts: dict[str, Any] = {"load": load_average()}
    vacuum(data)
    before = database_cpu(data)
    facts |= Child(data, "rebuild", options).answer()
    data.settle()
    facts["database_cpu"] = database_cpu(data) - before
    vacuum(data)
    return facts


def vacuum(data: Database) -> None:
    """What autovacuum would come to do, now, so that it is not booked on the questions."""
    if data.url:
        with data.connect() as connection:
            connection.execute("VACUUM ANALYZE")


def asked_by_all(data: Database, size: int, options: argparse.Namespace) -> dict[str, Any]:
    clients = [
        Child(data, "client", options, size=size, seed=seed, queries=options.queries, pause=options.pause)
        for seed in range(options.clients)
    ]
    for one in clients:
        if one.line().strip() != "ready":
            raise RuntimeError("a client did not start")
    load, before, began = load_average(), database_cpu(data), time.perf_counter()
    for one in clients:
        one.start()
    answers = [one.answer() for one in clients]
    seconds = time.perf_counter() - began
    waits = [wait for answer in answers for wait in answer["waits"]]
    cpu = sum(answer["cpu"] for answer in answers) + database_cpu(data) - before
    return {
        "load": load,
        "pause": options.pause,
        "waits": waits,
        "per_second": len(waits) / seconds,
        "cpu_per_query": cpu / len(waits) * 1000,
    }


def database_cpu(data: Database) -> float:
    if data.postmaster is None:
        return 0.0
    return sum(stat.own + (stat.reaped if stat.pid == data.postmaster else 0) for stat in tree(data.postmaster))


def sizes(data: Database, size: int) -> dict[str, float]:
    if data.url:
        query = (
            "SELECT relname, pg_table_size(oid) FROM pg_class WHERE relname IN ('search_indexed', 'search_grams') "
            "UNION ALL SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind = 'i' "
            "AND relname IN ('search_grams_index', 'search_rank')"
        )
    else:
        query = (
            "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'search%' GROUP BY name HAVING sum(pgsize) > 99999"
        )
    return {name: count / size for name, count in data.rows(query)}


def percentile(values: Iterable[float], which: int) -> float:
    ordered = sorted(values)
    return ordered[0] if len(ordered) == 1 else quantiles(ordered, n=100, method="inclusive")[which - 1]


def report(facts: dict[str, Any]) -> None:
    groups: dict[str, list[float]] = defaultdict(list)
    for wait, kinds, *_ in facts["waits"]:
        for kind in kinds:
            groups[kind].append(wait * 1000)
    print(f"\n## {facts['version']}, {facts['size']} cases, load {facts['load']}\n")
    if build := facts.get("build"):
        cpu = (build["own_cpu"] + build["database_cpu"]) / build["documents"] * 1000
        rate = build["documents"] / build["seconds"]
        print(
            f"building, {facts['characters']:.0f} characters each, load {build['load']}: "
            f"{rate:.0f} documents/s, {cpu:.2f} ms CPU each; swap {build['swap']:.1f} s"
        )
    told = ", ".join(f"{name} {count:.0f}" for name, count in facts["bytes"].items())
    costs = ", ".join(f"{batch}: {cost:.2f}" for batch, cost in facts["ms_per_case"].items())
    count, filed, read = facts["burst"]
    print(
        f"bytes per document: {told} = {sum(facts['bytes'].values()):.0f}\n"
        f"consumer, ms CPU per case filed, by lines in a batch: {costs}\n"
        f"from commit to index: p50 {percentile(facts['lags'], 50):.2f} s, p95 {percentile(facts['lags'], 95):.2f} s; "
        f"{count} filed at once in {filed:.1f} s, all in the index after {read:.1f} s\n"
        f"{facts['per_second']:.0f} questions/s in {CLIENTS}, {facts['pause']} s "
        f"between two of one client on the average, {facts['cpu_per_query']:.1f} ms CPU each\n\n"
        "| | n | p50 ms | p95 ms | p99 ms | most |\n|---|---|---|---|---|---|"
    )
    for name, values in sorted(groups.items()):
        shown = " | ".join(f"{percentile(values, which):.1f}" for which in (50, 95, 99))
        print(f"| {name} | {len(values)} | {shown} | {max(values):.0f} |", flush=True)


def slope(all_facts: list[dict[str, Any]]) -> None:
    """p95 of lists and of text by the number of cases."""
    print("\n| | cases | list p95 ms | text p95 ms |\n|---|---|---|---|")
    for facts in all_facts:
        found = [
            percentile([wait * 1000 for wait, kinds, *_ in facts["waits"] if kinds[0] == kind], 95)
            for kind in ("list", "text")
        ]
        print(f"| {facts['engine']} | {facts['size']} | {found[0]:.1f} | {found[1]:.1f} |")


@contextlib.contextmanager
def city(engine: str, options: argparse.Namespace) -> Iterator[Database]:
    """A throw-away one, or the one that is kept in `--home`."""
    with contextlib.ExitStack() as stack:
        kept = options.home and Database(engine, options.home, options.url)
        data = kept or stack.enter_context(database(engine))
        setup = [*CLI, "setup"]
        subprocess.run(setup, check=True, cwd=ROOT, env={**os.environ, **data.variables}, stdout=subprocess.DEVNULL)
        yield data


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="Lists and text: building, asking.")
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000], dest="sizes")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--queries", type=int, default=150, help="of each client")
    parser.add_argument(
        "--pause", type=float, default=0.0, help="seconds between two questions of one client, on the average"
    )
    parser.add_argument("--home", type=Path, help="the data directory of a city that is kept; filled as far as needed")
    parser.add_argument("--url", default="", help="its database, if that is PostgreSQL")
    parser.add_argument(
        "--letters", type=Path, nargs="+", default=[], help="JSON lines; not only the demo city's texts"
    )
    parser.add_argument("--part", choices=list(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options), ensure_ascii=False))
        return
    kept = "postgresql" if options.url else "sqlite"
    all_facts = []
    for engine in [kept] if options.home else ENGINES if options.database == "both" else [options.database]:
        with city(engine, options) as data:
            for size in sorted(options.sizes):
                all_facts.append(measure(data, size, options))
                report(all_facts[-1])
    slope(all_facts)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    keep("search", at, {"python": platform.python_version(), "letters": bool(options.letters), "facts": all_facts})


if __name__ == "__main__":
    main()
