"""kill -9 while releases go to machine outlets and come back; then look whether each went out once, and came back.

.venv/bin/python -m bench.outlets --database both --kills 24 --articles 40 --seed 1

Two workers at a time release, send and fetch back. Time is given to them in steps, so that waits of minutes and of a
day take no time here. The receiver, on 127.0.0.1, kills the worker whose request it holds: before it has kept the item,
after that without an answer, or just after its answer; it fails for a whole day; it answers twice with the same key as
once. Run as a program with a first argument it is a part of the bench: `furnish`, `work`, `withdraw`, `look`.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

from bench.city import verify
from bench.databases import ENGINES, Database, database
from bench.figures import keep
from bench.processes import ROOT, load_average

#: Of a hundred requests so many end with a kill, while kills are left.
CHANCE = 35
STEP, DAY_STEP = timedelta(seconds=30), timedelta(minutes=15)
MOMENTS = ("before it was kept", "kept and not answered", "answered")
OUTLETS = ("portal", "wechat")
#: Monday at ten: what is scheduled from now on may go out.
MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)


# --- the other end ---------------------------------------------------------------------------------------------------


@dataclass
class Receiver:
    """What it holds by outlet and name, how often each key came, and whom it kills."""

    chance: Random
    kills_left: int = 0
    broken: bool = False
    items: dict[str, int] = field(default_factory=dict)
    keys: Counter[str] = field(default_factory=Counter)
    asked: list[float] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    workers: dict[int, subprocess.Popen[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def strikes(self, port: int) -> str:
        """When the worker that asks from this port is to die, "" for never."""
        with self.lock:
            if self.kills_left and self.chance.randrange(100) < CHANCE and self._owner(port):
                self.kills_left -= 1
                return self.chance.choice(MOMENTS)
        return ""

    def kill(self, port: int, moment: str) -> None:
        if owner := self._owner(port):
            self.killed[moment] += 1
            os.kill(owner, signal.SIGKILL)

    def _owner(self, port: int) -> int:
        """The worker whose socket has this port."""
        for pid in list(self.workers):
            with contextlib.suppress(OSError):
                sockets = {str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()}
                table = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
                inodes = {row.split()[9] for row in table if row.split()[1].endswith(f":{port:04X}")}
                if any(f"socket:[{inode}]" in sockets for inode in inodes):
                    return pid
        return 0


class Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def log_message(self, *_told: object) -> None:
        """Quiet."""

    def _reply(self, code: int, body: bytes = b"") -> None:
        with contextlib.suppress(OSError):
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def _act(self, name: str, number: int | None) -> None:
        """Keep an item (its release), or let it go (None); with a kill at some moment."""
        receiver, port = self.receiver, self.client_address[1]
        receiver.asked.append(time.monotonic())
        if receiver.broken:
            self._reply(500)
            return
        moment = receiver.strikes(port)
        if moment == MOMENTS[0]:
            receiver.kill(port, moment)
            return
        with receiver.lock:
            receiver.keys[f"{self.path.split('/')[1]} {self.headers['Idempotency-Key']}"] += 1
            newer = number is not None and receiver.items.get(name, 0) > number
            if number is None:
                receiver.items.pop(name, None)
            elif not newer:
                receiver.items[name] = number
        if moment == MOMENTS[1]:
            receiver.kill(port, moment)
            return
        self._reply(409 if newer else 204 if number is None else 201, b"" if number is None else b"{}")
        if moment == MOMENTS[2]:
            receiver.kill(port, moment)

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._act(f"{self.path}/{told['id']}", told["release"])

    def do_DELETE(self) -> None:
        self._act(self.path, None)

    def do_GET(self) -> None:
        self._reply(500 if self.receiver.broken else 200 if self.path in self.receiver.items else 410)


@contextlib.contextmanager
def receiving(chance: Random) -> Iterator[tuple[Receiver, int]]:
    receiver = Receiver(chance)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"receiver": receiver}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver, server.server_port
    finally:
        server.shutdown()
        server.server_close()


# --- our side --------------------------------------------------------------------------------------------------------


def city_file(data: Database, port: int) -> dict[str, str]:
    """The demo city's file with two machines; what processes of this installation are given."""
    key, city = data.home / "outlet.key", data.home / "city.toml"
    key.write_bytes(b"simulated-secret-of-a-machine")
    shipped = (ROOT / "yihaotong" / "project" / "demo" / "city.toml").read_text()
    told = "".join(
        f'{each} = {{ address = "http://127.0.0.1:{port}/{each}", key = "{key}", private = true }}, '
        for each in OUTLETS
    )
    city.write_text(shipped.replace("[outlets]\n", f"[outlets]\nmachines = {{ {told.rstrip(', ')} }}\n", 1))
    return {**os.environ, **data.variables, "YIHAOTONG_CITY": str(city)}


def run(what: str, variables: dict[str, str], *told: object) -> str:
    command = [sys.executable, "-m", "bench.outlets", what, *map(str, told)]
    return subprocess.check_output(command, cwd=ROOT, env=variables, text=True).strip()


class Crew:
    """Two workers, started again where they die; `at` is how far their time has come."""

    def __init__(self, receiver: Receiver, variables: dict[str, str], at: datetime) -> None:
        self.receiver, self.variables, self.at = receiver, variables, at
        self.waiting = 1

    def go_on(self, until: Any, step: timedelta, seconds: float = 300) -> None:
        """Work until a condition holds. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.waiting} still wait at {self.at}")
            self._turn(step)

    def _turn(self, step: timedelta) -> None:
        """Two processes over the same hour of their time, or until both have been killed."""
        told = [self.at.isoformat(), str(step.total_seconds())]
        command = [sys.executable, "-m", "bench.outlets", "work", *told]
        crew = [
            subprocess.Popen(command, cwd=ROOT, env=self.variables, stdout=subprocess.PIPE, text=True) for _ in range(2)
        ]
        self.receiver.workers = {each.pid: each for each in crew}
        for each in crew:
            printed, _none = each.communicate()
            if each.returncode not in {0, -signal.SIGKILL}:
                raise RuntimeError(f"a worker ended with {each.returncode}")
            # Whoever was killed may have left half a line.
            for at, waiting in (line.split() for line in printed.splitlines() if len(line.split()) == 2):
                self.at, self.waiting = max(self.at, datetime.fromisoformat(at)), int(waiting)
        self.receiver.workers = {}


def furnish(articles: int) -> str:
    """Tables, the small city, its press; so many articles reviewed and scheduled one minute after another."""
    from tests.articles.conftest import staffed
    from tests.cases.conftest import founded
    from yihaotong.articles import actions
    from yihaotong.project import setup

    setup.prepare()
    press = staffed(founded(MORNING))
    for number in range(articles):
        title = f"模拟通报第 {number + 1} 期"
        article = press.approved(title=title, outlets=f"site,{','.join(OUTLETS)}")
        moment, who = MORNING + timedelta(minutes=1 + number), press.by("officer")
        actions.schedule(article, actor=who, at=MORNING, expect=article.version, release_at=moment)
    return str(articles)


def work(since: datetime, step: timedelta) -> str:
    """What the worker does, for two hours of its time, a line for each turn: until when, and how many still wait."""
    from yihaotong.articles.actions.releasing import release_due
    from yihaotong.articles.models import Article
    from yihaotong.journal import consuming, sealing
    from yihaotong.outlets import access, actions

    at = since
    for _ in range(24):
        at += step
        release_due(at)
        sealing.seal_batch()
        consuming.run_all(at)
        actions.send_due(at)
        actions.recall_due(at)
        actions.report(at)
        waiting = access.to_carry().count() + access.to_take_down().count()
        waiting += Article.objects.filter(release_at__isnull=False).count()
        sys.stdout.write(f"{at.isoformat()} {waiting}\n")
        sys.stdout.flush()
        if not waiting:
            break
    return ""


def withdraw(at: datetime) -> str:
    """Every second article is withdrawn; how many."""
    from tests.articles.conftest import Press
    from tests.cases.conftest import city_of
    from yihaotong.articles import actions
    from yihaotong.articles.models import Article
    from yihaotong.journal import consuming, sealing

    press, gone = Press(city_of(at)), list(Article.objects.order_by("pk"))[::2]
    for article in gone:
        actions.withdraw(article, actor=press.by("chief"), at=at, expect=article.version, reason="内容有误")
    sealing.seal_batch()
    consuming.run_all(at)
    return str(len(gone))


def look() -> str:
    """The records, as JSON."""
    from yihaotong.articles.models import Article
    from yihaotong.journal import sealing
    from yihaotong.outlets import access
    from yihaotong.outlets.models import Delivery
    from yihaotong.reminders.models import Reminder

    sealing.seal_batch()
    rows = Delivery.objects.exclude(outlet="site")
    gone = list(Article.objects.filter(withdrawn_at__isnull=False))
    there = rows.filter(progress="receipted").values_list("article", "outlet")
    reports = Reminder.objects.filter(kind="outlet_down").values("subject", "at").distinct()
    told = {
        "progress": Counter(rows.values_list("progress", flat=True)),
        "standing": [f"/{outlet}/article-{pk}" for pk, outlet in there],
        "keys": [f"{outlet} article-{pk}.1" for pk, outlet in rows.values_list("article", "outlet")],
        "certificates not whole": [each.pk for each in gone if not access.certificate(each).whole],
        "reports": reports.count(),
    }
    return json.dumps(told)


# --- the bench -------------------------------------------------------------------------------------------------------


def bench(engine: str, options: argparse.Namespace) -> dict[str, Any]:
    chance = Random(f"{options.seed}-{engine}")
    with database(engine) as data, receiving(chance) as (receiver, port):
        variables = city_file(data, port)
        run("furnish", variables, options.articles)
        crew, half = Crew(receiver, variables, MORNING), options.kills // 2
        receiver.kills_left = half
        crew.go_on(lambda: not crew.waiting, STEP)
        out = json.loads(run("look", variables))
        posts = dict(receiver.keys)
        gone = int(run("withdraw", variables, crew.at.isoformat()))
        day, receiver.broken, receiver.asked = crew.at + timedelta(days=1), True, []
        crew.go_on(lambda: crew.at >= day, DAY_STEP)
        tries, receiver.broken, receiver.kills_left = len(receiver.asked), False, options.kills - half
        failing, crew.waiting = json.loads(run("look", variables)), 1
        crew.go_on(lambda: not crew.waiting, STEP)
        back = json.loads(run("look", variables))
        problems = json.loads(verify(data))["problems"]
        return {
            "engine": data.version(),
            "killed": dict(receiver.killed),
            "articles": options.articles,
            "withdrawn": gone,
            "out": out["progress"],
            "sent more than once with one key": sum(many > 1 for many in posts.values()),
            "requests on the day that it failed": tries,
            "reports on that day": failing["reports"],
            "back": back["progress"],
            "keys never seen": sorted(set(out["keys"]) - set(posts)),
            "keys of nobody": sorted(set(posts) - set(out["keys"])),
            "differ from the receiver's": sorted(set(back["standing"]) ^ set(receiver.items)),
            "certificates not whole": back["certificates not whole"],
            "not out": {name: many for name, many in out["progress"].items() if name != "receipted"},
            "journal problems": problems,
        }


#: Each of these must be empty.
EMPTY = (
    "keys never seen",
    "keys of nobody",
    "differ from the receiver's",
    "certificates not whole",
    "not out",
    "journal problems",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.outlets", description=__doc__)
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--kills", type=int, default=24, help="per database")
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    before, results = load_average(), []
    for engine in ENGINES if options.database == "both" else [options.database]:
        results.append(bench(engine, options))
        for name, value in results[-1].items():
            print(f"{name}: {value}", flush=True)
    keep("outlets", at, {"at": at, "load before": before, "load after": load_average(), "results": results})
    return 1 if any(result[what] for result in results for what in EMPTY) else 0


def part(what: str, told: list[str]) -> str:
    """One of the programs that run in the environment of the installation."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    import django

    django.setup()
    if what == "furnish":
        return furnish(int(told[0]))
    if what == "work":
        return work(datetime.fromisoformat(told[0]), timedelta(seconds=float(told[1])))
    return withdraw(datetime.fromisoformat(told[0])) if what == "withdraw" else look()


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        print(part(sys.argv[1], sys.argv[2:]))
    else:
        sys.exit(main())
