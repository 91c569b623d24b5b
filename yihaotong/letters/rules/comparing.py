"""What changed from one version to another, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from yihaotong.journal.rules import comparing
from yihaotong.letters.rules.templates import PARTS, Content


@dataclass(frozen=True)
class Change:
    """One line: `how` is "same", "gone" or "new"."""

    how: str
    text: str


def changes(before: Content, after: Content) -> list[tuple[str, list[Change]]]:
    """The parts that differ, by label."""
    parts = []
    for name, label in PARTS.items():
        old, new = str(getattr(before, name)), str(getattr(after, name))
        if old != new:
            parts.append((label, list(_lines(old.split("\n"), new.split("\n")))))
    return parts


def _lines(old: list[str], new: list[str]) -> Iterator[Change]:
    how = {comparing.KEPT: "same", comparing.GONE: "gone", comparing.NEW: "new"}
    for sign, line in comparing.lines(old, new):
        if line or sign == comparing.KEPT:
            yield Change(how[sign], line)
