"""`yihaotong disclosure ACT`: the statutory annual report."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from yihaotong.project import annual_report, check_report

HELP = "政府信息公开年度报告：写出一年的年报，核对任何一份年报"


@dataclass(frozen=True)
class Act:
    """One thing to do: its help, its arguments, and what it does (-> exit code)."""

    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


ACTS = {
    "annual-report": Act(annual_report.HELP, annual_report.add_arguments, annual_report.run),
    "check-report": Act(check_report.HELP, check_report.add_arguments, check_report.run),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, act in ACTS.items():
        act.add_arguments(acts.add_parser(name, help=act.help))


def run(args: argparse.Namespace) -> int:
    return ACTS[args.act].run(args)
