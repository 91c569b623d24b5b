"""`yihaotong profile list`, `show`, `try` and `use`"""

import argparse
import json
import sys
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases import actions, profiles, try_ons
from yihaotong.cases.models import TryOn
from yihaotong.cases.rules import profiles as files
from yihaotong.cases.rules.clocks import Line
from yihaotong.journal.refusal import Refused

HELP = "时限方案：list 列出，show 看各项时限和依据，try 拿一个月试算，use 启用（记入日志）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser("list", help="列出方案，注明正在使用的")
    show = acts.add_parser("show", help="一个方案的各项时限：值、依据、性质、核实、是否沿用默认方案")
    trial = acts.add_parser("try", help="拿一个月的工单试算：各时限现行和试算各超期多少；只算不改")
    use = acts.add_parser("use", help="启用一个方案；已经起算的时限不变")
    for act in (show, trial, use):
        act.add_argument("profile", metavar="PROFILE", help="方案代码，见 list")
    trial.add_argument("--month", type=_month, metavar="YYYY-MM", help="受理月份，默认上个月")
    use.add_argument("--since", type=datetime.fromisoformat, metavar="时刻", help="起用时间，默认立即，不能早于现在")
    use.add_argument("--reason", required=True, help="理由，如：办公会决定")
    use.add_argument("--enforcing", nargs="*", metavar="UNIT", help="执法类单位的代码；不写则不变")
    for act in (trial, use):
        act.add_argument("--by", required=True, metavar="LOGIN", help="谁要求的（登录名）；启用须系统管理员")
    for act in (listing, show, trial, use):
        act.add_argument("--json", action="store_true", help="以 JSON 输出")


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{written}”不是月份：应如 2026-10") from None


def run(args: argparse.Namespace) -> int:
    act = {"list": _list, "show": _show, "try": _try, "use": _use}[args.act]
    told, text = act(args, timezone.now())
    print(json.dumps(told, ensure_ascii=False) if args.json else text)
    return 0


Answer = tuple[Any, str]


def _list(_args: argparse.Namespace, at: datetime) -> Answer:
    holding = profiles.in_force(at)
    told = [
        {
            "code": each.title.code,
            "name": each.title.name,
            "place": each.title.place,
            "covers": each.title.covers,
            "version": each.version,
            "in_force": each.title.code == holding.profile.title.code,
            "behind": each.title.code == holding.profile.title.code and profiles.behind(holding),
        }
        for each in profiles.listed()
    ]
    lines = [f"{'*' if each['in_force'] else ' '} {each['code']}  {each['name']}  {each['covers']}" for each in told]
    if profiles.behind(holding):
        name = holding.profile.title.name
        lines.append(
            f"注意：“{name}”在启用以后有了更新，在用的仍是启用时留存的一版；在设置页对照、试算，再次启用后才生效"
        )
    return told, "\n".join(lines)


def _show(args: argparse.Namespace, _at: datetime) -> Answer:
    found = profiles.profile(args.profile)
    told = [dict(zip(files.COLUMNS, files.cells_of(line), strict=True)) | _origin(line) for line in found.effective]
    lines = [f"{_whom(line)}  {line.words}  {line.says}" for line in found.effective]
    return told, "\n".join([*lines, *(f"注意：{words}" for words in found.warnings)])


def _origin(line: Line) -> dict[str, bool]:
    return {"inherited": line.inherited}


def _whom(line: Line) -> str:
    return "/".join([line.clock.label, *(code or "*" for code in line.key[1:])])


def _try(args: argparse.Namespace, at: datetime) -> Answer:
    local = timezone.localtime(at)
    before = date(local.year - (local.month == 1), (local.month - 2) % 12 + 1, 1)
    asked = actions.ask_try_on(args.profile, actor=_actor(args.by, at), at=at, month=args.month or before)
    run = asked
    while run.ended_at is None:
        actions.work_try_ons(timezone.now())
        run = TryOn.objects.get(pk=asked.pk)
        print(f"\r{run.done}/{run.total} 件", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if run.fault:
        raise Refused("try-on-failed", run.fault)
    counts = try_ons.by_clock(run)
    told = {
        "run": run.pk,
        "profile": run.profile,
        "month": f"{run.month:%Y-%m}",
        "cases": run.done,
        "changed": run.changed,
        "clocks": [
            {"clock": each.kind.value, "judged": each.judged, "late_now": each.now, "late_then": each.then}
            for each in counts
        ],
    }
    lines = [f"{each.kind.label}：判定 {each.judged}，现行超期 {each.now}，试算超期 {each.then}" for each in counts]
    return told, "\n".join([f"{run.done} 件工单，{run.changed} 个时限的判定会改变", *lines])


def _use(args: argparse.Namespace, at: datetime) -> Answer:
    since = args.since
    if since is not None and since.tzinfo is None:
        since = timezone.make_aware(since)
    chosen = actions.use_profile(
        args.profile, actor=_actor(args.by, at), at=at, since=since, reason=args.reason, enforcing=args.enforcing
    )
    begins = timezone.localtime(chosen.since).isoformat()
    told = {"profile": chosen.profile, "version": chosen.version, "since": begins}
    return told, f"{chosen.profile} 自 {begins} 起用；已经起算的时限不变"


def _actor(username: str, at: datetime) -> Actor:
    """Raises Refused("no-such-person")."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise Refused("no-such-person", f"没有登录名为 {username} 的人员", "by")
    return actor_of(person, at)
