"""`yihaotong COMMAND`: finds the command in `project.commands` and runs it."""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

import django

from yihaotong import __version__
from yihaotong.journal.refusal import Refused
from yihaotong.project import commands

#: These answer without a database, and so without Django's start-up.
PURE = {"deadline"}


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
    parser = argparse.ArgumentParser(prog="yihaotong", description="一号通：12345 指挥中心的开放平台")
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
    module = command(argv[0])
    parser = argparse.ArgumentParser(prog=f"yihaotong {argv[0]}", description=module.HELP)
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(argv[1:])))
    except Refused as refused:
        print(f"yihaotong {argv[0]}: {refused.message}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
