"""Letters that look like those of a city's message board, in files to import. All made up."""

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from yihaotong.accounts.rules import IMPORTER, Actor
from yihaotong.cases import verifying
from yihaotong.cases.actions import importing
from yihaotong.cases.actions.importing import rejects
from yihaotong.cases.models import Import

_MATTERS = (
    ("东区幸福路路灯不亮", "东区幸福路从邮局到小学这一段，路灯坏了半个月，晚上孩子放学看不见路，请尽快派人修理。"),
    ("反映小区噪音扰民", "我住在示例花园 3 号楼，楼下烧烤店每天营业到凌晨两点，\n音响开得很大，报警多次没有用。"),
    ("咨询公积金提取", "请问异地购房怎样提取公积金？需要哪些材料？"),
)


def letter(number: object = "", **more: Any) -> dict[str, Any]:
    """One row; the same words come again and again, as in real letters."""
    title, body = _MATTERS[sum(map(ord, str(number))) % len(_MATTERS)]
    row = {
        "留言编号": number,
        "留言用户": f"A{number}",
        "留言主题": title,
        "留言时间": "2019/4/25 9:32:09",
        "留言详情": body,
    }
    return {name: value for name, value in (row | more).items() if value is not None}


def letters(count: int, first: int = 1, replied: int = 0) -> list[dict[str, Any]]:
    """So many rows with numbers; the first `replied` of them have a reply."""
    reply = {"答复意见": "已转有关单位办理，现已解决。", "答复时间": "2019/5/10 14:56:53"}
    return [letter(first + place, **(reply if place < replied else {})) for place in range(count)]


def write(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def run_to_end(path: Path, at: datetime, *, actor: Actor = IMPORTER, **said: Any) -> Import:
    session = importing.begin(path, actor=actor, at=at, **said)
    try:
        while importing.advance(session, at=at):
            pass
    finally:
        importing.close(session)
    return Import.objects.get(pk=session.run.pk)


def bring_in(at: datetime, rows: Iterable[Mapping[str, Any]], *, name: str = "letters", **said: Any) -> Import:
    """Write the rows to a file in the test's home and import it."""
    directory = Path(settings.HOME) / "sent"
    directory.mkdir(exist_ok=True)
    return run_to_end(write(rows, directory / f"{name}.jsonl"), at, **said)


def counts(run: Import) -> tuple[int, int, int, int]:
    """read, accepted, rejected, already_present"""
    return run.read, run.accepted, run.rejected, run.already_present


def rejected(run: Import) -> list[list[str]]:
    """The rows of the rejects file without its header."""
    with rejects.path_of(run).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def verifying_finds() -> list[str]:
    return [problem.message for problem in verifying.check()]


def clear_files() -> None:
    for name in ("imports", "sent"):
        shutil.rmtree(Path(settings.HOME) / name, ignore_errors=True)
