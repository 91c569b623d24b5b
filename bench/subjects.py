"""What is measured: one class per subject, the same gunicorn (2 sync workers) and the same database settings for all.

A subject keeps its database through all rounds of a run; its server runs only in its turns.
"""

import http.client
import http.cookies
import json
import os
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

from bench import city, environment
from bench.databases import Database
from bench.matters import Matter
from bench.processes import ROOT, Server, command_line, free_port, tree

WEB_WORKERS = 2
#: What `yihaotong serve` gives gunicorn, as far as it has to do with speed.
SERVED_ALIKE = (
    *("--worker-class", "sync", "--preload", "--no-control-socket"),
    *("--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "."),  # noqa: S108 — gunicorn's own advice
)


class Subject(ABC):
    """A system under measurement. `receipt` is the key of a reply that names the new record."""

    name: ClassVar[str]
    path: ClassVar[str]
    receipt: ClassVar[str] = "id"
    table: ClassVar[str]

    def __init__(self, database: Database) -> None:
        self.database = database
        self.port = free_port()
        self.server: Server | None = None
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Tables, accounts, whatever a new installation needs."""

    @abstractmethod
    def build(self) -> Server:
        """The server, not yet started, listening on `self.port`."""

    @abstractmethod
    def body(self, matter: Matter) -> dict[str, Any]:
        """The matter as this subject's API wants it."""

    def headers(self, clients: int) -> list[dict[str, str]]:
        """What each client sends beside the body; asked for while the server is running."""
        return [{} for _ in range(clients)]

    def drain(self) -> None:
        """Wait until nothing that the requests caused is left to do."""
        self.database.settle()

    def start(self) -> None:
        self.server = self.build()
        self.server.start()
        self.server.wait_for_port(self.port)

    def stop(self) -> None:
        if self.server:
            self.server.stop()
            self.server = None

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far by part: web, worker, database."""
        used = {"web": 0.0, "worker": 0.0, "database": 0.0}
        for stat in tree(self.server.pid) if self.server else []:
            used[self.part(command_line(stat.pid))] += stat.own + stat.reaped
        if self.database.postmaster:
            used["database"] = sum(stat.own + stat.reaped for stat in tree(self.database.postmaster))
        return used

    def part(self, command: str) -> str:  # noqa: ARG002 — a subject with a worker looks at it
        return "web"

    def count(self) -> int:
        return self.database.scalar(f"SELECT count(*) FROM {self.table}")  # noqa: S608 — a constant of the class

    def gunicorn(self, python: Path | str, application: str, variables: dict[str, str]) -> Server:
        command: list[str | Path] = [python, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(WEB_WORKERS), *SERVED_ALIKE]
        return Server(command, self.database.home / "server.log", variables)


def filing(matter: Matter) -> dict[str, Any]:
    """The body of our own API, which the floor takes as well."""
    return {
        "title": matter.title,
        "body": matter.body,
        "request_type": "complaint",
        "category": city.CATEGORY,
        "place": city.PLACE,
        "address": matter.address,
        "name": matter.name,
        "phone": matter.phone,
        "channel": "api",
    }


class Yihaotong(Subject):
    """As shipped: `yihaotong serve` with its web workers and the process that seals the journal and feeds consumers."""

    name = "yihaotong"
    path = "/api/v1/cases"
    receipt = "order_no"
    table = "cases_case"
    with_worker: ClassVar[bool] = True

    def prepare(self) -> None:
        self.token = city.install(self.database)

    def build(self) -> Server:
        return city.serve(self.database, self.port, worker=self.with_worker)

    def body(self, matter: Matter) -> dict[str, Any]:
        return filing(matter)

    def headers(self, clients: int) -> list[dict[str, str]]:
        return [{"Authorization": f"Bearer {self.token}"} for _ in range(clients)]

    def drain(self) -> None:
        if self.with_worker:
            city.drain(self.database)
        super().drain()

    def part(self, command: str) -> str:
        return "web" if "gunicorn" in command else "worker"


class YihaotongUnsealed(Yihaotong):
    """The same without the worker: lines are written and queued, nobody seals them."""

    name = "yihaotong, not sealing"
    with_worker = False


class Floor(Subject):
    name = "floor"
    path = "/orders"
    table = "floor_order"

    def prepare(self) -> None:
        self.variables = {
            "BENCH_DATABASE": json.dumps(self.database.settings()),
            "DJANGO_SETTINGS_MODULE": "bench.floor.settings",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity=0"]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **self.variables})

    def build(self) -> Server:
        return self.gunicorn(sys.executable, "bench.floor.wsgi:application", self.variables)

    def body(self, matter: Matter) -> dict[str, Any]:
        return filing(matter)


class Helpdesk(Subject):
    """The requester has a telephone but no e-mail address, so django-helpdesk renders no mail: its cheapest way."""

    name = "django-helpdesk"
    path = "/api/tickets/"
    table = "helpdesk_ticket"

    def prepare(self) -> None:
        self.python = environment.python_of(ROOT / "bench" / "helpdesk" / "requirements.txt")
        self.variables = {"BENCH_DATABASE": json.dumps(self.database.settings()), "PYTHONPATH": str(ROOT)}
        command: list[str | Path] = [self.python, "-m", "bench.helpdesk.prepare"]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **self.variables})

    def build(self) -> Server:
        return self.gunicorn(self.python, "bench.helpdesk.wsgi:application", self.variables)

    def body(self, matter: Matter) -> dict[str, Any]:
        contact = f"{matter.body}\n地址：{matter.address}\n诉求人：{matter.name} {matter.phone}"
        return {"queue": 1, "title": matter.title, "description": contact, "priority": 3}

    def headers(self, clients: int) -> list[dict[str, str]]:
        return [self.signed_in() for _ in range(clients)]

    def signed_in(self) -> dict[str, str]:
        """Cookies and CSRF token of a fresh session, as django-helpdesk's own sign-in page gives them."""
        cookies: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
        self.page("GET", "/login/", cookies)
        form = {"username": "clerk", "password": "clerk", "csrfmiddlewaretoken": cookies["csrftoken"].value}
        if self.page("POST", "/login/", cookies, urlencode(form)) != http.client.FOUND:
            raise RuntimeError("django-helpdesk did not let the clerk in")
        return {"Cookie": cookie_line(cookies), "X-CSRFToken": cookies["csrftoken"].value}

    def page(self, method: str, path: str, cookies: http.cookies.SimpleCookie, form: str = "") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie_line(cookies), "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, form, headers)
        response = connection.getresponse()
        response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            cookies.load(line)
        connection.close()
        return response.status


class HelpdeskWithMail(Helpdesk):
    """The requester gives an e-mail address: a receipt is rendered from the shipped template and handed to a dummy."""

    name = "django-helpdesk, with mail"

    def body(self, matter: Matter) -> dict[str, Any]:
        return {**super().body(matter), "submitter_email": matter.email}


def cookie_line(cookies: http.cookies.SimpleCookie) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
