"""Rows a second and peak memory of `yihaotong import`, the command as it is typed, for files given and files made up.

.venv/bin/python -m bench.imports --database both --rows 100000 letters.jsonl more.xlsx

Each file enters an empty installation of its own, then once more: that run adds nothing. The made-up letters are put
together from the sentences of the demo city, 400 characters each on average, one in three with a reply. Memory is the
peak of the command's process (PostgreSQL's own is not in it). Prints JSON.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from bench.databases import ENGINES, Database, database
from bench.environment import workshop
from bench.figures import keep
from bench.processes import ROOT, load_average

FORMS = ("csv", "jsonl", "xlsx")
HEADER = ("工单编号", "诉求标题", "诉求内容", "来电时间", "答复意见", "答复时间", "姓名", "联系电话", "诉求渠道")
_SENTENCES = (
    "示例小区从昨天晚上开始停水，一栋楼四十户都没水。",
    "幸福路从邮局到小学这一段路灯坏了半个月，孩子放学看不见路。",
    "楼下烧烤店每天营业到凌晨两点，油烟和噪音让人无法休息。",
    "多次向物业反映，一直没有人来处理，请有关单位尽快核实。",
    "希望明确告知办理的时间和负责人，谢谢。",
)


def letters(count: int) -> Iterator[tuple[str, ...]]:
    random, begin = Random(12345), datetime(2017, 1, 1, tzinfo=UTC)
    for number in range(count):
        filed = begin + timedelta(minutes=30 * number)
        body = "".join(random.choices(_SENTENCES, k=random.randint(5, 27)))
        reply = "".join(random.choices(_SENTENCES, k=12)) if number % 3 == 0 else ""
        replied = f"{filed + timedelta(days=9):%Y-%m-%d %H:%M}" if reply else ""
        name, phone = f"测试{number % 997}", f"139{number:08d}"
        yield str(number), body[:25], body, f"{filed:%Y/%m/%d %H:%M:%S}", reply, replied, name, phone, "电话"


def made_up(form: str, count: int, directory: Path) -> Path:
    path = directory / f"made-up-{count}.{form}"
    if form == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in (HEADER, *letters(count)):
            sheet.append(row)
        book.save(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        if form == "csv":
            csv.writer(file).writerows([HEADER, *letters(count)])
        else:
            file.writelines(
                json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n" for row in letters(count)
            )
    return path


def command(base: Database, *words: str) -> tuple[str, float, float]:
    """What it printed, the peak of its memory in MB, the seconds of processor it used."""
    with subprocess.Popen(
        [sys.executable, "-m", "yihaotong.project.cli", *words],
        cwd=ROOT,
        env={**os.environ, **base.variables},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        printed = running.stdout.read()
        _, code, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(code)
    assert running.returncode == 0, f"{words}: {running.returncode}"
    return printed, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def measure(engine: str, path: Path) -> dict[str, Any]:
    with database(engine) as base:
        command(base, "setup")
        runs = [command(base, "import", str(path), "--json") for _ in range(2)]
        version = base.version()
    (first, memory, busy), (second, memory_again, _) = [(json.loads(printed), *used) for printed, *used in runs]
    assert second["accepted"] == 0
    assert second["already_present"] == first["accepted"] + first["already_present"]
    return {
        "file": path.name,
        "bytes": path.stat().st_size,
        "engine": version,
        **{name: first[name] for name in ("read", "accepted", "rejected", "already_present", "seconds")},
        "rows_per_second": round(first["read"] / first["seconds"]),
        "cpu_seconds": round(busy, 2),
        "peak_mb": round(memory),
        "again_seconds": second["seconds"],
        "again_peak_mb": round(memory_again),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the made-up files; 0 for none")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--database", choices=[*ENGINES, "both"], default="sqlite")
    options = parser.parse_args()
    engines = ENGINES if options.database == "both" else (options.database,)
    with tempfile.TemporaryDirectory(dir=workshop()) as directory:
        wanted = [(form, options.rows, Path(directory)) for form in options.forms] if options.rows else []
        # In a process of its own: the kernel books the parent's memory at the fork on the child's peak.
        with get_context("spawn").Pool(1) as maker:
            made = maker.starmap(made_up, wanted)
        measured = [measure(engine, path) for engine in engines for path in (*options.files, *made)]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"at": at, "python": platform.python_version(), "load": load_average(), "runs": measured}
    keep("imports", at, facts)
    print(json.dumps(facts, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
