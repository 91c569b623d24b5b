"""Asking a process of its own about a source, and waiting no longer than the limit says: see `looking`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import looking
from yihaotong.redaction.rules.limits import LimitKind, of, too_slow


def ask(what: str, source: Path, *, within: LimitKind, saying: str, **task: Any) -> looking.Answer:
    """What it answers. `saying`: what is being done, in a refusal. Raises Refused: too-slow, broken, or its own."""
    told = json.dumps({"what": what, "source": str(source), **task}).encode()
    command = [sys.executable, "-m", looking.__name__]
    try:
        done = subprocess.run(  # noqa: S603 — our own module, its task on the standard input
            command, input=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, timeout=of(within)
        )
    except subprocess.TimeoutExpired:
        raise too_slow(within, saying) from None
    head, newline, more = done.stdout.partition(b"\n")
    if done.returncode or not newline:
        raise Refused("broken", f"{saying}时程序出错，文件可能已损坏；请另存一份再来，或转成图片")
    answer: dict[str, Any] = json.loads(head)
    if "refused" in answer:
        raise Refused(answer["refused"], answer["message"])
    return answer, more
