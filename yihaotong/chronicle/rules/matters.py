"""Matters of 条例 art. 20 that may not apply to an organ, and what in its records would contradict that: data."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Matter:
    """`rows`: items of art. 20 under which a row of the catalogue, or what is released for one, contradicts;
    `words`: the same by name; `documents`: items whose documents in force contradict; `figures`: beginnings of the
    codes of stated figures that contradict when they are not 0."""

    code: str
    label: str
    item: str
    rows: frozenset[str]
    words: tuple[str, ...]
    documents: frozenset[str]
    figures: tuple[str, ...]
    basis: str

    def named_in(self, text: str) -> bool:
        return any(word in text for word in self.words)


@dataclass(frozen=True)
class Measure:
    """A figure that another system counts, as it is usually called."""

    code: str
    label: str
    unit: str


def _rows(name: str) -> list[dict[str, str]]:
    with (resources.files("yihaotong.chronicle") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def matters() -> dict[str, Matter]:
    """By code, in the order of the table; what nobody has verified says so in its basis."""
    return {
        row["code"]: Matter(
            row["code"],
            row["label"],
            row["item"],
            frozenset(row["rows"].split()),
            tuple(filter(None, row["words"].split("|"))),
            frozenset(row["documents"].split()),
            tuple(row["figures"].split()),
            f"{row['basis']}（{row['basis_kind']}{'' if row['verified'] == 'yes' else '，未核实'}）",
        )
        for row in _rows("matters")
    }


@cache
def measures() -> dict[str, Measure]:
    return {row["code"]: Measure(row["code"], row["label"], row["unit"]) for row in _rows("measures")}
