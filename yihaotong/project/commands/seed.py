"""`yihaotong seed`"""

import argparse
import json
import shutil
import sys
from dataclasses import asdict, dataclass
from datetime import date
from time import monotonic
from typing import Any

from django.db import IntegrityError, connection
from django.utils import timezone

from yihaotong.cases.models import Case
from yihaotong.journal.refusal import Refused
from yihaotong.project import home, setup
from yihaotong.project.demo import city, filling
from yihaotong.project.demo.seeding import Seeded, edge_of, seed
from yihaotong.project.demo.yinchuan import loading

HELP = "建示例城市（单位、人员、类别、值班表）和模拟工单；再次执行不会重复添加"
#: Other cities than the sample, by name.
PROFILES = ("yinchuan-2019",)
CASES = 300
#: Up to here every act is made singly, as people make it; more are written in batches.
MOST_SINGLY = 2000
#: As far back as the shipped catalogue goes.
MOST = 10_000_000
#: Measured: docs/decisions/0011-bulk-seed.md.
_BYTES_A_CASE = {"sqlite": 8_200, "postgresql": 10_400}
_CASES_A_SECOND = 300
#: Off a terminal a line is written this often.
_TENTHS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--today", type=date.fromisoformat, help="以哪一天为“今天”（YYYY-MM-DD），默认今天；不得晚于今天"
    )
    parser.add_argument(
        "--cases",
        type=cases,
        metavar="N",
        help=f"模拟工单件数，默认 {CASES}，0 为不要；多于 {MOST_SINGLY} 件的成批写入，分布在一年以上，中断后可接着做",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        help="载入银川市智慧城市管理指挥中心 2019 年公开年报的全部事实，不建示例城市和工单；须是空的数据目录",
    )
    parser.add_argument("--bulk", action="store_true", help=f"不足 {MOST_SINGLY} 件的也成批写入")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def cases(written: str) -> int:
    """A number of cases as typed."""
    if not (written.isascii() and written.isdecimal()) or int(written) > MOST:
        raise argparse.ArgumentTypeError(f"“{written}”不是件数：应为 0 到 {MOST} 的整数，如 1000000")
    return int(written)


def run(args: argparse.Namespace) -> int:
    return _load(as_json=args.json) if args.profile else _sample(args)


def _load(*, as_json: bool) -> int:
    """One of the profiles; there is one."""
    begun = monotonic()
    setup.prepare()
    try:
        loaded = loading.load()
    except Refused as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    seconds = round(monotonic() - begun, 1)
    if as_json:
        print(json.dumps(asdict(loaded) | {"seconds": seconds}, ensure_ascii=False))
        return 0
    print(f"{PROFILES[0]}：{'已载入' if loaded.added else '已在，未添加'}，用时 {seconds} 秒")
    print(f"发布的信息 {loaded.articles} 条，其他渠道 {loaded.elsewhere} 条，外来数字 {loaded.stated} 项")
    print(f"所有账号的密码：{city.PASSWORD}")
    return 0


def _sample(args: argparse.Namespace) -> int:
    now = timezone.now()
    today = args.today or timezone.localdate(now)
    count = CASES if args.cases is None else args.cases
    bulk = args.bulk or count > MOST_SINGLY
    if today > timezone.localdate(now):
        print("--today 不得晚于今天", file=sys.stderr)
        return 2
    if bulk and not count:
        print("成批写入须至少 1 件：--cases N", file=sys.stderr)
        return 2
    setup.prepare()
    if loading.present():
        print(f"这个数据目录里是 {PROFILES[0]}；示例城市请换一个空的数据目录（YIHAOTONG_HOME）", file=sys.stderr)
        return 2
    present = Case.objects.filter(simulated=True).count()
    if args.cases is not None and count < present:
        print(f"已有 {present} 件模拟工单，多于所要的 {count} 件；seed 只添加，不删除", file=sys.stderr)
        return 2
    if bulk:
        return _fill(today, count, present, as_json=args.json)
    begun = monotonic()
    seeded = seed(today, now=now, count=count, tell=progress)
    if args.json:
        more = {"cases": seeded.simulated, "seconds": round(monotonic() - begun, 1)}
        print(json.dumps(asdict(seeded) | more, ensure_ascii=False))
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
    added = f"新增 {seeded.added} 件" if seeded.added else "未添加"
    return "\n".join([*_of_the_city(seeded.built), f"模拟工单：{added}，共 {seeded.simulated} 件"])


def _of_the_city(built: city.Built | None) -> list[str]:
    if built is None:
        return ["示例城市已在，未添加"]
    return [
        f"示例城市：单位 {built.units} 个，人员 {built.people} 人，岗位 {built.posts} 个，值班 {built.shifts} 班",
        f"接口用户“{city.CLIENT_NAME}”的令牌（只显示这一次）：{built.token}",
        f"所有示例账号的密码：{city.PASSWORD}",
    ]


# --- in batches ------------------------------------------------------------------------------------------------------


def _fill(today: date, count: int, present: int, *, as_json: bool) -> int:
    wanted = count - present
    gigabytes, minutes = needed(wanted, connection.vendor)
    print(f"模拟工单：要 {count} 件，已有 {present} 件。约需磁盘 {gigabytes:.1f} GB，{minutes} 分钟", file=sys.stderr)
    free = shutil.disk_usage(home.make()).free / 1e9
    if connection.vendor == "sqlite" and gigabytes > free:
        print(f"{home.directory()} 所在磁盘只剩 {free:.1f} GB，放不下", file=sys.stderr)
        return 1
    begun = monotonic()
    built = None if city.present() else city.build(today, standing=filling.standing(count))
    meter = Meter(wanted, monotonic())
    try:
        filled = filling.fill(edge_of(today, timezone.now()), count, meter.tell)
    except KeyboardInterrupt:
        print("\n已停下，写了的都在；再执行同一条命令就接着做", file=sys.stderr)
        return 130
    except IntegrityError as error:
        print(f"\n这些工单正由另一个 seed 添加？请等它结束再执行同一条命令（{error}）", file=sys.stderr)
        return 1
    _report(count, filled, monotonic() - begun, built, as_json=as_json)
    return 0


def needed(wanted: int, engine: str) -> tuple[float, int]:
    """The gigabytes and the minutes that so many cases take, roughly."""
    return wanted * _BYTES_A_CASE[engine] / 1e9, max(1, round(wanted / _CASES_A_SECOND / 60))


def _report(count: int, filled: filling.Filled, seconds: float, built: city.Built | None, *, as_json: bool) -> None:
    if as_json:
        told: dict[str, Any] = {
            "cases": count,
            "added": filled.added,
            "seconds": round(seconds, 1),
            "lines": filled.lines,
        }
        print(json.dumps(told | ({"built": asdict(built)} if built else {}), ensure_ascii=False))
        return
    for line in _of_the_city(built):
        print(line)
    added = f"新增 {filled.added} 件、日志 {filled.lines} 行，用时 {seconds:.0f} 秒" if filled.added else "未添加"
    print(f"模拟工单：{added}，共 {count} 件")
    if filled.added:
        print("搜索索引由后台进程（yihaotong serve 或 worker）随后建立，件数多时需要一些时间")


@dataclass
class Meter:
    """Says how far it is, how fast, and how long still: over one line on a terminal, in ten lines elsewhere."""

    wanted: int
    begun: float
    told: int = 0

    def tell(self, added: int, lines: int) -> None:
        seconds = monotonic() - self.begun
        text = progress_of(added, self.wanted, lines, seconds)
        if sys.stderr.isatty():
            end = "\n" if added >= self.wanted else ""
            print(f"\r{text}\x1b[K", end=end, file=sys.stderr, flush=True)
        elif added * _TENTHS // max(1, self.wanted) > self.told:
            self.told = added * _TENTHS // max(1, self.wanted)
            print(text, file=sys.stderr, flush=True)


def progress_of(added: int, wanted: int, lines: int, seconds: float) -> str:
    """`[######--------------]  31%  310000/1000000 件  356 件/秒  还需 32 分 18 秒`"""
    share = min(1.0, added / max(1, wanted))
    rate = added / seconds if seconds > 0 else 0
    left = (wanted - added) / rate if rate else 0
    bar = ("#" * round(share * 20)).ljust(20, "-")
    minutes, rest = divmod(round(left), 60)
    return f"[{bar}] {share:4.0%}  {added}/{wanted} 件  日志 {lines} 行  {rate:.0f} 件/秒  还需 {minutes} 分 {rest} 秒"
