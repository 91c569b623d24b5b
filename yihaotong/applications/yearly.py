"""The annual report's tables 3 and 4 from the requests themselves, each cell with the requests that make it up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yihaotong.applications.models import Application, Charge, Dispute
from yihaotong.applications.rules import counting
from yihaotong.applications.rules.codes import DisputeKind
from yihaotong.applications.rules.counting import Counted, Disputed, Line
from yihaotong.forms.rules.codes import Format, format_of


@dataclass(frozen=True)
class YearTable:
    """Tables 3 and 4 of one year. `table3`: by row, the numbers of the requests by column; `table4` by group and
    result. `faults`: what does not add up (handbook C3); there is none."""

    year: int
    form: Format
    table3: tuple[Line, ...]
    table4: dict[DisputeKind, dict[str, tuple[str, ...]]]
    faults: tuple[str, ...]
    charged: int
    charged_yuan: int
    paid_yuan: int

    def count(self, row: str, column: str = counting.TOTAL) -> int:
        return len(next(line for line in self.table3 if line.row == row).cells[column])


def year_table(year: int, form: Format | None = None) -> YearTable:
    """The tables of a year, by default in the form of that year. Five queries."""
    chosen = form or format_of(year)
    lines = counting.table3(_counted(year, chosen), year, chosen)
    before = counting.table3(_counted(year - 1, chosen), year - 1, chosen)
    # A notice that was taken back as wrong asked nobody for anything.
    charges = Charge.objects.filter(told_on__year=year, taken_back_at=None)
    amounts = list(charges.values_list("amount", "reduced_to"))
    paid = Charge.objects.filter(paid_on__year=year, taken_back_at=None).values_list("paid", flat=True)
    return YearTable(
        year,
        chosen,
        lines,
        counting.table4(_disputed(year), year),
        (*counting.faults(lines, chosen), *counting.check_years(before, lines)),
        len(amounts),
        sum(amount if reduced is None else reduced for amount, reduced in amounts),
        sum(each or 0 for each in paid),
    )


def _counted(year: int, form: Format) -> Sequence[Counted]:
    """The requests that any row of the year counts: received by its end, and not concluded before it began."""
    began, ended = date(year, 1, 1), date(year, 12, 31)
    here = Application.objects.filter(received_on__lte=ended).filter(Q(concluded_on=None) | Q(concluded_on__gte=began))
    row = "row_2019" if form is Format.F2019 else "row_2021"
    columns = ("number", "kind", "received_on", "concluded_on", row)
    return [Counted(*each) for each in here.order_by("pk").values_list(*columns)]


def _disputed(year: int) -> Sequence[Disputed]:
    here = Dispute.objects.filter(filed_on__year__lte=year).filter(
        Q(decided_on=None) | Q(decided_on__gte=date(year, 1, 1))
    )
    columns = ("application__number", "number", "kind", "result", "decided_on")
    make: Callable[..., Disputed] = Disputed
    return [make(*each) for each in here.order_by("pk").values_list(*columns)]
