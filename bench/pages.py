"""Every page of a city of any size, as each role reads it: server time, queries, weight.

.venv/bin/python -m bench.pages --home DIRECTORY [--url URL] [--asks 20] [--only desk:case …]

The addresses are the ones that exist: whatever a role may read with GET is asked `--asks` times, each time for another
case, unit or person, through the whole application (middleware, session, template) but without a socket. A row is one
page for the role that waits longest for it; of a file that is sent piece by piece the wait is until its first rows. Let
the database lie in memory (`cat` it once) and the machine be quiet: the slowest of few asks is soon the disk's, or a
neighbour's. The city must have been seeded before: `yihaotong seed --cases N`.
"""

import argparse
import gc
import gzip
import importlib
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from bench.addresses import OFFICE, QUERIES
from bench.figures import keep
from bench.processes import load_average

#: What the bench promises: p95 in milliseconds of every page at a million cases.
WANTED = 100.0
#: Before the asks that count: connections, caches, imports, templates.
_WARM = 2


@dataclass(frozen=True)
class Row:
    """One page as one role reads it: milliseconds, queries of the ask that needed most, bytes of the heaviest.

    `whole`: milliseconds until the last byte of a file (median); 0 of a page.
    """

    name: str
    role: str
    asks: int
    p50: float
    p95: float
    queries: int
    plain: int
    compressed: int
    address: str
    whole: float


def start_django(options: argparse.Namespace) -> None:
    os.environ["YIHAOTONG_HOME"] = str(options.home.resolve())
    os.environ["DATABASE_URL"] = options.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    # As the web server starts: everything loaded, and out of the collector's sight.
    importlib.import_module("yihaotong.project.wsgi")
    gc.collect()
    gc.freeze()


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name and the arguments of every address."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                yield ":".join([*names, str(pattern.name)]), tuple(pattern.pattern.converters)
            else:
                yield from walk(pattern, (*names, *filter(None, [pattern.namespace])))

    return walk(get_resolver(), ())


class Arguments:
    """Values for the arguments of addresses, each time others, from what the city holds."""

    def __init__(self, seed: int) -> None:
        from yihaotong.cases.rules.codes import OPEN, Stage

        self.random = Random(seed)
        #: The numbers behind which nobody's session looks, by address.
        self.held: Mapping[str, list[str]] = {}
        self._known_values: dict[tuple[str, str], list[Any]] = {}
        self.stages = [stage.value for stage in Stage if stage in OPEN]

    def case(self, actor: Any) -> str:
        """A case somewhere in the city, most of them this actor's to read, at any stage."""
        from yihaotong.cases import access
        from yihaotong.cases.models import Case

        cases, newest = access.visible_to(actor), Case.objects.latest("pk").pk
        for _try in range(50):
            found = Case.objects.filter(pk__gte=self.random.randrange(newest) + 1).order_by("pk").first()
            if found and cases.filter(pk=found.pk).exists():
                return str(found.order_no)
        mine = cases.order_by("-pk").first()
        return str(mine.order_no) if mine else "YC20000101000001"

    def of(self, name: str, wanted: tuple[str, ...], actor: Any) -> dict[str, Any]:
        return {each: self._one(name, each, actor) for each in wanted}

    def _one(self, name: str, argument: str, actor: Any) -> Any:
        if argument in ("order_no", "case"):
            return self.case(actor)
        if argument == "stage":
            return self.random.choice(self.stages)
        if argument in ("kind", "form"):
            return {"kind": "words", "form": "csv"}[argument]
        if (found := self._of_the_office(name, argument)) is not None:
            return found
        if argument in ("submission", "key", "token"):
            return "00000000-0000-4000-8000-000000000000"
        return self._known(name, argument)

    def _of_the_office(self, name: str, argument: str) -> Any:
        """Something of the disclosure office that there is; None where the address is another's."""
        if name in self.held and argument == "number":
            return self.random.choice(self.held[name])
        for begins, wanted, label, column, only in OFFICE:
            if argument == wanted and name.startswith(begins):
                return self._any(label, column, only)
        return None

    def _any(self, label: str, column: str, only: Mapping[str, Any]) -> Any:
        from django.apps import apps

        if (label, column) not in self._known_values:
            rows = apps.get_model(label).objects.filter(**only).values_list(column, flat=True)
            self._known_values[label, column] = list(rows.order_by("pk"))
        values = self._known_values[label, column]
        return self.random.choice(values) if values else None

    def _known(self, name: str, argument: str) -> Any:
        from yihaotong.accounts.models import Person, Unit
        from yihaotong.dispatch.models import Category, Place

        models = {
            "unit": (Unit, "pk"),
            "person": (Person, "pk"),
            "category": (Category, "code"),
            "place": (Place, "code"),
        }
        for word, (model, column) in models.items():
            if word in argument or word in name:
                return self.random.choice(list(model.objects.values_list(column, flat=True)[:500]))
        return 1


def _phone(arguments: Any) -> dict[str, str]:
    """The number behind a recent simulated case, in clear: read without a line, so never a real person's."""
    from yihaotong.cases.identities import unseal
    from yihaotong.cases.models import Requester

    newest = Requester.objects.latest("pk").pk
    near = Requester.objects.filter(
        pk__gte=newest - arguments.random.randrange(1000), sealed__isnull=False, case__simulated=True
    )
    return {"phone": unseal(near.order_by("pk")[0]).phone}


def _text(arguments: Any, *more: str) -> dict[str, str]:
    """What somebody tells who calls about the same as a recent case."""
    from yihaotong.cases.models import Case

    newest = Case.objects.latest("pk").pk
    case = Case.objects.filter(pk__gte=newest - arguments.random.randrange(1000)).order_by("pk")[0]
    return {name: getattr(case, name) for name in ("title", "body", *more)}


#: What pages ask for in between, by POST, while somebody types: label, address, its arguments, what is sent.
FRAGMENTS: tuple[tuple[str, str, Mapping[str, str], Callable[[Any], dict[str, str]]], ...] = (
    ("desk:caller", "desk:caller", {}, _phone),
    ("desk:similar text", "desk:similar", {}, _text),
    ("desk:similar all", "desk:similar", {}, lambda one: _text(one, "category", "place", "address") | _phone(one)),
    ("desk:answers", "desk:answers", {}, _text),
    ("desk:pick category", "desk:pick", {"what": "category"}, lambda one: _text(one) | {"typed": "zs"}),
    ("desk:pick category by text", "desk:pick", {"what": "category"}, _text),
    ("desk:pick place", "desk:pick", {"what": "place"}, lambda _one: {"typed": "b"}),
    ("desk:ending", "desk:ending", {}, lambda _one: {"ending": "answer"}),
)


def measured(
    browser: Any, address: Callable[[], str], asks: int, sent: Callable[[], dict[str, str]] | None = None
) -> tuple[list[Any], int, str] | None:
    """The answers, most queries, and an address; None where the role gets no page."""
    from django.db import connection

    counted, most, asked = [], 0, ""
    answers: list[Any] = []
    for number in range(asks + _WARM):
        asked, data = address(), sent() if sent else None
        counted.clear()

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 — Django's
            counted.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            answer = browser.get(asked) if data is None else browser.post(asked, data)
        if answer.status != 200:
            if number == 0:
                return None
            continue
        if number >= _WARM:
            answers.append(answer)
            most = max(most, len(counted))
    return (answers, most, asked) if answers else None


class Reader:
    """One person in a browser of his own, or nobody: the public pages."""

    def __init__(self, role: str, person: Any, seed: int) -> None:
        from django.utils import timezone

        from bench.asking import Browser
        from yihaotong.accounts import access
        from yihaotong.accounts.rules import Actor

        self.role, self.arguments = role, Arguments(seed)
        self.browser = Browser(person, None if person else self._holds())
        self.actor = access.actor_of(person, timezone.now()) if person else Actor("visitor", "")

    def _holds(self) -> dict[str, list[str]]:
        """Some requests and complaints, as if he had given their codes."""
        from yihaotong.applications.models import Application
        from yihaotong.scrutiny.models import Matter

        asked = list(Application.objects.order_by("?").values_list("number", flat=True)[:20])
        raised = list(Matter.objects.filter(route="public").order_by("?").values_list("number", flat=True)[:20])
        self.arguments.held = {
            name: numbers
            for area, numbers, names in (
                ("applications", asked, ("one", "receipt")),
                ("scrutiny", raised, ("matter", "receipt")),
            )
            for name in (f"portal:{area}:{each}" for each in names)
            if numbers
        }
        return {"applications": asked, "complaints": raised}

    def address(self, name: str, wanted: tuple[str, ...]) -> str:
        """Each time for another object."""
        from django.urls import reverse

        question = self.arguments.random.choice(QUERIES.get(name, ("",)))
        return reverse(name, kwargs=self.arguments.of(name, wanted, self.actor)) + question

    def row(self, name: str, wanted: tuple[str, ...], asks: int) -> Row | None:
        """None where this reader gets no page."""
        return self._row(name, measured(self.browser, lambda: self.address(name, wanted), asks))

    def fragment_row(self, label: str, asks: int) -> Row | None:
        """The same for a piece of a page that is asked for by POST."""
        from django.urls import reverse

        name, wanted, sent = next(row[1:] for row in FRAGMENTS if row[0] == label)
        address = reverse(name, kwargs=dict(wanted))
        return self._row(label, measured(self.browser, lambda: address, asks, lambda: sent(self.arguments)))

    def _row(self, name: str, done: tuple[list[Any], int, str] | None) -> Row | None:
        if done is None:
            return None
        answers, queries, asked = done
        waits = [each.waited for each in answers]
        cut = quantiles(waits, n=20) if len(waits) > 1 else waits * 19
        heaviest = max((each.body for each in answers), key=len)
        whole = median(each.whole for each in answers) if any(each.a_file for each in answers) else 0.0
        packed = len(gzip.compress(heaviest, 6))
        return Row(name, self.role, len(waits), cut[9], cut[18], queries, len(heaviest), packed, asked, whole)


def readers(seed: int) -> Iterator[Reader]:
    """Nobody, and one person for each role that is held."""
    from django.utils import timezone

    from yihaotong.accounts import access
    from yihaotong.accounts.models import Post

    yield Reader("nobody", None, seed)
    held = Post.objects.filter(access.valid_at(timezone.now()), person__is_active=True).select_related("person")
    for role in sorted(set(held.values_list("role", flat=True))):
        yield Reader(role, held.filter(role=role).order_by("pk")[0].person, seed)


def pulse() -> float:
    """Milliseconds of the same bare loop: on a shared machine the processor is not always equally fast."""
    began = time.perf_counter()
    sum(number * number for number in range(200_000))
    return (time.perf_counter() - began) * 1000


def walk(options: argparse.Namespace, pulses: list[float]) -> list[Row]:
    """Every page × every role that may read it; of each page the slowest row. `pulses`: one for each role."""
    pages = [
        (name, wanted)
        for name, wanted in addresses()
        if not name.startswith("api:") and name not in _NOT_READ and _wanted(name, options.only)
    ]
    fragments = [row[0] for row in FRAGMENTS if not options.only or row[1] in options.only]
    slowest: dict[str, Row] = {}
    for reader in readers(options.seed):
        pulses.append(pulse())
        rows = [reader.row(name, wanted, options.asks) for name, wanted in pages]
        for row in [*rows, *(reader.fragment_row(label, options.asks) for label in fragments)]:
            if not row:
                continue
            name = row.name
            if name not in slowest or row.p95 > slowest[name].p95:
                slowest[name] = row
    return sorted(slowest.values(), key=lambda row: -row.p95)


def _wanted(name: str, only: list[str]) -> bool:
    """`only`: whole names, or beginnings of names that end with a colon; everything without any."""
    return not only or any(name == each or (each.endswith(":") and name.startswith(each)) for each in only)


#: Signing out ends the session of whoever asks next.
_NOT_READ = frozenset({"desk:logout"})


def table(rows: list[Row]) -> str:
    lines = ["| page | role | p50 ms | p95 ms | queries | kB | kB gzip |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {_called(row)} | {row.role} | {row.p50:.0f} | {row.p95:.0f}{' **over**' if row.p95 > WANTED else ''} "
        f"| {row.queries} | {row.plain / 1000:.0f} | {row.compressed / 1000:.1f} |"
        for row in rows
    ]
    return "\n".join(lines)


def _called(row: Row) -> str:
    return f"`{row.name}`" + (f" (file, {row.whole:.0f} ms to its end)" if row.whole else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="the data directory of a seeded city")
    parser.add_argument("--url", default="", help="its DATABASE_URL, when it lies in PostgreSQL")
    parser.add_argument("--asks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", nargs="*", default=[], help="names of addresses, e.g. desk:case, or areas: desk:articles:"
    )
    options = parser.parse_args()
    start_django(options)
    from yihaotong.cases.models import Case

    count, before = Case.objects.count(), load_average()
    pulses: list[float] = []
    rows = walk(options, pulses)
    print(f"{count} cases, {platform.machine()}, load {before} before and {load_average()} after")
    print(f"the same loop took {min(pulses):.0f} to {max(pulses):.0f} ms meanwhile\n\n{table(rows)}")
    engine = "postgresql" if options.url else "sqlite"
    kept = {"cases": count, "engine": engine, "pulses": pulses, "rows": [asdict(row) for row in rows]}
    keep("pages", datetime.now(UTC).isoformat(timespec="seconds"), kept)


if __name__ == "__main__":
    main()
