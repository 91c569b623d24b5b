"""目录落实率 by section with its rows, what was late, and what breaks next, as a list and month by month."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _

from yihaotong.accounts.access import short_unit_names
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access, measuring
from yihaotong.catalogue.access import Stood
from yihaotong.catalogue.measuring import Breach
from yihaotong.desk.catalogue import shown
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit

#: So many of what was late stand on one page.
_PER_PAGE = 50


@only()
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For what fell due from a day on, the first of January if none is asked for."""
    since, fault = _since(request, visit.at)
    begin = make_aware(datetime.combine(since, time()))
    stood = access.standings(visit.at, since=begin)
    sections = measuring.by_section(stood, begin, visit.at)
    whole_figure = measuring.figure(stood, begin, visit.at)
    late = Paginator(measuring.newest_first(whole_figure.late), _PER_PAGE).get_page(whole(request.GET.get("page")) or 1)
    names = short_unit_names([unit for unit in sections if unit], shown.today(visit.at))
    context = {
        "since": since.isoformat(),
        "fault": fault,
        "whole": whole_figure,
        "late": list(late),
        "page": {
            "before": _query(since, late.previous_page_number()) if late.has_previous() else "",
            "after": _query(since, late.next_page_number()) if late.has_next() else "",
        },
        "sections": [(names.get(unit, ""), each) for unit, each in sections.items()],
        "months": _months(measuring.next_breaches(stood), names),
        "version": access.version_in_force(visit.at),
        "lines": _lines(stood, visit),
    }
    return show(request, visit, "desk/catalogue/figures.html", context)


def _query(since: date, page: int) -> str:
    return urlencode({"since": since.isoformat(), "page": page})


def _since(request: HttpRequest, at: datetime) -> tuple[date, str]:
    first = shown.today(at).replace(month=1, day=1)
    try:
        asked = date.fromisoformat(request.GET.get("since") or first.isoformat())
    except ValueError:
        return first, _("日期看不懂，从今年 1 月 1 日算起")
    if not date(2000, 1, 1) <= asked <= shown.today(at) + timedelta(days=1):
        return first, _("日期不在范围内，从今年 1 月 1 日算起")
    return asked, ""


def _months(breaches: Iterable[Breach], names: dict[int, str]) -> list[tuple[str, list[tuple[Breach, str]]]]:
    """The next limits month by month, each with the name of its section."""

    def month(breach: Breach) -> str:
        return f"{localtime(breach.occasion.due.at):%Y-%m}"

    return [
        (label, [(each, names.get(each.stood.row.unit_id or 0, "")) for each in group])
        for label, group in groupby(breaches, key=month)
    ]


def _lines(stood: Iterable[Stood], visit: Visit) -> dict[str, str]:
    """The light of each row, by its key, for the list of limits."""
    return {each.row.key: each.standing.light.label for each in stood}
