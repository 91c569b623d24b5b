"""`yihaotong import FILE`"""
# ruff: noqa: N999 — the command has this name; it is loaded by it, nobody writes `import import`

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from django.utils import timezone

from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.actions import importing
from yihaotong.cases.importing import ended, summary
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.importing.names import FIELDS, IGNORED, check_fields
from yihaotong.cases.rules.importing.words import DEFAULT_CHANNEL
from yihaotong.journal.refusal import Refused

HELP = "导入历史来信或工单（.xlsx、.csv、.jsonl）；中断后再运行即接着做，重复导入不会重复添加"
_BAR = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    fields = "、".join(f"{name}（{label}）" for name, label in FIELDS.items())
    parser.add_argument("file", type=Path, metavar="FILE", help="要导入的文件；是什么表、什么编码，看内容就知道")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="列名=字段",
        help=f"按列名认不出或认错时用，可多次；字段：{fields}、{IGNORED}（不用这一列）".replace("%", "%%"),
    )
    parser.add_argument(
        "--source", default="", metavar="NAME", help="来源名称；同一来源里编号不重复。默认自动认，认不出用文件名"
    )
    parser.add_argument(
        "--channel",
        choices=[channel.value for channel in Channel],
        default=DEFAULT_CHANNEL.value,
        help=f"文件没有写明渠道时的来源渠道，默认 {DEFAULT_CHANNEL.value}（{DEFAULT_CHANNEL.label}）",
    )
    parser.add_argument(
        "--live", action="store_true", help="没有答复的按在办工单进待派单队列，从现在起计时；默认只作历史数据"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(args: argparse.Namespace) -> int:
    began = time.monotonic()
    session = _begun(args)
    if session.resumed:
        print(f"接着上次未完的导入，从第 {session.run.row + 1} 行起", file=sys.stderr)
    try:
        while importing.advance(session, at=timezone.now()):
            progress(session.run)
    finally:
        importing.close(session)
        progress(session.run, last=True)
    told = summary(session.run) | {"seconds": round(time.monotonic() - began, 3), "resumed": session.resumed}
    print(json.dumps(told, ensure_ascii=False) if args.json else in_words(told))
    if told["rejected"]:
        print(f"有 {told['rejected']} 行没有导入，原因见 {told['rejects_file']}", file=sys.stderr)
    return 0 if ended(session.run) else 1


def _begun(args: argparse.Namespace) -> importing.Session:
    try:
        return importing.begin(
            args.file,
            actor=IMPORTER,
            at=timezone.now(),
            given=mapping(args.map),
            source=args.source,
            channel=Channel(args.channel),
            live=args.live,
        )
    except Refused as refused:
        if refused.code != "no-columns":
            raise
        raise Refused(refused.code, f"{refused.message}；请用 --map 列名=字段 指定", refused.field) from refused


def mapping(given: list[str]) -> dict[str, str]:
    """column=field, as often as it was given. Raises Refused("bad-map" | "no-such-field")."""
    found = {}
    for each in given:
        column, equals, name = each.rpartition("=")
        if not equals or not column.strip():
            raise Refused("bad-map", f"--map 须是 列名=字段，如 诉求=body；不是“{each}”", "map")
        found[column.strip()] = name.strip()
    check_fields(found.values())
    return found


def progress(run: Any, *, last: bool = False) -> None:
    """One line that overwrites itself, on a terminal only."""
    if not sys.stderr.isatty():
        return
    share = min(1.0, run.row / run.total) if run.total else 0.0
    bar = f"[{'█' * round(share * _BAR):░<{_BAR}}] " if run.total else ""
    print(
        f"\r{bar}读 {run.read} 行，导入 {run.accepted}，拒绝 {run.rejected}，已有 {run.already_present}",
        end="\n" if last else "",
        file=sys.stderr,
        flush=True,
    )


def in_words(told: dict[str, Any]) -> str:
    stages = told["by_stage"]
    lines = [
        f"读 {told['read']} 行，用时 {told['seconds']:.1f} 秒；来源“{told['source']}”（{told['source_by']}）",
        f"导入 {told['accepted']} 件：归档 {stages['archived']} 件，待派单 {stages['filed']} 件"
        + ("（在办，已计时）" if told["live"] else "（历史数据，不计时、不进待办）"),
        f"先前已有 {told['already_present']} 件"
        + (f"，其中 {told['differing']} 件内容与先前不同，未改动" if told["differing"] else ""),
        f"拒绝 {told['rejected']} 行" + (f"，见 {told['rejects_file']}" if told["rejects_file"] else ""),
        "各列：" + "，".join(f"{column}→{FIELDS[name]}" for name, column in told["columns"].items()),
    ]
    if told["unknown_columns"]:
        lines.append(f"没有用到的列（原样留存）：{'、'.join(told['unknown_columns'])}")
    return "\n".join([*lines, *(f"注意：{each}" for each in told["warnings"])])
