"""`yihaotong knowledge import` and `export`"""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from django.utils import timezone

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.actions import importing
from yihaotong.knowledge.models import Entry
from yihaotong.knowledge.representations import COLUMNS, rows_of

HELP = "知识库：从表格导入条目（.xlsx、.csv、.jsonl），或导出全部条目"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    brought = acts.add_parser("import", help="导入一份表格；同一单位同一问题的只改有变化的，重复导入不会重复添加")
    brought.add_argument(
        "file", type=Path, metavar="FILE", help=f"列名：{'、'.join(COLUMNS[2:-1])}；必有问题、答复口径"
    )
    brought.add_argument(
        "--unit", required=True, metavar="CODE", help="责任单位代码，表里写了“责任单位代码”的行以表里为准"
    )
    brought.add_argument("--release", action="store_true", help="直接生效：原系统里已经发布过的；默认是草稿，等人发布")
    brought.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    out = acts.add_parser("export", help="导出全部条目为 CSV（UTF-8），可再导入")
    out.add_argument("file", type=Path, metavar="FILE", help="写到哪个文件")


def run(args: argparse.Namespace) -> int:
    return _export(args.file) if args.act == "export" else _import(args)


def _import(args: argparse.Namespace) -> int:
    if not Unit.objects.filter(code=args.unit, dissolved_on=None).exists():
        raise Refused("no-such-unit", f"没有代码为“{args.unit}”的单位，或已撤销", "unit")
    done = importing.bring(args.file, unit=args.unit, released=args.release, actor=IMPORTER, at=timezone.now())
    rejects = [{"row": each.row, "column": each.column, "reason": each.reason} for each in done.rejects]
    told: dict[str, Any] = {"added": done.added, "changed": done.changed, "same": done.same, "rejects": rejects}
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"新增 {done.added} 条，更新 {done.changed} 条，相同 {done.same} 条，拒绝 {len(rejects)} 行")
        for each in done.rejects:
            print(f"  第 {each.row} 行“{each.column}”：{each.reason}", file=sys.stderr)
    return 1 if rejects else 0


def _export(path: Path) -> int:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            count = 0
            for row in rows_of(Entry.objects.all()):
                writer.writerow(row)
                count += 1
    except OSError as error:
        raise Refused("unwritable", f"写不了 {path}：{error}", "file") from error
    print(f"已导出 {count} 条")
    return 0
