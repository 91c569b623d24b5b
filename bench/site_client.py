"""The clients of the disclosure site's bench: sockets of one process, each asking again as soon as it is answered."""

import selectors
import socket
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from urllib.parse import quote

from bench import year
from bench.site_items import BELOW, HEADS, SUBJECTS, YEARS

SHARES = {"home": 10, "list": 30, "item": 45, "search": 15}


@dataclass
class Drawn:
    """Addresses of one mix, by kind. `words` are those that searches ask for."""

    random: Random
    size: int
    mix: str
    words: list[str]
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.weights = list(accumulate(1 / place for place in range(1, self.size + 1)))

    def number(self, among: int) -> int:
        """From 0 up; by Zipf's law the small ones mostly."""
        if self.mix != "zipf":
            return self.random.randrange(among)
        weights = self.weights[:among] if among < self.size else self.weights
        return self.random.choices(range(among), cum_weights=weights)[0]

    def draw(self) -> tuple[str, str]:
        kind = "search" if self.mix == "search" else self.random.choices(list(SHARES), list(SHARES.values()))[0]
        address: str = getattr(self, kind)()
        return kind, address

    def home(self) -> str:
        return "/disclosure/"

    def item(self) -> str:
        return f"/disclosure/articles/{self.size - self.number(self.size)}/"

    def list(self) -> str:
        row = self.number(1 + HEADS * BELOW)
        head, below = divmod(row - 1, BELOW)
        asked = [f"row=ML{head * 10 + below + 1:04d}"] if row else []
        turn = self.number(4)
        if turn == 1:
            asked.append(f"after={self.size - self.number(self.size)}")
        elif turn == 2:
            when = datetime.now(UTC) - timedelta(days=365 * self.number(YEARS))
            asked += [f"from={when:%Y}-01-01", f"to={when:%Y}-12-31"]
        elif turn == 3:
            asked.append("sort=" + ("formed", "name")[self.number(2)])
        return "/disclosure/articles/?" + "&".join(asked)

    def search(self) -> str:
        """One or two words that stand in items; in one of four also a column, in one of ten a number."""
        if self.number(10) == 9:
            asked = f"142/{datetime.now(UTC).year - self.number(YEARS)}-{self.number(100):04d}"
            return f"/disclosure/articles/?number={asked}"
        words = [self.words[self.number(len(self.words))] for _ in range(1 + self.number(2))]
        row = f"&row=ML{self.number(BELOW) + 1:04d}" if self.number(4) == 3 else ""
        return f"/disclosure/articles/?q={quote(' '.join(words))}{row}"


def words() -> list[str]:
    """Pieces of two to five characters of the sentences the items are made of, and of their titles."""
    random, parts = Random(7), year.sentences([])
    found = [subject[:4] for subject in SUBJECTS] + [subject[-2:] for subject in SUBJECTS]
    while len(found) < 2_000:
        part = random.choice(parts)
        start = random.randrange(max(1, len(part) - 6))
        piece = part[start : start + random.randrange(2, 6)].strip("，。；！？、 “”（）：")
        if len(piece) > 1:
            found.append(piece)
    return found


@dataclass
class Asking:
    """One client: a connection, what it asks, when it began, what has come."""

    kind: str = ""
    address: str = ""
    began: float = 0.0
    first: float = 0.0
    got: bytes = b""
    door: socket.socket | None = None


@dataclass
class Round:
    """What all clients together have asked and were answered, until an instant."""

    port: int
    drawn: Drawn
    until: float
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    doors: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def begin(self, one: Asking) -> None:
        one.kind, one.address = self.drawn.draw()
        one.began, one.first, one.got = time.perf_counter(), 0.0, b""
        if one.door is None:
            one.door = socket.create_connection(("127.0.0.1", self.port))
            self.doors.register(one.door, selectors.EVENT_READ, one)
        head = f"GET {one.address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        one.door.sendall(f"{head}Accept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n".encode())

    def read(self, one: Asking) -> None:
        data = one.door.recv(262_144) if one.door else b""
        one.first = one.first or time.perf_counter()
        one.got += data
        if not data:
            self.end(one, keeps=False)
        elif _complete(one.got) and b"\r\nconnection: close" not in one.got[:800].lower():
            self.end(one, keeps=True)

    def end(self, one: Asking, *, keeps: bool) -> None:
        self.waits[one.kind].append(one.first - one.began)
        self.sizes[one.kind] = max(self.sizes[one.kind], len(one.got))
        if not one.got.startswith(b"HTTP/1.1 200"):
            self.wrong[f"{one.address} {one.got[9:12].decode()}"] += 1
        over = time.perf_counter() >= self.until
        if (over or not keeps) and one.door is not None:
            self.doors.unregister(one.door)
            one.door.close()
            one.door = None
        if not over:
            self.begin(one)


def ask(port: int, drawn: Drawn, clients: int, seconds: float) -> dict[str, Any]:
    """Waits in seconds and bytes of the largest answer by kind, answers with another number than 200."""
    began = time.perf_counter()
    turn = Round(port, drawn, began + seconds)
    for _ in range(clients):
        turn.begin(Asking())
    while turn.doors.get_map():
        for key, _event in turn.doors.select():
            turn.read(key.data)
    told = {"waits": turn.waits, "wrong": turn.wrong, "sizes": turn.sizes}
    return {**told, "seconds": time.perf_counter() - began}


def _complete(got: bytes) -> bool:
    head, gap, body = got.partition(b"\r\n\r\n")
    found = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0].strip()
    return bool(gap and found) and len(body) >= int(found)
