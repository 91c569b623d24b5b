"""`yihaotong worker`"""

import argparse

from yihaotong.project import worker

HELP = "后台进程：封存日志、分发给各消费者、执行定时作业。可同时运行多个"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with-parent", type=int, metavar="PID", help="父进程不在了就退出（由 serve 使用）")
    parser.add_argument("--once", action="store_true", help="做完积压的事就退出")


def run(args: argparse.Namespace) -> int:
    if args.once:
        while worker.one_round():
            pass
        return 0
    worker.work(leave_with=args.with_parent)
    return 0
