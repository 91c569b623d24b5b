"""The tables that ship: origins of matters, what may be wrong, limits, grounds and measures. Each row with its basis;
what nobody has verified says so."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.accounts.rules import Role
from yihaotong.journal.codes import Code
from yihaotong.scrutiny.rules.codes import Origin, Route, Wrong


class LimitKind(Code):
    """A limit of 监督保障; how long it is: data/limits.csv."""

    ACCEPT = "accept", "决定是否受理"
    SECURE = "secure", "撤下泄露的页面"
    INVESTIGATE = "investigate", "调查"
    RECTIFY = "rectify", "整改"
    VERIFY = "verify", "核验"
    ANSWER = "answer", "答复"
    ASK_AGAIN = "ask_again", "要求再查"
    LIABILITY_APPEAL = "liability_appeal", "追责申诉"
    LIABILITY_SETTLE = "liability_settle", "追责复核"
    ASSESSMENT_APPEAL = "assessment_appeal", "考核申诉"
    ASSESSMENT_SETTLE = "assessment_settle", "考核申诉裁定"


#: These run for whoever may object; nobody is late by them.
NOT_PRESSING = frozenset({LimitKind.ASK_AGAIN, LimitKind.LIABILITY_APPEAL, LimitKind.ASSESSMENT_APPEAL})


@dataclass(frozen=True)
class OriginRow:
    """One origin: its route, who may enter it, on what it rests."""

    origin: Origin
    route: Route
    by: frozenset[Role]
    basis: str


@dataclass(frozen=True)
class WrongRow:
    wrong: Wrong
    urgent: bool
    basis: str


@dataclass(frozen=True)
class LimitRow:
    """One limit as written ("5wd") with its basis as printed beside a date."""

    limit: str
    basis: str


@dataclass(frozen=True)
class Ground:
    """One ground of 责任追究, or one measure: its code, words and articles."""

    code: str
    label: str
    basis: str


def _rows(name: str) -> list[dict[str, str]]:
    with (resources.files("yihaotong.scrutiny") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _basis(row: Mapping[str, str]) -> str:
    return row["basis"] if row["verified"] == "yes" else f"{row['basis']}（未核实）"


@cache
def origins() -> dict[Origin, OriginRow]:
    return {
        Origin(row["code"]): OriginRow(
            Origin(row["code"]), Route(row["route"]), frozenset(map(Role, row["by"].split())), _basis(row)
        )
        for row in _rows("origins")
    }


@cache
def wrongs() -> dict[Wrong, WrongRow]:
    return {
        Wrong(row["code"]): WrongRow(Wrong(row["code"]), row["urgent"] == "yes", _basis(row)) for row in _rows("wrongs")
    }


@cache
def limits() -> dict[LimitKind, LimitRow]:
    return {LimitKind(row["kind"]): LimitRow(row["limit"], _with_kind(row)) for row in _rows("limits")}


def _with_kind(row: Mapping[str, str]) -> str:
    unverified = "" if row["verified"] == "yes" else "，未核实"
    return f"{row['basis']}（{row['basis_kind']}{unverified}）"


@cache
def grounds() -> dict[str, Ground]:
    """The grounds of 责任追究 (条例 art. 52, 53) by code."""
    return {row["code"]: Ground(row["code"], row["label"], _basis(row)) for row in _rows("grounds")}


@cache
def measures() -> dict[str, Ground]:
    """What may be decided, by code."""
    return {row["code"]: Ground(row["code"], row["label"], _basis(row)) for row in _rows("measures")}


def is_urgent(wrong: Wrong | str) -> bool:
    return bool(wrong) and wrongs()[Wrong(wrong)].urgent


def origins_for(roles: frozenset[Role]) -> list[OriginRow]:
    """The origins that somebody with these roles may enter, in the order of the table."""
    return [row for row in origins().values() if row.by & roles]
