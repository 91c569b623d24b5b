"""`yihaotong almanac enter` and `announce`"""

import argparse
import csv
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Actor
from yihaotong.almanac.rules import NATION, read_rows
from yihaotong.cases.actions import calendars
from yihaotong.journal.refusal import Refused

HELP = "日历：录入放假和调休安排；受影响的未完时限由后台重新推算并留痕"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    announce = acts.add_parser("announce", help="录入国务院办公厅某一年的放假通知，该年不再是“暂定”")
    announce.add_argument("year", type=int)
    enter = acts.add_parser("enter", help="录入或更正某一层的若干天")
    enter.add_argument("layer", help="nation、region:64（地区代码）或 unit:SZ（单位代码）")
    for act in (announce, enter):
        act.add_argument("file", type=Path, help="CSV，列：date,kind,name,basis（kind：holiday|makeup|working|off）")
        act.add_argument("--by", required=True, metavar="LOGIN", help="录入人登录名（须任系统管理员）")
        act.add_argument("--reason", required=True, help="依据，如：国办发明电〔2026〕5号")


def run(args: argparse.Namespace) -> int:
    at = timezone.now()
    actor = _actor(args.by, at)
    try:
        with args.file.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, restval=""))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("unreadable", f"读不了 {args.file}：{error}", "file") from error
    year = args.year if args.act == "announce" else None
    layer = NATION if args.act == "announce" else _layer(args.layer)
    days = read_rows(rows)
    entry = calendars.enter_days(layer, days, actor=actor, at=at, reason=args.reason, year=year)
    print(f"已录入 {len(days)} 天，日历第 {entry.version} 版。后台进程会重新推算受影响的时限")
    return 0


def _layer(typed: str) -> str:
    """The layer as the almanac has it: a unit by its key. Whether anybody reckons with it is asked where it is entered.

    Raises Refused("no-such-unit").
    """
    kind, _, code = typed.partition(":")
    if kind != "unit":
        return typed
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Refused("no-such-unit", f"没有代码为“{code}”的单位", "layer")
    return f"unit:{unit.pk}"


def _actor(username: str, at: datetime) -> Actor:
    """Whoever enters, with his posts. Raises Refused("no-such-person")."""
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused("no-such-person", f"没有登录名为“{username}”的在用账号", "by")
    return actor_of(person, at)
