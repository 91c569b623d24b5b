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
from yihaotong.project import commands, home
from yihaotong.project.parsing import ChineseParser

#: These answer without a database, and so without Django's start-up.
PURE = {"deadline"}
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
    if not argv or argv[0] not in names():
        overview().parse_args(argv)
        return 2
    # Before Django's start, which makes the session key: this must leave nothing behind in a wrong directory.
    if argv[0] not in PURE | FOUNDING and not _asks_for_help(argv) and not apps.ready and not home.has_database():
        print(f"yihaotong {argv[0]}: {home.directory()} 里没有一号通的数据库。{_REMEDY}", file=sys.stderr)
        return 2
    module = command(argv[0])
    parser = ChineseParser(prog=f"yihaotong {argv[0]}", description=module.HELP)
    module.add_arguments(parser)
    try:
        code = int(module.run(parser.parse_args(argv[1:])))
        sys.stdout.flush()
    except BrokenPipeError:
        # `… | head` has read enough. What is still in the buffer goes nowhere, without complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except Refused as refused:
        print(f"yihaotong {argv[0]}: {refused.message}", file=sys.stderr)
        return 1
    return code


def _asks_for_help(argv: list[str]) -> bool:
    return bool({"-h", "--help"} & set(argv))


if __name__ == "__main__":
    sys.exit(main())
