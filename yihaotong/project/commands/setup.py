"""`yihaotong setup`"""

import argparse

from yihaotong.project import home, setup

HELP = "准备数据目录：建表或升级、检查密钥、收集静态文件（可重复执行）"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_args: argparse.Namespace) -> int:
    setup.prepare()
    print(f"数据目录已就绪：{home.directory()}")
    return 0
