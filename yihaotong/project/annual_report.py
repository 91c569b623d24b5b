"""`yihaotong disclosure annual-report`: the statutory report of a year as DOCX, PDF, HTML and JSON. Reads only."""

import argparse
import json
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from django.utils import timezone

from yihaotong.annual import access, representations
from yihaotong.annual.rules.drafted import Drafted, every_figure
from yihaotong.annual.rules.findings import errors
from yihaotong.journal.refusal import Refused
from yihaotong.project.environment import why

HELP = "写出一年的政府信息公开工作年度报告（DOCX、PDF、HTML、JSON）；只读，有错误的退出码为 1，不能编制的为 2"
NAME = "report"
_FAULTY, _BAD_INPUT = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", type=year, required=True, help="报告哪一年的工作，如 2019")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="写到这个目录，没有的会建；同名文件会被替换"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def year(written: str) -> int:
    """A year as typed."""
    if not (written.isascii() and written.isdecimal() and len(written) == 4):
        raise argparse.ArgumentTypeError(f"“{written}”不是年度：应为四位数字，如 2019")
    return int(written)


def run(args: argparse.Namespace) -> int:
    begun, at = monotonic(), timezone.now()
    try:
        drafted = access.report_of(args.year, at)
    except Refused as refusal:
        return _refused(args, refusal.message)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        files = [
            _written(args.out / f"{NAME}.{kind}", representations.file(drafted, kind, at))
            for kind in representations.MEDIA
        ]
    except FileExistsError:
        return _refused(args, f"写不进 {args.out}：它是文件，不是目录")
    except OSError as error:
        return _refused(args, f"写不进 {args.out}：{why(error)}")
    told = _told(drafted, files, monotonic() - begun)
    said = json.dumps(told, ensure_ascii=False, indent=1) if args.json else _in_words(told)
    sys.stdout.write(f"{said}\n")
    return _FAULTY if errors(drafted.findings) else 0


def _refused(args: argparse.Namespace, words: str) -> int:
    if args.json:
        sys.stdout.write(f"{json.dumps({'error': words}, ensure_ascii=False, indent=1)}\n")
    sys.stderr.write(f"{words}\n")
    return _BAD_INPUT


def _written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def _told(drafted: Drafted, files: list[str], seconds: float) -> dict[str, Any]:
    return {
        "year": drafted.year,
        "format": drafted.form.value,
        "organ": drafted.organ,
        "edition": drafted.edition,
        "files": files,
        "seconds": round(seconds, 2),
        "figures": len(every_figure(drafted)),
        "findings": [each.as_json() for each in drafted.findings],
        "slips": [each.as_json() for each in access.slips(drafted)],
    }


def _whose(slip: dict[str, Any]) -> str:
    return f"来源的笔误（{slip['where']}）" if slip["where"] else "笔误"


def _in_words(told: dict[str, Any]) -> str:
    edition = f"第 {told['edition']} 版" if told["edition"] else "草稿，由此刻的记录写成"
    lines = [f"{told['organ']} {told['year']} 年年报（{told['format']}，{edition}），{told['figures']} 个数字都有来源"]
    lines += [f"  {each}" for each in told["files"]]
    marks = {"error": "错误", "warning": "须核对"}
    lines += [f"{marks[each['weight']]}：{each['where']} {each['words']}" for each in told["findings"]]
    lines += [f"{_whose(each)}：{each['quote']}：{each['words']}" for each in told["slips"]]
    return "\n".join([*lines, f"用时 {told['seconds']} 秒"])
