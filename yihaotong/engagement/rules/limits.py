"""How long things may take: data with its basis (data/limits.csv), never bare code."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from yihaotong.clock import Limit, Measure
from yihaotong.engagement.rules.codes import LimitKind


@dataclass(frozen=True)
class LimitRow:
    """One limit as written ("20d"), how long before its end somebody is reminded, its basis as printed beside a date.

    `by_law`: it rests on a law or a superior's document, not on a design of this house.
    """

    limit: str
    ahead: timedelta
    basis: str
    by_law: bool


@cache
def limits() -> dict[LimitKind, LimitRow]:
    """The limits that ship."""
    with (resources.files("yihaotong.engagement") / "data" / "limits.csv").open(encoding="utf-8") as file:
        return {LimitKind(row["kind"]): _row(row) for row in csv.DictReader(file)}


def _row(row: dict[str, str]) -> LimitRow:
    unverified = "" if row["verified"] == "yes" else "，未核实"
    basis = f"{row['basis']}（{row['basis_kind']}{unverified}）"
    return LimitRow(row["limit"], _span(row["ahead"]), basis, row["basis_kind"] != "设计默认值")


def _span(written: str) -> timedelta:
    """Hours or days, as they are: a reminder needs no calendar."""
    limit = Limit.parse(written)
    return timedelta(days=limit.amount) if limit.measure is Measure.DAY else timedelta(seconds=limit.seconds)


def warn_at(kind: LimitKind, since: datetime, due: datetime) -> datetime:
    """When somebody is reminded; not before it began."""
    return max(since, due - limits()[kind].ahead)
