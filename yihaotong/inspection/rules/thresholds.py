"""The thresholds that ship, each with its basis, and what a city may put in their place: never a looser one."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources
from unicodedata import normalize

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import ClockError, Limit, Measure
from yihaotong.inspection.rules.codes import Sort, Weight
from yihaotong.journal.refusal import Refused

#: A length in days, only to compare limits of different kinds: five working days take a week.
_DAYS = {Measure.DAY: 1.0, Measure.WORKING_DAY: 1.4, Measure.MONTH: 30.4, Measure.HOUR: 1 / 24}


@dataclass(frozen=True)
class Threshold:
    """`limit` as written: "14d" of a span ("" or the usual one of a term), "5" of a count, percent or seconds,
    "01-31" of a date. `points` are deducted for each thing that breaks it, `most` in all; `ahead` days before the
    breach it is told; `who` does `act`.

    `stricter`: why the city set it stricter, "" where it is the one that ships.
    """

    code: str
    label: str
    weight: Weight
    sort: Sort
    limit: str
    points: Decimal
    most: Decimal
    ahead: int
    who: Role
    act: str
    basis: str
    basis_kind: str
    verified: bool
    stricter: str = ""

    @property
    def says(self) -> str:
        """The basis as it stands beside a figure."""
        unverified = "" if self.verified else "，未核实"
        own = f"；本单位从严：{self.stricter}" if self.stricter else ""
        return f"{self.basis}（{self.basis_kind}{unverified}）{own}"

    @property
    def chinese(self) -> str:
        """The limit in words."""
        if self.sort is Sort.SPAN:
            return f"超过 {Limit.parse(self.limit).chinese}"
        if self.sort is Sort.DATE:
            month, day = map(int, self.limit.split("-"))
            return f"每年 {month} 月 {day} 日前"
        if self.sort is Sort.TERM:
            return "超过各自的期限" + (f"（{Limit.parse(self.limit).chinese}）" if self.limit else "")
        unit = {Sort.PERCENT: "%", Sort.SECONDS: " 秒"}.get(self.sort, " 项")
        return f"达到 {self.limit}{unit}"

    @property
    def number(self) -> int:
        """Of a count, percent or seconds."""
        return int(self.limit)


@cache
def shipped() -> Mapping[str, Threshold]:
    """By code, in the order of the table."""
    with (resources.files("yihaotong.inspection") / "data" / "thresholds.csv").open(encoding="utf-8") as file:
        return {row["code"]: _threshold(row) for row in csv.DictReader(file)}


def _threshold(row: dict[str, str]) -> Threshold:
    return Threshold(
        code=row["code"],
        label=row["label"],
        weight=Weight(row["weight"]),
        sort=Sort(row["sort"]),
        limit=row["limit"],
        points=Decimal(row["points"] or 0),
        most=Decimal(row["most"] or 0),
        ahead=int(row["ahead"]),
        who=Role(row["who"]),
        act=row["act"],
        basis=row["basis"],
        basis_kind=row["basis_kind"],
        verified=row["verified"] == "yes",
    )


def in_force(own: Mapping[str, tuple[str, str]]) -> dict[str, Threshold]:
    """All thresholds, those of `own` (code → limit, reason) in the place of the shipped ones."""
    return {
        code: replace(each, limit=own[code][0], stricter=own[code][1]) if code in own else each
        for code, each in shipped().items()
    }


def check_stricter(code: str, limit: str) -> str:
    """The limit as it is stored. Raises Refused: no-such-threshold, by-law, bad-limit, not-stricter."""
    held = shipped().get(code)
    if held is None:
        raise Refused("no-such-threshold", "没有这项指标", "limit")
    if held.sort is Sort.DATE:
        raise Refused("by-law", "这是法定日期，本地提前的到“任务台账”里定", "limit")
    if held.sort is Sort.TERM:
        raise Refused("set-elsewhere", "每件各有期限，不在这里定", "limit")
    limit = normalize("NFKC", limit).strip()
    if _size(held.sort, limit) >= _size(held.sort, held.limit):
        raise Refused("not-stricter", f"只能比规定从严：规定是{held.chinese}", "limit")
    return limit


def _size(sort: Sort, limit: str) -> float:
    """Raises Refused("bad-limit")."""
    if sort is Sort.SPAN:
        try:
            span = Limit.parse(limit)
            return span.amount * _DAYS[span.measure]
        except (ClockError, KeyError):
            raise Refused("bad-limit", "请写成 7d（日）、10wd（工作日）或 2mo（月）", "limit") from None
    number = whole(limit)
    if not number:
        raise Refused("bad-limit", "请写一个不小于 1 的整数", "limit")
    return float(number)
