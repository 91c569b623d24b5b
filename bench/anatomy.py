"""Where the time of one API filing goes, in one process without a socket: statements, then functions.

.venv/bin/python -m bench.anatomy --database sqlite --cases 500

The first pass is plain and gives CPU per filing; the second times each statement as Django's cursor sees it; the third
looks at the stack whenever a few milliseconds of CPU have passed and so disturbs nothing.
"""

import argparse
import io
import json
import os
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

import django

from bench import city
from bench.databases import ENGINES, database
from bench.matters import matters
from bench.subjects import filing


def environ(body: bytes, token: str) -> dict[str, Any]:
    """What gunicorn would hand over."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/cases",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def file_all(application: Callable[..., Any], token: str, count: int, seed: int) -> float:
    """CPU seconds of this process for `count` filings."""
    bodies = [json.dumps(filing(matter), ensure_ascii=False).encode() for matter in matters(count, seed)]
    statuses: list[str] = []
    began = time.process_time()
    for body in bodies:
        reply = application(environ(body, token), lambda status, _: statuses.append(status))
        b"".join(reply)
        reply.close()
    used = time.process_time() - began
    if set(statuses) != {"201 Created"}:
        raise RuntimeError(f"{set(statuses)}")
    return used


class Statements:
    """Counts and times statements by their text without values; an `execute_wrapper`."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds[re.sub(r"\s+", " ", sql)[:150]].append(time.perf_counter() - began)

    def report(self, count: int) -> str:
        lines = [f"{'per filing':>10} {'µs each':>8}  statement"]
        for sql, times in self.seconds.items():
            lines.append(f"{len(times) / count:10.2f} {sum(times) / len(times) * 1e6:8.0f}  {sql}")
        total = sum(sum(times) for times in self.seconds.values())
        number = sum(len(times) for times in self.seconds.values())
        return "\n".join([*lines, f"{number / count:.2f} statements, {total / count * 1e6:.0f} µs per filing"])


class Samples:
    """A sampling profile of the main thread by CPU time: how often each function was on the stack, and on its top."""

    def __init__(self) -> None:
        self.inside: Counter[str] = Counter()
        self.on_top: Counter[str] = Counter()

    def __enter__(self) -> Self:
        signal.signal(signal.SIGPROF, self.look)
        signal.setitimer(signal.ITIMER_PROF, 0.002, 0.002)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def look(self, _: int, frame: FrameType | None) -> None:
        stack = []
        while frame:
            code = frame.f_code
            stack.append(f"{'/'.join(code.co_filename.split('/')[-3:])}:{code.co_qualname}")
            frame = frame.f_back
        self.on_top[stack[0]] += 1
        self.inside.update(set(stack))

    def report(self, milliseconds: float) -> str:
        """`milliseconds` is what one filing took altogether."""
        looks = self.on_top.total()
        lines = [
            f"{looks} samples, {milliseconds:.2f} ms CPU per filing",
            "      ms  share  in this function and below",
        ]
        for counts, many in ((self.inside, 90), (self.on_top, 30)):
            for name, count in counts.most_common(many):
                lines.append(f"{count / looks * milliseconds:8.3f} {count / looks:6.1%}  {name}")
            lines.append("      ms  share  in this function itself, and in C called from it")
        return "\n".join(lines[:-1])


def dissect(token: str, count: int) -> None:
    """Run inside the installation's environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    django.setup()
    from django.db import connection

    from yihaotong.project.wsgi import application

    file_all(application, token, 50, seed=0)
    print(f"plain: {file_all(application, token, count, seed=1) / count * 1e3:.2f} ms CPU per filing\n")
    statements = Statements()
    with connection.execute_wrapper(statements):
        file_all(application, token, count, seed=2)
    print(statements.report(count) + "\n")
    with Samples() as samples:
        used = file_all(application, token, count * 4, seed=3)
    print(samples.report(used / count / 4 * 1e3))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.anatomy", description=__doc__)
    parser.add_argument("--database", choices=ENGINES, default="sqlite")
    parser.add_argument("--cases", type=int, default=500)
    options = parser.parse_args()
    with database(options.database) as data:
        token = city.install(data)
        os.environ.update({**data.variables, **city.NO_HURRY})
        dissect(token, options.cases)


if __name__ == "__main__":
    main()
