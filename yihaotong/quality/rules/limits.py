"""How long somebody may appeal, and how long a decision may take: data with its basis."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.journal.codes import Code


class LimitKind(Code):
    APPEAL = "appeal", "申诉期限"
    DECIDE = "decide", "裁定期限"


@dataclass(frozen=True)
class QualityLimit:
    """One limit as written ("3wd") with its basis as printed beside a date."""

    limit: str
    basis: str


@cache
def limits() -> dict[LimitKind, QualityLimit]:
    """The limits that ship."""
    with (resources.files("yihaotong.quality") / "data" / "limits.csv").open(encoding="utf-8") as file:
        return {LimitKind(row["kind"]): QualityLimit(row["limit"], _says(row)) for row in csv.DictReader(file)}


def _says(row: dict[str, str]) -> str:
    unverified = "" if row["verified"] == "yes" else "，未核实"
    return f"{row['basis']}（{row['basis_kind']}{unverified}）"
