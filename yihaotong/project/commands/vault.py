"""`yihaotong vault rotate`"""

import argparse

from django.utils import timezone

from yihaotong.accounts.rules import WORKER
from yihaotong.vault import actions, keyfile

HELP = "保险箱：rotate 换一把新钥匙，旧数据仍可打开；换后请重启各进程，并立即备份密钥文件"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("rotate", help="生成新钥匙，此后用它密封")


def run(_args: argparse.Namespace) -> int:
    key_id = actions.rotate(actor=WORKER.key, at=timezone.now())
    print(f"新钥匙 {key_id} 已启用。请备份 {keyfile.path()}，并重启 serve 和 worker")
    return 0
