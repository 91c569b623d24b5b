"""The figures that 监督保障 itself hands to an assessment; those of the other areas are in `office_figures`.

What happened in a year is told by the day of registration, hours by the day of the session.
"""

from datetime import UTC, datetime
from fractions import Fraction

from yihaotong.scrutiny import access
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules.codes import Outcome, Progress, Route
from yihaotong.scrutiny.rules.figures import Figure, FigureRow, register_figure

_FOUND = (Outcome.FOUNDED.value, Outcome.PARTLY.value)


def register() -> None:
    register_figure("scrutiny.in_time", "监督事项各环节没有超期的占办结的百分比", in_time)
    register_figure("scrutiny.founded", "查实的投诉举报件数（含部分属实）", founded)
    register_figure("scrutiny.training", "实有培训学时占年度计划的百分比", trained)


def in_time(year: int, unit: int, at: datetime) -> Figure:
    """Closed matters of the section of which no limit ran out ÷ closed matters of the section."""
    closed = list(
        access.registered_in(year)
        .filter(unit=unit, progress=Progress.CLOSED.value, registered_at__lte=at)
        .order_by("pk")
    )
    rows = tuple(_row(each, "有环节超期" if each.late else "按期") for each in closed)
    return Figure.share(sum(not each.late for each in closed), len(closed), rows)


def founded(year: int, unit: int, at: datetime) -> Figure:
    """How many complaints of the section were founded; of how many that were investigated. Where none was, nothing is
    known, and nobody earns points by it."""
    found = (
        access.registered_in(year)
        .filter(unit=unit, route=Route.PUBLIC.value, registered_at__lte=at)
        .exclude(outcome="")
    )
    complaints = list(found.order_by("pk"))
    rows = tuple(_row(each, Outcome(each.outcome).label) for each in complaints)
    count = sum(each.outcome in _FOUND for each in complaints)
    return Figure(Fraction(count) if complaints else None, count, len(complaints), rows)


def trained(year: int, unit: int, at: datetime) -> Figure:
    """Hours that count ÷ hours planned of the section's people now; of each at most what is planned for him, so that
    one who learns much does not make up for another."""
    then = min(at, datetime(year, 12, 31, 12, tzinfo=UTC))
    people = [each for each in access.hours_of_people(year, then) if each.unit == unit and each.planned]
    rows = tuple(FigureRow("training", each.name, f"{each.words} / {each.planned} 学时") for each in people)
    counted = sum(min(each.tenths, each.planned * 10) for each in people)
    planned = sum(each.planned * 10 for each in people)
    return Figure.share(counted, planned, rows)


def _row(matter: Matter, counted: str) -> FigureRow:
    return FigureRow(matter.key, f"{matter.number} {matter.title}", counted)
