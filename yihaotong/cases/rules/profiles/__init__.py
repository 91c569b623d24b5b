"""The profiles that ship, as CSV, and reading such a file, wherever it comes from.

Columns: clock, request_type, urgency, unit_kind, limit, basis, basis_kind, verified. `unit_kind` may be missing.
`index.csv` says whose each profile is and what it covers. Values and where they were found: docs/rules/limits.md.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from yihaotong.cases.rules.clocks import (
    AT_UNIT,
    CARDS,
    COUNTED,
    NAMED,
    Basis,
    ClockKind,
    Line,
    Named,
    Profile,
    Title,
    UnitClass,
)
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.cases.rules.profiles.limits import read_limit
from yihaotong.clock import ClockError, Measure
from yihaotong.journal.codes import Code

COLUMNS = ("clock", "request_type", "urgency", "unit_kind", "limit", "basis", "basis_kind", "verified")
#: What each column is called on a page.
LABELS = dict(zip(COLUMNS, ("项目", "诉求类型", "紧急程度", "单位类别", "限", "依据", "依据性质", "核实"), strict=True))
DEFAULT = "default"
#: As much as stands beside a date, with the marks behind it.
LONGEST_BASIS = 160
MOST_LINES = 400
_NUMBER = re.compile(r"[1-9][0-9]?")
_VERIFIED = {"yes": True, "no": False}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell. Rows of a file are counted as a spreadsheet does, the heading being row 1."""

    row: int
    column: str
    message: str

    @property
    def words(self) -> str:
        """With the name that the column has on a page."""
        return f"第 {self.row} 行“{LABELS[self.column]}”：{self.message}"

    def __str__(self) -> str:
        """With the name that it has in the heading of a file, too."""
        return f"第 {self.row} 行“{LABELS[self.column]}”（{self.column} 列）：{self.message}"


class BadProfile(ValueError):
    """A profile that cannot be used; `faults` names every cell at fault."""

    def __init__(self, faults: Sequence[Fault], name: str = "") -> None:
        super().__init__(f"{name} {faults[0]}".strip())
        self.faults = tuple(faults)


def lines_of(rows: Iterable[Mapping[str, str | None]], *, first: int = 2) -> list[Line]:
    """Rows of cells as lines; `first` is the number of the first for whoever reads of it, 2 below a file's heading.

    Raises BadProfile naming every cell at fault.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=first):
        found = _line(number, {column: (row.get(column) or "").strip() for column in COLUMNS})
        if isinstance(found, list):
            faults += found
        elif found.key in seen:
            same = f"与第 {seen[found.key]} 行管的是同一种情形，只能留一行"
            faults.append(Fault(number, "clock", same))
        else:
            seen[found.key] = number
            lines.append(found)
    if len(lines) > MOST_LINES:
        faults.append(Fault(MOST_LINES + first, "clock", f"一个方案至多 {MOST_LINES} 行"))
    if faults:
        raise BadProfile(faults)
    return lines


def _line(number: int, row: Mapping[str, str]) -> Line | list[Fault]:
    """The line, or every cell at fault."""
    wrong = dict(_wrong(row))
    if wrong:
        return [Fault(number, column, wrong[column]) for column in COLUMNS if column in wrong]
    clock = _named(row["clock"])
    return Line(
        clock,
        row["request_type"],
        row["urgency"],
        row["unit_kind"],
        row["limit"] if clock in COUNTED else str(read_limit(row["limit"])),
        row["basis"],
        Basis(row["basis_kind"]),
        _VERIFIED[row["verified"]],
    )


def _wrong(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Column and message, each column at most once: first each cell by itself, then what does not go together."""
    wrong = set()
    for column, reading in _READ.items():
        try:
            reading(row[column])
        except ValueError as error:
            wrong.add(column)
            yield column, str(error)
    if "clock" in wrong:
        return
    clock = _named(row["clock"])
    for column, check in (("unit_kind", _check_unit_kind), ("limit", _check_value)):
        try:
            if column not in wrong:
                check(clock, row[column])
        except ValueError as error:
            yield column, str(error)


def _named(written: str) -> Named:
    if not written:
        raise ValueError("请选择项目")
    found = next((each for each in NAMED if each.value == written), None)
    if found is None:
        raise ValueError(f"没有“{written}”这一项")
    return found


def _one_of(codes: type[Code], *, any_too: bool) -> Callable[[str], str]:
    known = {each.value for each in codes} | ({""} if any_too else set())

    def read(written: str) -> str:
        if written not in known:
            named = "、".join(f"{each.value}（{each.label.partition('（')[0]}）" for each in codes)
            raise ValueError(f"“{written}”应为 {named}{'，或空着' if any_too else ''}")
        return written

    return read


def _basis(written: str) -> str:
    if not written:
        raise ValueError("请写明依据")
    if len(written) > LONGEST_BASIS:
        raise ValueError(f"依据至多 {LONGEST_BASIS} 字")
    return written


def _yes_or_no(written: str) -> bool:
    if written not in _VERIFIED:
        raise ValueError(f"“{written}”应为 yes（已核实）或 no（未核实）")
    return _VERIFIED[written]


#: How each cell is read by itself.
_READ: dict[str, Callable[[str], object]] = {
    "clock": _named,
    "request_type": _one_of(RequestType, any_too=True),
    "urgency": _one_of(Urgency, any_too=True),
    "unit_kind": _one_of(UnitClass, any_too=True),
    "basis": _basis,
    "basis_kind": _one_of(Basis, any_too=False),
    "verified": _yes_or_no,
}


def _check_unit_kind(clock: Named, unit_kind: str) -> None:
    if unit_kind and isinstance(clock, ClockKind) and clock not in AT_UNIT:
        raise ValueError(f"{clock.label}由中心计，不能按承办单位区分")


def _check_value(clock: Named, written: str) -> None:
    if not written:
        raise ValueError("请填写次数，如 3" if clock in COUNTED else "请填写时限，如 5个工作日、24小时")
    if clock in COUNTED:
        if not _NUMBER.fullmatch(written):
            raise ValueError(f"“{written}”应为 1 到 99 的整数")
        return
    limit = read_limit(written)
    if clock in CARDS and limit.measure is not Measure.WORKING_DAY:
        raise ValueError("黄牌、红牌按工作日写，如 1个工作日")


#: What a "verified" vouches for.
_VOUCHED = tuple(column for column in COLUMNS if column != "verified")


def vouch_again(row: Mapping[str, str], shown: Mapping[str, str]) -> bool:
    """Whether a row's "verified" was said of something else: it stood there before (`shown`: the cells as the editor's
    page had them), and since then what it vouches for has been changed.
    """
    both = row.get("verified") == "yes" and shown.get("verified") == "yes"
    return both and any(_plain(row, column) != _plain(shown, column) for column in _VOUCHED)


def _plain(row: Mapping[str, str], column: str) -> str:
    written = (row.get(column) or "").strip()
    if column != "limit":
        return written
    try:
        return str(read_limit(written))
    except ClockError:
        return written


def text_of(lines: Iterable[Line]) -> str:
    """Lines as such a file."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(COLUMNS)
    sheet.writerows(cells_of(line) for line in lines)
    return out.getvalue()


def cells_of(line: Line) -> tuple[str, ...]:
    verified = "yes" if line.verified else "no"
    return (*line.key, line.value, line.basis, line.kind.value, verified)


def from_text(text: str, title: Title, base: Profile | None = None) -> Profile:
    """A profile that inherits from `base`, else from the default as it ships; the default inherits from nothing.

    Raises BadProfile.
    """
    lines = lines_of(csv.DictReader(io.StringIO(text, newline="")))
    return Profile(lines, title, None if title.code == DEFAULT else base or shipped())


def read(path: Path) -> Profile:
    """A city's own file; what it lacks is inherited. Raises BadProfile naming the file, the row and the column."""
    try:
        return from_text(path.read_text(encoding="utf-8-sig"), Title("city", path.stem, "", str(path)))
    except BadProfile as bad:
        raise BadProfile(bad.faults, path.name) from bad


@cache
def titles() -> tuple[Title, ...]:
    """The profiles that ship, the default first."""
    rows = csv.DictReader(io.StringIO(_shipped_text("index")))
    return tuple(Title(row["code"], row["name"], row["place"], row["covers"]) for row in rows)


@cache
def shipped(code: str = DEFAULT) -> Profile:
    """A profile that comes with the package. Raises KeyError."""
    title = {each.code: each for each in titles()}[code]
    base = None if code == DEFAULT else shipped()
    return Profile(lines_of(csv.DictReader(io.StringIO(_shipped_text(code)))), title, base)


def _shipped_text(name: str) -> str:
    return (resources.files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
