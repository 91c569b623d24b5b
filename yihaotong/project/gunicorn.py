"""gunicorn's own settings: what it must do for us besides serving."""

import os
import threading
import time
from typing import Any

_SUPERVISOR = int(os.environ.get("YIHAOTONG_SUPERVISOR", "0"))


def when_ready(server: Any) -> None:
    """Leave when the supervisor is gone (kill -9): an orphan would hold the port against the next start."""
    if _SUPERVISOR:
        threading.Thread(target=_leave_with_supervisor, args=(server,), daemon=True).start()


def _leave_with_supervisor(server: Any) -> None:
    while os.getppid() == _SUPERVISOR:
        time.sleep(0.5)
    server.log.warning("the supervisor is gone; the web server leaves too")
    os.kill(os.getpid(), 15)
