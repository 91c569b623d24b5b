"""`yihaotong almanac enter` and `announce`"""

import argparse
import csv
from pathlib import Path

from django.utils import timezone

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Role
from yihaotong.almanac import actions
from yihaotong.cases import city
from yihaotong.clock import regions
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
    actor = _administrator(args.by)
    try:
        with args.file.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("unreadable", f"读不了 {args.file}：{error}", "file") from error
    if args.act == "announce":
        entry = actions.announce_year(args.year, rows, actor=actor, at=at, reason=args.reason)
    else:
        entry = actions.enter_days(_layer(args.layer), rows, actor=actor, at=at, reason=args.reason)
    print(f"已录入 {len(rows)} 天，日历第 {entry.version} 版。后台进程会重新推算受影响的时限")
    return 0


def _layer(typed: str) -> str:
    """The layer as the almanac has it: a unit by its key. Days of a layer nobody reckons with would be lost unseen.

    Raises Refused: no-such-unit, no-such-region.
    """
    kind, _, code = typed.partition(":")
    if kind == "unit":
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise Refused("no-such-unit", f"没有代码为“{code}”的单位", "layer")
        return f"unit:{unit.pk}"
    known = sorted({city.region(), *regions()})
    if kind == "region" and code not in known:
        raise Refused("no-such-region", f"没有地区“{code}”：本市和随包的有 {'、'.join(known)}", "layer")
    return typed


def _administrator(username: str) -> str:
    """The journal's key of whoever enters. Raises Refused("wrong-role")."""
    person = Person.objects.filter(username=username).first()
    if person is None or Role.SYSTEM_ADMIN not in actor_of(person, timezone.now()).roles:
        raise Refused("wrong-role", f"{username} 不是系统管理员，不能录入日历", "by")
    return person.key
