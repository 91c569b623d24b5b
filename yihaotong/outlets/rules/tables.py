"""Outlets and limits as data, each with its basis."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.outlets.rules.codes import Kind, LimitKind


@dataclass(frozen=True)
class OutletRow:
    """One outlet; the lengths are in characters, 0 where there is no limit."""

    outlet: str
    label: str
    kind: Kind
    title_most: int
    digest_most: int
    text_most: int
    #: Whether what is put out there has an address on the web.
    web: bool
    basis: str


@dataclass(frozen=True)
class OutletLimit:
    """One limit as written ("2wh") with its basis as printed beside a date."""

    limit: str
    basis: str


@cache
def outlets() -> Mapping[str, OutletRow]:
    """By code, in the sequence in which pages show them."""
    return {row["outlet"]: _row(row) for row in _read("outlets.csv")}


@cache
def limits() -> Mapping[LimitKind, OutletLimit]:
    return {LimitKind(row["kind"]): OutletLimit(row["limit"], _says(row)) for row in _read("limits.csv")}


def label(outlet: str) -> str:
    return outlets()[outlet].label if outlet in outlets() else outlet


def by_words(words: str) -> str:
    """The code that a code or a label names; "" for none."""
    said = words.strip()
    return next((row.outlet for row in outlets().values() if said in {row.outlet, row.label}), _SAID.get(said, ""))


#: How people call them besides.
_SAID: Mapping[str, str] = {
    "网站": "site",
    "门户网站": "portal",
    "政府网站": "portal",
    "微信": "wechat",
    "公众号": "wechat",
    "政务微信": "wechat",
    "政务微博": "weibo",
    "新浪微博": "weibo",
    "政民互动": "answers",
    "公告栏": "board",
    "报刊": "press",
    "广播": "press",
    "电视": "press",
    "档案馆": "archive",
    "图书馆": "archive",
    "其他": "other",
}


def _row(row: Mapping[str, str]) -> OutletRow:
    title, digest, text = (int(row[name] or 0) for name in ("title_most", "digest_most", "text_most"))
    return OutletRow(
        row["outlet"], row["label"], Kind(row["kind"]), title, digest, text, row["web"] == "yes", _says(row)
    )


def _says(row: Mapping[str, str]) -> str:
    unverified = "" if row["verified"] == "yes" else "，未核实"
    return f"{row['basis']}（{row['basis_kind']}{unverified}）"


def _read(name: str) -> list[dict[str, str]]:
    with (resources.files("yihaotong.outlets") / "data" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
