"""kill -9 of web workers while files are being handed in: what was answered with success is there, whole."""

import hashlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.blank import lay
from tests.files.samples import jpeg
from tests.home import environment

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 8
HANDS = 3
_LIMITS = "[files]\nfrom_public = 100000\nwhole = 100000\n"


def until(happens: Callable[[], Any], *, seconds: float = 30) -> Any:
    """Wait for a condition; fails the test when it does not come true in time."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < end:
        if found := happens():
            return found
        pause.wait(0.02)
    raise AssertionError("it did not happen in time")


def children(pid: int) -> list[int]:
    """The living children of a process."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def words_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


class Server:
    """`yihaotong serve` in a data directory and a session of its own."""

    def __init__(self, home: Path) -> None:
        city = home / "city.toml"
        shipped = ROOT / "yihaotong" / "project" / "demo" / "city.toml"
        city.write_text(shipped.read_text().partition("[files]")[0] + _LIMITS)
        self.log = home / "server.log"
        self.variables = environment(str(home / "data"), "") | {"YIHAOTONG_CITY": str(city)}
        lay(home / "data")
        self.token = self.run("furnish")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "yihaotong.project.cli", "serve", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.variables, stdout=log, stderr=log, start_new_session=True
            )

    def run(self, what: str) -> str:
        command = [sys.executable, "-m", "tests.files.killed", what]
        return subprocess.check_output(command, cwd=ROOT, env=self.variables, text=True).strip().splitlines()[-1]

    def web_workers(self) -> list[int]:
        arbiters = [pid for pid in children(self.process.pid) if b"gunicorn" in words_of(pid)]
        return [worker for arbiter in arbiters for worker in children(arbiter)]

    def send(self, address: str, body: bytes, media: str) -> tuple[int, dict[str, Any]]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": media}
            connection.request("POST", f"/api/v1/{address}", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    def file_case(self) -> str:
        body = {"body": "路灯坏了三天，晚上很黑。", "request_type": "help", "phone": "13951000001"}
        status, told = self.send("cases", json.dumps(body).encode(), "application/json")
        assert status == 201, told
        return told["order_no"]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


class Hand(threading.Thread):
    """Somebody who hands in one file after the other, and each again until it is answered with success.

    `promised`: digest of what was kept, by file; of a text it must be that of what was sent.
    """

    def __init__(self, server: Server, order_no: str, number: int) -> None:
        super().__init__(daemon=True)
        self.server, self.order_no, self.number = server, order_no, number
        self.promised: list[str] = []
        self.broken = 0
        self.wrong: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        for turn in range(100_000):
            text = f"第 {self.number} 人的第 {turn} 份材料。\n".encode() * (1 + 997 * (turn % 4))
            content = jpeg(size=(900 + 40 * self.number, 500 + turn)) if turn % 3 == 0 else text
            while not self.hand_in(content, is_text=content is text):
                if self.stopping.is_set():
                    return
            if self.stopping.is_set():
                return

    def hand_in(self, content: bytes, *, is_text: bool) -> bool:
        mark = uuid4().hex.encode()
        head = b'--%s\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' % mark
        body, media = head + content + b"\r\n--%s--\r\n" % mark, f"multipart/form-data; boundary={mark.decode()}"
        try:
            status, told = self.server.send(f"cases/{self.order_no}/attachments", body, media)
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        if status != 201:
            self.wrong.append(f"{status} {told}")
            return False
        kept = told["attachments"][0]["sha256"]
        if is_text and kept != hashlib.sha256(content).hexdigest():
            self.wrong.append(f"{kept} is not what was sent")
        self.promised.append(kept)
        return True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    try:
        yield running
    finally:
        running.stop()


def test_whatever_was_answered_is_there_whole_however_often_a_worker_is_killed(server: Server) -> None:
    until(lambda: len(server.web_workers()) == 2)
    hands = [Hand(server, server.file_case(), number) for number in range(HANDS)]
    for hand in hands:
        hand.start()
    moment = threading.Event()
    for _ in range(KILLS):
        so_far = sum(len(hand.promised) for hand in hands)
        until(lambda before=so_far: sum(len(hand.promised) for hand in hands) >= before + 3)
        # Not waiting for anything: a kill comes at any moment of an upload, and pytest-randomly prints the seed.
        moment.wait(random.uniform(0, 0.3))
        os.kill(random.choice(until(server.web_workers)), signal.SIGKILL)
    for hand in hands:
        hand.stopping.set()
    for hand in hands:
        hand.join(30)
    server.stop()

    promised = [digest for hand in hands for digest in hand.promised]
    found = json.loads(server.run("look"))
    assert [wrong for hand in hands for wrong in hand.wrong] == []
    assert any(hand.broken for hand in hands), "no kill has hit anybody: this proves nothing"
    assert sorted(promised) == sorted(set(promised) & set(found["rows"])), "answered, and not there"
    assert len(found["rows"]) == len(set(found["rows"])), "handed in again after a broken answer, it is there twice"
    assert found["not whole"] == found["left over"] == found["swept too much"] == found["problems"] == []
