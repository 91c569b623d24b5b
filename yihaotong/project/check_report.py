"""`yihaotong disclosure check-report FILE`: what does not add up in anybody's annual report."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from yihaotong.annual.rules.slips import Slip, written
from yihaotong.forms.checking import Checked, check_file
from yihaotong.forms.opening.refusing import CannotRead
from yihaotong.forms.rules.finding import Finding

HELP = "核对一份政府信息公开年度报告的表格和勾稽关系；退出码 0 没有问题，1 有，2 读不了"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="年度报告：.docx、.html、.pdf，或本系统导出的 .json")
    add("--year", type=int, metavar="年度", help="报告的年度；不写按标题和统计期限找")
    add("--last", type=Path, metavar="FILE", help="同一机关上一年度的报告：核对结转和现行有效件数")
    add("--json", action="store_true", help="以 JSON 输出结果")


def run(args: argparse.Namespace) -> int:
    try:
        checked = check_file(args.file, args.year, args.last)
    except CannotRead as bad:
        if args.json:
            _say({"file": str(args.file), "error": str(bad)})
        sys.stderr.write(f"yihaotong disclosure check-report: {bad}\n")
        return 2
    if args.json:
        _say(checked.as_dict() | {"slips": [each.as_json() for each in _slips(checked)]})
    else:
        sys.stdout.write("\n".join(_for_people(checked)) + "\n")
    return 1 if checked.errors else 2 if checked.read.unread else 0


def _slips(checked: Checked) -> list[Slip]:
    return written(checked.read.report, cells=checked.read.cells)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def _for_people(checked: Checked) -> list[str]:
    report = checked.read.report
    year = f"{report.year} 年度" if report.year else "年度不明"
    tables = "、".join(f"表{'一二三四'[number - 1]}" for number in checked.read.found)
    lines = [f"{report.organ or '机关不明'}　{year}　{report.form.label}　找到{tables}"]
    lines += _listed("不对", checked.errors) + _listed("请看一看", checked.warnings)
    if slips := _slips(checked):
        lines += [f"像是笔误 {len(slips)} 处：", *(f"  [{each.kind}] {each.quote}：{each.words}" for each in slips)]
    if checked.read.unread:
        lines += ["没有读全，不能说对：", *(f"  {each}" for each in checked.read.not_read)]
    elif not checked.errors:
        lines.append("没有发现不对的地方")
    return lines


def _listed(name: str, findings: tuple[Finding, ...]) -> list[str]:
    return [f"{name} {len(findings)} 处："] + [f"  [{each.rule}] {each.words}" for each in findings] if findings else []
