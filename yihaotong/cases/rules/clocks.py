"""The clocks of a case, and the profile that says how long each may run.

A limit is data with its basis: `profiles/default.csv` ships, a city names its own file. What nobody verified says so.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from itertools import product
from pathlib import Path

from yihaotong.cases.rules.codes import Code, RequestType, Urgency
from yihaotong.clock import Limit


class ClockKind(Code):
    """时限. All of a dispatch run from the dispatch; the citizen's own runs from filing and never restarts."""

    DISPATCH = "dispatch", "派单时限"
    SIGN = "sign", "签收时限"
    RETURN = "return", "退单时限"
    FIRST_CONTACT = "first_contact", "首次联系时限"
    HANDLE = "handle", "办理时限"
    REVIEW = "review", "审核时限"
    CALL_BACK = "call_back", "回访时限"
    TOTAL = "total", "全程时限"


class Basis(Code):
    """What a limit rests on."""

    LAW = "law", "法律法规"
    LOCAL_RULE = "local_rule", "地方规定"
    DESIGN = "design", "设计默认值"


@dataclass(frozen=True)
class Line:
    """One line of a profile. Empty `request_type` or `urgency` means any."""

    clock: ClockKind
    request_type: str
    urgency: str
    limit: Limit
    basis: str
    kind: Basis
    verified: bool

    @property
    def says(self) -> str:
        """The basis as printed beside a date."""
        return f"{self.basis}（{self.kind.label}{'' if self.verified else '，未核实'}）"

    def fits(self, clock: ClockKind, request_type: RequestType, urgency: Urgency) -> bool:
        return (
            self.clock is clock
            and self.request_type in ("", request_type.value)
            and self.urgency in ("", urgency.value)
        )

    @property
    def narrowness(self) -> tuple[bool, bool]:
        """A line that names the urgency beats one that names the type, which beats one that names neither."""
        return (self.urgency != "", self.request_type != "")


class Profile:
    """All lines of one profile (时限方案)."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = tuple(lines)
        self._narrowest = {
            key: max((line for line in self.lines if line.fits(*key)), key=lambda line: line.narrowness, default=None)
            for key in product(ClockKind, RequestType, Urgency)
        }

    def line(self, clock: ClockKind, request_type: RequestType, urgency: Urgency) -> Line | None:
        """The narrowest line that fits; None where the profile sets no such limit."""
        return self._narrowest[clock, request_type, urgency]


def read(path: Path) -> Profile:
    """Read a profile from CSV (columns: clock, request_type, urgency, limit, basis, basis_kind, verified).

    Raises ValueError naming the row and the column at fault.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Profile(_line(number, row, path.name) for number, row in enumerate(csv.DictReader(file), start=2))


def _line(number: int, row: dict[str, str], name: str) -> Line:
    column = ""
    try:
        column = "clock"
        clock = ClockKind(row["clock"])
        column = "request_type"
        request_type = RequestType(row["request_type"]).value if row["request_type"] else ""
        column = "urgency"
        urgency = Urgency(row["urgency"]).value if row["urgency"] else ""
        column = "limit"
        limit = Limit.parse(row["limit"])
        column = "basis_kind"
        kind = Basis(row["basis_kind"])
    except (KeyError, ValueError) as error:
        raise ValueError(f"{name} 第 {number} 行“{column}”列：{error}") from error
    return Line(clock, request_type, urgency, limit, row["basis"], kind, row["verified"] == "yes")


def shipped() -> Profile:
    """The default profile that comes with the package (handbook A4)."""
    with resources.as_file(resources.files(__package__) / "profiles" / "default.csv") as path:
        return read(path)
