"""One exchange with a machine: bounded in time and size, follows nothing, connects to no address but the one looked at.

The host is resolved once and the very address that was judged is connected to, so a name that is answered differently
the second time leads nowhere else. Certificates are checked against the host's name.
"""

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from yihaotong.outlets.rules import machines
from yihaotong.outlets.rules.gone import Look
from yihaotong.outlets.rules.machines import Machine

_CALLS_ITSELF = "yihaotong outlets"


@dataclass(frozen=True)
class Answer:
    """What came: `code` 0 for nothing, and `words` says why."""

    code: int
    words: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def told(self) -> Mapping[str, Any]:
        """Its JSON object; empty for anything else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class _Asked:
    """One request; signed as of `at`, or, where that is None, as anybody would ask."""

    method: str
    url: str
    headers: Mapping[str, str]
    at: datetime | None
    body: bytes = b""

    @property
    def path(self) -> str:
        return quote(urlsplit(self.url).path or "/", safe="/%:@!$&'()*+,;=~-._")


def post(machine: Machine, body: Mapping[str, Any], key: str, at: datetime) -> Answer:
    """Hand an item over; `key` makes the second of two that are the same harmless."""
    sent = json.dumps(body, ensure_ascii=False).encode()
    more = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    return _ask(machine, _Asked("POST", machine.address, more, at, sent))


def delete(machine: Machine, item: str, key: str, at: datetime) -> Answer:
    return _ask(machine, _Asked("DELETE", machine.item_url(item), {"Idempotency-Key": key}, at))


def look(machine: Machine, url: str, at: datetime, *, cached: bool, signed: bool) -> Look:
    """One GET: past every cache, or as a reader's browser asks, which a cache may answer."""
    more = {} if cached else {"Cache-Control": "no-cache", "Pragma": "no-cache"}
    answer = _ask(machine, _Asked("GET", url, more, at if signed else None))
    return Look(url, cached, answer.code, answer.headers.get("etag", ""), answer.headers.get("age", ""), answer.words)


def _signature(machine: Machine, asked: _Asked) -> Mapping[str, str]:
    """Raises OSError, ValueError where the key cannot be read."""
    if asked.at is None:
        return {}
    moment = asked.at.astimezone(UTC).isoformat(timespec="seconds")
    sign = machines.signature(machine.secret(), asked.method, asked.path, moment, asked.body)
    return {"X-Moment": moment, "X-Signature": f"sha256={sign}"}


def _ask(machine: Machine, asked: _Asked) -> Answer:
    until = monotonic() + machines.WHOLE_SECONDS
    try:
        signature = _signature(machine, asked)
    except (OSError, ValueError):
        return Answer(0, "读不了密钥文件")
    try:
        connection = _connection(asked.url, private=machine.private)
        if connection is None:
            return Answer(0, "不允许连接的地址（内网地址须在城市设置文件里写 private = true）")
        try:
            headers = {"User-Agent": _CALLS_ITSELF, **asked.headers, **signature}
            connection.request(asked.method, asked.path, asked.body or None, headers)
            return _answer(connection, until)
        finally:
            connection.close()
    except TimeoutError:
        return Answer(0, f"超过 {machines.STEP_SECONDS:g} 秒没有回应")
    except (OSError, HTTPException, ValueError) as error:
        return Answer(0, f"连不上（{type(error).__name__}）")


def _answer(connection: HTTPConnection, until: float) -> Answer:
    """Raises TimeoutError where it goes on for too long, byte by byte."""
    response = connection.getresponse()
    read = bytearray()
    while len(read) <= machines.LARGEST_ANSWER and (piece := response.read1(8192)):
        read += piece
        if monotonic() > until:
            raise TimeoutError
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, "", headers, bytes(read[: machines.LARGEST_ANSWER]))


def _connection(url: str, *, private: bool) -> HTTPConnection | None:
    """A connection to the one address that was looked at; None where it may not be reached. Raises OSError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(machines.may_reach(ip, private=private) for ip in found):
        return None
    plain = socket.create_connection((found[0], port), timeout=machines.STEP_SECONDS)
    if parts.scheme == "http":
        connection: HTTPConnection = HTTPConnection(host, port)
        connection.sock = plain
        return connection
    context = ssl.create_default_context()
    try:
        wrapped = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    secure = HTTPSConnection(host, port, context=context)
    secure.sock = wrapped
    return secure
