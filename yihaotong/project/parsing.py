"""argparse's own words in Chinese: what it says of a command line that it does not understand, and above its lists."""

import argparse
import re
import sys
from typing import NoReturn

#: What argparse says of a mistake (Python 3.11 to 3.14), and the same in Chinese; several may apply to one message.
_SAID = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (r"the following arguments are required: (.+)", r"还缺少：\1"),
        (r"unrecognized arguments: (.+)", r"看不懂：\1"),
        (r"argument (.+?): (.+)", r"\1：\2"),
        (r"invalid choice: '?(.*?)'? \(choose from (.+)\)", r"没有“\1”，可以是 \2"),
        (r"invalid \S+ value: '?(.*?)'?$", r"“\1”写得不对"),
        (r"expected one argument", "后面要写一个值"),
        (r"expected at least one argument", "后面至少要写一个值"),
        (r"expected at most one argument", "后面最多写一个值"),
        (r"expected (\d+) arguments?", r"后面要写 \1 个值"),
        (r"ambiguous option: (\S+) could match (.+)", r"\1 不明确，可能是 \2"),
        (r"one of the arguments (.+) is required", r"须写其中一个：\1"),
        (r"not allowed with argument (\S+)", r"不能与 \1 同时写"),
        (r"ignored explicit argument '?(.*?)'?$", r"后面不能写“\1”"),
    )
)
_HEADINGS = (
    ("usage: ", "用法："),
    ("positional arguments:", "参数："),
    ("options:", "选项："),
    ("show this help message and exit", "显示这段说明"),
    ("show program's version number and exit", "显示版本号"),
)


def in_chinese(message: str) -> str:
    """argparse's message of a mistake in Chinese; what it takes from us is so already."""
    for english, chinese in _SAID:
        message = english.sub(chinese, message)
    return message


class ChineseParser(argparse.ArgumentParser):
    """Its subparsers are of this class, too."""

    def format_usage(self) -> str:
        return _headed(super().format_usage())

    def format_help(self) -> str:
        return _headed(super().format_help())

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {in_chinese(message)}\n")


def _headed(text: str) -> str:
    for english, chinese in _HEADINGS:
        text = text.replace(english, chinese)
    return text
