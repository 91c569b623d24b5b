"""`yihaotong journal verify` and `backlog`"""

import argparse
import json

from django.utils import timezone

from yihaotong.journal import consuming
from yihaotong.journal.models import Pending
from yihaotong.journal.verifying import Report, verify

HELP = "日志：verify 校验整条链，查改动、删除、调换、截尾、重算和未封存的行；backlog 看积压"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    verifying = acts.add_parser("verify", help="校验整条链并与库外链首文件比对；有问题时退出码为 1")
    backlog = acts.add_parser("backlog", help="待封存的行数，各消费者落后的行数")
    for act in (verifying, backlog):
        act.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    return _backlog(args) if args.act == "backlog" else _verify(args)


def _backlog(args: argparse.Namespace) -> int:
    waiting, behind = Pending.objects.count(), consuming.behind()
    if args.json:
        print(json.dumps({"pending": waiting, "behind": behind}))
    else:
        print("\n".join([f"待封存 {waiting} 行", *(f"{name} 落后 {count} 行" for name, count in behind.items())]))
    return 0


def _verify(args: argparse.Namespace) -> int:
    report = verify(timezone.now())
    print(json.dumps(report.as_dict(), ensure_ascii=False) if args.json else _in_words(report))
    return 0 if report.ok else 1


def _in_words(report: Report) -> str:
    counts = f"日志 {report.lines} 行，封条 {report.seals} 号，待封存 {report.pending} 行，链首记录 {report.heads} 条"
    if report.ok:
        return f"{counts}。校验通过"
    return "\n".join(
        [f"{counts}。发现 {len(report.problems)} 处问题：", *(f"  - {p.message}" for p in report.problems)]
    )
