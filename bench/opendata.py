"""Open data with 100,000 released items: milliseconds of feeds, pages of items, changes, parts of the map, the table.

.venv/bin/python -m bench.opendata [--database sqlite|postgresql|both] [--items 100000] [--asks 60]

Each is asked `--asks` times for another column, place or part, through the whole application (middleware and all) but
without a socket and one after another; `304`: asked again with the validator that was given. Of the table as CSV the
first figure is the time to its first rows, and its whole is told apart. The items are two thousand of `bench.site`,
copied row by row (feeds of words ask the index that `bench.site` measures, and are left out); of every ten lines of
the journal one is the release of an item.
"""

import argparse
import gc
import importlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles
from typing import Any

from bench import site_items
from bench.city import NO_HURRY, install
from bench.databases import ENGINES, Database, database
from bench.figures import keep
from bench.processes import ROOT, load_average

_WARM, _LINES, _AT_ONCE, _FIRST = 3, 50_000, 10_000, 2_000
DATA = "/disclosure/data/"


def measure(items: int, asks: int) -> dict[str, Any]:
    """By kind: p50 and p95 in milliseconds, bytes of the largest answer; within the installation."""
    importlib.import_module("yihaotong.project.wsgi")
    _journal(items)
    gc.collect()
    gc.freeze()
    told = {kind: _asked(draw, asks) for kind, draw in _ways(items, Random(3)).items()}
    return told | {"whole table": _whole(), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def fill(items: int) -> None:
    """Two thousand items, then as many copies of all their rows as are wanted."""
    site_items.fill(_FIRST)
    for copy in range(1, items // _FIRST):
        _copy(copy * _FIRST)


def _copy(behind: int) -> None:
    from django.db import connection, transaction

    from yihaotong.articles.models import Article, Listed, Release, Review, Version

    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Article, Version, Review, Release, Listed):
            columns = [str(field.column) for field in model._meta.concrete_fields]
            told = ", ".join(_column(model.__name__, column, behind) for column in columns)
            table = model._meta.db_table
            own = f"{model._meta.pk.column} < {3 * _FIRST + 3 if model is Review else _FIRST + 1}"
            names = ", ".join(f'"{column}"' for column in columns)
            copied = f"INSERT INTO {table} ({names}) SELECT {told} FROM {table} WHERE {own}"  # noqa: S608 — our tables
            cursor.execute(copied)


def _column(model: str, column: str, behind: int) -> str:
    if column == "index_number":
        return f"index_number || '-{behind}'"
    if column in {"first_id", "second_id", "third_id"} or (model == "Review" and column == "id"):
        return f"{column} + {3 * behind}"
    if column in {"id", "article_id", "version_id", "release_id", "latest_id", "standing_id"}:
        return f"{column} + {behind}"
    return f'"{column}"'


def _journal(items: int) -> None:
    from yihaotong.journal import sealing
    from yihaotong.journal.models import Line

    at, random = datetime.now(UTC) - timedelta(days=30), Random(5)
    for first in range(0, _LINES, _AT_ONCE):
        Line.objects.bulk_create(
            Line(
                at=at, actor="person:1", payload="{}", salt=b"", digest=b"\0" * 32,
                kind="case.note" if number % 10 else "article.release",
                subject="case:1" if number % 10 else f"article:{random.randrange(1, items + 1)}",
            )
            for number in range(first, first + _AT_ONCE)
        )  # fmt: skip
    while sealing.seal_batch(_AT_ONCE):
        pass


def _ways(items: int, random: Random) -> dict[str, Callable[[], str]]:
    from yihaotong.articles import opening
    from yihaotong.articles.models import Listed
    from yihaotong.portal.opendata import parameters

    keys = sorted(Listed.objects.order_by().values_list("row_key", flat=True).distinct())

    def place() -> str:
        number = random.randrange(1, items + 1)
        at = Listed.objects.values_list("first_at", flat=True).get(pk=number)
        return parameters.written(opening.Place(at, number))

    return {
        "Atom": lambda: f"/disclosure/feed.atom?before={place()}",
        "Atom, newest": lambda: "/disclosure/feed.atom",
        "RSS of a column": lambda: f"/disclosure/feed.rss?column={random.choice(keys)}&before={place()}",
        "items.json": lambda: f"{DATA}items.json?cursor={place()}",
        "items.json, 500": lambda: f"{DATA}items.json?limit=500&cursor={place()}",
        "items.json of a column": lambda: f"{DATA}items.json?column={random.choice(keys)}&cursor={place()}",
        "one item": lambda: f"{DATA}items/{random.randrange(1, items + 1)}.json",
        "changes.json": lambda: f"{DATA}changes.json?since={parameters.written_seal(random.randrange(_LINES))}",
        "changes.json, no news": lambda: f"{DATA}changes.json?since={parameters.written_seal(_LINES)}",
        "sitemap.xml": lambda: "/sitemap.xml",
        "a part of the map": lambda: f"/sitemap-{random.randrange(max(1, items // opening.PART))}.xml",
        "items.csv, first rows": lambda: f"{DATA}items.csv",
    }


def _asked(draw: Callable[[], str], asks: int) -> dict[str, float]:
    from django.test import Client

    client, waits, again, largest = Client(), [], [], 0
    for turn in range(asks + _WARM):
        address = draw()
        began = time.perf_counter()
        answer = client.get(address)
        if answer.streaming:
            next(iter(_pieces(answer)))
        wait = time.perf_counter() - began
        assert answer.status_code == 200, (address, answer.status_code)
        largest = max(largest, 0 if answer.streaming else len(answer.content))
        answer.close()
        began = time.perf_counter()
        assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        if turn >= _WARM:
            waits.append(wait)
            again.append(time.perf_counter() - began)
    return {"p50": median(waits) * 1000, "p95": _p95(waits), "304": _p95(again), "bytes": largest}


def _pieces(answer: Any) -> Iterator[bytes]:
    """Its head and then its first rows."""
    pieces = iter(answer.streaming_content)
    yield next(pieces) + next(pieces)


def _p95(waits: list[float]) -> float:
    return quantiles(waits, n=20)[-1] * 1000


def _whole() -> dict[str, float]:
    from django.test import Client

    began = time.perf_counter()
    answer: Any = Client().get(f"{DATA}items.csv")
    size = sum(len(piece) for piece in answer.streaming_content)
    return {"seconds": time.perf_counter() - began, "bytes": size}


def _own(held: Database, module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    variables = {**os.environ, **held.variables, **NO_HURRY, "DJANGO_SETTINGS_MODULE": "yihaotong.project.settings"}
    variables["YIHAOTONG_HOSTS"] = "testserver"
    return subprocess.check_output(command, text=True, cwd=ROOT, env=variables)


def tell(engine: str, told: dict[str, Any]) -> None:
    whole = told["whole table"]
    print(f"{engine}, load {load_average()}, peak {told['peak']} MB")
    for kind, found in told.items():
        if isinstance(found, dict) and "p95" in found:
            times = f"{found['p50']:7.1f} {found['p95']:7.1f} ms   304 {found['304']:6.1f} ms"
            print(f"  {kind:24}{times}   {found['bytes'] / 1000:8.1f} kB")
    print(f"  {'items.csv, all':24}{whole['seconds']:7.1f} s, {whole['bytes'] / 1e6:.1f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--asks", type=int, default=60)
    parser.add_argument("--role", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role == "fill":
        fill(options.items)
        return 0
    if options.role:
        json.dump(measure(options.items, options.asks), sys.stdout)
        return 0
    at, runs = datetime.now(UTC).isoformat(timespec="seconds"), {}
    size = str(options.items)
    for engine in ENGINES if options.database == "both" else (options.database,):
        with database(engine) as held:
            install(held)
            _own(held, "bench.opendata", "--role", "fill", "--items", size)
            told = _own(held, "bench.opendata", "--role", "measure", "--items", size, "--asks", str(options.asks))
            runs[engine] = json.loads(told)
        tell(engine, runs[engine])
    keep("opendata", at, {"items": options.items, "runs": runs})
    return 0


if __name__ == "__main__":
    sys.exit(main())
