"""The load generator: a process of its own, so that its CPU is never counted as the server's.

Reads one JSON object from standard input and writes one to standard output:

    in   {"port", "path", "headers": [per client, {name: value}], "bodies": [JSON text, …]}
    out  {"seconds", "statuses": {"201": n}, "replies": [text of each 201, …], "first_failure", "p50", "p95", "p99"}

Client i of n posts bodies i, i+n, i+2n … one after the other, and keeps its connection open if the server does.
Nothing is retried: a reply that is not 201 is counted under its status, a broken connection under "broken".
"""

import http.client
import json
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Outcome:
    statuses: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    first_failure: str = ""

    def add(self, status: str, reply: str, seconds: float) -> None:
        self.statuses[status] += 1
        self.latencies.append(seconds)
        if status == "201":
            self.replies.append(reply)
        elif not self.first_failure:
            self.first_failure = f"{status}: {reply[:500]}"


class Connection:
    """HTTP/1.1 over one socket, opened again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def exchange(self, request: bytes) -> tuple[str, str]:
        """The reply's status and body; OSError or HTTPException when the connection breaks."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        keep = False
        try:
            self.socket.sendall(request)
            response = http.client.HTTPResponse(self.socket, method="POST")
            response.begin()
            body = response.read().decode()
            keep = not response.will_close
        finally:
            if not keep:
                self.close()
        return str(response.status), body

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def request(path: str, headers: dict[str, str], body: str) -> bytes:
    payload = body.encode()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Accept: application/json"]
    lines += [f"Content-Length: {len(payload)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


def client(port: int, requests: list[bytes], ready: threading.Barrier, outcome: Outcome) -> None:
    connection = Connection(port)
    ready.wait()
    for payload in requests:
        start = time.perf_counter()
        try:
            status, reply = connection.exchange(payload)
        except (OSError, http.client.HTTPException) as error:
            status, reply = "broken", repr(error)
        outcome.add(status, reply, time.perf_counter() - start)
    connection.close()


def run(order: dict[str, Any]) -> dict[str, Any]:
    headers = order["headers"]
    shares = [order["bodies"][number :: len(headers)] for number in range(len(headers))]
    ready = threading.Barrier(len(headers) + 1)
    outcomes = [Outcome() for _ in headers]
    threads = []
    for share, header, outcome in zip(shares, headers, outcomes, strict=True):
        requests = [request(order["path"], header, body) for body in share]
        threads.append(threading.Thread(target=client, args=(order["port"], requests, ready, outcome)))
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return summary(outcomes, time.perf_counter() - start)


def summary(outcomes: list[Outcome], seconds: float) -> dict[str, Any]:
    latencies = sorted(latency for outcome in outcomes for latency in outcome.latencies)
    return {
        "seconds": seconds,
        "statuses": dict(sum((outcome.statuses for outcome in outcomes), Counter())),
        "replies": [reply for outcome in outcomes for reply in outcome.replies],
        "first_failure": next((outcome.first_failure for outcome in outcomes if outcome.first_failure), ""),
        **{f"p{share}": latencies[len(latencies) * share // 100] for share in (50, 95, 99)},
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
