"""`yihaotong deadline`: when something is due, and why. Needs no database."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from typing import NamedTuple

from yihaotong.clock import (
    CHINA,
    Calendar,
    ClockError,
    Deadline,
    Effect,
    Limit,
    Pause,
    Step,
    hours,
    national,
    reckon,
    region,
    regions,
)
from yihaotong.clock.wording import WEEKDAYS, clock_time

HELP = "推算到期时间，并逐日说明理由（不需要数据库）"
_EFFECTS = {
    Effect.START: "起算",
    Effect.RESTARTED: "重启",
    Effect.EXTENDED: "延期",
    Effect.NOT_COUNTED: "不计",
    Effect.COUNTED: "计入",
    Effect.SKIPPED: "跳过",
    Effect.PAUSED: "停表",
    Effect.ROLLED: "顺延",
    Effect.DUE: "到期",
}


class Moment(NamedTuple):
    """An instant as typed. `assumed` says what was added to it."""

    instant: datetime
    assumed: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--at",
        required=True,
        type=_moment,
        metavar="时刻",
        help="起算时刻，如 2019-09-27T16:40+08:00；不写时区按 +08:00",
    )
    add(
        "--limit",
        required=True,
        type=_limit,
        metavar="时限",
        help="5wd 工作日 · 4wh 工作小时 · 24h · 15min · 60d 日 · 3mo 月",
    )
    add(
        "--pause",
        nargs=2,
        action="append",
        default=[],
        type=_moment_or_open,
        metavar=("停", "复"),
        help="停表 [停, 复)；尚未恢复写 -。可重复",
    )
    add("--extend", action="append", default=[], type=_limit, metavar="时限", help="延期，单位与 --limit 相同。可重复")
    add("--restart", type=_moment, metavar="时刻", help="从此刻重新计时；延期仍然有效")
    add("--region", metavar="地区", help=f"加上地方假日：随包的代码（{'、'.join(regions())}）或 CSV 文件")
    add("--ignore-region", action="store_true", help="工作日不扣除地方假日（说明里仍列出）")
    add("--hours", default="", metavar="文件", help="作息时间 CSV；不写用默认作息")
    add("--count-first-day", action="store_true", help="收到当日计入（按日、按月的时限）")
    add("--roll", action="store_true", help="最后一日遇节假日顺延（60d、3mo 一类时限）")
    add("--basis", default="", metavar="依据", help="时限的依据，写进说明")
    add("--now", type=_moment, metavar="时刻", help="按此刻算还剩多少；不写按现在")
    add("--json", action="store_true", help="输出 JSON：due、remaining、provisional、derivation")


def run(args: argparse.Namespace) -> int:
    try:
        deadline = _reckoned(args)
        now = args.now.instant if args.now else datetime.now(CHINA)
        left = deadline.remaining(now)
    except ClockError as error:
        print(f"yihaotong deadline: 参数 --{error.field}：{error.message}", file=sys.stderr)
        return 2
    steps = _with_assumptions(deadline, args)
    if args.json:
        answer = {
            "due": deadline.due and deadline.due.isoformat(),
            "remaining": asdict(left),
            "provisional": deadline.provisional,
            "derivation": [step.as_dict() for step in steps],
        }
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_for_people(deadline, left.text, steps)))
    return 0


def _reckoned(args: argparse.Namespace) -> Deadline:
    for name, chosen in (("count-first-day", args.count_first_day), ("roll", args.roll)):
        if chosen and not args.limit.measure.by_day:
            raise ClockError(name, f"只用于按日、按月的时限，{args.limit.chinese} 从起算的时刻走起")
    return reckon(
        args.at.instant,
        args.limit,
        calendar=_calendar(args),
        hours=hours(args.hours),
        pauses=[_pause(start, end) for start, end in args.pause],
        extensions=args.extend,
        restart=args.restart and args.restart.instant,
        count_first_day=args.count_first_day,
        roll=args.roll,
        basis=args.basis,
    )


def _calendar(args: argparse.Namespace) -> Calendar:
    calendar = national().over(region(args.region)) if args.region else national()
    return calendar.without("region") if args.ignore_region else calendar


def _pause(start: Moment | None, end: Moment | None) -> Pause:
    if start is None:
        raise ClockError("pause", "停表须写明开始的时刻，- 只能表示尚未恢复")
    return Pause(start.instant, end and end.instant)


def _moment(written: str) -> Moment:
    """An instant; a missing zone is read as Chinese time, a missing time of day as 00:00, and the answer says so."""
    try:
        instant = datetime.fromisoformat(written.strip())
    except ValueError as bad:
        raise argparse.ArgumentTypeError(f"“{written}”不是时刻：写作 2019-09-27T16:40+08:00") from bad
    midnight = "，未写时刻，按 00:00" if len(written.strip()) <= len("2019-09-27") else ""
    if instant.tzinfo is not None:
        return Moment(instant)
    return Moment(instant.replace(tzinfo=CHINA), f"{written.strip()} 未写时区，按北京时间 +08:00{midnight}")


def _moment_or_open(written: str) -> Moment | None:
    return None if written == "-" else _moment(written)


def _limit(written: str) -> Limit:
    try:
        return Limit.parse(written)
    except ClockError as bad:
        raise argparse.ArgumentTypeError(bad.message) from bad


def _with_assumptions(deadline: Deadline, args: argparse.Namespace) -> list[Step]:
    """The derivation, its first step saying what was assumed about the instants that were typed."""
    moments = [args.at, args.restart, *(moment for pause in args.pause for moment in pause)]
    assumed = [moment.assumed for moment in moments if moment and moment.assumed]
    first, *rest = deadline.derivation
    return [replace(first, why="；".join([first.why, *assumed])), *rest]


def _for_people(deadline: Deadline, left: str, steps: list[Step]) -> list[str]:
    due = deadline.due
    lines = [f"到期：{f'{due:%Y-%m-%d} {WEEKDAYS[due.weekday()]} {clock_time(due)}' if due else '停表中，未定'}"]
    lines += [
        f"剩余：{left}",
        *(["暂定：有年份的放假通知尚未录入，录入后须重新推算"] if deadline.provisional else []),
        "说明：",
    ]
    said = ""
    for step in steps:
        basis = f"  〔{step.basis}〕" if step.basis and step.basis != said else ""
        said = step.basis or said
        lines.append(f"  {_when(step):<16}  {_EFFECTS[step.effect]}  {step.why}{basis}")
    return lines


def _when(step: Step) -> str:
    return f"{step.at:%Y-%m-%d} {clock_time(step.at)}" if isinstance(step.at, datetime) else f"{step.at:%Y-%m-%d}"
