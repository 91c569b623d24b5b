"""How requests are counted in the annual report (handbook C1–C3): each once, in one row, in one column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yihaotong.applications.rules.codes import ApplicantKind, DisputeKind, DisputeResult, Exemption, ReplyType
from yihaotong.applications.rules.tables import APART, row_of
from yihaotong.forms.rules.c3 import results, unbalanced
from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.layout import rows

TOTAL = "total"
#: 申请人情况 and 总计: the seven columns.
COLUMNS = (*(kind.value for kind in ApplicantKind), TOTAL)
PENDING = "pending"
_NEW, _CARRIED, _ALL_DONE, _LEFT = "r1", "r2", "r3_7", "r4"
_DISCLOSED = frozenset({"r3_1", "r3_2"})
PARTLY = "r3_2"


@dataclass(frozen=True)
class Counted:
    """What a request says to the table. `row` is where it counts once it is concluded."""

    number: str
    kind: str
    received_on: date
    concluded_on: date | None
    row: str


@dataclass(frozen=True)
class Line:
    """One row of table 3: its words, and by column the numbers of the requests in it."""

    row: str
    words: str
    cells: Mapping[str, tuple[str, ...]]


def row_of_items(items: Sequence[tuple[ReplyType, Exemption | None]], form: Format) -> str:
    """The one row of a request with these items, in their sequence.

    区分处理的，只计部分公开: something was given and something was not. Where nothing was given, the first item counts
    (practice, unverified: the form is silent on requests that were split).
    """
    rows_of = [row_of(reply, exemption, form) for reply, exemption in items]
    # A wish to have a record put right beside a request for information leaves the request as it is.
    found = [row for row in rows_of if row != APART] or [APART]
    if len(set(found)) > 1 and _DISCLOSED.intersection(found):
        return PARTLY
    return found[0]


def table3(requests: Iterable[Counted], year: int, form: Format) -> tuple[Line, ...]:
    """All rows of table 3, empty ones too."""
    names = rows(form)
    cells: dict[str, dict[str, list[str]]] = {row: {column: [] for column in COLUMNS} for row in names}
    for each in requests:
        for row in _rows(each, year) if each.row != APART else ():
            cells[row][each.kind].append(each.number)
            cells[row][TOTAL].append(each.number)
    return tuple(
        Line(row, words, {column: tuple(numbers) for column, numbers in cells[row].items()})
        for row, words in names.items()
    )


def _rows(each: Counted, year: int) -> Iterator[str]:
    """Came in this year or was left from the last; was concluded this year or is left for the next."""
    yield _NEW if each.received_on.year == year else _CARRIED
    if each.concluded_on is not None and each.concluded_on.year == year:
        yield each.row
        yield _ALL_DONE
    else:
        yield _LEFT


def faults(lines: Sequence[Line], form: Format) -> Iterator[str]:
    """What does not add up by the rules T3-a, b, c and e of handbook C3. Counted from rows, it always does."""
    by_row = {line.row: line for line in lines}
    for rule, column, left, right in unbalanced(lambda row, of: len(by_row[row].cells[of]), form, COLUMNS):
        yield f"{rule} {column}: {left} ≠ {right}"
    for line in lines:
        kinds = [number for kind in ApplicantKind for number in line.cells[kind.value]]
        if sorted(kinds) != sorted(line.cells[TOTAL]):
            yield f"T3-c {line.row}"
    counted = [number for row in results(form) for number in by_row[row].cells[TOTAL]]
    if len(counted) != len(set(counted)):
        yield "T3-e"


def check_years(earlier: Sequence[Line], later: Sequence[Line]) -> Iterator[str]:
    """T3-d: what a year leaves is what the next year takes over, in every column."""
    left = next(line for line in earlier if line.row == _LEFT)
    taken = next(line for line in later if line.row == _CARRIED)
    for column in COLUMNS:
        if sorted(left.cells[column]) != sorted(taken.cells[column]):
            yield f"T3-d {column}"


@dataclass(frozen=True)
class Disputed:
    """A review or a suit as table 4 asks for it."""

    request: str
    number: int
    kind: str
    result: str
    decided_on: date | None


def table4(disputes: Iterable[Disputed], year: int) -> dict[DisputeKind, dict[str, tuple[str, ...]]]:
    """By group: 结果维持、结果纠正、其他结果、尚未审结 (at the year's end), 总计; each with "number#which"."""
    columns = (*(result.value for result in DisputeResult), PENDING, TOTAL)
    found: dict[DisputeKind, dict[str, list[str]]] = {kind: {column: [] for column in columns} for kind in DisputeKind}
    for each in disputes:
        decided = each.decided_on is not None and each.decided_on.year == year
        column = each.result if decided else PENDING
        name = f"{each.request}#{each.number}"
        found[DisputeKind(each.kind)][column].append(name)
        found[DisputeKind(each.kind)][TOTAL].append(name)
    return {kind: {column: tuple(names) for column, names in cells.items()} for kind, cells in found.items()}
