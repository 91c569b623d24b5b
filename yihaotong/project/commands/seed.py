"""`yihaotong seed`"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date

from django.utils import timezone

from yihaotong.project import setup
from yihaotong.project.demo import city
from yihaotong.project.demo.seeding import Seeded, seed

HELP = "建示例城市（单位、人员、类别、值班表）和模拟工单；再次执行不会重复添加"
CASES = 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--today", type=date.fromisoformat, help="以哪一天为“今天”（YYYY-MM-DD），默认今天；不得晚于今天"
    )
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"模拟工单件数，默认 {CASES}，0 为不要")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    today = args.today or timezone.localdate(now)
    if today > timezone.localdate(now) or args.cases < 0:
        print("--today 不得晚于今天，--cases 不得为负", file=sys.stderr)
        return 2
    setup.prepare()
    seeded = seed(today, now=now, count=args.cases, tell=progress)
    if args.json:
        print(json.dumps(asdict(seeded), ensure_ascii=False))
    else:
        print(summary(seeded))
    return 0


def progress(done: int, total: int) -> None:
    """One line that overwrites itself, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r模拟工单：{done}/{total} 个动作", end=end, file=sys.stderr, flush=True)


def summary(seeded: Seeded) -> str:
    """What was added, in words; the token of a new city is shown here and never again."""
    lines = []
    if seeded.built is None:
        lines.append("示例城市已在，未添加")
    else:
        built = seeded.built
        lines.append(
            f"示例城市：单位 {built.units} 个，人员 {built.people} 人，岗位 {built.posts} 个，值班 {built.shifts} 班"
        )
        lines.append(f"接口用户“{city.CLIENT_NAME}”的令牌（只显示这一次）：{built.token}")
        lines.append(f"所有示例账号的密码：{city.PASSWORD}")
    added = f"新增 {seeded.added} 件" if seeded.added else "未添加"
    lines.append(f"模拟工单：{added}，共 {seeded.simulated} 件")
    return "\n".join(lines)
