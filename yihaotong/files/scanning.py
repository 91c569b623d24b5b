"""The virus scanner of the house: whatever command the administrator names. It fails closed."""

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from yihaotong.journal.refusal import Refused

log = logging.getLogger(__name__)

_CLEAN, _INFECTED = 0, 1


def scan(file: Path) -> None:
    """Ask the command YIHAOTONG_SCAN about a file: 0 is clean, 1 infected, anything else no answer.

    Raises Refused("infected"), Refused("scan-failed"). Without a command nothing is asked.
    """
    if not settings.SCAN:
        return
    command = [*shlex.split(settings.SCAN), str(file)]
    try:
        done = subprocess.run(  # noqa: S603 — the administrator's own command, without a shell
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=settings.SCAN_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("the virus scanner gave no answer: %s", type(error).__name__)
        raise _unanswered() from None
    if done.returncode == _INFECTED:
        log.warning("the virus scanner refused a file")
        raise Refused("infected", "杀毒软件认为文件带有病毒，没有收下")
    if done.returncode != _CLEAN:
        log.error("the virus scanner failed with %s: %s", done.returncode, done.stderr[-500:].decode(errors="replace"))
        raise _unanswered()


def _unanswered() -> Refused:
    return Refused("scan-failed", "暂时不能检查病毒，请稍后再试")
