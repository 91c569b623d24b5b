"""A machine at the other end, on 127.0.0.1: keeps items, checks signatures, and misbehaves as a test tells it to."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SECRET = b"simulated-secret-of-a-machine"


@dataclass
class Keeper:
    """What it holds: `items` by name as posted; `cached` what its cache gives to readers; `mood` how it answers."""

    address: str
    key: Path
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)
    mood: str = "well"
    posts: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def settings(self) -> dict[str, Any]:
        told = {"address": f"{self.address}/items", "key": str(self.key), "public": f"{self.address}/read/"}
        return told | {"private": True}


class _Handler(BaseHTTPRequestHandler):
    keeper: Keeper

    def log_message(self, *_told: object) -> None:
        """Quiet."""

    def _signed(self, body: bytes) -> bool:
        told = "\n".join((self.command, self.path, self.headers["X-Moment"] or "", hashlib.sha256(body).hexdigest()))
        sign = hmac.new(SECRET, told.encode(), hashlib.sha256).hexdigest()
        return self.headers["X-Signature"] == f"sha256={sign}"

    def _answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _misbehaves(self) -> bool:
        keeper = self.keeper
        keeper.asked.append(f"{self.command} {self.path}")
        if keeper.mood == "broken":
            self._answer(500)
        elif keeper.mood == "silent":
            self.close_connection = True
            self.connection.close()
        elif keeper.mood == "elsewhere":
            self._answer(302, Location="http://127.0.0.1:1/inside")
        else:
            return False
        return True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._misbehaves():
            return
        if not self._signed(body):
            self._answer(401)
            return
        told, keeper = json.loads(body), self.keeper
        held = keeper.items.get(told["id"])
        if held and held["release"] > told["release"]:
            self._answer(409)
            return
        keeper.posts.append((self.headers["Idempotency-Key"], told["title"]))
        keeper.items[told["id"]] = told
        if keeper.mood == "forgets to answer":
            self.connection.close()
            return
        address = "http://10.0.0.1/inside" if keeper.mood == "lies" else f"{keeper.address}/read/{told['id']}"
        body = json.dumps({"address": address}).encode()
        with suppress(ConnectionError):
            self._answer(201, (b" " * 3_000_000 if keeper.mood == "talks" else b"") + body)

    def do_DELETE(self) -> None:
        if self._misbehaves():
            return
        if not self._signed(b""):
            self._answer(401)
            return
        name = self.path.rpartition("/")[2]
        self._answer(204 if self.keeper.items.pop(name, None) else 404)

    def do_GET(self) -> None:
        if self._misbehaves():
            return
        name = self.path.rpartition("/")[2]
        fresh = self.headers["Cache-Control"] == "no-cache"
        there = name in self.keeper.items or (name in self.keeper.cached and not fresh)
        self._answer(200, b"text", ETag='"1"', Age="600") if there else self._answer(410)


@contextmanager
def running(directory: Path) -> Iterator[Keeper]:
    key = directory / "key"
    key.write_bytes(SECRET)
    keeper = Keeper("", key)
    handler = type("Handler", (_Handler,), {"keeper": keeper})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    keeper.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield keeper
    finally:
        server.shutdown()
        server.server_close()
