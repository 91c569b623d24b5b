"""`yihaotong article import`"""

import argparse
import json
import sys
from pathlib import Path

from django.utils import timezone

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER
from yihaotong.articles.actions import bring
from yihaotong.articles.rules.contents import FIELDS
from yihaotong.journal.refusal import Refused

HELP = "公开信息：从表格导入稿件，只存为草稿，发布仍须三审三校"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    brought = acts.add_parser("import", help="导入一份 .csv、.xlsx、.jsonl 或 .json；同样的一行再导入不会重复")
    labels = "、".join(field.label for field in FIELDS)
    brought.add_argument("file", type=Path, metavar="FILE", help=f"列名：科室代码、{labels}；必有名称、正文")
    brought.add_argument("--unit", required=True, metavar="CODE", help="责任科室代码，表里写了“科室代码”的行以表里为准")
    brought.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(args: argparse.Namespace) -> int:
    if not Unit.objects.filter(code=args.unit, dissolved_on=None).exists():
        raise Refused("no-such-unit", f"没有代码为“{args.unit}”的科室，或已撤销", "unit")
    done = bring(args.file, unit=args.unit, actor=IMPORTER, at=timezone.now())
    if args.json:
        rejects = [{"row": each.row, "column": each.column, "reason": each.reason} for each in done.rejects]
        print(json.dumps({"added": done.added, "same": done.same, "rejects": rejects}, ensure_ascii=False))
    else:
        print(f"新存草稿 {done.added} 篇，相同 {done.same} 篇，拒绝 {len(done.rejects)} 行")
        for each in done.rejects:
            print(f"  第 {each.row} 行“{each.column}”：{each.reason}", file=sys.stderr)
    return 1 if done.rejects else 0
