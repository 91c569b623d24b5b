"""The disclosure site with 100,000 released items: time to first byte of home, lists, items and searches.

.venv/bin/python -m bench.site [--database sqlite|postgresql|both] [--items 100000] [--seconds 20] [--clients 16]

Clients are sockets of one process that ask again as soon as they are answered (closed loop), each with HTTP/1.1
keep-alive if the server grants it. `zipf`: what is read follows Zipf's law, as on a site whose newest pages are read
most; `uniform`: every item, list and question as likely as any other, so that little is asked twice; `search`: nothing
but questions, as likely as one another.
"""

import argparse
import contextlib
import gzip
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from bench import site_client, site_items
from bench.city import CLI, NO_HURRY, drain, install
from bench.databases import ENGINES, Database, database
from bench.figures import keep
from bench.processes import ROOT, Server, free_port, load_average, tree

#: Wanted: p95 of the time to the first byte, in milliseconds, by engine and kind.
WANTED = {"sqlite": {"list": 50, "item": 50, "search": 30}, "postgresql": {"list": 50, "item": 50, "search": 100}}
#: Seconds before the turn that counts, of the same questions.
_WARM = 3


def measure(engine: str, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    with _filled(engine, options) as held:
        known = json.loads(_own(held, "words"))
        for mix in options.mix:
            yield _run(held, engine, mix, known, options)


@contextlib.contextmanager
def _filled(engine: str, options: argparse.Namespace) -> Iterator[Database]:
    """With `--home` the SQLite database of an earlier run is used again, or kept for a later one."""
    if options.home and (options.home / "city.sqlite3").exists():
        yield Database(engine, options.home, "")
        return
    with database(engine) as throw_away:
        held = Database(engine, options.home, "") if options.home else throw_away
        held.home.mkdir(exist_ok=True)
        install(held)
        began = time.monotonic()
        _own(held, "fill", "--items", str(options.items))
        print(f"{engine}: {options.items} items in {time.monotonic() - began:.0f} s", file=sys.stderr)
        yield held


def _own(held: Database, *role: str) -> str:
    command = [sys.executable, "-m", "bench.site", "--role", *role]
    return subprocess.check_output(command, text=True, cwd=ROOT, env={**os.environ, **held.variables})


def _run(held: Database, engine: str, mix: str, known: list[str], options: argparse.Namespace) -> dict[str, Any]:
    port = free_port()
    server = Server([*CLI, "serve", "--port", str(port)], held.home / "server.log", {**held.variables, **NO_HURRY})
    server.start()
    try:
        server.wait_for_port(port)
        drain(held)
        before = _cpu(server, held)
        told = subprocess.run(
            [
                sys.executable, "-m", "bench.site", "--role", "client", "--port", str(port), "--mix", mix,
                "--items", str(options.items), "--seconds", str(options.seconds), "--clients", str(options.clients),
            ],
            input=json.dumps(known) + "\n", capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        used = _cpu(server, held) - before
        asked = json.loads(told.stdout)
        plain = _weight(port)
    finally:
        server.stop()
    kinds = {kind: _spread(waits) for kind, waits in sorted(asked["waits"].items())}
    count = sum(len(waits) for waits in asked["waits"].values())
    rate, cores = count / asked["seconds"], os.cpu_count() or 1
    return {
        "engine": engine, "mix": mix, "kinds": kinds, "rate": rate,
        "cpu": used / (asked["seconds"] + _WARM) / rate, "wrong": asked["wrong"],
        "share": used / (asked["seconds"] + _WARM) / cores, "home": plain, "sizes": asked["sizes"],
    }  # fmt: skip


def _cpu(server: Server, held: Database) -> float:
    roots = [server.pid, *([held.postmaster] if held.postmaster else [])]
    return sum(each.own + each.reaped for root in roots for each in tree(root))


def _spread(waits: list[float]) -> dict[str, float]:
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [waits[0]] * 99
    return {"asked": len(waits), "p50": cuts[49] * 1000, "p95": cuts[94] * 1000, "p99": cuts[98] * 1000}


def _weight(port: int) -> int:
    """Bytes of the home page with its styles and scripts, packed, as a browser takes them."""

    def get(path: str) -> tuple[bytes, int]:
        server = http.client.HTTPConnection("127.0.0.1", port)
        server.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = server.getresponse()
        raw = answer.read()
        server.close()
        return (gzip.decompress(raw) if answer.headers["Content-Encoding"] == "gzip" else raw), len(raw)

    page, total = get("/disclosure/")
    for path in dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.decode())):
        total += get(path)[1]
    return total


def tell(found: dict[str, Any]) -> None:
    share = f"{found['cpu'] * 1000:.2f} ms CPU each, server {found['share']:.0%} of the machine"
    print(f"{found['engine']}, {found['mix']}: {found['rate']:.0f} a second, {share},")
    print(f"  home with styles and scripts {found['home'] / 1000:.1f} kB packed; load {load_average()}")
    for kind, spread in found["kinds"].items():
        wanted = WANTED[found["engine"]].get(kind)
        miss = "  missed" if wanted and spread["p95"] > wanted else ""
        times = f"{spread['p50']:6.1f} {spread['p95']:6.1f} {spread['p99']:6.1f} ms"
        print(f"  {kind:7}{spread['asked']:7.0f}  {times}{miss}")
    for address, count in list(found["wrong"].items())[:5]:
        print(f"  not 200: {address} ({count})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--mix", nargs="+", default=["zipf", "uniform", "search"])
    parser.add_argument("--home", type=Path, help="keep the SQLite database here, and use it again")
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--role", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        return _role(options)
    if options.home and options.database != "sqlite":
        parser.error("--home keeps a SQLite database: --database sqlite")
    engines = ENGINES if options.database == "both" else (options.database,)
    at, told = datetime.now(UTC).isoformat(timespec="seconds"), []
    for engine in engines:
        for found in measure(engine, options):
            tell(found)
            told.append(found)
    keep("site", at, {"items": options.items, "clients": options.clients, "runs": told})
    return 0


def _role(options: argparse.Namespace) -> int:
    if options.role == "fill":
        site_items.fill(options.items)
    elif options.role == "words":
        print(json.dumps(site_client.words()))
    else:
        known = json.loads(sys.stdin.readline())
        drawn = site_client.Drawn(Random(options.seed), options.items, options.mix[0], known)
        site_client.ask(options.port, drawn, options.clients, _WARM)
        json.dump(site_client.ask(options.port, drawn, options.clients, options.seconds), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
