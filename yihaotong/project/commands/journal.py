"""`yihaotong journal verify` and `backlog`"""

import argparse
import json

from django.db import connection
from django.utils import timezone

from yihaotong.journal import consuming
from yihaotong.journal.models import Line, Pending
from yihaotong.journal.refusal import Refused
from yihaotong.journal.verifying import Report, verify
from yihaotong.project import home

HELP = "日志：verify 校验整条链，查改动、删除、调换、截尾、重算、未封存的行和与日志不符的记录；backlog 看积压"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    verifying = acts.add_parser("verify", help="校验整条链，与库外链首文件和各类记录、文件比对；有问题时退出码为 1")
    backlog = acts.add_parser("backlog", help="待封存的行数，各消费者落后的行数")
    for act in (verifying, backlog):
        act.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    if Line._meta.db_table not in connection.introspection.table_names():
        raise Refused("no-tables", f"数据库里没有一号通的表（数据目录 {home.directory()}）：先运行 yihaotong setup")
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
