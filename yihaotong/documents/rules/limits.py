"""How long things may take, and how long a document is kept: data with its basis, never bare code."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from yihaotong.documents.rules.codes import Retention
from yihaotong.journal.codes import Code


class LimitKind(Code):
    RELEASE = "release", "上网公开期限"
    RECHECK = "recheck", "定期复核周期"
    EARLY = "early", "成文日期可以早于拟稿"


@dataclass(frozen=True)
class DocumentLimit:
    """One limit as written ("20wd") with its basis as printed beside a date."""

    limit: str
    basis: str


@dataclass(frozen=True)
class Kept:
    """For how many whole years a document is kept; None for ever."""

    years: int | None
    basis: str


@cache
def limits() -> dict[LimitKind, DocumentLimit]:
    """The limits that ship."""
    return {LimitKind(row["kind"]): DocumentLimit(row["limit"], _says(row)) for row in _rows("limits.csv")}


@cache
def retentions() -> dict[Retention, Kept]:
    return {
        Retention(row["code"]): Kept(int(row["years"]) if row["years"] else None, row["basis"])
        for row in _rows("retention.csv")
    }


def kept_until(retention: Retention, formed: date) -> date | None:
    """The last day of the years for which a document formed on that day is kept, counted from the next 1 January."""
    years = retentions()[retention].years
    return None if years is None else date(formed.year + years, 12, 31)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (resources.files("yihaotong.documents") / "data" / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _says(row: dict[str, str]) -> str:
    unverified = "" if row["verified"] == "yes" else "，未核实"
    return f"{row['basis']}（{row['basis_kind']}{unverified}）"
