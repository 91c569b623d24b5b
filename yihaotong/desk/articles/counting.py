"""What went out, what failed at which gate, and which errors were found afterwards, with their rows."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import Role
from yihaotong.articles import access
from yihaotong.articles.models import Slip
from yihaotong.articles.rules.codes import FoundBy, Gate, Level, Stakes
from yihaotong.articles.rules.moves import OFFICE, REVIEWERS
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit

_MOST = 100


@only(*(OFFICE | {*REVIEWERS, Role.SUPERVISING_OFFICE}))
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """发布、退回、发布后差错的统计，按关、按审次，附明细"""
    today = localdate(visit.at)
    since, until, fault = _span(request, today)
    told = access.figures(visit.actor, _begin(since), _begin(until + timedelta(days=1)))
    found = list(access.slips(visit.actor, since, until)[:_MOST])
    names = names_of({each.reviewer for each in found})
    context = {
        "figures": told,
        "levels": [level.label for level in Level],
        "by_gate": _table(told.by_gate),
        "returned": _table(told.returned),
        "slips": [_row(each, names[each.reviewer]) for each in found],
        "since": since.isoformat(),
        "until": until.isoformat(),
        "fault": fault,
        "keeps_lists": bool(OFFICE & visit.actor.roles),
    }
    return show(request, visit, "desk/articles/figures.html", context)


def _span(request: HttpRequest, today: date) -> tuple[date, date, str]:
    try:
        since = date.fromisoformat(request.GET.get("since") or today.replace(month=1, day=1).isoformat())
        until = date.fromisoformat(request.GET.get("until") or today.isoformat())
        if not (1900 < since.year < 2200 and 1900 < until.year < 2200):
            raise ValueError
    except ValueError:
        return today.replace(month=1, day=1), today, _("日期看不懂，按今年列出")
    return (until, since, _("止早于起，已对调")) if until < since else (since, until, "")


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def _table(counts: object) -> list[tuple[str, list[int], int]]:
    """A row for each gate, a column for each level, and the sum."""
    told = dict(counts)  # type: ignore[call-overload]
    rows = []
    for gate in Gate:
        cells = [told.get((gate.value, level.value), 0) for level in Level]
        rows.append((gate.label, cells, sum(cells)))
    return rows


def _row(slip: Slip, reviewer: str) -> tuple[Slip, str, str, str, str, str]:
    return (
        slip,
        Gate(slip.gate).label,
        Level(slip.level).label,
        Stakes(slip.stakes).label,
        FoundBy(slip.found_by).label,
        reviewer,
    )
