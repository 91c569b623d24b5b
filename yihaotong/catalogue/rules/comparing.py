"""What differs between two versions, row by row and cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yihaotong.catalogue.rules.codes import Act
from yihaotong.catalogue.rules.rows import LABELS, shown


@dataclass(frozen=True)
class Line:
    """A row of a version, as far as a comparison goes; `cells` by the names of rows.FIELDS, headings have a name only.

    `parent` is the key of its first-level item, "" for one.
    """

    key: str
    parent: str
    name: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """One row that differs. `cells` are (column, before, after) in words; `into`: with what it was merged."""

    act: Act
    key: str
    name: str
    cells: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""
    into: str = ""


def differences(
    before: Sequence[Line], after: Sequence[Line], reasons: Mapping[str, tuple[Act, str, str]], units: Mapping[str, str]
) -> list[Difference]:
    """What became of each row: those gone first, then those changed and added, in their order.

    `reasons` are (what was done, why, into which row) by key; `units` the names of the sections by their id.
    """
    held, kept = {line.key: line for line in before}, {line.key: line for line in after}
    names = {line.key: line.name for line in (*before, *after)}
    gone = [_gone(line, reasons, names) for line in before if line.key not in kept]
    there = [
        found for line in after if (found := _differs(held.get(line.key), line, reasons, names, units)) is not None
    ]
    return gone + there


def _gone(line: Line, reasons: Mapping[str, tuple[Act, str, str]], names: Mapping[str, str]) -> Difference:
    act, reason, into = reasons.get(line.key, (Act.REMOVED, "", ""))
    act = act if act in {Act.MERGED, Act.REMOVED} else Act.REMOVED
    return Difference(act, line.key, line.name, reason=reason, into=names.get(into, into))


def _differs(
    old: Line | None,
    line: Line,
    reasons: Mapping[str, tuple[Act, str, str]],
    names: Mapping[str, str],
    units: Mapping[str, str],
) -> Difference | None:
    reason = reasons.get(line.key, (Act.CHANGED, "", ""))[1]
    if old is None:
        return Difference(Act.ADDED, line.key, line.name, reason=reason)
    cells = []
    if old.parent != line.parent:
        cells.append(("一级事项", names.get(old.parent, old.parent), names.get(line.parent, line.parent)))
    for name, label in LABELS.items():
        here, there = _said(name, old, units), _said(name, line, units)
        if here != there:
            cells.append((label if line.parent else "一级事项", here, there))
    if not cells:
        return None
    act = Act.MOVED if old.parent != line.parent else Act.RENAMED if old.name != line.name else Act.CHANGED
    return Difference(act, line.key, line.name, tuple(cells), reason)


def _said(name: str, line: Line, units: Mapping[str, str]) -> str:
    value = line.name if name == "name" else line.cells.get(name, "")
    return units.get(value, value) if name == "unit" else shown(name, value)
