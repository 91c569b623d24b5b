"""`yihaotong catalogue places`, `categories` and `routes`"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from yihaotong.accounts.rules import CONSOLE
from yihaotong.dispatch import actions, shipped
from yihaotong.dispatch.rules import PlaceLevel, ServiceClass
from yihaotong.journal.refusal import Refused

HELP = "派单目录：places 地点、categories 问题类别、routes 派单规则，从 CSV 录入；再录一次只改有变化的"
#: The table, its columns, and what reads and enters it.
_TABLES: dict[str, tuple[str, tuple[str, ...], Callable[[Path], list[Any]], Callable[..., actions.Loaded]]] = {
    "places": ("地点", ("level", "code", "name", "parent"), shipped.places, actions.load_places),
    "categories": (
        "问题类别",
        ("code", "parent", "name", "service_class", "lifeline", "street_may_handle", "since", "until"),
        shipped.categories,
        actions.load_categories,
    ),
    "routes": ("派单规则", ("category", "place", "unit", "precedence"), shipped.routes, actions.load_routes),
}
#: What ships with the system; a city's routes are its own.
_SHIPPED: dict[str, Callable[[], list[Any]]] = {"places": shipped.places, "categories": shipped.categories}
#: The largest precedence a small integer column holds on both databases.
_LAST = 32_767
_SAMPLES = {"places": "银川市及所属区县、镇街、社区", "categories": "两级通用类别"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, (label, columns, _read, _load) in _TABLES.items():
        act = acts.add_parser(name, help=f"录入{label}；有一行错，整份都不录")
        columns_said = f"CSV（UTF-8），列：{','.join(columns)}"
        if name in _SAMPLES:
            act.add_argument("file", type=Path, nargs="?", metavar="FILE", help=columns_said)
            act.add_argument("--shipped", action="store_true", help=f"不写 FILE，用随包的：{_SAMPLES[name]}")
        else:
            act.add_argument("file", type=Path, metavar="FILE", help=columns_said)
        act.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    label, columns, read, load = _TABLES[args.act]
    if args.act in _SAMPLES and (args.file is None) != args.shipped:
        raise Refused("file-or-shipped", "FILE 和 --shipped 写一个", "file")
    rows = _SHIPPED[args.act]() if args.file is None else _read(args.file, columns, read)
    done = _load(load, rows)
    if args.json:
        print(json.dumps({"added": done.added, "changed": done.changed, "same": done.same}))
    else:
        print(f"{label}：新增 {done.added}，更改 {done.changed}，相同 {done.same}")
    return 0


def _load(load: Callable[..., actions.Loaded], rows: Sequence[Any]) -> actions.Loaded:
    """All rows or none. Raises Refused with the code of the row at fault in its words."""
    try:
        with transaction.atomic():
            return load(rows, actor=CONSOLE, at=timezone.now())
    except Refused as refused:
        code = refused.facts.get("row", "")
        raise Refused(refused.code, f"{code}：{refused.message}" if code else refused.message, "file") from refused


def _read(path: Path, columns: Sequence[str], read: Callable[[Path], list[Any]]) -> list[Any]:
    """The rows of a table. Raises Refused("unreadable" | "bad-table") naming the file, the row and the column."""
    try:
        wrong = list(_wrong(list(shipped.read_table(path)), columns))
        if wrong:
            more = f"（共 {len(wrong)} 处）" if len(wrong) > 1 else ""
            raise Refused("bad-table", f"{path.name} {wrong[0]}{more}", "file")
        return read(path)
    except shipped.UnreadableRow as error:
        message = f"{path.name} 第 {error.number} 行读不了：有一格太长，或引号不成对（{error}）"
        raise Refused("bad-table", message, "file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("unreadable", f"读不了 {path}：须是 UTF-8 的 CSV 文件（{error}）", "file") from error


def _wrong(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """What is wrong in which cell, rows counted as a spreadsheet does."""
    if not rows or not set(columns) <= set(rows[0]):
        yield f"第 1 行应写列名 {','.join(columns)}，下面至少一行"
        return
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        for column in columns:
            try:
                _CELLS[column]((row[column] or "").strip())
            except ValueError as error:
                yield f"第 {number} 行“{column}”列：{error}"
        if "code" in columns and seen.setdefault(row["code"], number) != number:
            yield f"第 {number} 行“code”列：与第 {seen[row['code']]} 行重复"


def _filled(written: str) -> None:
    if not written:
        raise ValueError("要填")


def _one_of(codes: type[StrEnum]) -> Callable[[str], None]:
    def check(written: str) -> None:
        if written not in set(codes):
            raise ValueError(f"“{written}”应为 {'、'.join(codes)}")

    return check


def _flag(written: str) -> None:
    if written not in {"yes", "no", ""}:
        raise ValueError(f"“{written}”应为 yes、no，或空着")


def _day(written: str) -> None:
    try:
        date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"“{written}”应为日期，如 2027-01-01") from None


def _day_or_none(written: str) -> None:
    if written:
        _day(written)


def _count(written: str) -> None:
    if written and not (written.isascii() and written.isdecimal()):
        raise ValueError(f"“{written}”应为整数，或空着")
    if len(written) > len(str(_LAST)) or int(written or 1) > _LAST:
        raise ValueError(f"应至多为 {_LAST}")


def _anything(_written: str) -> None:
    """A parent may be left out. One that is written is looked for by `load_places` and `load_categories`, among the
    rows and in the database: where it is neither, the whole table is refused.
    """


_CELLS: dict[str, Callable[[str], None]] = {
    "level": _one_of(PlaceLevel),
    "service_class": _one_of(ServiceClass),
    "parent": _anything,
    "lifeline": _flag,
    "street_may_handle": _flag,
    "since": _day,
    "until": _day_or_none,
    "precedence": _count,
} | dict.fromkeys(("code", "name", "category", "place", "unit"), _filled)
