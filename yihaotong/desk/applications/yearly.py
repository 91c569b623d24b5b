"""Tables 3 and 4 of a year, as the annual report will print them; each figure opens to its requests."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from yihaotong.applications import access
from yihaotong.applications.rules import counting
from yihaotong.applications.rules.codes import ApplicantKind, DisputeKind, DisputeResult
from yihaotong.applications.yearly import YearTable, year_table
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.forms.rules.layout import groups

_FIRST = 2019
_NAMES = {each.value: each.label for each in ApplicantKind} | {counting.TOTAL: "总计"}
#: 法人或其他组织: the printed head has them under one heading.
_NOT_NATURAL = frozenset(each.value for each in ApplicantKind if each is not ApplicantKind.NATURAL)


@only()
def year(request: HttpRequest, visit: Visit) -> HttpResponse:
    this = localdate(visit.at).year
    wanted = whole(request.GET.get("year")) or this
    wanted = wanted if _FIRST <= wanted <= this else this
    table = year_table(wanted)
    context = {
        "table": table,
        "years": range(this, _FIRST - 1, -1),
        "columns": [_NAMES[each] for each in counting.COLUMNS if each in _NOT_NATURAL],
        "width": 1 + len(counting.COLUMNS),
        "rows": _rows(table),
        "disputes": _disputes(table),
        "results": [*(result.label for result in DisputeResult), "尚未审结", "总计"],
        "may_open": access.works_here(visit.actor),
        "opened": _opened(table, request.GET.get("row", ""), request.GET.get("column", "")),
    }
    return show(request, visit, "desk/applications/year.html", context)


def _rows(table: YearTable) -> list[tuple[tuple[str, ...], counting.Line, list[tuple[str, str, int]]]]:
    """Each row with the headings printed before it, and its cells: (column, its name, the figure)."""
    above = groups(table.form)
    return [
        (above.get(line.row, ()), line, [(each, _NAMES[each], len(line.cells[each])) for each in counting.COLUMNS])
        for line in table.table3
    ]


def _disputes(table: YearTable) -> list[tuple[str, list[tuple[str, int]]]]:
    columns = [(result.value, result.label) for result in DisputeResult] + [(counting.PENDING, "尚未审结")]
    named = [*columns, (counting.TOTAL, "总计")]
    return [
        (kind.label, [(name, len(table.table4[kind].get(column, ()))) for column, name in named])
        for kind in DisputeKind
    ]


def _opened(table: YearTable, row: str, column: str) -> tuple[str, tuple[str, ...]] | None:
    """The requests behind one figure."""
    line = next((line for line in table.table3 if line.row == row), None)
    if line is None or column not in line.cells:
        return None
    return line.words, line.cells[column]
