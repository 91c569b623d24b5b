"""What the law says: the articles a row falls under, and how soon what it names must be public. Data, with basis.

条例 art. 26: within 20 working days of 形成或变更; where a law or regulation sets another limit, that one holds.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yihaotong.catalogue.rules.timing import Event, Every, Timing
from yihaotong.clock import Limit, Measure
from yihaotong.journal.refusal import Refused

GENERAL = "general"
_BY_DAY = frozenset({Measure.WORKING_DAY, Measure.DAY})


@dataclass(frozen=True)
class Article:
    """One item of art. 20 or 21."""

    code: str
    article: str
    name: str

    @property
    def label(self) -> str:
        """条例第二十条第（二）项; the items of art. 21 have no numbers."""
        return self.article if self.code.startswith("20-") else f"{self.article}（{self.name}）"

    @property
    def says(self) -> str:
        return f"{self.article}：{self.name}"


@dataclass(frozen=True)
class Law:
    """How soon one kind of information must be public, by which rule."""

    code: str
    name: str
    timing: Timing
    basis: str
    basis_kind: str
    verified: bool

    @property
    def says(self) -> str:
        """The basis as it stands beside a date."""
        return f"{self.basis}（{self.basis_kind}{'' if self.verified else '，未核实'}）"


def _table(name: str) -> Iterator[dict[str, str]]:
    with (resources.files("yihaotong.catalogue") / "data" / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@cache
def articles() -> dict[str, Article]:
    """条例 art. 20 and 21 as a list of codes (handbook B1, A20)."""
    return {row["code"]: Article(**row) for row in _table("a20.csv")}


@cache
def laws() -> dict[str, Law]:
    return {row["code"]: _law(row) for row in _table("limits.csv")}


def _law(row: dict[str, str]) -> Law:
    return Law(
        row["code"],
        row["name"],
        Timing.parse(row["timing"]),
        row["basis"],
        row["basis_kind"],
        verified=row["verified"] == "yes",
    )


def check_within(timing: Timing, law: Law) -> None:
    """Raises Refused("later-than-law") where a row gives itself more time than the law does.

    Special law first: a row under one is measured by it, every other by art. 26.
    """
    allowed = law.timing
    if allowed.every is Every.YEAR and timing.every is Every.YEAR:
        late = max(timing.days) > max(allowed.days)
    elif timing.limit is None or allowed.limit is None or _other_event(timing, allowed):
        return
    else:
        late = _longer(timing.limit, allowed.limit)
    if late:
        raise Refused(
            "later-than-law", f"公开时限比规定的晚：{law.basis}要求“{allowed.chinese}”，目录不能放宽", "timing"
        )


def _other_event(timing: Timing, allowed: Timing) -> bool:
    """Counted from something else that a special law names, the two cannot be compared."""
    special = allowed.event not in {None, Event.FORMED}
    return special and timing.event is not allowed.event


def _longer(own: Limit, allowed: Limit) -> bool:
    if own.measure is allowed.measure:
        return own.amount > allowed.amount
    if own.measure is Measure.MONTH:
        return True
    if {own.measure, allowed.measure} == _BY_DAY:
        # n working days never end before n days are over; five of them usually take a week.
        return own.amount > allowed.amount if own.measure is Measure.DAY else own.amount * 7 > allowed.amount * 5
    return False  # hours and minutes are shorter than any of them
