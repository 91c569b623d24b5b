"""The worker: seals the journal, lets the consumers read, runs the timers; again and again until told to stop."""

import logging
import os
import signal
import threading

from django.db import Error, close_old_connections
from django.utils import timezone

from yihaotong.jobs import schedule
from yihaotong.journal import consuming, sealing

log = logging.getLogger(__name__)

#: Seconds between rounds. Lines are sealed "within a second".
PAUSE = 0.5
#: So much work in one round: some batch was full.
FULL = min(sealing.BATCH, consuming.BATCH)


def work(*, leave_with: int | None = None) -> None:
    """Run until SIGTERM or SIGINT, or until the process `leave_with` is no longer our parent."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        if leave_with is not None and os.getppid() != leave_with:
            log.warning("the supervisor is gone; the worker leaves too")
            return
        # A full batch means more waits; else a pause lets lines gather: a round costs the same for one as for many.
        if one_round() < FULL:
            stop.wait(PAUSE)


def one_round() -> int:
    """Seal, consume, and run what is due, once; how much was done. A database that is away is tried again."""
    try:
        close_old_connections()
        at = timezone.now()
        return sealing.seal_batch() + consuming.run_all(at) + schedule.run_due(at)
    except Error:
        log.exception("the database did not answer; the worker tries again")
        return 0
