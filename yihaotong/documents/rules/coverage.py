"""覆盖率: labelled and reviewed ÷ all documents, by section and month; rows of an OA system count like our own."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """One figure: `done` of `every` documents have a label (with its reason) and a secrecy review."""

    key: str
    every: int
    labelled: int
    reviewed: int
    done: int

    @property
    def share(self) -> str:
        """ "97.30 %", half up to two decimals; "–" of none."""
        if not self.every:
            return "–"
        hundredths = (self.done * 20_000 + self.every) // (2 * self.every)
        return f"{hundredths // 100}.{hundredths % 100:02d} %"

    @property
    def lacking(self) -> int:
        return self.every - self.done


@dataclass(frozen=True)
class Tally:
    """What is counted of one group of documents."""

    section: str
    month: str
    every: int
    labelled: int
    reviewed: int
    done: int


def counted(tallies: Iterable[Tally], by: str) -> list[Counted]:
    """The figures by "section" or "month", in the order of their keys; "" (unknown) comes last."""
    sums: dict[str, list[int]] = {}
    for each in tallies:
        figures = sums.setdefault(str(getattr(each, by)), [0, 0, 0, 0])
        for place, value in enumerate((each.every, each.labelled, each.reviewed, each.done)):
            figures[place] += value
    return [Counted(key, *sums[key]) for key in sorted(sums, key=lambda key: (not key, key))]


def whole(tallies: Iterable[Tally]) -> Counted:
    """All of them as one figure."""
    rows = list(tallies)
    return Counted(
        "",
        sum(each.every for each in rows),
        sum(each.labelled for each in rows),
        sum(each.reviewed for each in rows),
        sum(each.done for each in rows),
    )
