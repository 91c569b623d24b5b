"""gunicorn's own settings: what it must do for us besides serving."""

import gc
import os
import signal
import socket
import threading
import time
from typing import Any

from gunicorn.workers.sync import SyncWorker

from yihaotong.project import wsgi

_SUPERVISOR = int(os.environ.get("YIHAOTONG_SUPERVISOR", "0"))
#: Seconds after which a client that has fallen silent in the middle of a request, or of an answer, is given up.
_SILENCE = 20
#: Seconds for which a connection without a word stays with the kernel: browsers open some in advance.
_WORDLESS = 60

worker_class = "yihaotong.project.gunicorn.Worker"


class Worker(SyncWorker):
    """One request at a time; nobody holds it by saying nothing."""

    def handle(self, door: Any, client: Any, addr: Any) -> None:
        client.settimeout(_SILENCE)
        super().handle(door, client, addr)


def when_ready(server: Any) -> None:
    """Leave when the supervisor is gone (kill -9): an orphan would hold the port against the next start.

    What was loaded before the workers fork stays for good: the collector need not walk over it again and again.
    """
    gc.collect()
    gc.freeze()
    if hasattr(socket, "TCP_DEFER_ACCEPT"):  # Linux
        for door in server.LISTENERS:
            door.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, _WORDLESS)
    if _SUPERVISOR:
        threading.Thread(target=_leave_with, args=(_SUPERVISOR, server.log), daemon=True).start()


def post_fork(server: Any, worker: Any) -> None:
    """The same for a worker without its arbiter: a sync worker looks for its parent only when nobody is waiting, so
    under load it would go on for minutes."""
    threading.Thread(target=_leave_with, args=(worker.ppid, server.log), daemon=True).start()
    # A worker that gives no sign of life for a minute is ended; one that sends a long list gives it itself.
    wsgi.alive = worker.notify


def _leave_with(parent: int, log: Any) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    log.warning("process %s is gone; its child %s leaves too", parent, os.getpid())
    os.kill(os.getpid(), signal.SIGTERM)
