"""`yihaotong COMMAND`: finds the command in `project.commands` and runs it."""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

import django
from django.apps import apps

from yihaotong import __version__
from yihaotong.journal.refusal import Refused
from yihaotong.project import commands, environment, home
from yihaotong.project.parsing import ChineseParser

#: These answer without a database, and so without Django's start-up.
PURE = {"deadline"}
#: So do these acts of commands that otherwise need one: they read a file that is given to them.
PURE_ACTS = {("disclosure", "check-report")}
#: These make a data directory ready. The others find one, and never make one by being asked in the wrong place.
FOUNDING = {"demo", "seed", "serve", "setup"}
#: What a shell reports of a program whose reader has gone (128 + SIGPIPE).
READER_GONE = 141
_REMEDY = "请用 YIHAOTONG_HOME 或 DATABASE_URL 指明，或先运行 yihaotong setup"


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))


def command(name: str) -> ModuleType:
    """The module of one command, with Django ready for it where it needs that."""
    if name not in PURE:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yihaotong.project.settings")
        django.setup()
    return importlib.import_module(f"{commands.__name__}.{name}")


def overview() -> argparse.ArgumentParser:
    """The parser that lists every command; used for help and for a command nobody knows."""
    parser = ChineseParser(prog="yihaotong", description="一号通：12345 指挥中心的开放平台")
    parser.add_argument("--version", action="version", version=__version__)
    listing = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in names():
        listing.add_parser(name, help=command(name).HELP)
    return parser


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    known = bool(argv) and argv[0] in names()
    alone = not apps.ready
    if alone and (not known or _asks_for_help(argv) or tuple(argv[:2]) in PURE_ACTS):
        environment.forget()
        alone = False
    if not known:
        overview().parse_args(argv)
        return 2
    try:
        return _run(argv[0], argv[1:], look=alone and argv[0] not in PURE)
    except environment.BadSetting as bad:
        print(f"yihaotong {argv[0]}: {bad}", file=sys.stderr)
        return 2


def _run(name: str, words: list[str], *, look: bool) -> int:
    """`look`: whether this process stands alone, and so must see for itself that there is something to work on."""
    if look:
        _look_first(name)
    module = command(name)
    parser = ChineseParser(prog=f"yihaotong {name}", description=module.HELP)
    module.add_arguments(parser)
    args = parser.parse_args(words)
    if look:
        readiness = importlib.import_module("yihaotong.project.readiness")
        readiness.check(founding=name in FOUNDING)
    try:
        code = int(module.run(args))
        sys.stdout.flush()
    except BrokenPipeError:
        # `… | head` has read enough. What is still in the buffer goes nowhere, without complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except Refused as refused:
        print(f"yihaotong {name}: {refused.message}", file=sys.stderr)
        return 1
    return code


def _look_first(name: str) -> None:
    """Before Django's start, which makes the session key: this must leave nothing behind in a wrong directory."""
    try:
        there = name in FOUNDING or home.has_database()
    except OSError as error:
        raise environment.BadSetting(
            f"数据目录 {home.directory()} 进不去（{environment.why(error)}）。{_REMEDY}"
        ) from error
    if not there:
        raise environment.BadSetting(f"{home.directory()} 里没有一号通的数据库。{_REMEDY}")
    environment.check()


def _asks_for_help(argv: list[str]) -> bool:
    return bool({"-h", "--help"} & set(argv))


if __name__ == "__main__":
    sys.exit(main())
