"""What a calendar entered late has moved: by version of the calendar which clocks, from when to when."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.accounts.rules import Role
from yihaotong.almanac.models import Entry
from yihaotong.cases import moved as moves_of_calendar
from yihaotong.cases.rules.choosing import MAY_READ
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.frame import only, show

READERS = MAY_READ | {Role.AUDIT_ADMIN}
_VERSIONS, _PER_PAGE = 50, 20


@only(*READERS)
def moved(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The versions of the calendar, the newest first, with how much each moved."""
    entries = list(Entry.objects.order_by("-version")[:_VERSIONS])
    names = names_of([entry.entered_by for entry in entries])
    context = {
        "versions": [
            (each, names.get(each.entry.entered_by, ""))
            for each in moves_of_calendar.totals(entries, visit.actor, whole=True)
        ]
    }
    return show(request, visit, "moved.html", context)


@only(*READERS)
def version(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """What one version moved: by unit, and clock by clock for whoever may see the cases."""
    entry = Entry.objects.filter(version=number).first()
    if entry is None:
        raise Http404
    after = whole(request.GET.get("after")) or 0
    rows = moves_of_calendar.rows(number, visit.actor, after=after, most=_PER_PAGE)
    page, by_unit = rows[:_PER_PAGE], moves_of_calendar.by_unit(number)
    ids = {unit for unit, _clocks, _cases in by_unit if unit} | {row.unit_id for row in page if row.unit_id}
    names = unit_names(ids, localtime(visit.at).date())
    context = {
        "entry": entry,
        "entered_by": names_of([entry.entered_by]).get(entry.entered_by, ""),
        "total": moves_of_calendar.totals([entry], visit.actor, whole=True)[0],
        "by_unit": [(names.get(unit or 0, ""), clocks, cases) for unit, clocks, cases in by_unit],
        "rows": [(row, moves_of_calendar.label(row), names.get(row.unit_id or 0, "")) for row in page],
        "cases": [row.case for row in page],
        "after": page[-1].line if len(rows) > _PER_PAGE else None,
        "sees_cases": pages.sees_cases(visit),
    }
    return show(request, visit, "moved_version.html", context)
