"""Two texts held against each other: what stayed, what went, what came. Every page that shows a change asks here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, GONE, NEW = " ", "-", "+"


@dataclass(frozen=True)
class Run:
    """A stretch of parts, of whatever size: `same` in both, or what stood there `before` and `after`."""

    same: bool
    before: tuple[str, ...]
    after: tuple[str, ...]


def runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """Both sequences whole, from the first part to the last."""
    for sign, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield Run(sign == "equal", tuple(before[low:high]), tuple(after[start:end]))


def lines(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """The lines of both with `KEPT`, `GONE` or `NEW`; where something was replaced, first what went."""
    told: list[tuple[str, str]] = []
    for run in runs(before, after):
        if run.same:
            told += [(KEPT, line) for line in run.before]
        else:
            told += [(GONE, line) for line in run.before] + [(NEW, line) for line in run.after]
    return told


def likeness(before: str, after: str) -> float:
    """From 0, nothing in common, to 1, the same."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio()
