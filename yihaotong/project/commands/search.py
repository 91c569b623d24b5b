"""`yihaotong search standing` and `rebuild`"""

import argparse
import json
import time
from dataclasses import asdict

from django.utils import timezone

from yihaotong.accounts.rules import WORKER
from yihaotong.journal import consuming
from yihaotong.journal.models import Cursor
from yihaotong.search import access, actions

HELP = "检索：standing 看索引是否跟上；rebuild 重建索引，其间照常检索，中断后再运行即接着做"
#: Readers of the journal that keep an index up to date end in this.
_READER = ".search"
#: Seconds between two words about progress.
_EVERY = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    standing = acts.add_parser("standing", help="索引里有多少、应有多少，还差多少行日志未读")
    standing.add_argument("--json", action="store_true", help="以 JSON 输出")
    rebuild = acts.add_parser("rebuild", help="按现有数据重建；旧索引在此期间继续服务")
    rebuild.add_argument("--afresh", action="store_true", help="不接着上次未完的重建，从头开始")
    rebuild.add_argument("--json", action="store_true", help="结束时以 JSON 输出，期间不报进度")


def run(args: argparse.Namespace) -> int:
    return _rebuild(afresh=args.afresh, as_json=args.json) if args.act == "rebuild" else _tell(as_json=args.json)


def _rebuild(*, afresh: bool, as_json: bool) -> int:
    def say(line: str) -> None:
        if not as_json:
            print(line, flush=True)

    existing = sum(access.standing().existing.values())
    goes_on = actions.begin_rebuild(actor=WORKER.key, at=timezone.now(), afresh=afresh)
    say("接着上次未完的重建" if goes_on else f"开始重建，共 {existing} 件")
    began = said = time.monotonic()
    done = 0
    while read := actions.rebuild_batch():
        done += read
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            say(f"已重建 {done} 件，每秒 {done / (said - began):.0f} 件")
    actions.end_rebuild(actor=WORKER.key, at=timezone.now())
    seconds = time.monotonic() - began
    say(f"重建完成：{done} 件，用时 {seconds:.0f} 秒")
    if as_json:
        print(json.dumps({"documents": done, "went_on": goes_on, "seconds": round(seconds, 1)}))
    return 0


def _tell(*, as_json: bool) -> int:
    standing = access.standing()
    behind = {name: count for name, count in consuming.behind().items() if name.endswith(_READER)}
    errors = dict(
        Cursor.objects.filter(consumer__in=behind).exclude(last_error="").values_list("consumer", "last_error")
    )
    if as_json:
        print(json.dumps(asdict(standing) | {"behind": behind, "errors": errors}, default=str, ensure_ascii=False))
        return 0
    for name, count in standing.indexed.items():
        print(f"{name}：索引 {count} 件，应有 {standing.existing[name]} 件")
    for name, count in behind.items():
        print(f"{name} 落后日志 {count} 行" + (f"，上次出错：{errors[name]}" if name in errors else ""))
    if standing.outdated:
        print(f"{standing.outdated} 件还按旧规则在索引里，其中可能查得到诉求人的号码：请运行 yihaotong search rebuild")
    if standing.rebuilt is not None:
        print(f"重建未完：始于 {timezone.localtime(standing.began_at):%Y-%m-%d %H:%M}，已重建 {standing.rebuilt} 件")
    return 0
